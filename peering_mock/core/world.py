"""One world: its clouds, one clock, one source of ids, one log, and one lock around every call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import RLock
from typing import Any, Protocol

from .call import Call, NotMocked, Refusal, Reply, Request
from .clock import Clock, Due, instant
from .faults import Fault, Faults, unknown
from .ids import Ids
from .journal import Calls
from .life import Settle


class Cloud(Protocol):
    """What a world asks of a cloud."""

    name: str

    def claims(self, host: str) -> bool:
        """Is this host one of the cloud's? Then no request to it goes to the network."""

    def open(self, request: Request) -> Call:
        """Who asks for what, as far as it can be told. Refuses nothing."""

    def decode(self, call: Call, request: Request) -> None:
        """Fills `call.params`, by the vendor's model. Raises Refusal, or NotMocked for what is not served."""

    def perform(self, call: Call, request: Request) -> Reply:
        """Runs the operation and writes the answer. Raises Refusal, or NotMocked."""

    def refuse(self, call: Call, refusal: Refusal, request: Request) -> Reply:
        """Writes the refusal in the cloud's dialect."""

    def happen(self, due: Due) -> None:
        """Does what time does."""

    def codes(self, operation: str) -> list[str] | None:
        """The error codes catalogued for an operation, or None when it is not served."""

    def operations(self) -> list[str]:
        """The names of the operations served."""


Maker = Callable[["World"], Cloud]


class World:
    """Everything a mock knows. Safe to use from several threads."""

    def __init__(
        self,
        makers: Mapping[str, Maker],
        *,
        seed: int | str | None = None,
        start: datetime | str | None = None,
        settle: Settle = 0,
    ) -> None:
        self.settle = check_settle(settle)
        self.clock = Clock(start)
        self.ids = Ids(seed)
        self.lock = RLock()
        self._log: list[Call] = []
        self._faults = Faults()
        self._endings: list[Callable[[], None]] = []
        self.clouds: dict[str, Cloud] = {name: make(self) for name, make in makers.items()}

    @property
    def calls(self) -> Calls:
        """Every call of every cloud, in order."""
        return Calls(lambda: self._log)

    def at_end(self, do: Callable[[], None]) -> None:
        """`do` is called when the world ends, to let go of what it holds outside."""
        self._endings.append(do)

    def end(self) -> None:
        """The world answers no more calls. Its log and its clock stay readable."""
        with self.lock:
            for do in reversed(self._endings):
                do()

    def cloud_of(self, host: str) -> Cloud | None:
        """The cloud that claims a host."""
        return next((cloud for cloud in self.clouds.values() if cloud.claims(host)), None)

    def answer(self, request: Request) -> Reply | None:
        """The answer to a request, or None when no cloud claims its host.

        Raises NotMocked for a call to one of the clouds that is not served.
        """
        cloud = self.cloud_of(request.host)
        return None if cloud is None else self.ask(cloud, request)

    def ask(self, cloud: Cloud, request: Request) -> Reply:
        """The answer of one cloud: under the lock time acts, the call is made, and the log keeps it."""
        with self.lock:
            self._catch_up()
            call = cloud.open(request)
            self._log.append(call)
            try:
                cloud.decode(call, request)
                self._faults.strike(cloud.name, call.operation)
                reply = cloud.perform(call, request)
            except Refusal as refusal:
                call.code = refusal.code
                reply = cloud.refuse(call, refusal, request)
            except NotMocked:
                call.code = "NotMocked"
                raise
            call.status = reply.status
            return reply

    def travel(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        to: datetime | str | None = None,
    ) -> None:
        """Moves the clock forward, by a span or to an instant; what is due by then happens in order of its due time.

        Raises ValueError when that would be backwards, or when both a span and `to` are given.
        """
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        with self.lock:
            if to is not None:
                if span:
                    raise ValueError("travel either by a span (days, hours, minutes, seconds) or to=..., not both")
                span = instant(to) - self.clock.now
            self.clock.travel(span)
            self._catch_up()

    def refuse(self, operation: str, code: str, *, times: int = 1, cloud: str | None = None, **facts: Any) -> Fault:
        """The next `times` calls of `operation` are refused with `code`, its documented status and words.

        `facts` fill the placeholders of the message. Returns an object whose `.hits` counts the refused calls.
        Raises ValueError for an operation not served or a code not in its catalogue, naming the nearest known ones.
        """
        if times < 1:
            raise ValueError(f"times={times}: a refusal needs at least one call to refuse")
        if cloud is not None and cloud not in self.clouds:
            raise unknown("a cloud", cloud, list(self.clouds))
        asked = [self.clouds[cloud]] if cloud else list(self.clouds.values())
        serving = [(c, codes) for c in asked if (codes := c.codes(operation)) is not None]
        if not serving:
            raise unknown("an operation served here", operation, [name for c in asked for name in c.operations()])
        knowing = [c for c, codes in serving if code in codes]
        if not knowing:
            known = sorted({k for _, codes in serving for k in codes})
            raise unknown(f"a code catalogued for {operation}", code, known)
        if len(knowing) > 1:
            names = " and ".join(c.name for c in knowing)
            raise ValueError(f"{operation} with {code} exists on {names}; say which with cloud=")
        with self.lock:
            return self._faults.order(Fault(knowing[0].name, operation, code, times, facts))

    def _catch_up(self) -> None:
        for due in self.clock.due():
            self.clouds[due.cloud].happen(due)


def check_settle(settle: Settle) -> Settle:
    """Raises ValueError unless `settle` is 0, a number of reads, or a timedelta that is not negative."""
    whole = isinstance(settle, int) and not isinstance(settle, bool)
    if not (whole or isinstance(settle, timedelta)) or settle < type(settle)(0):  # type: ignore[operator]
        raise ValueError(f"settle={settle!r}: give 0, a number of reads, or a timedelta")
    return settle
