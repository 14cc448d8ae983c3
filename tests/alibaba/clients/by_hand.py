"""No SDK at all: requests, httpx and aiohttp, signed by hand with signature version 1."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from abc import abstractmethod
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from .verbs import HOSTS, VERSIONS, Client, Key, Refused, flat

Answer = tuple[int, dict[str, str], bytes]


class Answered(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(status, body)
        self.status, self.headers, self.body = status, headers, body


def common(key: Key, product: str, action: str) -> dict[str, str]:
    """The parameters that every request of signature version 1 has, but for the signature."""
    given = {
        "Action": action,
        "Version": VERSIONS[product],
        "Format": "JSON",
        "AccessKeyId": key.id,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": uuid4().hex,
        "Timestamp": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return given if key.token is None else {**given, "SecurityToken": key.token}


def string_to_sign(method: str, params: dict[str, str]) -> str:
    joined = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(params.items()))
    return f"{method}&%2F&{quote(joined, safe='~')}"


def signed(method: str, params: dict[str, str], secret: str) -> dict[str, str]:
    mac = hmac.new(f"{secret}&".encode(), string_to_sign(method, params).encode(), hashlib.sha1)
    return {**params, "Signature": base64.b64encode(mac.digest()).decode()}


class ByHand(Client):
    """`send` is what a transport does with a signed form."""

    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        form = signed("POST", {**common(self.key, product, action), **flat(params)}, self.key.secret)
        status, headers, body = self.send(f"https://{HOSTS[product]}/", form)
        if status != 200:
            raise Answered(status, headers, body)
        return dict(json.loads(body))

    @abstractmethod
    def send(self, url: str, form: dict[str, str]) -> Answer:
        """Sends a form."""

    def worded(self, error: BaseException) -> Refused:
        assert type(error) is Answered, repr(error)
        body = json.loads(error.body)
        assert list(body) == ["RequestId", "HostId", "Code", "Message", "Recommend"]
        assert error.headers["content-type"] == "application/json;charset=utf-8"
        assert error.headers["x-acs-request-id"] == body["RequestId"]
        assert error.headers["content-length"] == str(len(error.body))
        return Refused(body["Code"], body["Message"], error.status, body["RequestId"])


class Requests(ByHand):
    def send(self, url: str, form: dict[str, str]) -> Answer:
        import requests

        answer = requests.post(url, data=form, timeout=10)
        return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content


class Httpx(ByHand):
    def __init__(self, key: Key) -> None:
        import httpx

        super().__init__(key)
        self.client = httpx.Client()

    def send(self, url: str, form: dict[str, str]) -> Answer:
        answer = self.client.post(url, data=form)
        return answer.status_code, dict(answer.headers), answer.content


class HttpxAsync(ByHand):
    def send(self, url: str, form: dict[str, str]) -> Answer:
        import httpx

        async def made() -> Answer:
            async with httpx.AsyncClient() as client:
                answer = await client.post(url, data=form)
                return answer.status_code, dict(answer.headers), await answer.aread()

        return asyncio.run(made())


class Aiohttp(ByHand):
    def send(self, url: str, form: dict[str, str]) -> Answer:
        import aiohttp

        async def made() -> Answer:
            async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, await answer.read()

        return asyncio.run(made())


CLIENTS: tuple[type[Client], ...] = (Requests, Httpx, HttpxAsync, Aiohttp)
