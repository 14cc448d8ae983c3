"""`peering_mock_server` in a real pytest, alone and under pytest-xdist."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

SUITE = """
    import pytest
    from http.client import HTTPConnection

    def call(world):
        host, _, path = world.endpoint.partition("/")
        connection = HTTPConnection(host, timeout=20)
        connection.request("POST", f"/{path}/?Action=ListVpcPeerConnections&Version=2022-01-01")
        connection.getresponse().read()
        connection.close()

    @pytest.mark.parametrize("n", range(4))
    def test_a_world_of_its_own(peering_mock_server, n):
        world = peering_mock_server
        assert len(world.calls) == 0
        call(world)
        world.calls("ListVpcPeerConnections", cloud="alibaba").once()
        print("SERVER", world.url.partition("/w/")[0])

    def test_it_stands_beside_the_mock(peering_mock, peering_mock_server):
        call(peering_mock_server)
        assert len(peering_mock.calls) == 0
        peering_mock_server.calls("ListVpcPeerConnections").once()
"""


Run = Callable[..., pytest.RunResult]


@pytest.fixture
def suite(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the suite in a pytest of its own, with the plugin as an installed package has it."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    installed = request.config.pluginmanager.has_plugin("peering_mock")
    pytester.makepyfile(SUITE)
    options = ["-rP", "-p", "no:cacheprovider", *([] if installed else ["-p", "peering_mock.plugin"])]
    return lambda *more: pytester.runpytest_subprocess(*options, *more)


def servers(lines: list[str]) -> set[str]:
    return {line.rpartition("SERVER ")[2] for line in lines if "SERVER http" in line}


def test_each_test_has_a_world_on_one_server(suite: Run) -> None:
    result = suite()
    result.assert_outcomes(passed=5)
    assert len(servers(result.outlines)) == 1


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
@pytest.mark.parametrize(("option", "number"), [("own", 2), ("shared", 1)])
def test_under_xdist_each_worker_has_a_server_or_all_share_one(suite: Run, option: str, number: int) -> None:
    result = suite("-n2", f"--peering-mock-server={option}")
    result.assert_outcomes(passed=5)
    assert len(servers(result.outlines)) == number


def test_a_server_that_is_there_already_is_used(suite: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from peering_mock.server import Server

    with Server() as server:
        monkeypatch.setenv("PEERING_MOCK_SERVER", server.url)
        result = suite()
    result.assert_outcomes(passed=5)
    assert servers(result.outlines) == {server.url}
