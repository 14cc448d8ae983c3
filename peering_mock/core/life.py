"""Things that live by a `Machine`: the only code that changes a status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from .clock import Clock, Due
from .machine import Machine, Path
from .store import Tally

Settle = int | timedelta


@dataclass(kw_only=True)
class Living:
    """A thing with a status. `ahead` is what its present state settles to; `turn` counts its changes of status."""

    id: str
    created: datetime
    changed: datetime
    status: str = ""
    ahead: Path = ()
    reads_left: int = 0
    turn: int = 0

    def enter(self, status: str, ahead: Path, reads_left: int, now: datetime) -> None:
        """It has a new status."""
        self.status, self.ahead, self.reads_left, self.changed = status, ahead, reads_left, now
        self.turn += 1


Thing = TypeVar("Thing", bound=Living)


class Lives(Generic[Thing]):
    """Moves things of one kind through their machine, and counts them in `tally`.

    `settle` says how a passing state ends: 0, by the next call; n, after n reads of the thing; a timedelta, after that
    long. `find` gives the thing of an id, `entered` is told of each thing with a new status, `vanish` removes a thing
    for good, and `told` hears what time alone did, with the status before.
    """

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        settle: Settle,
        cloud: str,
        *,
        tally: Tally[Thing],
        find: Callable[[str], Thing | None],
        entered: Callable[[Thing], None],
        vanish: Callable[[Thing], None],
        told: Callable[[Thing, str], None] = lambda thing, was: None,
    ) -> None:
        self.machine, self.clock, self.settle, self.cloud = machine, clock, settle, cloud
        self._tally, self._find, self._entered, self._vanish, self._told = tally, find, entered, vanish, told

    def begin(self, thing: Thing, event: str) -> None:
        """The thing comes to life."""
        self._enter(thing, self.machine.begin[event])

    def can(self, thing: Thing, event: str) -> bool:
        """Is `event` in the table for the thing's status?"""
        return self.machine.path(thing.status, event) is not None

    def step(self, thing: Thing, event: str) -> None:
        """The event happens. It must be in the table: ask `can` first and refuse in the cloud's words."""
        path = self.machine.path(thing.status, event)
        if path is None:
            raise LookupError(f"{event!r} is not in the table for {thing.status!r}")
        self._enter(thing, path)

    def push(self, thing: Thing, state: str) -> None:
        """The thing enters `state` through something that happened elsewhere, such as an overlapping CIDR block."""
        self._enter(thing, (state,))

    def seen(self, thing: Thing) -> None:
        """The thing was read: with `settle=n` a passing state ends after n of these."""
        if thing.ahead and thing.reads_left > 0:
            thing.reads_left -= 1
            if thing.reads_left == 0:
                self._schedule(thing, self.clock.now, thing.ahead[0])

    def happen(self, due: Due) -> None:
        """What was due happens now, unless the thing has moved on or is no more."""
        thing = self._find(due.subject)
        if thing is None or thing.turn != due.turn:
            return
        was, by_time = thing.status, not thing.ahead or isinstance(self.settle, timedelta)
        if due.state == "-":
            self._vanish(thing)
            return
        self._enter(thing, thing.ahead or (due.state,))
        if by_time:
            self._told(thing, was)

    def _enter(self, thing: Thing, path: Path) -> None:
        was, status, ahead, now, settle = thing.status, path[0], path[1:], self.clock.now, self.settle
        by_reads = settle if ahead and isinstance(settle, int) else 0
        thing.enter(status, ahead, by_reads, now)
        if ahead and not by_reads:
            self._schedule(thing, now + settle if isinstance(settle, timedelta) else now, ahead[0])
        if status in self.machine.after:
            delay, then = self.machine.after[status]
            self._schedule(thing, thing.created + delay, then)
        if status in self.machine.gone:
            self._schedule(thing, now + self.machine.gone[status], "-")
        self._tally.moved(thing, was)
        self._entered(thing)

    def _schedule(self, thing: Thing, when: datetime, state: str) -> None:
        self.clock.schedule(when, self.cloud, thing.id, thing.turn, state)
