"""AWS's part of the picture of a world."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.sketch import ALIVE, ENDED, PASSING, WAITING, Link, Node, Sketch
from . import states
from .connections import Vpc
from .moto import Moto, _ec2

if TYPE_CHECKING:
    from .cloud import AwsCloud

TONES = {
    states.ACTIVE: ALIVE,
    states.PENDING: WAITING,
    **dict.fromkeys((states.INITIATING, states.PROVISIONING, states.DELETING), PASSING),
}


def sketch(cloud: AwsCloud) -> Sketch:
    """The VPCs and connections there are now; default VPCs only when something is peered with them."""
    links, sides = [], {}
    for one in cloud.connections:
        sides.update({side.vpc_id: side for side in one.sides})
        ends = (one.requester.vpc_id, one.accepter.vpc_id)
        tone = TONES.get(one.status, ENDED)
        links.append(Link(one.id, ends, one.status, tone, f"{one.changed:%Y-%m-%d %H:%M:%S}"))
    nodes = {s.vpc_id: Node(s.vpc_id, s.account, s.region, s.blocks) for s in sides.values()}
    if "moto.ec2.models" in sys.modules:  # or else there are no VPCs, and moto need not come in for a picture
        for vpc in _vpcs(cloud.moto):
            if not vpc.is_default or vpc.id in nodes:
                nodes[vpc.id] = Node(vpc.id, vpc.account, vpc.region, vpc.cidr_blocks)
    return Sketch("AWS", list(nodes.values()), links, states.MACHINE)


def _vpcs(moto: Moto) -> Iterator[Vpc]:
    with moto.in_place():
        for place in moto.places():
            for vpc_id in list(_ec2(place).vpcs):
                vpc = moto.vpc(vpc_id, place)
                if vpc is not None:
                    yield vpc
