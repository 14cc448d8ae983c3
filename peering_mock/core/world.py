"""One world: its clouds, one clock, one source of ids, one log, and one lock around every call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from threading import RLock
from typing import Any, Protocol

from . import snapshot
from .call import Call, Dropped, NotMocked, Refusal, Reply, Request
from .clock import LONGEST, TOO_LATE, Clock, Due, instant
from .faults import Fault, Faults, check_order, unknown
from .ids import Ids
from .journal import Calls
from .lag import Lag
from .life import Living, Settle
from .party import MARK, Notice, Parties, Party


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

    def dump(self) -> Any:
        """Everything it holds, as JSON data."""

    def load(self, data: Any) -> None:
        """Takes over what `dump` gave. Raises plain.Damaged."""

    def codes(self, operation: str) -> list[str] | None:
        """The error codes catalogued for an operation, or None when it is not served."""

    def operations(self) -> list[str]:
        """The names of the operations served."""

    def has_row(self, product: str, operation: str, code: str, facts: Mapping[str, Any]) -> bool:
        """Is there a row of the catalogue for this code, with these facts? `product` may be empty: of any."""

    def account_named(self, account: Any) -> str | None:
        """The id, as text, of an account of this cloud given by id or as an Account; None when it is none of its."""

    def standing(self, account: str) -> list[Notice]:
        """What an account could react to now."""

    def order(self, account: str, verb: str, thing: str, turn: int) -> Request | None:
        """The request with which an account does `verb` to a thing, or None when the thing has moved on."""


TIME = "(time)"
"""The operation of a log entry that tells what time did."""

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
        self.faults = Faults()
        self.lagging: Lag[Any] = Lag()
        self.parties = Parties(self)
        self._endings: list[Callable[[], None]] = []
        self.clouds: dict[str, Cloud] = {name: make(self) for name, make in makers.items()}
        self.cloud_of = lru_cache(maxsize=256)(self._cloud_of)  # asked for every request

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

    def _cloud_of(self, host: str) -> Cloud | None:
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
            clock = self.clock
            now = clock.now
            if clock.has_due(now):
                self._catch_up(now)
            before, clock.held = clock.held, now
            try:
                return self._run(cloud, request)
            finally:
                clock.held = before

    def _run(self, cloud: Cloud, request: Request) -> Reply:
        call = cloud.open(request)
        self._log.append(call)
        try:
            cloud.decode(call, request)
            if self.faults.open:
                self.faults.strike(call, cloud.has_row, before=True)
            reply = cloud.perform(call, request)
            if self.faults.open:
                self.faults.strike(call, cloud.has_row, before=False)
        except Refusal as refusal:
            call.code = refusal.code
            reply = cloud.refuse(call, refusal, request)
        except (NotMocked, Dropped) as broken:
            call.code = type(broken).__name__
            raise
        finally:
            call.forget()
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
        try:
            span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            raise ValueError(TOO_LATE) from None
        with self.lock:
            if to is not None:
                if span:
                    raise ValueError("travel either by a span (days, hours, minutes, seconds) or to=..., not both")
                span = instant(to) - self.clock.now
            self.clock.travel(span)
            self._catch_up(self.clock.now)

    def lag(self, *, reads: int) -> None:
        """Eventual consistency: from now on, `reads` reads of a thing that a call changed show what it was before.

        A thing just made is not found for as long, neither by reads nor by calls that would change it.
        """
        if not isinstance(reads, int) or isinstance(reads, bool) or reads < 0:
            raise ValueError(f"reads={reads!r}: give a number of reads, 0 for none")
        with self.lock:
            self.lagging.reads = reads

    def party(self, account: Any) -> Party:
        """The scripted counterpart of an account, given by its id or as an Account of either cloud.

        Raises ValueError for what is no account.
        """
        for cloud in self.clouds.values():
            if (name := cloud.account_named(account)) is not None:
                return Party(self, cloud, name)
        raise ValueError(f"{account!r} is no account: give its id, or what account() of a cloud returned")

    def refuse(
        self,
        operation: str,
        code: str | None = None,
        *,
        times: int = 1,
        cloud: str | None = None,
        before: bool = True,
        drop: bool = False,
        **facts: Any,
    ) -> Fault:
        """The next `times` calls of `operation` are refused with `code`, its documented status and words.

        `facts` fill the placeholders of the message: by name where they have names, otherwise in order.
        `before=False`: the call has its effect first, and only its answer is lost. `drop=True`, without a code: the
        connection breaks, as each transport breaks. Returns an object whose `.hits` counts the refused calls. Raises
        ValueError for an operation not served or a code not in its catalogue, naming the nearest known ones.
        """
        check_order(operation, times, {"before": before, "drop": drop}, facts)
        if (code is None) != drop:
            raise ValueError("give either a code of the catalogue, or drop=True to break the connection")
        if cloud is not None and cloud not in self.clouds:
            raise unknown("a cloud", cloud, list(self.clouds))
        asked = [self.clouds[cloud]] if cloud else list(self.clouds.values())
        serving = [(c, codes) for c in asked if (codes := c.codes(operation)) is not None]
        if not serving:
            raise unknown("an operation served here", operation, [name for c in asked for name in c.operations()])
        knowing = [c for c, codes in serving if code is None or code in codes]
        if not knowing:
            known = sorted({k for _, codes in serving for k in codes})
            raise unknown(f"a code catalogued for {operation}", str(code), known)
        fitting = [c for c in knowing if code is None or c.has_row("", operation, code, facts)]
        if not fitting:
            given = ", ".join(f"{name}={value!r}" for name, value in facts.items())
            raise ValueError(f"no row catalogued for {operation} with {code} fits {given}")
        if len(knowing) > 1:
            names = " and ".join(c.name for c in knowing)
            raise ValueError(f"{operation} with {code or 'drop=True'} exists on {names}; say which with cloud=")
        with self.lock:
            return self.faults.order(Fault(knowing[0].name, operation, code, times, before, facts))

    def snapshot(self) -> dict[str, Any]:
        """The whole state as plain JSON data: `World.restore` makes an equal world of it."""
        with self.lock:
            return snapshot.take(self)

    def tell(self, cloud: str, thing: Living, was: str) -> None:
        """The log keeps what time did to a thing."""
        params = {"Id": thing.id, "From": was, "To": thing.status}
        self._log.append(Call(cloud, TIME, "", None, self.clock.now, "", params))

    def _catch_up(self, now: datetime) -> None:
        clock = self.clock
        before, clock.held = clock.held, None
        try:
            while clock.has_due(now):
                due = clock.next_due()
                cloud = self.clouds[due.cloud]
                if due.state.startswith(MARK):
                    self._act(cloud, due)
                else:
                    cloud.happen(due)
        finally:
            clock.held = before

    def _act(self, cloud: Cloud, due: Due) -> None:
        verb, moment, account, *_ = due.state.removeprefix(MARK).split(" ")
        if self.parties.acts_on(Notice(due.subject, due.turn, moment, account), due.state):
            request = cloud.order(account, verb, due.subject, due.turn)
            if request is not None:
                with suppress(Dropped):  # the party's connection broke, which the log tells, and nobody else's
                    self._run(cloud, request)


def check_options(*, seed: int | str | None, start: datetime | str | None, settle: Settle) -> None:
    """Raises ValueError unless a World can be made with these."""
    Ids(seed)
    Clock(start)
    check_settle(settle)


def check_settle(settle: Settle) -> Settle:
    """Raises ValueError unless `settle` is 0, a number of reads, or a timedelta that is not negative."""
    whole = isinstance(settle, int) and not isinstance(settle, bool)
    if not (whole or isinstance(settle, timedelta)) or settle < type(settle)(0):  # type: ignore[operator]
        raise ValueError(f"settle={settle!r}: give 0, a number of reads, or a timedelta")
    if isinstance(settle, timedelta) and settle > LONGEST:
        raise ValueError(f"settle={settle!r}: give 900 years at most")
    return settle
