"""The WSGI application: a request comes in, the world it names and the cloud it means answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from http.client import responses as REASONS
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from ..core.call import NotMocked, Reply, Request
from ..core.evidence import Evidence
from . import control, guard, page
from .choice import fault, meant, plain
from .worlds import DEFAULT, Held, Worlds

LOG = logging.getLogger("peering_mock.server")
HOST = re.compile(r"(?:[A-Za-z0-9._{}%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
WORLD = re.compile(r"/w/([^/?#]*)(.*)", re.DOTALL)
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


class App:
    """Give it to any WSGI server. `bound` is the host name it was told to listen on."""

    def __init__(self, worlds: Worlds, bound: str = "127.0.0.1") -> None:
        self.worlds, self.bound = worlds, bound

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            reply = self.answer(environ)
        except Exception:
            request_id = str(uuid4()).upper()
            LOG.exception("request %s could not be answered", request_id)
            reply = plain(500, "InternalError", "peering_mock failed; its log tells why", request_id)
        status = f"{reply.status} {REASONS.get(reply.status, 'Unknown')}"
        headers = [(name, value) for name, value in reply.headers.items() if name != "content-length"]
        start_response(status, [*headers, ("content-length", str(len(reply.body)))])
        return [reply.body]

    def answer(self, environ: dict[str, Any]) -> Reply:
        """The reply to a request as WSGI tells it."""
        headers, path, query = _headers(environ), *_target(environ)
        name = headers.get("x-peering-world") or DEFAULT
        if match := WORLD.fullmatch(path):
            name, path = match[1], match[2] or "/"
        why = guard.refuses(headers, self.bound, steering=path.startswith(control.ROOT))
        if why is not None:
            return plain(403, "Forbidden", why, str(uuid4()).upper())
        request = _request(environ, headers, path, query)
        try:
            if path.startswith(control.ROOT):
                return control.answer(self.worlds, name, request)
            held = self.worlds.get(name)
        except ValueError as error:
            return plain(400, "BadRequest", str(error), str(uuid4()).upper())
        if page.asked(request) and meant(held.world, request)[1] <= Evidence.HOST:
            return page.answer(self.worlds, held)
        return self.ask(held, request)

    def ask(self, held: Held, request: Request) -> Reply:
        """The answer of the cloud that the request is meant for; whatever goes wrong, in that cloud's form."""
        world, cloud = held.world, None
        with world.lock:
            before = len(world.calls)
            try:
                cloud, _ = meant(world, request)
                if cloud is None:
                    return _meant_for_nobody(request)
                return world.ask(cloud, request)
            except NotMocked as missing:
                return fault(cloud, request, 501, "NotImplemented", str(missing), _entered(held, before, 501))
            except Exception:
                request_id = _entered(held, before, 500, "InternalError")
                LOG.exception("%s %s: request %s failed", request.method, request.url, request_id)
                words = f"peering_mock failed to answer; its log explains request {request_id}"
                return fault(cloud, request, 500, "InternalError", words, request_id)
            finally:
                self.worlds.changed(held.name)


def _entered(held: Held, before: int, status: int, code: str | None = None) -> str:
    """Completes the log's entry for a call that ended unanswered; gives its request id."""
    if len(held.world.calls) == before:
        return str(uuid4())
    call = held.world.calls[-1]
    call.status, call.code = status, code or call.code
    return call.request_id


def _meant_for_nobody(request: Request) -> Reply:
    words = (
        f"{request.method} {request.url} carries nothing that tells which cloud it is meant for: no signature, no "
        "Action and Version, no x-acs-* header. Point an SDK at this address, or open / in a browser."
    )
    return plain(404, "NotFound", words, str(uuid4()).upper())


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = str(environ[name])
    return headers


def _target(environ: dict[str, Any]) -> tuple[str, str]:
    """Path and query, as they travelled where the WSGI server tells."""
    raw = environ.get("RAW_URI")
    if raw is None:
        path = quote(environ.get("PATH_INFO", "/").encode("latin-1"), safe="/:~!$&'()*+,;=@-._")
        return path or "/", environ.get("QUERY_STRING", "")
    raw = quote(raw.encode("latin-1", "replace"), safe=PRINTABLE).partition("#")[0]
    if not raw.startswith("/"):  # as clients write to a proxy
        raw = "/" + raw.partition("://")[2].partition("/")[2]
    path, _, query = raw.partition("?")
    return path, query


def _request(environ: dict[str, Any], headers: dict[str, str], path: str, query: str) -> Request:
    """An absolute URL is made of the Host header only when that is one."""
    host = headers.get("host", "")
    if not HOST.fullmatch(host):
        host = f"{environ.get('SERVER_NAME', '127.0.0.1')}:{environ.get('SERVER_PORT', '80')}"
    url = f"{environ.get('wsgi.url_scheme', 'http')}://{host}{path}{'?' if query else ''}{query}"
    return Request(environ["REQUEST_METHOD"], url, headers, environ["wsgi.input"].read())
