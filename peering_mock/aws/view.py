"""A connection as EC2 shows it: which fields, in which state, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import states
from .connections import Connection, Place, Side
from .filters import expiration

if TYPE_CHECKING:
    from .cloud import AwsCloud


def describe(aws: AwsCloud, connection: Connection, place: Place) -> dict[str, Any]:
    """The connection as an account sees it in a Region."""
    shown = states.SHOWN[connection.status]
    view: dict[str, Any] = {
        "VpcPeeringConnectionId": connection.id,
        "RequesterVpcInfo": _side(aws, connection.requester, shown["requester"]),
        "AccepterVpcInfo": _side(aws, connection.accepter, shown["accepter"]),
        "Status": {"Code": connection.status, "Message": connection.message},
        "Tags": [{"Key": key, "Value": value} for key, value in connection.tags_of(place).items()],
    }
    if connection.status in states.EXPIRATION_SHOWN:
        view["ExpirationTime"] = expiration(connection)
    return view


def _side(aws: AwsCloud, side: Side, shown: set[str]) -> dict[str, Any]:
    block: dict[str, Any] = {"OwnerId": side.account, "VpcId": side.vpc_id, "Region": side.region}
    if states.BLOCKS in shown:
        side.learn(aws.moto.vpc(side.vpc_id, side.place))
        if side.blocks:
            block["CidrBlock"] = side.blocks[0]
            block["CidrBlockSet"] = [{"CidrBlock": cidr} for cidr in side.blocks]
        if side.ipv6_blocks:
            block["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": cidr} for cidr in side.ipv6_blocks]
    if states.OPTIONS in shown:
        block["PeeringOptions"] = dict(side.options)
    return block
