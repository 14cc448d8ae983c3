"""`python -m benchmarks [--short] [--json] [--only WORD]`: the table of how fast it is, and what it was measured on."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import datetime, timezone
from importlib.metadata import version

from . import alibaba, aws, blocks, growth, server
from .harness import Line, table

GROUPS = {
    "blocks": blocks.lines,
    "aws": aws.lines,
    "alibaba": alibaba.lines,
    "growth": growth.lines,
    "server": server.lines,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few calls of each, to see that everything runs")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--only", choices=GROUPS, action="append", help="only this group of lines")
    asked = parser.parse_args()
    lines: list[Line] = []
    for name, measure in GROUPS.items():
        if not asked.only or name in asked.only:
            lines += measure(asked.short)
    machine = {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "moto": version("moto"),
        "botocore": version("botocore"),
    }
    if asked.json:
        print(json.dumps({**machine, "lines": [line.as_data() for line in lines]}, indent=2))
    else:
        print(table(lines))
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
