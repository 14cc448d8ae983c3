"""A world for each test, and the pairs of VPCs that the tests peer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from peering_mock import World, mock
from peering_mock.aws.view import Shown
from peering_mock.aws.xml import Write

from . import arisen
from .scene import AWAY, HOME, ME, PEER, Pair, Side, client


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "case(number, grade, source): the row of aws-cases.md that a test holds")
    config.addinivalue_line("markers", "options(**options): the options of the test's mock")


def pytest_itemcollected(item: pytest.Item) -> None:
    """A report names the row beside the test."""
    for mark in item.iter_markers("case"):
        item.user_properties += zip(("case", "grade", "source"), mark.args, strict=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.name == arisen.LAST)


@pytest.fixture(scope="session", autouse=True)
def watch_refusals() -> Iterator[None]:
    with arisen.watched():
        yield


@pytest.fixture(autouse=True)
def what_is_kept_is_what_would_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer with the kept text of a connection that says anything but what is so now fails the test."""
    kept = Shown.xml

    def xml(self: Shown, write: Write) -> str:
        found = kept(self, write)
        assert found == write(self.fields())
        return found

    monkeypatch.setattr(Shown, "xml", xml)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The World of the test; `@pytest.mark.options(settle=1)` and the like set its options."""
    mark = request.node.get_closest_marker("options")
    with mock(**(mark.kwargs if mark else {})) as world:
        yield world


@pytest.fixture
def ec2(world: World) -> Callable[..., Any]:
    """`ec2(account, region)`: a client of that account; `checked=False`: one that lets botocore send anything."""
    return lambda account=ME, region=HOME, **options: client("ec2", account, region, **options)


@pytest.fixture
def home(world: World) -> Any:
    """The client of the requester: account ME in region HOME."""
    return client("ec2")


@pytest.fixture
def pair(world: World) -> Pair:
    """Two VPCs of one account in one region."""
    return Pair(Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.1.0.0/16"))


@pytest.fixture
def strangers(world: World) -> Pair:
    """Two VPCs of two accounts in one region."""
    return Pair(Side.make(cidr="10.0.0.0/16"), Side.make(PEER, cidr="10.1.0.0/16"))


@pytest.fixture
def regions(world: World) -> Pair:
    """Two VPCs of one account in two regions."""
    return Pair(Side.make(cidr="10.0.0.0/16"), Side.make(ME, AWAY, cidr="10.1.0.0/16"))


@pytest.fixture
def far(world: World) -> Pair:
    """Two VPCs of two accounts in two regions."""
    return Pair(Side.make(region=HOME, cidr="10.0.0.0/16"), Side.make(PEER, AWAY, cidr="10.1.0.0/16"))
