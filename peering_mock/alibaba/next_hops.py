"""Where a route may lead: to a peering, or to a thing of a product that is not served here and so does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.call import Refusal
from .records import RouteTable
from .states import ACTIVATED

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

PEERING = "VpcPeer"
DEFAULT = "Instance"
NOT_SERVED = {  # type of next hop: the code when there is no such thing
    "Instance": "InvalidInstanId.NotFound",
    "HaVip": "InvalidHaVipId.NotFound",
    "RouterInterface": "InvalidRouterInterface",
    "NetworkInterface": "InvalidNetworkInterface.NotFound",
    "VpnGateway": "InvalidVpnInstanceId.NotFound",
    "IPv6Gateway": "InvalidIpv6Gateway.NotFound",
    "NatGateway": "InvalidNatGatewayId.NotFound",
    "Attachment": "InvalidAttachment.NotFound",
    "Ipv4Gateway": "ResourceNotFound.Ipv4Gateway",
    "ECR": "ResourceNotAssociated.Ecr",
}


def check(cloud: AlibabaCloud, call: AlibabaCall, table: RouteTable, kind: str, next_hop_id: str) -> None:
    """The next hop exists and takes routes: a peering of the caller and of the table's VPC, in service."""
    if kind in NOT_SERVED:
        raise Refusal(NOT_SERVED[kind], words="The specified next hop does not exist.")
    if kind != PEERING:
        raise Refusal("InvalidNextHopType")
    connection = cloud.connections.get(next_hop_id)
    if connection is None or call.caller.id not in connection.accounts or table.vpc_id not in connection.vpc_ids:
        raise Refusal("ResourceNotFound.VpcPeer")
    if connection.status != ACTIVATED:
        raise Refusal("IncorrectStatus.VpcPeer", kind=PEERING, id=connection.id)
