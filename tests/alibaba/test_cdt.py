"""Cloud Data Transfer: closed by a test, opened by a call, and then a peering is possible."""

from __future__ import annotations

import pytest

from peering_mock import World

from .conftest import THEM, refusal
from .neighbours import Scene

SERVICES = (
    ("cdt_open", "Cdt:OpenCdtService", "Cdt:GetCdtServiceStatus"),
    ("cross_border_cdt_open", "Cdt:OpenCdtCbService", "Cdt:GetCdtCbServiceStatus"),
)


@pytest.mark.parametrize(("fact", "opening", "reading"), SERVICES)
def test_what_a_test_has_closed_a_call_opens(world: World, fact: str, opening: str, reading: str) -> None:
    mine, theirs = Scene(world), Scene(world, THEM)
    assert mine.ask(reading)["Enabled"] is True
    for account in (mine.id, THEM):
        setattr(world.alibaba.account(account), fact, False)
    assert mine.ask(reading)["Enabled"] is False
    assert mine.ask(opening)["OrderId"].isdecimal()
    assert mine.ask(reading)["Enabled"] is True
    assert theirs.ask(reading)["Enabled"] is False
    mine.ask(opening)  # again is no error


def test_a_peering_waits_for_it(world: World) -> None:
    s = Scene(world)
    world.alibaba.default_account.cdt_open = False
    here, there = s.vpc(), s.vpc()
    assert refusal(lambda: s.party.create(here, there)).code == "OperationFailed.CdtNotOpened"
    s.ask("Cdt:OpenCdtService")
    assert s.party.status(s.party.create(here, there)) == "Activated"
