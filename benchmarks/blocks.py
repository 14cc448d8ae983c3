"""Starting: the import, an empty mock block, and a block with one call to EC2; beside moto's."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

from .harness import Line, Subject, Task, compared, side_by_side, told

IMPORT = "from time import perf_counter; t = perf_counter(); {}; print(perf_counter() - t)"
STATEMENTS = {
    "ours": "import peering_mock",
    "whole": "from peering_mock import mock",
    "peer": "from moto import mock_aws",
}


def imported(statement: str) -> float:
    """Seconds that a fresh process takes."""
    ran = subprocess.run([sys.executable, "-c", IMPORT.format(statement)], capture_output=True, check=True)
    return float(ran.stdout)


def ours() -> dict[str, Any]:
    from peering_mock import mock

    def empty(_: object) -> None:
        with mock():
            pass

    def one_call(ec2: Any) -> None:
        with mock():
            ec2.describe_vpcs()

    return _tasks(empty, one_call)


def peer() -> dict[str, Any]:
    from moto import mock_aws

    def empty(_: object) -> None:
        with mock_aws():
            pass

    def one_call(ec2: Any) -> None:
        with mock_aws():
            ec2.describe_vpcs()

    return _tasks(empty, one_call)


def _tasks(empty: Any, one_call: Any) -> dict[str, Any]:
    import boto3

    keys = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "any"}
    ec2 = boto3.client("ec2", region_name="us-east-1", **keys)
    return {
        "empty": Task(empty),
        "one call": Task(one_call, lambda n: [ec2] * n),
        "growth": lambda blocks: _growth(one_call, ec2, blocks),
    }


def _growth(block: Any, ec2: Any, blocks: int) -> float:
    """Megabytes that many blocks leave behind, after a few that fill caches."""
    for _ in range(20):
        block(ec2)
    gc.collect()
    before = resident()
    for _ in range(blocks):
        block(ec2)
    gc.collect()
    return (resident() - before) / 2**20


def resident() -> int:
    """Bytes of memory of this process."""
    status = Path("/proc/self/statm")
    if not status.exists():
        raise RuntimeError("the memory of a process is read from /proc here")
    import resource

    return int(status.read_text().split()[1]) * resource.getpagesize()


def lines(short: bool) -> list[Line]:
    told("imports and blocks")
    rounds = 2 if short else 9
    found: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for number in range(rounds + 1):
        for name, statement in STATEMENTS.items():
            seconds = imported(statement)
            if number:
                found[name].append(seconds)
    whole = found.pop("whole")
    made = [compared("`import peering_mock`, fresh process", found, to="peer", at_most=0.10)]
    entire = compared("`from peering_mock import mock`, fresh process", {**found, "ours": whole}, to="peer", at_most=1)
    entire.target, entire.met, entire.note = "none", None, "no target"
    made.append(entire)
    with Subject("benchmarks.blocks:ours") as mine, Subject("benchmarks.blocks:peer") as moto:
        both = {"ours": mine, "peer": moto}
        empty = side_by_side(both, "empty", rounds=rounds, calls=5 if short else 100)
        one = side_by_side(both, "one call", rounds=rounds, calls=2 if short else 5)
        blocks = 20 if short else 1000
        grown = mine.time("growth", blocks)
    made.append(compared("a mock block, nothing used", empty, to="peer", at_most=0.15))
    made.append(compared("a mock block with one DescribeVpcs, client reused", one, to="peer", at_most=0.10))
    made.append(Line(f"memory left by {blocks} such blocks", "under 20 MB", None, grown < 20, ours=grown, unit="MB"))
    return made
