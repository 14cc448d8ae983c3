"""The pytest plugin: the `peering_mock` fixture and its marker. Imports the package only when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .api import World


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
