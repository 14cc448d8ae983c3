"""Identifiers in a given shape, reproducible when the world has a seed."""

from __future__ import annotations

import random
import string
from typing import Any
from uuid import UUID

HEX = "0123456789abcdef"
ALPHANUMERIC = string.ascii_lowercase + string.digits


class Ids:
    """Makes identifiers; the same seed makes the same ones in the same order."""

    def __init__(self, seed: int | str | None = None) -> None:
        if not isinstance(seed, (int, str, type(None))):
            raise ValueError(f"seed={seed!r}: give an int, a text, or None")
        self._random = random.Random(seed)

    @property
    def position(self) -> list[Any]:
        """Where in its sequence it is, as JSON data; setting it goes there."""
        version, numbers, gauss = self._random.getstate()
        return [version, list(numbers), gauss]

    @position.setter
    def position(self, position: list[Any]) -> None:
        version, numbers, gauss = position
        self._random.setstate((version, tuple(numbers), gauss))

    def make(self, prefix: str, length: int, alphabet: str = ALPHANUMERIC) -> str:
        """`prefix` and then `length` characters of `alphabet`."""
        return prefix + "".join(self._random.choices(alphabet, k=length))

    def uuid(self) -> str:
        """A version 4 UUID in lower case."""
        return str(UUID(int=self._random.getrandbits(128), version=4))
