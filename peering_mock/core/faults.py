"""Refusals by order: the next calls of an operation are refused with a code of the catalogue, or never answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from math import isfinite

from .call import Call, Dropped, Refusal

HasRow = Callable[[str, str, str, Mapping[str, object]], bool]


class Fault:
    """One order. `hits` counts the calls it struck so far.

    `code` None: the connection breaks. `before` False: the call has had its effect, and only the answer is lost.
    """

    def __init__(
        self, cloud: str, operation: str, code: str | None, times: int, before: bool, facts: dict[str, object]
    ) -> None:
        self.cloud, self.operation, self.code = cloud, operation, code
        self.times, self.before, self.facts = times, before, facts
        self.hits = 0

    def __repr__(self) -> str:
        return f"<{self.operation} refused with {self.code or 'a broken connection'}: {self.hits} of {self.times}>"


class Faults:
    """The orders that are still open, oldest first."""

    def __init__(self) -> None:
        self.open: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        self.open.append(fault)
        return fault

    def strike(self, call: Call, has_row: HasRow, *, before: bool) -> None:
        """Raises the Refusal, or Dropped, ordered for this call at this moment, if there is one.

        Operations of several products may share a name: `has_row` says whether the code is one of this call's.
        """
        for fault in self.open:
            asked = fault.operation in (call.operation, f"{call.product}:{call.operation}")
            if asked and (fault.cloud, fault.before) == (call.cloud, before):
                if fault.code is not None and not has_row(call.product, call.operation, fault.code, fault.facts):
                    continue
                fault.hits += 1
                if fault.hits >= fault.times:
                    self.open.remove(fault)
                if fault.code is None:
                    raise Dropped(call.operation)
                raise Refusal(fault.code, **fault.facts)


def check_order(operation: object, times: object, switches: Mapping[str, object], facts: Mapping[str, object]) -> None:
    """Raises ValueError for what is no order."""
    if not isinstance(operation, str):
        raise ValueError(f"{operation!r} is no operation: give its name")
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise ValueError(f"times={times!r}: a refusal needs at least one call to refuse, as a whole number")
    for name, value in switches.items():
        if not isinstance(value, bool):
            raise ValueError(f"{name}={value!r}: give True or False")
    for name, value in facts.items():
        plain = isinstance(value, (str, int, type(None))) or (isinstance(value, float) and isfinite(value))
        if not plain:  # it fills a message, and a snapshot keeps it
            raise ValueError(f"{name}={value!r}: a fact is text or a number")


def unknown(kind: str, asked: str, known: list[str]) -> ValueError:
    """The error for a name that is not known, with the nearest that are."""
    near = get_close_matches(asked, known, n=5, cutoff=0.4) or sorted(known)[:5]
    return ValueError(f"{asked!r} is not {kind}; the nearest are: {', '.join(near)}")
