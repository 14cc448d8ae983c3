"""Steering a server: `/_peering/...` speaks JSON for what World's methods do in Python. Each verb is one function."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from ..api import World
from ..core.call import Call, Reply, Request
from .choice import as_json
from .worlds import Held, Worlds, settle_of

ROOT = "/_peering/"
CALL = tuple(field.name for field in fields(Call))
Verb = Callable[[Worlds, Held, dict[str, Any]], Any]
DOES = ("accepts", "rejects", "deletes", "never_answers")


def answer(worlds: Worlds, name: str, request: Request) -> Reply:
    """The reply to a request under `/_peering/`."""
    url = urlsplit(request.url)
    verb = url.path.partition(ROOT)[2].strip("/")
    try:
        if verb not in VERBS:
            raise ValueError(f"there is no {verb!r} here; there are: {', '.join(sorted(VERBS))}")
        method, function = VERBS[verb]
        reading = request.method in ("GET", "HEAD")
        if not reading and request.method != "POST" or reading and method == "POST":
            raise ValueError(f"{ROOT}{verb} is asked with {method}, not {request.method}")
        data = dict(parse_qsl(url.query)) if reading else _json(request.body)
        told = function(worlds, worlds.get(name), data)
        if not reading:
            worlds.changed(name)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        words = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
        failed = {"Code": type(error).__name__, "Message": words, "RequestId": str(uuid4()).upper()}
        return as_json(400, failed)
    return as_json(200, told)


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body.decode() or "{}")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    if not isinstance(data, dict):
        raise ValueError("the body is a JSON object, such as {}")
    return data


def reset(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """Drops the world; with options (`seed`, `start`, `settle`) the next one under the name is made with them."""
    if "settle" in data:
        data["settle"] = settle_of(data["settle"])
    if data:
        worlds.reset(held.name, data)
    else:
        worlds.drop(held.name)
    return {"world": held.name}


def clock(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    return {"now": held.world.clock.now.isoformat()}


def travel(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """`days`, `hours`, `minutes`, `seconds`, or `to`."""
    held.world.travel(**data)
    return clock(worlds, held, data)


def refuse(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """`operation`, `code`, and `times`, `cloud`, `before`, `drop`, and `facts` that fill the message."""
    facts = data.pop("facts", {})
    held.faults.append(held.world.refuse(**{**facts, **data}))
    return {"number": len(held.faults) - 1, "hits": 0}


def refusals(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """What was ordered here, and how often it struck."""
    told = [{"operation": f.operation, "code": f.code, "times": f.times, "hits": f.hits} for f in held.faults]
    return {"refusals": told}


def party(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """`account`, `does` (accepts, rejects, deletes, never_answers), `after` in seconds or as '2h', `connection`."""
    account, does = data.pop("account", None), data.pop("does", None)
    if does not in DOES:
        raise ValueError(f"does={does!r}: one of {', '.join(DOES)}")
    if "after" in data:
        data["after"] = span(data["after"])
    getattr(held.world.party(account), does)(**data)
    return {"account": account, "does": does}


def span(value: Any) -> timedelta:
    """A number of seconds, or text such as '2h'."""
    if isinstance(value, str):
        value = settle_of(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return timedelta(seconds=value)
    if isinstance(value, timedelta):
        return value
    raise ValueError(f"{value!r} is no span: give seconds, or text such as '90s', '2h', '7d'")


def lag(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """`reads`: how many reads of a changed thing still show the old one."""
    held.world.lag(**data)
    return {}


def quotas(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """`cloud`, and `set`: limits by name or code. All limits of the cloud come back."""
    limits = _cloud(held, data).quotas
    with held.world.lock:
        for name, value in _set(data).items():
            limits[name] = value
        if "name" in data:
            return {"value": limits[data["name"]]}
        return {"quotas": dict(limits)}


def calls(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """The log from `since` on."""
    with held.world.lock:
        log = list(held.world.calls)
    since = int(data.get("since", 0))
    told = [{name: getattr(call, name) for name in CALL} for call in log[since:]]
    return plainly({"calls": told, "total": len(log)})


def facts(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """Attributes of an account, VPC or connection: `cloud`, `kind`, `id`, and `set` to change some."""
    cloud, kind, key = _cloud(held, data), data.get("kind"), data.get("id")
    if kind not in ("account", "vpc", "connection") or not hasattr(cloud, kind):
        raise ValueError(f"kind={kind!r}: one of account, vpc, connection")
    known = cloud.default_account.id
    if kind == "account" and isinstance(known, int) and isinstance(key, str) and key.isdecimal():
        key = int(key)
    with held.world.lock:
        thing = cloud.default_account if kind == "account" and key is None else getattr(cloud, kind)(key)
        for name, value in _set(data).items():
            if name not in vars(thing) or name == "id":
                raise ValueError(f"{name!r} is no fact of this {kind}; there are: {', '.join(vars(thing))}")
            setattr(thing, name, set(value) if isinstance(getattr(thing, name), (set, frozenset)) else value)
        return plainly({"facts": vars(thing)})


def snapshot(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """The whole state of the world."""
    return held.world.snapshot()


def restore(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """What a snapshot told, in place of the world."""
    worlds.put(held.name, World.restore(data))
    return {"world": held.name}


def names(worlds: Worlds, held: Held, data: dict[str, Any]) -> Any:
    """The worlds there are, and what can be asked."""
    return {"worlds": worlds.names(), "verbs": {f"{m} {ROOT}{v}": f.__doc__ for v, (m, f) in sorted(VERBS.items())}}


def _set(data: Mapping[str, Any]) -> dict[str, Any]:
    given = data.get("set", {})
    if not isinstance(given, dict):
        raise ValueError(f"set={given!r}: a JSON object, sent with POST")
    return given


def _cloud(held: Held, data: Mapping[str, Any]) -> Any:
    if data.get("cloud") not in held.world.clouds:
        raise ValueError(f"cloud={data.get('cloud')!r}: one of {', '.join(held.world.clouds)}")
    return held.world.clouds[data["cloud"]]


def plainly(value: Any) -> Any:
    """As JSON can tell it."""
    if isinstance(value, Mapping):
        return {str(name): plainly(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [plainly(held) for held in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plainly(held) for held in value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


VERBS: dict[str, tuple[str, Verb]] = {
    "": ("GET", names),
    "reset": ("POST", reset),
    "clock": ("GET", clock),
    "travel": ("POST", travel),
    "refuse": ("POST", refuse),
    "refusals": ("GET", refusals),
    "party": ("POST", party),
    "lag": ("POST", lag),
    "quotas": ("GET", quotas),
    "calls": ("GET", calls),
    "facts": ("GET", facts),
    "snapshot": ("GET", snapshot),
    "restore": ("POST", restore),
}
