"""The call log, and what a test can say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, overload

from .call import Call

SHOWN = 20  # lines of a failure's listing
FACTS = ("cloud", "account", "region", "status", "code", "request_id", "at")


class Calls(Sequence[Call]):
    """Calls in the order they were made.

    `calls("Accept*", cloud="aws", region="us-east-1")` narrows it: a glob for the operation, any attribute of a `Call`
    by name, and any other keyword is a parameter of the operation; a glob may stand for any text.
    """

    def __init__(
        self, log: Callable[[], list[Call]], operation: str = "*", where: dict[str, Any] | None = None
    ) -> None:
        self._log = log
        self._operation = operation
        self._where = where or {}

    def __call__(self, operation: str = "*", **where: Any) -> Calls:
        """Those of them that fit. Raises ValueError when `operation` is no text."""
        if not isinstance(operation, str):
            raise ValueError(f"calls({operation!r}): give the name of an operation, or a glob such as 'Create*'")
        return Calls(self._found, operation, where)

    def _found(self) -> list[Call]:
        if self._operation == "*" and not self._where:  # the whole log: a long one is not walked through
            return self._log()
        return [call for call in self._log() if not self._misses(call) and fnmatchcase(call.operation, self._operation)]

    def _misses(self, call: Call) -> list[str]:
        """What of `where` does not hold for a call, in words."""
        held = {name: _held(call, name) for name in self._where}
        return [f"{name}={held[name]!r}" for name, wanted in self._where.items() if not _is(held[name], wanted)]

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        return self._found()[index]

    def __len__(self) -> int:
        return len(self._found())

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._found()))

    def __repr__(self) -> str:
        return "\n".join(str(call) for call in self) or "(no calls)"

    def times(self, n: int) -> Calls:
        """Asserts that there were exactly `n` of these calls. Raises AssertionError that names near misses.

        Raises ValueError when `n` is no number of calls.
        """
        if not isinstance(n, int) or isinstance(n, bool) or n < 0:
            raise ValueError(f"times({n!r}): give a number of calls, 0 for none")
        found = self._found()
        if len(found) != n:
            told = _listing(found) if found else self._near_misses()
            raise AssertionError(f"expected {_times(n, self._asked())}, but there {_were(len(found))}.\n{told}")
        return self

    def once(self) -> Calls:
        """Asserts that there was exactly one."""
        return self.times(1)

    def never(self) -> Calls:
        """Asserts that there was none."""
        return self.times(0)

    def before(self, other: Calls) -> Calls:
        """Asserts that there are calls of both, and that the last of these came before the first of `other`."""
        mine, theirs = self._found(), other._found()
        for calls, found in ((self, mine), (other, theirs)):
            if not found:
                raise AssertionError(f"there was no call of {calls._asked()}.\n{calls._near_misses()}")
        order = [id(call) for call in _whole(self)]
        if order.index(id(mine[-1])) >= order.index(id(theirs[0])):
            raise AssertionError(
                f"expected {self._asked()} before {other._asked()}, but it came after:\n"
                + _listing(sorted([mine[-1], theirs[0]], key=lambda call: order.index(id(call))))
            )
        return self

    def _asked(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self._where.items())
        return self._operation + (f" with {given}" if given else "")

    def _near_misses(self) -> str:
        """The calls of the same operation that differ in a fact, or else all calls."""
        near = [call for call in self._log() if fnmatchcase(call.operation, self._operation)]
        if not near:
            calls = self._log()
            none = "No call of that operation was made; there were:\n"
            return none + _listing(calls) if calls else "No call was made."
        counted: dict[tuple[str, str], int] = {}
        for call in near:
            key = (call.operation, " and ".join(self._misses(call)))
            counted[key] = counted.get(key, 0) + 1
        told = [f"{name} was called {_times(n)}, but with {misses}." for (name, misses), n in counted.items()]
        return "\n".join(told) + "\n" + _listing(near)


def _whole(calls: Calls) -> list[Call]:
    log = calls._log
    while isinstance(owner := getattr(log, "__self__", None), Calls):
        log = owner._log
    return log()


def _held(call: Call, name: str) -> Any:
    return getattr(call, name) if name in FACTS else call.params.get(name)


def _is(held: Any, wanted: Any) -> bool:
    if isinstance(held, str) and isinstance(wanted, str):
        return fnmatchcase(held, wanted)
    return bool(held == wanted)


def _listing(calls: list[Call]) -> str:
    hidden = len(calls) - SHOWN
    shown = [f"  {call}" for call in calls[-SHOWN:]]
    return "\n".join(([f"  ... {hidden} earlier"] if hidden > 0 else []) + shown)


def _times(n: int, what: str = "") -> str:
    times = f"{n} time{'' if n == 1 else 's'}"
    if not what:
        return times
    return f"no call of {what}" if n == 0 else f"{n} call{'' if n == 1 else 's'} of {what}"


def _were(n: int) -> str:
    return "was none" if n == 0 else "was 1" if n == 1 else f"were {n}"
