"""Eventual consistency on purpose: for n reads of a thing, what it was before its last change."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Generic, TypeVar

from .life import Living

Thing = TypeVar("Thing", bound=Living)


class Lag(Generic[Thing]):
    """`reads` is how many reads of a changed thing still show the old one; 0: none."""

    def __init__(self) -> None:
        self.reads = 0
        self._before: dict[str, tuple[int, Thing | None]] = {}

    @property
    def acts(self) -> bool:
        """Does a read count? Then every thing that a call looks at is read, whether it is in the answer or not."""
        return bool(self.reads or self._before)

    def made(self, thing: Thing) -> None:
        """The thing is new: for a while it is not found."""
        if self.reads:
            self._before[thing.id] = (self.reads, None)

    def changes(self, thing: Thing) -> None:
        """The thing is about to be changed by a call."""
        if self.reads:
            self._before[thing.id] = (self.reads, deepcopy(thing))

    def read(self, thing: Thing) -> Thing | None:
        """What this read of the thing shows; None when it is not found yet."""
        return self._old(thing.id) if thing.id in self._before else thing

    def gone(self, kind: type[Thing], is_gone: Callable[[Thing], bool]) -> list[Thing]:
        """The things of one cloud's `kind` that this read still shows though they are no more."""
        found = [old for _, old in self._before.values() if isinstance(old, kind) and is_gone(old)]
        for old in found:
            self._old(old.id)
        return found

    def found(self, thing: Thing) -> bool:
        """Is the thing found by a call that changes it? A new one counts this as a read; any other one is."""
        is_new = self._before.get(thing.id, (0, thing))[1] is None
        return not is_new or self.read(thing) is not None

    def pictures(self, kind: type[Thing], has: Callable[[str], bool]) -> dict[str, tuple[int, Thing | None]]:
        """What is still shown of one cloud's things, for a snapshot: of `kind`, or new and known to `has`."""
        held = self._before.items()
        return {i: (n, old) for i, (n, old) in held if (has(i) if old is None else isinstance(old, kind))}

    def hang(self, pictures: dict[str, tuple[int, Thing | None]]) -> None:
        """Shows what `pictures` gave."""
        self._before.update(pictures)

    def clear(self) -> None:
        """Everything shows what it is."""
        self._before.clear()

    def _old(self, thing_id: str) -> Thing | None:
        left, before = self._before.pop(thing_id)
        if left > 1:
            self._before[thing_id] = (left - 1, before)
        return before
