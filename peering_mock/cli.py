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

    serve = commands.add_parser("serve", help="the same world behind a port, for clients that are not in Python")
    serve.add_argument("--host", default="127.0.0.1", help="where to listen; anything but loopback is open to others")
    serve.add_argument("--port", type=int, default=4610, help="0: any free one, which is printed")
    serve.add_argument("--seed", help="makes ids and request ids reproducible")
    serve.add_argument("--start", help="what the clock reads at first, such as 2026-01-01T00:00:00Z")
    serve.add_argument("--settle", default="0", help="how a passing state ends: a number of reads, or a span like 30s")
    serve.add_argument("--state", metavar="FILE", help="read at the start, written after changes and at the end")
    tls = serve.add_argument("--tls", metavar="FILE", nargs="?", const="peering-mock-ca.pem")
    tls.help = "serve HTTPS too, and write the CA certificate to trust to FILE (default: peering-mock-ca.pem)"
    serve.set_defaults(run=_serve)

    env = commands.add_parser("env", help="what to export so that SDKs, CLIs and Terraform use the server")
    env.add_argument("--shell", choices=("sh", "fish", "powershell"), default="sh")
    env.add_argument("--url", default="http://127.0.0.1:4610", help="the server's address; https with --tls")
    env.add_argument("--world", help="a world of its own on the server")
    env.add_argument("--ca", metavar="FILE", default="peering-mock-ca.pem", help="the CA file that serve --tls wrote")
    env.set_defaults(run=_env)

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


def _serve(options: argparse.Namespace) -> int:
    from .server import serve
    from .server.worlds import settle_of

    seed = int(options.seed) if (options.seed or "").isdecimal() else options.seed  # as mock(seed=7) has it
    world = {"seed": seed, "start": options.start, "settle": settle_of(options.settle)}
    try:
        return serve(options.host, options.port, options=world, state=options.state, tls=options.tls)
    except ValueError as error:
        print(f"peering-mock: {error}", file=sys.stderr)
        return 2


def _env(options: argparse.Namespace) -> int:
    from .env import lines

    print("\n".join(lines(options.url, options.shell, options.world, options.ca)))
    return 0


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
