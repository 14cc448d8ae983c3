"""aiohttp: its request taken apart, and a ClientResponse that never had a connection."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable
from functools import cache
from http.client import responses as REASONS
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any

from . import stack
from .core.call import Dropped, Reply, Request
from .http import as_bytes, lower


def aiohttp_request(client: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    async def _request(
        self: Any,
        method: str,
        str_or_url: Any,
        *,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        headers: Any = None,
        raise_for_status: Any = None,
        **options: Any,
    ) -> Any:
        url = self._build_url(str_or_url)
        answer = stack.answering(str(url))
        if answer is None:
            options.update(params=params, data=data, json=json, headers=headers, raise_for_status=raise_for_status)
            return await original(self, method, str_or_url, **options)
        if self.closed:
            raise RuntimeError("Session is closed")
        if params:
            url = url.update_query(params)
        sent = self._prepare_headers(headers)
        body, kind = await _aiohttp_body(data, json)
        if kind and "content-type" not in sent:
            sent["Content-Type"] = kind
        try:
            reply = answer(Request(method.upper(), str(url), lower(sent), body))
        except Dropped:
            raise client.ServerDisconnectedError from None
        response = _aiohttp_response()(method.upper(), url, sent, reply, self)
        check = self._raise_for_status if raise_for_status is None else raise_for_status
        if callable(check):
            await check(response)
        elif check:
            response.raise_for_status()
        return response

    return _request


async def _aiohttp_body(data: Any, json: Any) -> tuple[bytes, str | None]:
    if json is not None:
        return json_module.dumps(json).encode(), "application/json"
    if data is None:
        return b"", None
    if isinstance(data, (bytes, bytearray, memoryview, str)) or hasattr(data, "read"):
        kind = "text/plain; charset=utf-8" if isinstance(data, str) else "application/octet-stream"
        if iscoroutinefunction(getattr(data, "read", None)):  # aiobotocore's, of an upload with a checksum behind it
            data = await data.read()
        return as_bytes(data), kind
    if hasattr(data, "__aiter__"):
        return b"".join([chunk async for chunk in data]), "application/octet-stream"
    from aiohttp import FormData
    from aiohttp.payload import Payload

    made = data if isinstance(data, Payload) else (data if isinstance(data, FormData) else FormData(data))()
    written = _Written()
    await made.write(written)  # type: ignore[arg-type]
    return bytes(written.body), made.content_type


class _Written:
    """As much of aiohttp's StreamWriter as a payload needs to write itself."""

    def __init__(self) -> None:
        self.body = bytearray()

    async def write(self, chunk: bytes, *_: Any, **__: Any) -> None:
        self.body += chunk


@cache
def _aiohttp_response() -> Any:
    """The class of the answers; made at the first of them, since the seam opens while aiohttp is being imported."""
    from asyncio import get_running_loop
    from http.cookies import SimpleCookie

    from aiohttp import ClientResponse, HttpVersion11, RequestInfo, StreamReader
    from multidict import CIMultiDict, CIMultiDictProxy

    class Protocol:
        """What a StreamReader asks of its connection when there is none."""

        _reading_paused = False

        def pause_reading(self) -> None: ...
        def resume_reading(self, *_: Any, **__: Any) -> None: ...

    class Response(ClientResponse):
        # the real constructor is not called: its signature changes between versions of aiohttp
        def __init__(self, method: str, url: Any, sent: Any, reply: Reply, session: Any) -> None:
            headers = CIMultiDictProxy(CIMultiDict(reply.headers))
            self.method, self.status, self.reason = method, reply.status, REASONS.get(reply.status, "")
            self.version = HttpVersion11
            self.cookies = SimpleCookie()
            self._url = self._real_url = url.with_fragment(None)
            self._headers = headers
            self._raw_headers = tuple((name.encode(), value.encode()) for name, value in headers.items())
            self._request_info = RequestInfo(self._url, method, CIMultiDictProxy(sent), url)
            self._history = ()
            self._cache: dict[str, Any] = {}
            self._session = session
            self._body = reply.body
            self._loop = get_running_loop()
            self._resolve_charset = lambda *_: "utf-8"
            self._released = False
            self.content = StreamReader(Protocol(), 2**16, loop=self._loop)  # type: ignore[arg-type]
            self.content.feed_data(reply.body)
            self.content.feed_eof()

        @property
        def request_info(self) -> Any:
            return self._request_info

        @property
        def history(self) -> Any:
            return self._history

        @property
        def closed(self) -> bool:
            return self._released

        @property
        def connection(self) -> None:
            return None

        def release(self) -> Any:
            self._released = True
            return _nothing()

        def close(self) -> None:
            self._released = True

        async def wait_for_close(self) -> None: ...

        async def read(self) -> bytes:
            return self._body or b""

        async def __aexit__(self, *_: Any) -> None:
            self._released = True

        def __del__(self, *_: Any) -> None: ...

        def __repr__(self) -> str:
            return f"<ClientResponse({self._url}) [{self.status} {self.reason}]>"

    return Response


class _nothing:
    """`release()` may be awaited or not."""

    def __await__(self) -> Any:
        return iter(())
