"""Every row of the case table has a test, and every test a row."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest

from .cases import ROWS, TABLE, case, rows

GRADES = {"D": "documented", "O": "observed", "I": "inferred", "U": "unknown"}


def cases_tested() -> Counter[str]:
    """How many tests each case has; of a test with a case in its name, the name and the mark must agree."""
    counted: Counter[str] = Counter()
    for path in sorted(Path(__file__).parent.glob("test_cases_*.py")):
        module = importlib.import_module(f"{__package__}.{path.stem}")
        for name, test in vars(module).items():
            numbers = [mark.args[0] for mark in getattr(test, "pytestmark", []) if mark.name == "case"]
            if name.startswith("test_") and callable(test) and (numbers or name.split("_")[1] in ROWS):
                assert [name.split("_")[1]] == numbers, f"{path.name}: {name} is marked as {numbers}"
                counted.update(numbers)
    return counted


def test_the_table_was_read_whole():
    assert len(ROWS) == 168
    assert {row.grade for row in ROWS.values()} == set(GRADES)
    assert all(row.case and row.answer and row.source for row in ROWS.values())
    assert f"{len(ROWS)} cases of how EC2 answers" in TABLE.read_text()


def test_no_case_is_without_a_test():
    tested = cases_tested()
    assert sorted(set(ROWS) - set(tested)) == []
    assert len(tested) == 168
    assert sum(tested.values()) >= 168


def test_a_wrong_number_grade_or_source_is_refused():
    row = ROWS["C18"]
    assert case(row.number, row.grade, row.source).args == ("C18", "O", row.source)
    for wrong in (("C99", "O", row.source), ("C18", "D", row.source), ("C18", "O", "hearsay")):
        with pytest.raises(ValueError, match=r"is not in aws-cases\.md"):
            case(*wrong)


def test_a_number_that_stands_twice_is_refused():
    line = "| C01 | D | a | b | c | same |"
    assert rows(line)["C01"].source == "c"
    with pytest.raises(ValueError, match="C01 stands twice"):
        rows(f"{line}\n{line}")
