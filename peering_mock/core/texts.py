"""What was written of things, kept while it is still true: answers say the same of most connections again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable

MOST = 20_000  # texts of about one kB each


class Texts:
    """Texts by name, each with the facts that it was written from. When there are too many, all are dropped."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[tuple[object, ...], str]] = {}

    def of(self, name: Hashable, facts: tuple[object, ...], write: Callable[[], str]) -> str:
        """The text under this name; written anew when it was written from other facts than these."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != facts:
            if len(self._kept) >= MOST:
                self._kept.clear()
            kept = self._kept[name] = facts, write()
        return kept[1]
