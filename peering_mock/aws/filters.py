"""The filters of DescribeVpcPeeringConnections: where each looks, and how a value matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..core.call import Refusal
from . import states
from .connections import Connection
from .errors import InvalidRequest
from .xml import text

MOST_VALUES = 200

Look = Callable[[Connection, Mapping[str, str]], Iterable[str]]

FILTERS: dict[str, Look] = {
    "accepter-vpc-info.cidr-block": lambda c, tags: c.accepter.blocks,
    "accepter-vpc-info.owner-id": lambda c, tags: [c.accepter.account],
    "accepter-vpc-info.vpc-id": lambda c, tags: [c.accepter.vpc_id],
    "expiration-time": lambda c, tags: [text(expiration(c))] if c.status in states.EXPIRATION_SHOWN else [],
    "requester-vpc-info.cidr-block": lambda c, tags: c.requester.blocks,
    "requester-vpc-info.owner-id": lambda c, tags: [c.requester.account],
    "requester-vpc-info.vpc-id": lambda c, tags: [c.requester.vpc_id],
    "status-code": lambda c, tags: [c.status],
    "status-message": lambda c, tags: [c.message],
    "tag-key": lambda c, tags: tags,
    "vpc-peering-connection-id": lambda c, tags: [c.id],
}


def expiration(connection: Connection) -> Any:
    """When the request expires, if nobody accepts it."""
    delay, _ = states.MACHINE.after[states.PENDING]
    return connection.created + delay


def check(filters: list[dict[str, Any]]) -> None:
    """Raises InvalidRequest for an unknown filter, Refusal for too many values."""
    for asked in filters:
        name = asked.get("Name", "null")
        if name not in FILTERS and not name.startswith("tag:"):
            raise InvalidRequest("InvalidParameterValue", when="unknown filter", name=name)
        if len(asked.get("Values", [])) > MOST_VALUES:
            raise Refusal("FilterLimitExceeded")


OF_VPCS = ("requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id")
WILD = re.compile(r"[*?\\]")


def vpcs(filters: list[dict[str, Any]]) -> list[str] | None:
    """The VPCs that alone can have what is wanted, when a filter names them; None when it may be any."""
    for asked in filters:
        values = asked.get("Values", [])
        if asked["Name"] in OF_VPCS and not any(WILD.search(value) for value in values):
            return list(values)
    return None


def passes(connection: Connection, filters: list[dict[str, Any]], tags: Mapping[str, str]) -> bool:
    """Does the connection match every filter, each by one of its values?"""
    return all(_passes(connection, asked["Name"], asked.get("Values", []), tags) for asked in filters)


def _passes(connection: Connection, name: str, values: list[str], tags: Mapping[str, str]) -> bool:
    if name.startswith("tag:"):
        key = name.removeprefix("tag:")
        held: Iterable[str] = [tags[key]] if key in tags else []
    else:
        held = FILTERS[name](connection, tags)
    told = map(text, held)  # a test may set what is no text
    return any(_pattern(value).fullmatch(one) for one in told for value in values)


@lru_cache(maxsize=512)
def _pattern(value: str) -> re.Pattern[str]:
    """`*` is any text, `?` one character, a backslash makes the next one plain."""
    parts = re.findall(r"\\.|.", value, flags=re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(part) or re.escape(part[-1]) for part in parts), flags=re.DOTALL)
