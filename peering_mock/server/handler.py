"""HTTP/1.1 on one connection: keep-alive, chunked bodies, and an answer to whatever bytes come in.

Werkzeug's own handler closes after each answer and waits for as long as a client likes; this one keeps the connection
and holds every request to a size and a time.
"""

from __future__ import annotations

import json
import socket
import sys
from http.client import responses as REASONS
from io import BufferedReader, BytesIO, RawIOBase
from time import monotonic
from typing import Any
from uuid import uuid4

from werkzeug.serving import WSGIRequestHandler

from ..core.call import Dropped
from .chunked import TooLarge, dechunk

MAX_BODY = 32 * 2**20
MAX_HEAD = 256 * 2**10
REQUEST_SECONDS = 30.0  # for a whole request to arrive
IDLE_SECONDS = 75.0  # until the next request on a kept connection


class Refused(Exception):
    """The bytes are no request that can be answered otherwise than with this status; the connection ends."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class _Timed(RawIOBase):
    """A socket to read from until a deadline, and no more than `left` bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.deadline, self.left = connection, 0.0, 0

    def readable(self) -> bool:
        return True

    def allow(self, seconds: float, size: int) -> None:
        self.deadline, self.left = monotonic() + seconds, size

    def readinto(self, buffer: Any) -> int:
        remaining = self.deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError("the request took too long to arrive")
        if self.left <= 0:
            raise TooLarge()
        self.connection.settimeout(remaining)
        size = self.connection.recv_into(buffer, min(len(buffer), self.left))
        self.left -= size
        return size


class Handler(WSGIRequestHandler):
    """What the server makes for each connection. `server.tls` is the SSL context, or None."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"  # a request line without a version is answered like any other
    disable_nagle_algorithm = True

    rfile: BufferedReader

    def setup(self) -> None:
        tls = getattr(self.server, "tls", None)
        self.request.settimeout(REQUEST_SECONDS)
        self.secure = False
        if tls is not None and self.request.recv(1, socket.MSG_PEEK) == b"\x16":  # a TLS handshake
            self.secure = True
            self.request = tls.wrap_socket(self.request, server_side=True)
        super().setup()
        self.rfile.close()
        self.timed = _Timed(self.connection)
        self.rfile = BufferedReader(self.timed)

    def handle(self) -> None:
        """Answers one request after the other until either side has had enough."""
        try:
            self.close_connection = False
            while not self.close_connection:
                self.close_connection = True
                self.handle_one_request()
        except (OSError, ValueError):  # the other side is gone, or never spoke TLS
            self.close_connection = True

    def handle_one_request(self) -> None:
        self.timed.allow(IDLE_SECONDS, MAX_HEAD)
        if not self.rfile.peek(1):
            return
        self.timed.allow(REQUEST_SECONDS, MAX_HEAD)
        try:
            if not self._read_head():
                return
            environ = self._environ(self._read_body())
        except Refused as refused:
            self.send_error(refused.status, str(refused))
            return
        except TooLarge:
            self.send_error(413, "the request is too large")
            return
        except TimeoutError:
            self.send_error(408, "the request took too long to arrive")
            return
        self._run(environ)

    def _read_head(self) -> bool:
        """Reads the request line and the headers; False when an answer has been sent instead."""
        line = b""
        while not line.strip():
            line = self.rfile.readline(65537)
            if not line:
                return False
        if len(line) > 65536:
            raise Refused(414, "the request line is too long")
        self.raw_requestline = line
        try:
            return bool(self.parse_request())
        except TooLarge:
            raise Refused(431, "the headers are too large") from None
        except ValueError as error:
            raise Refused(400, f"the request cannot be read: {error}") from None

    def _read_body(self) -> bytes:
        coding = self.headers.get("transfer-encoding", "").strip().lower()
        lengths = {value.strip() for value in self.headers.get_all("content-length", [])}
        if coding:
            if coding != "chunked":
                raise Refused(501, f"transfer-encoding {coding!r} is not understood")
            if lengths:
                raise Refused(400, "either content-length or transfer-encoding, not both")
            self.timed.left = 2 * MAX_BODY
            try:
                return dechunk(self.rfile, MAX_BODY)
            except ValueError as error:
                raise Refused(400, str(error)) from None
        if not lengths:
            return b""
        length = lengths.pop()
        if lengths or not (length.isascii() and length.isdigit()) or len(length) > 18:
            raise Refused(400, "content-length is not one number")
        if int(length) > MAX_BODY:
            raise TooLarge()
        self.timed.left = int(length) + 1
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise Refused(400, "the body is shorter than content-length says")
        return body

    def _environ(self, body: bytes) -> dict[str, Any]:
        try:
            environ = self.make_environ()
        except ValueError as error:
            raise Refused(400, f"the request line cannot be read: {error}") from None
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ.update({"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        environ["wsgi.url_scheme"] = "https" if self.secure else "http"
        self.environ = environ
        return environ

    def _run(self, environ: dict[str, Any]) -> None:
        answer: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            answer.update(status=status, headers=headers)

        try:
            body = b"".join(self.server.app(environ, start_response))
        except Dropped:  # the connection breaks, as ordered
            self.close_connection = True
            return
        self._send(answer["status"], answer["headers"], body)

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "connection", "transfer-encoding")]
        kept += [("content-length", str(len(body))), ("date", self.date_time_string())]
        kept.append(("connection", "close" if self.close_connection else "keep-alive"))
        head = "".join(f"{_line(name)}: {_line(value)}\r\n" for name, value in kept)
        if self.command == "HEAD":
            body = b""
        self.connection.settimeout(REQUEST_SECONDS)
        self.wfile.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1", "replace") + body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """For what never became a request: JSON that every client of either cloud can at least show."""
        self.close_connection = True
        self.command = self.command if isinstance(getattr(self, "command", None), str) else ""
        words = message or REASONS.get(code, "")
        fields = {"Code": "BadRequest" if code == 400 else "".join(REASONS.get(code, "Bad Request").split())}
        fields |= {"Message": words, "RequestId": str(uuid4()).upper()}
        headers = [("content-type", "application/json;charset=utf-8")]
        self._send(f"{code} {REASONS.get(code, 'Bad Request')}", headers, json.dumps(fields).encode())
        self._drain()

    def _drain(self) -> None:
        """Reads on for a moment: closing with bytes unread would take the answer away from the client."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(0.2)
            until, left = monotonic() + 1, 64
            while left and monotonic() < until and self.connection.recv(2**20):
                left -= 1
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """The call log is the world's; the terminal stays quiet."""

    def log(self, type: str, message: str, *args: Any) -> None:
        if type == "error":
            print(message % args if args else message, file=sys.stderr)


def _line(text: str) -> str:
    """No answer may add a header by a line break in a value."""
    return " ".join(str(text).split("\n")).replace("\r", " ")
