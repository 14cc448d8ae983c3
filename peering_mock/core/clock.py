"""The world's clock: the system clock plus what was travelled, and the list of what is due.

The system clock is read anew each time, so time-machine and freezegun rule this clock too.
"""

from __future__ import annotations

import heapq
from collections import deque
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import NamedTuple

LATEST = datetime(9000, 1, 1, tzinfo=timezone.utc)
LONGEST = timedelta(days=365 * 900)  # so that from LATEST on, too, what is due is due at a datetime
TOO_LATE = "the clock goes no further than the year 9000"
NO_TIME = "{!r} is not a time; write it as '2026-01-01T00:00:00Z'"


def system_now() -> datetime:
    """The system's time as an aware datetime in UTC."""
    return datetime.now(timezone.utc)


def instant(value: datetime | str) -> datetime:
    """An aware datetime in UTC, from one or from ISO 8601 text with an offset or Z.

    Raises ValueError for text that is no instant, or when the offset is missing.
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00").replace("z", "+00:00"))
        except ValueError:
            raise ValueError(NO_TIME.format(value)) from None
    if not isinstance(value, datetime):
        raise ValueError(NO_TIME.format(value))
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone; add one, as in '2026-01-01T00:00:00Z'")
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError(TOO_LATE) from None


class Due(NamedTuple):
    """Something that time will do: at `when`, to the thing `subject` of `cloud`, while it is still in its `turn`."""

    when: datetime
    order: int
    cloud: str
    subject: str
    turn: int
    state: str


class Clock:
    """`now` is what the world's clock reads; it stands at `held`, if that is set.

    While a due transition happens that is the due time, and for the length of a call when the call began.
    """

    def __init__(self, start: datetime | str | None = None) -> None:
        self.offset = timedelta(0) if start is None else instant(start) - system_now()
        if start is not None and instant(start) > LATEST:
            raise ValueError(f"{TOO_LATE}: cannot start at {start}")
        self.held: datetime | None = None
        self._soon: deque[Due] = deque()  # what was due at once when it was scheduled, in order
        self._heap: list[Due] = []  # everything else
        self._order = count()

    @property
    def now(self) -> datetime:
        """An aware datetime in UTC."""
        return self.held or system_now() + self.offset

    def schedule(self, when: datetime, cloud: str, subject: str, turn: int, state: str) -> None:
        """`subject` enters `state` at `when`, unless it has moved on by then."""
        due = Due(when, next(self._order), cloud, subject, turn, state)
        if when == self.held and (not self._soon or self._soon[-1].when <= when):
            self._soon.append(due)
        else:
            heapq.heappush(self._heap, due)

    def pending(self) -> list[Due]:
        """What is still to come, in order."""
        return sorted((*self._soon, *self._heap))

    def travel(self, by: timedelta) -> None:
        """Moves the clock forward. Raises ValueError when `by` is negative, or further than the clock goes."""
        if by < timedelta(0):
            raise ValueError(f"time only moves forward: cannot travel by {by}")
        if by > LATEST - self.now:
            raise ValueError(f"{TOO_LATE}: cannot travel by {by}")
        self.offset += by

    def has_due(self, until: datetime) -> bool:
        soon, heap = self._soon, self._heap
        return bool(soon and soon[0].when <= until or heap and heap[0].when <= until)

    def next_due(self) -> Due:
        """Takes the first of what is due; the clock is held at its due time."""
        soon, heap = self._soon, self._heap
        due = soon.popleft() if soon and (not heap or soon[0] < heap[0]) else heapq.heappop(heap)
        self.held = due.when
        return due
