"""The catalogue of refusals: one row a line in models/errors.json, each with its source and how sure it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from ..core.call import Refusal

COMMON = "*"  # rows of any EC2 operation


class InvalidRequest(Refusal):
    """A refusal because the request itself is wrong: missing, malformed or unknown parameters."""


@dataclass(frozen=True)
class Row:
    """One refusal of one operation, or of any (`*`).

    `when` names its occasion; `cause` is `state` if a state leads to it, else `injection`. The one row without a
    code is no refusal: it is the status message of a failed connection.
    """

    operation: str
    http_status: int | None
    code: str | None
    message: str
    grade: str
    cause: str
    when: str
    source: str

    @property
    def placeholders(self) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(self.message) if name}

    def words(self, facts: Mapping[str, object]) -> str:
        """The message with its placeholders filled; a fact nobody knows stays as documented."""
        return self.message.format_map(_Known(facts))


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order of the reference."""
    text = (Path(__file__).parent / "models" / "errors.json").read_text(encoding="utf-8")
    return tuple(Row(operation, **row) for row in json.loads(text) for operation in row.pop("operations"))


def rows_of(operation: str) -> Iterator[Row]:
    """The refusals of an operation, its own before the common ones."""
    for wanted in (operation, COMMON):
        yield from (row for row in rows() if row.operation == wanted and row.code)


def codes(operation: str) -> list[str]:
    """The error codes of an operation."""
    return list(dict.fromkeys(row.code for row in rows_of(operation) if row.code))


def has_row(operation: str, code: str, when: object) -> bool:
    """Is the code one of the operation's; with `when`, on that occasion?"""
    return any(row.code == code and when in (None, row.when) for row in rows_of(operation))


def row_for(operation: str, refusal: Refusal, facts: Mapping[str, object]) -> Row:
    """The row of a refusal: of its occasion when it names one, else the first whose placeholders can be filled."""
    found = [row for row in rows_of(operation) if row.code == refusal.code]
    if not found:
        raise LookupError(f"{refusal.code} is not catalogued for {operation}")
    if "when" in refusal.facts:
        return next(row for row in found if row.when == refusal.facts["when"])
    return next((row for row in found if row.placeholders <= set(facts)), found[0])
