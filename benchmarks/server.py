"""The server: requests a second for one describe, beside moto's server and a bare Werkzeug handler of the same bytes.

Each server is a process of its own, and so is the client that asks it, over sockets that it keeps when it may.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from threading import Thread
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

from .harness import Line, Subject, ratio, side_by_side, told

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=123456789012/20261122/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
)
BARE = """
import sys
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def log(self, *_): pass
body = open(sys.argv[2], "rb").read()
def app(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("content-type", "text/xml;charset=UTF-8"), ("content-length", str(len(body)))])
    return [body]
ThreadedWSGIServer("127.0.0.1", int(sys.argv[1]), app, Quiet).serve_forever()
"""


def request(**params: str) -> bytes:
    """A call of EC2's as it travels."""
    body = urlencode({"Version": "2016-11-15", **params})
    head = (
        "POST / HTTP/1.1\r\nhost: ec2.us-east-1.amazonaws.com\r\n"
        "content-type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        f"authorization: {AUTHORIZATION}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


class Connection:
    """One client. It connects anew when the server has closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, sent: bytes) -> bytes:
        """The body of the answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(sent)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(headers[b"content-length"]):
            body += self._more()
        if headers.get(b"connection") == b"close" or head.startswith(b"HTTP/1.0"):
            self._socket.close()
            self._socket = None
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"the server answered {head!r} {body!r}")
        return body

    def _more(self) -> bytes:
        assert self._socket is not None
        more = self._socket.recv(65536)
        if not more:
            raise RuntimeError("the server closed before its answer ended")
        return more


def client(command: list[str], setup: bool) -> dict[str, Any]:
    """Starts a server, makes a connection in it, and asks for that one again and again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        [*command[:2], *(part.format(port=port) for part in command[2:])], stdout=quiet, stderr=quiet
    )
    _wait(port)
    asked = request(
        Action="DescribeVpcPeeringConnections", **{"VpcPeeringConnectionId.1": _make(port) if setup else "-"}
    )
    Connection(port).ask(asked)

    def run(connections: int, calls: int) -> float:
        def work() -> None:
            one = Connection(port)
            for _ in range(calls // connections):
                one.ask(asked)

        crew = [Thread(target=work) for _ in range(connections)]
        begun = perf_counter()
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        return (perf_counter() - begun) / (calls // connections * connections)

    def stop(_: int) -> float:
        started.send_signal(signal.SIGTERM)
        return float(started.wait(10))

    return {"1": lambda calls: run(1, calls), "8": lambda calls: run(8, calls), "stop": stop}


def body_of_ours() -> bytes:
    """The bytes that the bare handler is to return."""
    from peering_mock import mock
    from peering_mock.core.call import Request

    from . import aws

    with mock() as world:
        tasks = aws._tasks(aws._client(), aws._pairs(aws._client(), 3))
        del tasks
        form = {"content-type": "application/x-www-form-urlencoded", "authorization": AUTHORIZATION}
        text = urlencode({"Action": "DescribeVpcPeeringConnections", "Version": "2016-11-15"}).encode()
        reply = world.answer(Request("POST", "https://ec2.us-east-1.amazonaws.com/", form, text))
        assert reply is not None
        return reply.body


def _make(port: int) -> str:
    one = Connection(port)

    def ask(tag: bytes, **params: str) -> str:
        return one.ask(request(**params)).partition(b"<" + tag + b">")[2].partition(b"<")[0].decode()

    vpcs = [ask(b"vpcId", Action="CreateVpc", CidrBlock=f"10.{n}.0.0/16") for n in range(2)]
    return ask(b"vpcPeeringConnectionId", Action="CreateVpcPeeringConnection", VpcId=vpcs[0], PeerVpcId=vpcs[1])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            sleep(0.1)
    raise RuntimeError("the server did not start")


def lines(short: bool) -> list[Line]:
    told("servers")
    import tempfile

    python = [sys.executable, "-m"]
    with tempfile.NamedTemporaryFile(suffix=".xml", delete=False) as kept:
        kept.write(body_of_ours())
    asking = partial(Subject, "benchmarks.server:client", alone=False)
    servers: dict[str, Callable[[], Subject]] = {
        "ours": lambda: asking([*python, "peering_mock", "serve", "--port", "{port}"], True),
        "floor": lambda: asking([sys.executable, "-c", BARE, "{port}", kept.name], False),
        "peer": lambda: asking([*python, "moto.server", "-p", "{port}"], True),
    }
    if find_spec("flask") is None or find_spec("flask_cors") is None:
        del servers["peer"]
    subjects = {name: start() for name, start in servers.items()}
    made = []
    for connections in ("1", "8"):
        found = side_by_side(subjects, connections, rounds=2 if short else 9, calls=16 if short else 160)
        words = f"server, describe one, {connections} connection{'s' * (connections != '1')}"
        for reference, least in (("peer", 8), ("floor", 0.6)):
            target = f"at least {least} times {'moto_server' if reference == 'peer' else 'a bare Werkzeug handler'}"
            if reference not in found:
                made.append(Line(words, target, note="not measured: moto's server needs flask and flask-cors"))
                continue
            held = ratio(found, reference, "ours")
            line = Line(words, target, held, held >= least)
            for name, seconds in found.items():
                setattr(line, name, sorted(seconds)[len(seconds) // 2] * 1000)
            made.append(line)
    for subject in subjects.values():
        subject.time("stop", 1)
        subject.close()
    os.unlink(kept.name)
    return made
