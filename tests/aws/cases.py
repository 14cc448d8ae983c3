"""The rows of tests/data/aws-cases.md, and the mark that ties a test to one of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

TABLE = Path(__file__).parent.parent / "data" / "aws-cases.md"


class Row(NamedTuple):
    number: str
    grade: str
    case: str
    answer: str
    source: str
    moto: str


def rows(text: str) -> dict[str, Row]:
    """The rows of the table by number. Raises ValueError when a number comes twice."""
    found: dict[str, Row] = {}
    for line in text.splitlines():
        if not re.match(r"\| [A-Z]\d\d \|", line):
            continue
        row = Row(*(cell.strip() for cell in line.strip("|").split(" | ")))
        if row.number in found:
            raise ValueError(f"{row.number} stands twice in the table")
        found[row.number] = row
    return found


ROWS = rows(TABLE.read_text())


def case(number: str, grade: str, source: str) -> pytest.MarkDecorator:
    """This test is case `number`, known to that grade from that source. Raises ValueError when the table differs."""
    row = ROWS.get(number)
    if row is None or (row.grade, row.source) != (grade, source):
        raise ValueError(f"{number} with grade {grade} and source {source!r} is not in {TABLE.name}, which has {row}")
    return pytest.mark.case(number, grade, source)
