"""Refusals by order: the next calls of an operation are refused with a code of the catalogue."""

from __future__ import annotations

from difflib import get_close_matches

from .call import Refusal


class Fault:
    """One order. `hits` counts the calls it refused so far."""

    def __init__(self, cloud: str, operation: str, code: str, times: int, facts: dict[str, object]) -> None:
        self.cloud, self.operation, self.code, self.times, self.facts = cloud, operation, code, times, facts
        self.hits = 0


class Faults:
    """The orders that are still open, oldest first."""

    def __init__(self) -> None:
        self._open: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        self._open.append(fault)
        return fault

    def strike(self, cloud: str, operation: str) -> None:
        """Raises the Refusal ordered for this call, if there is one."""
        for fault in self._open:
            if fault.cloud == cloud and fault.operation == operation:
                fault.hits += 1
                if fault.hits >= fault.times:
                    self._open.remove(fault)
                raise Refusal(fault.code, **fault.facts)


def unknown(kind: str, asked: str, known: list[str]) -> ValueError:
    """The error for a name that is not known, with the nearest that are."""
    near = get_close_matches(asked, known, n=5, cutoff=0.4) or sorted(known)[:5]
    return ValueError(f"{asked!r} is not {kind}; the nearest are: {', '.join(near)}")
