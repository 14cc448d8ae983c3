"""A connection as EC2 shows it: which fields, in which state, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import states
from .connections import Connection, Place, Side
from .filters import expiration
from .xml import Write

if TYPE_CHECKING:
    from .cloud import AwsCloud


class Shown:
    """A connection as an account sees it in a Region, with what its VPCs are now."""

    __slots__ = ("connection", "_place", "_texts")

    def __init__(self, aws: AwsCloud, connection: Connection, place: Place) -> None:
        self.connection, self._place, self._texts = connection, place, aws.texts
        shown = states.SHOWN[connection.status]
        for name, side in (("requester", connection.requester), ("accepter", connection.accepter)):
            if states.BLOCKS in shown[name]:
                side.learn(aws.moto.vpc(side.vpc_id, side.place))

    def fields(self) -> dict[str, Any]:
        """All that is shown, by EC2's names."""
        connection = self.connection
        shown = states.SHOWN[connection.status]
        view: dict[str, Any] = {
            "VpcPeeringConnectionId": connection.id,
            "RequesterVpcInfo": _side(connection.requester, shown["requester"]),
            "AccepterVpcInfo": _side(connection.accepter, shown["accepter"]),
            "Status": {"Code": connection.status, "Message": connection.message},
            "Tags": [{"Key": key, "Value": value} for key, value in connection.tags_of(self._place).items()],
        }
        if connection.status in states.EXPIRATION_SHOWN:
            view["ExpirationTime"] = expiration(connection)
        return view

    def xml(self, write: Write) -> str:
        """The same in XML; kept, since most connections of most answers are what they were."""
        connection, texts = self.connection, self._texts
        one, other = connection.requester, connection.accepter
        facts = (  # all that they hold, and what is in that which may change in itself
            *vars(connection).values(),
            *vars(one).values(),
            *vars(other).values(),
            tuple(one.options.items()),
            tuple(other.options.items()),
            *connection.tags_of(self._place).items(),
        )
        name = connection.id, self._place
        return texts.get(name, facts) or texts.put(name, facts, write(self.fields()))


def _side(side: Side, shown: tuple[str, ...]) -> dict[str, Any]:
    block: dict[str, Any] = {"OwnerId": side.account, "VpcId": side.vpc_id, "Region": side.region}
    if states.BLOCKS in shown:
        if side.blocks:
            block["CidrBlock"] = side.blocks[0]
            block["CidrBlockSet"] = [{"CidrBlock": cidr} for cidr in side.blocks]
        if side.ipv6_blocks:
            block["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": cidr} for cidr in side.ipv6_blocks]
    if states.OPTIONS in shown:
        block["PeeringOptions"] = dict(side.options)
    return block
