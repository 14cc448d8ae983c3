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


@pytest.fixture
def peering_mock(request: pytest.FixtureRequest) -> Iterator[World]:
    """A World that answers every call to AWS and Alibaba Cloud for the length of the test."""
    from .api import mock

    marker = request.node.get_closest_marker("peering_mock")
    with mock(**(marker.kwargs if marker else {})) as world:
        yield world
