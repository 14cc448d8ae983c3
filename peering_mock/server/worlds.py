"""The worlds of a server, by name: each made when first named, dropped by reset."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import RLock
from typing import Any

from ..api import World
from ..core.faults import Fault

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
DEFAULT = "default"


@dataclass
class Held:
    """A world of the server and what the server keeps beside it: the refusals ordered over HTTP, by number."""

    name: str
    world: World
    faults: list[Fault] = field(default_factory=list)


class Worlds:
    """`options` are those of every World made here, unless a reset says otherwise; `changed` is told of a change."""

    def __init__(self, options: dict[str, Any], changed: Callable[[str], None] = lambda name: None) -> None:
        self.options = options
        self.changed = changed
        self._held: dict[str, Held] = {}
        self._lock = RLock()
        World(**options)  # a bad option is refused at the start

    def get(self, name: str = DEFAULT) -> Held:
        """The world of that name. Raises ValueError for what is no name."""
        with self._lock:
            if name not in self._held:
                check_name(name)
                self._held[name] = Held(name, World(**self.options))
            return self._held[name]

    def put(self, name: str, world: World) -> Held:
        """`world` takes the name over."""
        check_name(name)
        with self._lock:
            self._end(name)
            self._held[name] = Held(name, world)
            self.changed(name)
            return self._held[name]

    def reset(self, name: str, options: dict[str, Any]) -> Held:
        """A new world under the name, with these options in place of the server's."""
        return self.put(name, World(**{**self.options, **options}))

    def drop(self, name: str) -> None:
        """The name is free again."""
        with self._lock:
            self._end(name)
            self.changed(name)

    def names(self) -> list[str]:
        with self._lock:
            return sorted(self._held)

    def all(self) -> list[Held]:
        with self._lock:
            return [self._held[name] for name in sorted(self._held)]

    def close(self) -> None:
        """Every world ends."""
        with self._lock:
            for name in list(self._held):
                self._end(name)

    def _end(self, name: str) -> None:
        held = self._held.pop(name, None)
        if held is not None:
            held.world.end()


def check_name(name: str) -> str:
    """Raises ValueError unless it is a name for a world."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name for a world: letters, digits, '_', '.' and '-', at most 100")
    return name


def settle_of(value: Any) -> Any:
    """`settle` as it comes from the command line or JSON: a number of reads, or a span such as '30s' or '2m'."""
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", value)):
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[match[2]]
        return timedelta(**{unit: float(match[1])})
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return value
