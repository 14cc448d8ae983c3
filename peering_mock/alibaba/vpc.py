"""CreateVpc, ModifyVpcAttribute and DeleteVpc. A VPC comes with its vRouter and its system route table, at once."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import cidr, quotas
from . import vpc_checks as check
from .places import region_ids
from .records import RouteTable, Vpc
from .states import LIVE
from .system_routes import add_table

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

DEFAULT_CIDR = "172.16.0.0/12"
MOST_USER_CIDRS = 3
IPV6_IN_USE = "Operation failed because some vswitch ipv6 is in use."  # the words of UnassociateVpcCidrBlock
NAMES = {
    "VpcName": (check.NAME, "InvalidVpcName.Malformed"),
    "Description": (check.DESCRIPTION, "InvalidVpcDiscription.Malformed"),
}


def create_vpc(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    region = params["RegionId"]
    if region not in region_ids(cloud):
        raise Refusal("InvalidRegionId.NotFound")
    check.texts(params, NAMES)
    _no_ipam(params)
    block = cidr.fit_for_vpc(params.get("CidrBlock") or DEFAULT_CIDR)
    if block is None:
        raise Refusal("InvalidParameter")
    user_cidrs = _user_cidrs(params.get("UserCidr", ""))
    ipv6 = _ipv6(cloud, params)
    group = check.resource_group(cloud, call.caller, params.get("ResourceGroupId"), "InvalidResourceGroupId")
    tags = check.new_tags(params)
    if len(cloud.vpcs.by(home=(call.caller.id, region))) >= cloud.quotas[quotas.VPCS]:
        raise Refusal("QuotaExceeded.Vpc")
    check.not_dry(params)

    make, now = cloud.world.ids.make, cloud.world.clock.now
    vpc = Vpc(
        id=make("vpc-", 21),
        owner=call.caller.id,
        region=region,
        cidr_block=str(block),
        created=now,
        vrouter_id=make("vrt-", 21),
        route_table_id=make("vtb-", 21),
        resource_group_id=group,
        name=params.get("VpcName", ""),
        description=params.get("Description", ""),
        ipv6_cidr_blocks=ipv6,
        user_cidrs=user_cidrs,
        tags=tags,
    )
    cloud.vpcs.add(vpc)
    add_table(cloud, RouteTable(vpc.route_table_id, vpc.owner, vpc.id, region, now, group, kind="System"))
    return {
        "VpcId": vpc.id,
        "VRouterId": vpc.vrouter_id,
        "RouteTableId": vpc.route_table_id,
        "ResourceGroupId": group,
    }


def modify_vpc_attribute(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    vpc = check.vpc(cloud, call, params["VpcId"], "InvalidVpcId.NotFound")
    check.available(vpc)
    check.texts(params, NAMES)
    if params.get("CidrBlock") and "EnableIPv6" in params:
        raise Refusal("ParamExclusive.EnableIpv6AndCidrBlock")
    block = _new_primary(cloud, vpc, params["CidrBlock"]) if params.get("CidrBlock") else vpc.cidr_block
    ipv6 = _new_ipv6(cloud, vpc, params)

    vpc.name = params.get("VpcName", vpc.name)
    vpc.description = params.get("Description", vpc.description)
    vpc.cidr_block = block
    vpc.ipv6_cidr_blocks = ipv6
    return {}


def delete_vpc(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    if call.params.get("RegionId", "") not in ("", *region_ids(cloud)):
        raise Refusal("InvalidRegionId.NotFound")
    vpc = check.vpc(cloud, call, call.params["VpcId"], "InvalidVpcId.NotFound")
    check.available(vpc)
    # No page orders them: the peering first, as it is what a clean-up of peered VPCs meets (assumed).
    if any(connection.status in LIVE for connection in cloud.connections.by(vpc=vpc.id)):
        raise Refusal("OperationDenied.VpcPeerExists")
    if vpc.router_interface_to is not None:
        raise Refusal("DependencyViolation.RouterInterface")
    if any(other.router_interface_to == vpc.id for other in cloud.vpcs):
        raise Refusal("DependencyViolation.OppositeRouterInterface")
    if cloud.vswitches.by(vpc=vpc.id):
        raise Refusal("DependencyViolation.VSwitch")
    tables = cloud.route_tables.by(vpc=vpc.id)
    if any(table.kind != "System" for table in tables):
        raise Refusal("DependencyViolation.RouteTable")
    check.not_dry(call.params)

    for table in tables:
        for entry in cloud.route_entries.by(table=table.id):
            cloud.route_entries.remove(entry)
        cloud.route_tables.remove(table)
    cloud.vpcs.remove(vpc)
    return {}


def _no_ipam(params: dict[str, Any]) -> None:
    """There are no IPAM pools here."""
    if params.get("Ipv4IpamPoolId") or params.get("Ipv6IpamPoolId"):
        raise Refusal("ResourceNotFound.IpamPool")
    if "Ipv4CidrMask" in params or "Ipv6CidrMask" in params:
        raise Refusal("IllegalParam.IpamPool")


def _user_cidrs(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if len(found) > MOST_USER_CIDRS:
        raise Refusal("InvalidUserCidr.Quota")
    for each in found:
        network = cidr.read4(each)
        if network is None:
            raise Refusal("IllegalParam.UserCidr")
        if cidr.overlaps_any(network, [cidr.SYSTEM]):
            raise Refusal("InvalidUserCidr.Malformed")
    return found


def _ipv6(cloud: AlibabaCloud, params: dict[str, Any]) -> list[tuple[str, str]]:
    chosen = check.isp(params)
    given = params.get("Ipv6CidrBlock")
    if not params.get("EnableIpv6", False):
        if given:
            raise Refusal("MissingParam.EnableIpv6", words="The parameter EnableIpv6 is mandatory.")
        return []
    block = cidr.read6(given) if given else cidr.new6(cloud.world.ids)
    if block is None:
        raise Refusal("InvalidIpv6CidrBlock.Malformed")
    return [(str(block), chosen)]


def _new_primary(cloud: AlibabaCloud, vpc: Vpc, text: str) -> str:
    block = cidr.fit_for_vpc(text)
    if block is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    if cidr.overlaps_any(block, vpc.secondary_cidr_blocks):
        raise Refusal("InvalidCidrBlock.Malformed")
    blocks = [str(block), *vpc.secondary_cidr_blocks]
    for vswitch in cloud.vswitches.by(vpc=vpc.id):
        if not any(cidr.inside(ip_network(vswitch.cidr_block), each) for each in blocks):
            raise Refusal("IllegalCidrBlock")
    return str(block)


def _new_ipv6(cloud: AlibabaCloud, vpc: Vpc, params: dict[str, Any]) -> list[tuple[str, str]]:
    chosen = check.isp(params)
    if params.get("EnableIPv6") is False:
        if any(vswitch.ipv6_cidr_block for vswitch in cloud.vswitches.by(vpc=vpc.id)):
            raise Refusal("OperationFailed.IpV6VSwitchInuse", words=IPV6_IN_USE)
        return []
    given = params.get("Ipv6CidrBlock")
    block = cidr.read6(given) if given else cidr.new6(cloud.world.ids)
    if block is None:
        raise Refusal("IllegalParam.Ipv6Cidr")
    if params.get("EnableIPv6") and not vpc.ipv6_cidr_blocks:
        return [(str(block), chosen)]
    return vpc.ipv6_cidr_blocks
