"""Where calls are caught: a table of seams, and for each transport how its request and its reply look.

Every seam was tried with the real clients. `Session.get_adapter` is chosen over `HTTPAdapter.send` because it sits
above what `responses` and moto patch: neither nesting order loses a call.
"""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Mapping
from http.client import responses as REASONS
from importlib import import_module
from io import BytesIO
from types import ModuleType
from typing import Any

from . import stack
from .core.call import Reply, Request
from .seams import Patches, Seam


def _lower(headers: Mapping[Any, Any]) -> dict[str, str]:
    return {_text(name).lower(): _text(value) for name, value in headers.items()}


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, (bytes, bytearray)) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return b"".join(_bytes(part) for part in body)


# requests, and the second copy of it that the legacy Alibaba SDK brings along


def _get_adapter(sessions: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    package = sessions.__name__.rpartition(".")[0]
    models = import_module(f"{package}.models")
    adapters = import_module(f"{package}.adapters")
    structures = import_module(f"{package}.structures")
    utils = import_module(f"{package}.utils")

    class Adapter(adapters.BaseAdapter):  # type: ignore[name-defined,misc]
        def __init__(self, world: Any) -> None:
            super().__init__()
            self.world = world

        def send(self, request: Any, *_: Any, **__: Any) -> Any:
            reply = stack.answer(
                self.world, Request(request.method, request.url, _lower(request.headers), _bytes(request.body))
            )
            response = models.Response()
            response.status_code = reply.status
            response.reason = REASONS.get(reply.status, "")
            response.headers = structures.CaseInsensitiveDict(reply.headers)
            response.raw = BytesIO(reply.body)
            response.url = request.url
            response.request = request
            response.encoding = utils.get_encoding_from_headers(response.headers)
            response.connection = self
            return response

        def close(self) -> None:
            pass

    def get_adapter(self: Any, url: str) -> Any:
        world = stack.answering(url)
        return original(self, url) if world is None else Adapter(world)

    return get_adapter


# botocore


def _botocore_send(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    def send(self: Any, request: Any) -> Any:
        world = stack.answering(request.url)
        if world is None:
            return original(self, request)
        from botocore.awsrequest import AWSResponse, HeadersDict

        reply = stack.answer(
            world, Request(request.method, request.url, _lower(request.headers), _bytes(request.body))
        )
        response = AWSResponse(request.url, reply.status, HeadersDict(reply.headers), _Raw(reply.body))
        if not request.stream_output:
            response.content
        return response

    return send


class _Raw(BytesIO):
    """A body with the two methods that botocore uses of urllib3's."""

    def stream(self, amt: int = 65536, decode_content: bool | None = None) -> Any:
        while chunk := self.read(amt):
            yield chunk


def _stand_aside(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    """moto answers before a call reaches `send`; for the hosts we claim it is told that it knows nothing."""

    def process_request(self: Any, request: Any) -> Any:
        return original(self, request) if stack.answering(request.url) is None else None

    return process_request


# aiohttp


def _aiohttp_request(client: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    Response = _aiohttp_response()

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
        world = stack.answering(str(url))
        if world is None:
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
        reply = stack.answer(world, Request(method.upper(), str(url), _lower(sent), body))
        response = Response(method.upper(), url, sent, reply, self)
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
        return _bytes(data), kind
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


def _aiohttp_response() -> Any:
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


# httpx


def _httpx_response(reply: Reply) -> Any:
    from httpx import Response

    return Response(reply.status, headers=dict(reply.headers), content=reply.body)


def _httpx_send(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    def handle_request(self: Any, request: Any) -> Any:
        world = stack.answering(str(request.url))
        if world is None:
            return original(self, request)
        body = request.read()
        sent = Request(request.method, str(request.url), _lower(request.headers), body)
        return _httpx_response(stack.answer(world, sent))

    return handle_request


def _httpx_send_async(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_async_request(self: Any, request: Any) -> Any:
        world = stack.answering(str(request.url))
        if world is None:
            return await original(self, request)
        body = await request.aread()
        sent = Request(request.method, str(request.url), _lower(request.headers), body)
        return _httpx_response(stack.answer(world, sent))

    return handle_async_request


SEAMS = (
    Seam("requests.sessions", "Session", "get_adapter", _get_adapter, "alibabacloud-* sync, plain requests"),
    Seam(
        "aliyunsdkcore.vendored.requests.sessions", "Session", "get_adapter", _get_adapter, "aliyun-python-sdk-*"
    ),
    Seam("aiohttp.client", "ClientSession", "_request", _aiohttp_request, "alibabacloud-* async, aiobotocore"),
    Seam("botocore.httpsession", "URLLib3Session", "send", _botocore_send, "boto3, awscli"),
    Seam(
        "moto.core.botocore_stubber", "BotocoreStubber", "process_request", _stand_aside, "clients under mock_aws"
    ),
    Seam("httpx._transports.default", "HTTPTransport", "handle_request", _httpx_send, "plain httpx"),
    Seam(
        "httpx._transports.default",
        "AsyncHTTPTransport",
        "handle_async_request",
        _httpx_send_async,
        "plain async httpx, aiobotocore's httpx session",
    ),
)

PATCHES = Patches(SEAMS)
