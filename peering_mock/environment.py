"""Credentials for SDKs that find none: variables of the environment, lent while a mock is active."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence


class Environment:
    """Groups of variables: each group is lent as a whole, if none of it is set. `take_back` leaves what others set."""

    def __init__(self, groups: Sequence[Mapping[str, str]]) -> None:
        self._groups = groups
        self._lent: dict[str, str] = {}
        self._before: dict[str, str] = {}

    def lend(self) -> None:
        for group in self._groups:
            if not any(os.environ.get(name) for name in group):  # set to nothing is not set
                self._lent.update(group)
        self._before = {name: os.environ[name] for name in self._lent if name in os.environ}
        os.environ.update(self._lent)

    def take_back(self) -> None:
        for name, value in self._lent.items():
            if os.environ.get(name) == value:
                del os.environ[name]
        os.environ.update(self._before)
        self._lent.clear()
        self._before.clear()


ENVIRONMENT = Environment(
    [{"AWS_ACCESS_KEY_ID": "peering-mock", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}],
)
