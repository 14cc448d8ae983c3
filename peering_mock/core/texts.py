"""What was written of things, kept while it is still true: answers say the same of most connections again and again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import AnyStr, Generic

MOST = 20_000  # texts of about one kB each

Facts = tuple[object, ...]


class Texts(Generic[AnyStr]):
    """Texts by name, each with all the facts that it was written from. When there are too many, all are dropped."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Facts, AnyStr]] = {}

    def get(self, name: Hashable, facts: Facts) -> AnyStr | None:
        """The text under this name, if it was written from these facts."""
        kept = self._kept.get(name)
        return kept[1] if kept is not None and kept[0] == facts else None

    def put(self, name: Hashable, facts: Facts, text: AnyStr) -> AnyStr:
        """Keeps the text, and returns it."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[name] = facts, text
        return text
