"""What a peering asks of regions, VPCs, accounts and limits: one function a question, each raising its refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.call import Refusal
from . import quotas
from .records import Account, Connection, Vpc
from .states import LIVE

if TYPE_CHECKING:
    from .cloud import AlibabaCloud

FEATURE = "VpcPeer"


def regions_allowed(cloud: AlibabaCloud, region_id: str, accepting_region_id: str) -> bool:
    """Both regions support peering, and are of one kind. True when the peering would cross the border."""
    for each in (region_id, accepting_region_id):
        if each not in cloud.regions:
            raise Refusal("UnsupportedRegion", feature=FEATURE, region=each)
    region, accepting = cloud.regions[region_id], cloud.regions[accepting_region_id]
    if region.kind != accepting.kind:
        raise Refusal("OperationFailed.ViolativeVpcPeer")
    return region.mainland != accepting.mainland


def vpc_ready(cloud: AlibabaCloud, vpc_id: str, owner: int, region: str, code: str) -> Vpc:
    """The VPC of that account in that region, in service.

    No code is documented for a VPC that does not exist; that its status is called incorrect is assumed.
    """
    vpc = cloud.vpcs.get(vpc_id)
    if vpc is None or vpc.owner != owner or vpc.region != region or vpc.status != "Available":
        raise Refusal(code, kind=code.rpartition(".")[2], id=vpc_id)
    return vpc


def account_ready(account: Account, crosses_border: bool, vpc_id: str) -> None:
    """The calling account pays its bills and has CDT."""
    if account.business_status != "Normal":
        raise Refusal("IncorrectBusinessStatus.VpcPeer", kind="VpcPeer", id=vpc_id)
    if not account.cdt_open:
        raise Refusal("OperationFailed.CdtNotOpened")
    if crosses_border and not account.cross_border_cdt_open:
        raise Refusal("OperationFailed.CrossBorderCdtNotOpened")


def peer_ready(cloud: AlibabaCloud, peer: Account, crosses_border: bool, vpc_id: str) -> None:
    """The accepting account pays its bills and has CDT.

    Two codes name a peer in arrears. Assumed: the one whose message names an instance is for a VPC that has a
    connection in that status already, the one that speaks of the peer account is for all others.
    """
    if peer.business_status != "Normal":
        locked = [c for c in cloud.connections.by(vpc=vpc_id) if c.status in LIVE]
        if locked:
            raise Refusal("IncorrectBusinessStatus.AcceptUserVpcPeer", kind="VpcPeer", id=locked[0].id)
        raise Refusal("IncorrectBusinessStatus.AcceptVpcPeer")
    if not peer.cdt_open:
        raise Refusal("OperationFailed.AcceptUserCdtNotOpened")
    if crosses_border and not peer.cross_border_cdt_open:
        raise Refusal("OperationFailed.AcceptUserCrossBorderCdtNotOpened")


def vpcs_free(cloud: AlibabaCloud, vpc: Vpc, accepting: Vpc) -> None:
    """No cloud box in either VPC, and neither a router interface nor a peering between them."""
    if vpc.has_cloud_box:
        raise Refusal("OperationDenied.CloudBoxExistsInVpc")
    if accepting.has_cloud_box:
        raise Refusal("OperationDenied.CloudBoxExistsInAcceptingVpc")
    if vpc.router_interface_to == accepting.id or accepting.router_interface_to == vpc.id:
        raise Refusal("ResourceAlreadyExist.RouterInterface")
    if ("live", frozenset((vpc.id, accepting.id))) in cloud.tally:
        raise Refusal("ResourceAlreadyExist.VpcPeer")


def link_type_allowed(
    cloud: AlibabaCloud, link_type: str | None, regions: tuple[str, str], caller: Account, accounts: list[Account]
) -> None:
    """A link type is for inter-region connections, in regions and for accounts that have it."""
    if link_type is None:
        return
    if regions[0] == regions[1]:
        raise Refusal("OperationFailed.InterRegionLinkTypeNotSupported")
    if any(link_type not in cloud.regions[region].link_types for region in regions if region in cloud.regions):
        raise Refusal("OperationFailed.RegionIdNotSupportLinkType")
    if link_type not in caller.link_types:
        raise Refusal("OperationFailed.SpecificLinkTypeNotSupported")
    if any(link_type not in account.charge_type_link_types for account in accounts):
        raise Refusal("OperationFailed.ChargeTypeNotSupported")


def bandwidth_within_quota(cloud: AlibabaCloud, bandwidth: int, crosses_border: bool, code: str) -> None:
    """`bandwidth` in Mbit/s is within the inter-region, and where it applies the cross-border, limit."""
    names = [quotas.CROSS_REGION_BANDWIDTH] + [quotas.CROSS_BORDER_BANDWIDTH] * crosses_border
    if any(bandwidth > cloud.quotas[name] for name in names):
        raise Refusal(code)


def resource_group(cloud: AlibabaCloud, account: Account, group_id: str | None) -> str:
    """The resource group's id; the account's default one when none is given."""
    if group_id is None:
        return account.default_resource_group_id
    group = cloud.resource_groups.get(group_id)
    if group is None or group.account != account.id:
        raise Refusal("OperationFailed.NotExist.ResourceGroup")
    return group_id


def quotas_left(cloud: AlibabaCloud, vpc: Vpc, accepting: Vpc) -> None:
    """Room for one more: per VPC on either side, and per account and region on the requester's side (assumed)."""
    inter = vpc.region != accepting.region
    kind = quotas.CROSS_REGION_PER_VPC if inter else quotas.INTRA_REGION_PER_VPC
    code = "QuotaExceeded.CrossRegionVpcPeerCountPerVpc" if inter else "QuotaExceeded.IntraRegionVpcPeerCountPerVpc"
    for each in (vpc, accepting):
        alike = cloud.tally.get(("live", each.id, inter), 0)
        everything = alike + cloud.tally.get(("live", each.id, not inter), 0)
        _check_room(cloud, quotas.PER_VPC, everything, "QuotaExceeded.VpcPeerCountPerVpc")
        _check_room(cloud, kind, alike, code)
    created = cloud.tally.get(("live", vpc.owner, vpc.region), 0)
    _check_room(cloud, quotas.PER_REGION, created, "QuotaExceeded.VpcPeerCountPerUserPerRegion")


def _check_room(cloud: AlibabaCloud, name: str, usage: int, code: str) -> None:
    limit = cloud.quotas[name]
    if usage >= limit:
        raise Refusal(code, quota=name, usage=usage, limit=limit)


def nothing_under_way(cloud: AlibabaCloud, vpc: Vpc, accepting: Vpc) -> None:
    """Create is not concurrent: no other connection of either VPC may be on its way to another status."""
    for each in (vpc, accepting):
        if ("passing", each.id) in cloud.tally:
            raise Refusal("Conflict.Operation")


def status_allows(cloud: AlibabaCloud, connection: Connection, event: str) -> None:
    """The event is in the table for the connection's status."""
    if not cloud.lives.can(connection, event):
        raise Refusal("IncorrectStatus.VpcPeer", kind="VpcPeer", id=connection.id)
