"""Where calls are caught: a table of seams, and for each transport how its request and its reply look.

Every seam was tried with the real clients. `Session.get_adapter` is chosen over `HTTPAdapter.send` because it sits
above what `responses` and moto patch: neither nesting order loses a call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from http.client import responses as REASONS
from importlib import import_module
from io import BytesIO
from types import ModuleType
from typing import Any

from . import stack
from .aiohttp_seam import aiohttp_request
from .core.call import Dropped, Request
from .doors import DOORS
from .http import as_bytes, lower
from .seams import Patches, Seam
from .waiting import SLEEPS

BROKEN = "Connection aborted: the remote end closed it without a response"

# requests, and the second copy of it that the legacy Alibaba SDK brings along


def _get_adapter(sessions: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    package = sessions.__name__.rpartition(".")[0]
    models = import_module(f"{package}.models")
    adapters = import_module(f"{package}.adapters")
    structures = import_module(f"{package}.structures")
    utils = import_module(f"{package}.utils")
    exceptions = import_module(f"{package}.exceptions")

    @lru_cache(maxsize=64)
    def encoding_of(content_type: str) -> Any:
        return utils.get_encoding_from_headers({"content-type": content_type})

    class Adapter(adapters.BaseAdapter):  # type: ignore[name-defined,misc]
        def __init__(self, answer: stack.Answer) -> None:
            self.answer = answer

        def send(self, request: Any, *_: Any, **__: Any) -> Any:
            sent = Request(request.method, request.url, lower(request.headers), as_bytes(request.body))
            try:
                reply = self.answer(sent)
            except Dropped:
                raise exceptions.ConnectionError(BROKEN, request=request) from None
            response = models.Response()
            response.status_code = reply.status
            response.reason = REASONS.get(reply.status, "")
            response.headers = structures.CaseInsensitiveDict(reply.headers)
            response.raw = BytesIO(reply.body)
            response.url = request.url
            response.request = request
            response.encoding = encoding_of(reply.headers.get("content-type", ""))
            response.connection = self
            return response

        def close(self) -> None:
            pass

    def get_adapter(self: Any, url: str) -> Any:
        answer = stack.answering(url)
        return original(self, url) if answer is None else Adapter(answer)

    return get_adapter


# botocore


def _botocore_send(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    @cache
    def botocore() -> Any:
        """Its modules; at the first answer, since the seam opens while botocore is being imported."""
        import botocore.awsrequest
        import botocore.exceptions

        return botocore

    def send(self: Any, request: Any) -> Any:
        answer = stack.answering(request.url)
        if answer is None:
            return original(self, request)
        sent = Request(request.method, request.url, lower(request.headers), as_bytes(request.body))
        try:
            reply = answer(sent)
        except Dropped:
            raise botocore().exceptions.ConnectionClosedError(endpoint_url=request.url) from None
        response = botocore().awsrequest.AWSResponse(request.url, reply.status, reply.headers, _Raw(reply.body))
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


# httpx


def _httpx_response(answer: stack.Answer, request: Any, body: bytes) -> Any:
    from httpx import ByteStream, RemoteProtocolError, Response

    try:
        reply = answer(Request(request.method, str(request.url), lower(request.headers), body))
    except Dropped:
        raise RemoteProtocolError(BROKEN, request=request) from None
    return Response(reply.status, headers=dict(reply.headers), stream=ByteStream(reply.body))  # yet to be read


def _httpx_send(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    def handle_request(self: Any, request: Any) -> Any:
        answer = stack.answering(str(request.url))
        if answer is None:
            return original(self, request)
        return _httpx_response(answer, request, request.read())

    return handle_request


def _httpx_send_async(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_async_request(self: Any, request: Any) -> Any:
        answer = stack.answering(str(request.url))
        if answer is None:
            return await original(self, request)
        return _httpx_response(answer, request, await request.aread())

    return handle_async_request


SEAMS = (
    Seam("requests.sessions", "Session", "get_adapter", _get_adapter, "alibabacloud-* sync, plain requests"),
    Seam("aliyunsdkcore.vendored.requests.sessions", "Session", "get_adapter", _get_adapter, "aliyun-python-sdk-*"),
    Seam("aiohttp.client", "ClientSession", "_request", aiohttp_request, "alibabacloud-* async, aiobotocore"),
    Seam("botocore.httpsession", "URLLib3Session", "send", _botocore_send, "boto3, awscli"),
    Seam("moto.core.botocore_stubber", "BotocoreStubber", "process_request", _stand_aside, "clients under mock_aws"),
    Seam("httpx._transports.default", "HTTPTransport", "handle_request", _httpx_send, "plain httpx"),
    Seam(
        "httpx._transports.default",
        "AsyncHTTPTransport",
        "handle_async_request",
        _httpx_send_async,
        "plain async httpx, aiobotocore's httpx session",
    ),
)

PATCHES = Patches(SEAMS + DOORS + SLEEPS)
