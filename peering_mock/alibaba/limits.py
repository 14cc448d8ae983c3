"""What a parameter of VpcPeer may be: rows of operation, parameter, rule, and the code when it is broken.

The rules are documented on the operation pages; that a broken one is answered with the product-wide
`IllegalParam.<parameter>` is assumed wherever no other code is in the operation's table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any

from .tagging import URL

Rule = Callable[[Any], bool]
Limit = tuple[str, Rule, str]
"""A parameter, what it must be, and the code when it is not."""

LETTER = "A-Za-z\u3400-\u9fff"  # the Chinese page says: an English letter or a Chinese character


def _matches(pattern: str) -> Rule:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


def _between(least: float, most: float) -> Rule:
    return lambda number: least <= number <= most


def _one_of(*values: str) -> Rule:
    return lambda value: value in values


def _at_most(number: int) -> Rule:
    return lambda many: len(many) <= number


def _text(least: int, most: int, start: str = "") -> Rule:
    begins = re.compile(start)
    return lambda text: least <= len(text) <= most and not URL.match(text) and begins.match(text) is not None


ASCII: Rule = str.isascii
LINK_TYPE = _one_of("Platinum", "Gold")
PEERING = _one_of("PeerConnection")

RULES: tuple[tuple[str, str, Rule, str], ...] = (
    ("CreateVpcPeerConnection", "Name", _matches(rf"[{LETTER}][\w-]{{1,127}}"), "IllegalParam.Name"),
    ("CreateVpcPeerConnection", "Description", _text(2, 256, f"[{LETTER}]"), "IllegalParam.Description"),
    ("CreateVpcPeerConnection", "ClientToken", lambda t: t.isascii() and len(t) <= 64, "IllegalParam.ClientToken"),
    ("CreateVpcPeerConnection", "Bandwidth", _between(1, 2**31 - 1), "IllegalParam.Bandwidth"),
    ("CreateVpcPeerConnection", "LinkType", LINK_TYPE, "IllegalParam.LinkType"),
    ("CreateVpcPeerConnection", "Tag", _at_most(20), "IllegalParam.Tag"),
    ("AcceptVpcPeerConnection", "ClientToken", ASCII, "IllegalParam.ClientToken"),
    ("AcceptVpcPeerConnection", "Tag", _at_most(20), "IllegalParam.Tag"),
    ("RejectVpcPeerConnection", "ClientToken", ASCII, "IllegalParam.ClientToken"),
    ("DeleteVpcPeerConnection", "ClientToken", ASCII, "IllegalParam.ClientToken"),
    ("ModifyVpcPeerConnection", "ClientToken", ASCII, "IllegalParam.ClientToken"),
    ("ModifyVpcPeerConnection", "Name", _text(1, 128), "IllegalParam.Name"),
    ("ModifyVpcPeerConnection", "Description", _text(1, 256), "IllegalParam.Description"),
    ("ModifyVpcPeerConnection", "Bandwidth", _between(1, 2**31 - 1), "IllegalParam.Bandwidth"),
    ("ModifyVpcPeerConnection", "LinkType", LINK_TYPE, "IllegalParam.LinkType"),
    ("ListVpcPeerConnections", "MaxResults", _between(1, 100), "IllegalParam.MaxResults"),
    ("ListVpcPeerConnections", "Tags", _at_most(20), "IllegalParam.Tags"),
    ("TagResources", "ResourceType", PEERING, "InvalidInstanceType.NotFound"),
    ("TagResources", "ResourceId", _at_most(20), "NumberExceed.ResourceIds"),
    ("TagResources", "Tag", _at_most(20), "NumberExceed.Tags"),
    ("UnTagResources", "ResourceType", PEERING, "InvalidInstanceType.NotFound"),
    ("UnTagResources", "ResourceId", _at_most(20), "NumberExceed.ResourceIds"),
    ("UnTagResources", "TagKey", _at_most(20), "NumberExceed.Tags"),
    ("ListTagResources", "ResourceType", PEERING, "InvalidInstanceType.NotFound"),
    ("ListTagResources", "ResourceId", _at_most(20), "NumberExceed.ResourceIds"),
    ("ListTagResources", "Tag", _at_most(20), "NumberExceed.Tags"),
    ("ListTagResources", "MaxResults", _between(1, 50), "IllegalParam.MaxResults"),
    ("ListTagResources", "Category", _one_of("All", "Custom", "System"), "IllegalParam.Category"),
    ("MoveResourceGroup", "ResourceType", PEERING, "IllegalParam.ResourceType"),
)


def of_operation(operation: str) -> list[Limit]:
    """The rows of one operation of VpcPeer."""
    return [(parameter, rule, code) for each, parameter, rule, code in RULES if each == operation]


def of_model(facts: Mapping[str, Mapping[str, Any]]) -> Iterator[Limit]:
    """The bounds that a model gives to numbers and lists; the gateway tells them."""
    for name, fact in facts.items():
        if "maxItems" in fact:
            yield name, _at_most(fact["maxItems"]), f"Invalid{name}"
        if fact.keys() & {"minimum", "maximum"}:
            yield name, _between(fact.get("minimum", -inf), fact.get("maximum", inf)), f"Invalid{name}"
