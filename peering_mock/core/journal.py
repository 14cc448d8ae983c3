"""The call log, and what a test can say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, overload

from .call import Call


class Calls(Sequence[Call]):
    """Calls in the order they were made.

    `calls("Accept*", cloud="aws", region="us-east-1")` narrows it: a glob for the operation, any attribute of a `Call`
    by name, and any other keyword is a parameter of the operation.
    """

    def __init__(self, read: Callable[[], list[Call]], asked: str = "any call") -> None:
        self._read = read
        self._asked = asked

    def __call__(self, operation: str = "*", **where: Any) -> Calls:
        asked = ", ".join([operation, *(f"{name}={value!r}" for name, value in where.items())])
        outer = self._read
        found = Calls(lambda: [c for c in outer() if fnmatchcase(c.operation, operation) and _matches(c, where)], asked)
        found._near = lambda: _near(outer(), operation, where)  # type: ignore[method-assign]
        return found

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._read()))

    def __repr__(self) -> str:
        return "\n".join(_line(call) for call in self) or "(no calls)"

    def times(self, n: int) -> Calls:
        """Asserts that there were exactly `n` of these calls. Raises AssertionError that names near misses."""
        made = len(self)
        if made != n:
            raise AssertionError(f"expected {_spell(n)} of {self._asked}, there were {made}.\n{self._near()}")
        return self

    def once(self) -> Calls:
        """Asserts that there was exactly one."""
        return self.times(1)

    def never(self) -> Calls:
        """Asserts that there was none."""
        return self.times(0)

    def _near(self) -> str:
        return "All calls:\n" + _listing(self._read())


def _matches(call: Call, where: dict[str, Any]) -> bool:
    for name, value in where.items():
        held = getattr(call, name) if hasattr(call, name) else call.params.get(name)
        if held != value:
            return False
    return True


def _near(calls: list[Call], operation: str, where: dict[str, Any]) -> str:
    same = [call for call in calls if fnmatchcase(call.operation, operation)]
    if same:
        return f"Calls of {operation}:\n" + _listing(same)
    return "All calls:\n" + _listing(calls)


def _listing(calls: list[Call]) -> str:
    return "\n".join(f"  {_line(call)}" for call in calls[-20:]) or "  (no calls)"


def _line(call: Call) -> str:
    outcome = call.code or call.status
    where = f" in {call.region}" if call.region else ""
    given = ", ".join(f"{name}={value!r}" for name, value in call.params.items())
    return f"{call.cloud} {call.operation}({given}) by {call.account}{where}: {outcome}"


def _spell(n: int) -> str:
    return "no call" if n == 0 else f"{n} call{'' if n == 1 else 's'}"
