"""The command line: the facts as tables, and a tour."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

CLOUDS = ("aws", "alibaba")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
        return 0
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("peering-mock", description="VPC peering on AWS and Alibaba Cloud, in memory.")
    commands = parser.add_subparsers(metavar="command", required=True)

    states = commands.add_parser("states", help="the life cycle of a peering connection, as a table")
    states.add_argument("cloud", choices=CLOUDS)
    form = states.add_mutually_exclusive_group()
    form.add_argument("--mermaid", action="store_true", help="as a Mermaid state diagram")
    form.add_argument("--json", action="store_true", help="as JSON, one object a transition")
    states.set_defaults(run=_states)

    errors = commands.add_parser("errors", help="the error catalogue: code, HTTP status, words, grade, source, cause")
    errors.add_argument("cloud", choices=CLOUDS)
    errors.add_argument("--json", action="store_true", help="as JSON, one object a row")
    errors.set_defaults(run=_errors)

    tour = commands.add_parser("tour", help="both clouds in one run, step by step")
    tour.set_defaults(run=_tour)
    return parser


def _states(options: argparse.Namespace) -> int:
    facts = import_module(f"{__package__}.{options.cloud}.states")
    if options.mermaid:
        print(facts.MACHINE.mermaid())
        return 0
    rows = []
    for state, event, path in facts.MACHINE.rows():
        grade, source = facts.GRADES[state, event]
        rows.append({"from": state, "event": event, "to": list(path), "grade": grade, "source": source})
    if options.json:
        _print_json(rows)
    else:
        _print_table([{**row, "to": " -> ".join(row["to"])} for row in rows])
    return 0


def _errors(options: argparse.Namespace) -> int:
    catalogue = import_module(f"{__package__}.{options.cloud}.errors")
    names = ("operation", "http_status", "code", "message", "grade", "source", "cause")
    rows = [{name: getattr(row, name) for name in names} for row in catalogue.rows()]
    if options.json:
        _print_json(rows)
    else:
        _print_table([{**row, "source": row.pop("source")} for row in rows])  # the longest last
    return 0


def _tour(options: argparse.Namespace) -> int:
    from .tour import tour

    tour()
    return 0


def _print_json(rows: list[dict[str, Any]]) -> None:
    print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]")


def _print_table(rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    widths = {name: max(len(str(row[name] or "")) for row in [*rows, dict.fromkeys(names)]) for name in names}
    widths = {name: max(width, len(name)) for name, width in widths.items()}
    for row in [{name: name for name in names}, *rows]:
        print("  ".join(str("" if row[name] is None else row[name]).ljust(widths[name]) for name in names).rstrip())
