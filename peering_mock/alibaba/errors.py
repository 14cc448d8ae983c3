"""The error catalogue: every documented code with its HTTP status, words, grade and source.

The rows are in models/errors.json, one a line, made from the vendor's pages. Here is how a row is found and its
placeholders are filled. What fills `%s` is not documented: kind and id of the resource are assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ..core.call import Refusal
from .causes import STATE
from .causes_adjacent import BORROWED, CHOSEN
from .model import read

TEMPLATES = {  # code in the catalogue: what it matches
    "IllegalParam.%s": re.compile(r"IllegalParam\.([A-Za-z0-9.]+)"),
    "Missing{ParameterName}": re.compile(r"Missing([A-Z][A-Za-z0-9.]*)"),
    "Invalid{ParameterName}": re.compile(r"Invalid([A-Z][A-Za-z0-9.]*)"),
}
NOT_IN_WORDS = ("http_status", "retry_after")  # facts that tell something else of an ordered refusal
PLACEHOLDER = re.compile(r"%s|<[a-z ]+>|\{[A-Za-z]+\}")


@dataclass(frozen=True)
class Row:
    """One line of the catalogue. `operation` is `*` for a code of the whole product or of the gateway."""

    product: str
    operation: str
    http_status: int
    code: str
    message: str
    grade: str
    source: str

    @property
    def cause(self) -> str:
        """`state` when a state of the world leads to it, `injection` when only `world.refuse` does."""
        key = "gateway" if self.product == "gateway" else self.operation
        return "state" if self.code in STATE.get(key, ()) and self.chosen else "injection"

    @property
    def chosen(self) -> bool:
        """Is it the row that answers, where an operation's page lists the code more than once?"""
        return CHOSEN.get((self.operation, self.code), self.http_status) == self.http_status


@cache
def rows() -> tuple[Row, ...]:
    """The whole catalogue, in the order of the vendor's pages."""
    documented = tuple(Row(**row) for row in read("errors"))
    return documented + tuple(_borrowed(documented))


def _borrowed(documented: tuple[Row, ...]) -> Iterator[Row]:
    held: dict[tuple[str, str], Row] = {}
    for row in documented:
        if row.chosen:
            held.setdefault((row.operation, row.code), row)
    for operation, sisters in BORROWED.items():
        for sister, names in sisters:
            for row in (held[sister, name] for name in names):
                source = f"its own table has no such row; as at {sister}"
                product = operation.partition(":")[0] if ":" in operation else "VpcPeer"
                yield replace(row, product=product, operation=operation, grade="assumed", source=source)


@cache
def _index() -> Mapping[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in rows():
        if row.chosen:
            found.setdefault((_scope(row), row.code), row)
    return found


def _scope(row: Row) -> str:
    return row.operation if row.operation != "*" else row.product


def _scopes(product: str, operation: str) -> tuple[str, ...]:
    """Where a code of an operation may be catalogued, nearest first."""
    if product == "VpcPeer":
        return operation, "VpcPeer", "gateway"
    return f"{product}:{operation}", "gateway"


def find(product: str, operation: str, code: str, http_status: object = None) -> tuple[Row, str] | None:
    """The row for a code, and what stands for the code's own placeholder; None when it is not catalogued.

    `http_status` tells apart the rows of a code that is documented with more than one.
    """
    index = _index()
    if http_status is not None:
        index = {(_scope(row), row.code): row for row in rows() if row.http_status == http_status}
    for scope in _scopes(product, operation):
        if row := index.get((scope, code)):
            return row, code.rpartition(".")[2]
    for scope in _scopes(product, operation):
        for template, pattern in TEMPLATES.items():
            if (row := index.get((scope, template))) and (match := pattern.fullmatch(code)):
                return row, match.group(1)
    return None


def codes(product: str, operation: str, parameters: list[str]) -> list[str]:
    """Every code catalogued for an operation, its product and the gateway; templated ones for each parameter."""
    scopes = _scopes(product, operation)
    found = [code for scope, code in _index() if scope in scopes]
    named = [PLACEHOLDER.sub(name, code) for code in found if code in TEMPLATES for name in parameters]
    return [code for code in found if code not in TEMPLATES] + named


def words(row: Row, name: str, refusal: Refusal) -> str:
    """The row's message with its placeholders filled by the refusal's facts in order, then by the code's own name."""
    facts = iter([str(value) for name, value in refusal.facts.items() if name not in NOT_IN_WORDS])
    return PLACEHOLDER.sub(lambda _: next(facts, name), row.message)
