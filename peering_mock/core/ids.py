"""Identifiers in a given shape, reproducible when the world has a seed."""

from __future__ import annotations

import random
import string
from functools import cache
from typing import Any

HEX = "0123456789abcdef"
ALPHANUMERIC = string.ascii_lowercase + string.digits

STOCK = 32  # UUIDs made at a time, which takes a fraction of what making each at its call does
VARIANT = dict(zip(HEX, "89ab" * 4, strict=True))  # for each digit drawn, one that tells the variant of a UUID


@cache
def _letters(alphabet: str) -> bytes:
    """A letter for each value of a byte."""
    return (alphabet * 256)[:256].encode()


class Ids:
    """Makes identifiers; the same seed makes the same ones in the same order."""

    def __init__(self, seed: int | str | None = None) -> None:
        if not isinstance(seed, (int, str, type(None))):
            raise ValueError(f"seed={seed!r}: give an int, a text, or None")
        self._random = random.Random(seed)
        self._uuids: list[str] = []

    @property
    def position(self) -> list[Any]:
        """Where in its sequence it is, as JSON data; setting it goes there."""
        version, numbers, gauss = self._random.getstate()
        return [version, list(numbers), gauss, list(self._uuids)]

    @position.setter
    def position(self, position: list[Any]) -> None:
        from uuid import UUID  # takes its time, and few restore a world

        version, numbers, gauss, *rest = position
        self._random.setstate((version, tuple(numbers), gauss))
        [uuids] = rest or [[]]  # older snapshots have none
        self._uuids = [str(UUID(each)) for each in uuids]

    def make(self, prefix: str, length: int, alphabet: str = ALPHANUMERIC) -> str:
        """`prefix` and then `length` characters of `alphabet`."""
        return prefix + self._random.randbytes(length).translate(_letters(alphabet)).decode()

    def uuid(self) -> str:
        """A version 4 UUID in lower case."""
        try:
            return self._uuids.pop()
        except IndexError:
            hexes = self._random.randbytes(16 * STOCK).hex()
            first, *self._uuids = [_uuid(hexes[n : n + 32]) for n in range(0, len(hexes), 32)]
            return first


def _uuid(drawn: str) -> str:
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:]}"
