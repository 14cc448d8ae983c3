"""The pytest plugin: the `peering_mock` fixture and its marker. Imports the package only when a test asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .api import World
    from .client import RemoteWorld

SHARED = "PEERING_MOCK_SERVER"  # the address of a server that is there already


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("peering_mock")
    group.addoption(
        "--peering-mock-server",
        choices=("own", "shared"),
        default="own",
        help="with pytest-xdist: each worker has a server of its own (the default), or all use one",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "peering_mock(seed=None, start=None, settle=0): the options of the peering_mock fixture"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A marked test has the mock, whether it asks for the fixture or not."""
    for item in items:
        names = getattr(item, "fixturenames", None)
        if names is not None and "peering_mock" not in names and item.get_closest_marker("peering_mock"):
            names.insert(0, "peering_mock")


@pytest.fixture
def peering_mock(request: pytest.FixtureRequest) -> Iterator[World]:
    """A World that answers every call to AWS and Alibaba Cloud for the length of the test."""
    from .api import mock

    marker = request.node.get_closest_marker("peering_mock")
    if marker and marker.args:
        raise TypeError(f"the options of the peering_mock marker are seed=, start= and settle=, not {marker.args!r}")
    with mock(**(marker.kwargs if marker else {})) as world:
        yield world


@pytest.fixture(scope="session")
def _peering_mock_server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server of this process, or the one it was told of."""
    told = getattr(request.config, "workerinput", {}).get("peering_mock_server") or os.environ.get(SHARED)
    if told:
        yield told
        return
    from .server import Server

    with Server() as server:
        yield server.url


@pytest.fixture
def peering_mock_server(request: pytest.FixtureRequest, _peering_mock_server_url: str) -> Iterator[RemoteWorld]:
    """A world on a server, for clients that are not in this process; no other test has it.

    `.url` is the endpoint for AWS's clients, `.endpoint` for Alibaba Cloud's. Everything else is as with a World.
    """
    from .client import connect

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in request.node.name)[:60]
    world = connect(_peering_mock_server_url, quote(f"{worker}-{os.getpid()}-{id(request.node):x}-{name}"))
    world.reset()
    yield world
    world.reset()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist makes a worker: it is told of the one server, which runs where the workers are made."""
    config = node.config
    if config.getoption("--peering-mock-server") != "shared" or os.environ.get(SHARED):
        return
    if not hasattr(config, "_peering_mock_server"):
        from .server import Server

        config._peering_mock_server = Server().start()
    node.workerinput["peering_mock_server"] = config._peering_mock_server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    server = getattr(config, "_peering_mock_server", None)
    if server is not None:
        server.stop()
