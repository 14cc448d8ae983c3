"""Alibaba Cloud's part of the picture of a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.sketch import ALIVE, ENDED, PASSING, WAITING, Link, Node, Sketch
from . import states

if TYPE_CHECKING:
    from .cloud import AlibabaCloud

TONES = {states.ACTIVATED: ALIVE, states.ACCEPTING: WAITING, **dict.fromkeys(states.PASSING, PASSING)}


def sketch(cloud: AlibabaCloud) -> Sketch:
    """The VPCs and connections there are now."""
    nodes = [Node(vpc.id, str(vpc.owner), vpc.region, tuple(vpc.ipv4_cidrs), vpc.name) for vpc in cloud.vpcs]
    known = {node.id for node in nodes}
    links = []
    for one in cloud.connections:
        for vpc_id, owner, region in (
            (one.vpc_id, one.owner, one.region),
            (one.accepting_vpc_id, one.accepting_owner, one.accepting_region),
        ):
            if vpc_id not in known:  # deleted since
                known.add(vpc_id)
                nodes.append(Node(vpc_id, str(owner), region, ()))
        tone = TONES.get(one.status, ENDED)
        links.append(Link(one.id, one.vpc_ids, one.status, tone, f"{one.changed:%Y-%m-%d %H:%M:%S}"))
    return Sketch("Alibaba Cloud", nodes, links, states.MACHINE)
