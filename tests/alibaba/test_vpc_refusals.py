"""Every refusal of the neighbours that a state leads to: its status, its code, its words, and nothing moved."""

from __future__ import annotations

import pytest

from peering_mock import World
from peering_mock.alibaba import errors
from peering_mock.alibaba.causes_adjacent import BORROWED, CHOSEN, STATE

from . import rows_common, rows_route, rows_table, rows_vpc, rows_vswitch
from .conftest import Refused, refusal
from .neighbours import Row, Scene, everything

ROWS: tuple[Row, ...] = (*rows_vpc.ROWS, *rows_vswitch.ROWS, *rows_route.ROWS, *rows_table.ROWS, *rows_common.ROWS)
STATED = {(operation, code) for operation, codes in STATE.items() for code in codes}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_refusal_comes_as_documented_and_nothing_moves(world: World, row: Row) -> None:
    scene = Scene(world)
    params = row.attempt(scene)
    before = everything(world)
    found = refusal(lambda: scene.ask(row.operation, **params))
    assert found == Refused(row.status, row.code, row.message(params))
    assert everything(world) == before


def test_every_code_that_is_said_to_arise_from_a_state_is_obtained_above() -> None:
    assert {(row.operation, row.code) for row in ROWS} == STATED
    assert len(STATED) > 200


def test_what_the_tests_expect_is_what_the_catalogue_prints() -> None:
    printed = {(row.operation, row.code): row for row in errors.rows() if row.cause == "state"}
    for row in ROWS:
        assert printed[row.operation, row.code].http_status == row.status
        assert printed[row.operation, row.code].grade == ("assumed" if _borrowed(row) else "documented")


def test_where_a_page_has_a_code_twice_one_of_its_rows_is_the_states() -> None:
    states = [(row.operation, row.code) for row in errors.rows() if row.cause == "state"]
    assert {key for key in STATED if states.count(key) > 1} == set()
    for operation, code in CHOSEN:
        causes = [row.cause for row in errors.rows() if (row.operation, row.code) == (operation, code)]
        assert sorted(causes) == ["injection", "state"]


def _borrowed(row: Row) -> bool:
    return any(row.code in codes for _, codes in BORROWED.get(row.operation, ()))
