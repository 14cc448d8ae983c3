"""Which rows of the catalogue arose from a state in this run: collected over all tests, counted by the last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import unescape as unescape_xml

import pytest

from peering_mock.aws import errors
from peering_mock.core.call import Refusal
from peering_mock.core.faults import Faults
from peering_mock.core.world import World

LAST = "test_every_row_that_a_state_causes_has_arisen_on_aws"
ROWS: set[errors.Row] = set()
ANSWERS: set[tuple[str, str, str]] = set()  # that moto wrote: an operation, a code, and the whole answer


@contextmanager
def watched() -> Iterator[None]:
    """Keeps the rows of refusals that nobody ordered."""
    row_for, strike, run = errors.row_for, Faults.strike, World._run
    ordered: list[Refusal] = []

    def watched_strike(self: Faults, *args: Any, **kwargs: Any) -> None:
        try:
            strike(self, *args, **kwargs)
        except Refusal as refusal:
            ordered[:] = [refusal]
            raise

    def watched_row_for(operation: str, refusal: Refusal, facts: Any) -> errors.Row:
        row = row_for(operation, refusal, facts)
        if not any(refusal is one for one in ordered):
            ROWS.add(row)
        return row

    def watched_run(self: World, cloud: Any, request: Any) -> Any:
        ordered.clear()
        reply = run(self, cloud, request)
        call = self._log[-1]
        if call.cloud == "aws" and call.code and not ordered:
            ANSWERS.add((call.operation, call.code, unescape_xml(reply.body.decode(), {"&quot;": '"', "&apos;": "'"})))
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors, "row_for", watched_row_for)
        patch.setattr(Faults, "strike", watched_strike)
        patch.setattr(World, "_run", watched_run)
        yield


def unseen(rows: list[errors.Row]) -> list[errors.Row]:
    """The rows that did not arise, neither as rows of ours nor by their code and words in an answer of moto's."""
    return [row for row in rows if row not in ROWS and not _answered(row)]


def _answered(row: errors.Row) -> bool:
    words = re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(row.message)))
    return any(
        row.operation in (operation, errors.COMMON) and row.code == code and words.search(answer)
        for operation, code, answer in ANSWERS
    )
