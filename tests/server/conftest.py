"""One server for the run, a world of its own for each test, and processes that end with the test."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest

from peering_mock import connect
from peering_mock.client import RemoteWorld
from peering_mock.server import Server

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def world(server: Server) -> Iterator[RemoteWorld]:
    """A world of the server that no other test has."""
    world = connect(server.url, f"test-{next(NUMBERS)}")
    yield world
    world.reset()


class Answer:
    """What came back over the wire."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self) -> str:
        return f"{self.status} {self.headers} {self.body!r}"


def ask(url: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
    """One request over a connection of its own; `x_acs_action=` is the header x-acs-action."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    connection.close()
    return found


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Starts `peering-mock serve --port 0` with more arguments; gives the process and the address it printed."""
    started: list[subprocess.Popen[str]] = []

    def serve(*arguments: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "peering_mock", "serve", "--port", "0", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"https?://\S+", line)
        assert found, line + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        return process, found[0]

    yield serve
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def run(*command: str, timeout: float = 120, **options: Any) -> subprocess.CompletedProcess[str]:
    """A program's run, its output as text."""
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, **options)
