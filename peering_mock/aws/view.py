"""A connection as EC2 shows it: which fields, in which state, to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import states
from .connections import Connection, Place, Side, Vpc
from .filters import expiration

if TYPE_CHECKING:
    from .cloud import AwsCloud


VpcOf = Callable[[str, Place], Vpc | None]


def describe(aws: AwsCloud, connection: Connection, place: Place, vpc_of: VpcOf | None = None) -> dict[str, Any]:
    """The connection as an account sees it in a Region. `vpc_of` tells what its VPCs are now; by default moto does."""
    vpc_of = vpc_of or aws.moto.vpc
    shown = states.SHOWN[connection.status]
    view: dict[str, Any] = {
        "VpcPeeringConnectionId": connection.id,
        "RequesterVpcInfo": _side(vpc_of, connection.requester, shown["requester"]),
        "AccepterVpcInfo": _side(vpc_of, connection.accepter, shown["accepter"]),
        "Status": {"Code": connection.status, "Message": connection.message},
        "Tags": [{"Key": key, "Value": value} for key, value in connection.tags_of(place).items()],
    }
    if connection.status in states.EXPIRATION_SHOWN:
        view["ExpirationTime"] = expiration(connection)
    return view


def _side(vpc_of: VpcOf, side: Side, shown: set[str]) -> dict[str, Any]:
    block: dict[str, Any] = {"OwnerId": side.account, "VpcId": side.vpc_id, "Region": side.region}
    if states.BLOCKS in shown:
        side.learn(vpc_of(side.vpc_id, side.place))
        if side.blocks:
            block["CidrBlock"] = side.blocks[0]
            block["CidrBlockSet"] = [{"CidrBlock": cidr} for cidr in side.blocks]
        if side.ipv6_blocks:
            block["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": cidr} for cidr in side.ipv6_blocks]
    if states.OPTIONS in shown:
        block["PeeringOptions"] = dict(side.options)
    return block
