"""Both clouds in one test: one clock, one log, and neither in the other's way."""

from __future__ import annotations

import runpy
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "both_clouds.py"


def test_aws_with_aws_and_alibaba_with_alibaba_side_by_side():
    example = runpy.run_path(str(EXAMPLE))
    told, log = example["accepted_in_time"]()
    assert told == {"aws": ("pending-acceptance", "active"), "alibaba": ("Accepting", "Activated")}
    assert [line.split("(")[0] for line in log] == ["aws AcceptVpcPeeringConnection", "alibaba AcceptVpcPeerConnection"]
    assert example["too_late"]() == {"aws": "expired", "alibaba": "Expired"}


def test_the_example_as_a_program(capsys):
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["aws: pending-acceptance -> active", "alibaba: Accepting -> Activated"]
    assert told[-1] == "a week later: {'aws': 'expired', 'alibaba': 'Expired'}"
