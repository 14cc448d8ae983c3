"""What was written of things, kept while it is still true: answers say the same of most connections again and again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import AnyStr

MOST = 20_000  # texts of about one kB each

Facts = tuple[object, ...]


class Texts(dict[Hashable, tuple[Facts, AnyStr]]):
    """Texts by name, each with all the facts that it was written from: it holds for as long as these are the same.

    When there are too many, all are dropped.
    """

    def still(self, name: Hashable, facts: Facts) -> AnyStr | None:
        """The text under this name, if it was written from these facts."""
        kept = self.get(name)
        return kept[1] if kept is not None and kept[0] == facts else None

    def put(self, name: Hashable, facts: Facts, text: AnyStr) -> AnyStr:
        """Keeps the text, and returns it."""
        if len(self) >= MOST:
            self.clear()
        self[name] = facts, text
        return text
