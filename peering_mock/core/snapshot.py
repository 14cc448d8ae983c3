"""The whole state of a world as JSON data with a version and a checksum, and a world made from it again."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .clock import instant
from .faults import Fault, check_order
from .party import Script

if TYPE_CHECKING:
    from .world import World

FORMAT, VERSION = "peering_mock world", 1


def take(world: World) -> dict[str, Any]:
    """The world as plain data. What is open only on the client's side, such as used nonces, is not part of it."""
    settle = world.settle
    data = {
        "format": FORMAT,
        "version": VERSION,
        "now": world.clock.now.isoformat(),
        "settle": {"seconds": settle.total_seconds()} if isinstance(settle, timedelta) else settle,
        "ids": world.ids.position,
        "due": [[d.when.isoformat(), d.cloud, d.subject, d.turn, d.state] for d in world.clock.pending()],
        "scripts": [
            [s.account, s.moment, s.verb, s.after.total_seconds(), s.connection] for s in world.parties.scripts
        ],
        "refusals": [[f.cloud, f.operation, f.code, f.times, f.before, f.facts, f.hits] for f in world.faults.open],
        "lag": world.lagging.reads,
        "clouds": {name: cloud.dump() for name, cloud in world.clouds.items()},
    }
    return {**data, "sum": _sum(data)}


def check(data: Any) -> dict[str, Any]:
    """The data, if a world can be made of it. Raises ValueError with a sentence otherwise."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("this is no snapshot of a world: give what world.snapshot() returned")
    if data.get("version") != VERSION:
        given = data.get("version")
        raise ValueError(f"the snapshot is of version {given!r}; this peering_mock reads version {VERSION}")
    try:
        right = _sum({name: value for name, value in data.items() if name != "sum"})
    except (TypeError, ValueError):
        right = None
    if data.get("sum") != right:
        raise ValueError("the snapshot is damaged: its checksum does not match its content")
    return data


def options_of(data: dict[str, Any]) -> dict[str, Any]:
    """The options with which the new world is made."""
    settle = data["settle"]
    by_time = isinstance(settle, dict)
    return {"start": instant(data["now"]), "settle": timedelta(seconds=settle["seconds"]) if by_time else settle}


def give(world: World, data: dict[str, Any]) -> None:
    """Fills a new world with checked data. Raises plain.Damaged when a cloud cannot read its part.

    Other content that nobody wrote may raise anything.
    """
    for name, cloud in world.clouds.items():
        cloud.load(data["clouds"][name])
    world.ids.position = data["ids"]
    for when, cloud_name, subject, turn, state in data["due"]:
        world.clock.schedule(instant(when), world.clouds[cloud_name].name, subject, turn, state)
    world.parties.scripts = [
        Script(account, moment, verb, timedelta(seconds=after), connection)
        for account, moment, verb, after, connection in data["scripts"]
    ]
    for cloud_name, operation, code, times, before, facts, hits in data["refusals"]:
        check_order(operation, times, {"before": before}, facts)
        world.faults.order(Fault(cloud_name, operation, code, times, before, facts)).hits = hits
    world.lag(reads=data["lag"])


def _sum(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
