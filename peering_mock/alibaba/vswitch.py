"""The operations on vSwitches. Each vSwitch is a system entry in every route table of its VPC."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import cidr, quotas
from . import vpc_checks as check
from .common import has_tags, tag_list, utc
from .places import zone_ids
from .records import Vpc, VSwitch
from .system_routes import add_blocks, blocks_of, remove_blocks
from .vpc_read import owner

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

NAMES = {
    "VSwitchName": (check.NAME, "InvalidVSwitchName.Malformed"),
    "Description": (check.DESCRIPTION, "InvalidVSwitchDiscription.Malformed"),
}
MASKS = range(16, 30)
RESERVED_ADDRESSES = 4  # the first and the last three

# Documented without words; the sentences are assumed.
NO_IPV6 = "IPv6 is not enabled for the VPC."
IPV6_EXISTS = "The specified IPv6 CIDR block is used by another vSwitch."
BAD_IPV6 = "The specified Ipv6CidrBlock is illegal."
BAD_VPC_IPV6 = "The specified VpcIpv6CidrBlock is not an IPv6 CIDR block of the VPC."


def create_vswitch(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    vpc = check.vpc(cloud, call, params["VpcId"], "InvalidVpcId.NotFound")
    check.available(vpc)
    if params["ZoneId"] not in zone_ids(vpc.region):
        raise Refusal("InvalidZoneId.NotFound")
    check.texts(params, NAMES)
    block = _block(cloud, vpc, params["CidrBlock"])
    ipv6 = _ipv6(cloud, vpc, params)
    tags = check.new_tags(params)
    if len(cloud.vswitches.by(vpc=vpc.id)) >= cloud.quotas[quotas.VSWITCHES]:
        raise Refusal("QuotaExceeded.VSwitch")

    vswitch = VSwitch(
        id=cloud.world.ids.make("vsw-", 21),
        owner=vpc.owner,
        vpc_id=vpc.id,
        zone_id=params["ZoneId"],
        cidr_block=str(block),
        created=cloud.world.clock.now,
        route_table_id=vpc.route_table_id,
        resource_group_id=vpc.resource_group_id,
        name=params.get("VSwitchName", ""),
        description=params.get("Description", ""),
        ipv6_cidr_block=ipv6,
        tags=tags,
    )
    cloud.vswitches.add(vswitch)
    add_blocks(cloud, vpc.id, blocks_of(vswitch))
    return {"VSwitchId": vswitch.id}


def _block(cloud: AlibabaCloud, vpc: Vpc, text: str) -> IPv4Network:
    block = cidr.read4(text)
    if block is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    if block.prefixlen not in MASKS:
        raise Refusal("InvalidCirdrBlock.MaskLength")
    if not any(cidr.inside(block, each) for each in vpc.ipv4_cidrs):
        raise Refusal("InvalidParameter")
    if cidr.overlaps_any(block, [vswitch.cidr_block for vswitch in cloud.vswitches.by(vpc=vpc.id)]):
        raise Refusal("InvalidCidrBlock.Overlapped")
    _no_route_inside(cloud, vpc, block)
    return block


def _no_route_inside(cloud: AlibabaCloud, vpc: Vpc, block: cidr.Network) -> None:
    """A vSwitch may be a part of a route's destination; the reverse may not be."""
    for table in cloud.route_tables.by(vpc=vpc.id):
        for entry in cloud.route_entries.by(table=table.id):
            if entry.kind == "Custom" and cidr.inside(ip_network(entry.destination), block):
                raise Refusal("RouteConflict.AlreadyExist")


def _ipv6(cloud: AlibabaCloud, vpc: Vpc, params: dict[str, Any], but: str = "") -> str:
    """The /64 that Ipv6CidrBlock, the last eight bits of its network, picks in a block of the VPC; "" for none."""
    if "Ipv6CidrBlock" not in params:
        if params.get("VpcIpv6CidrBlock"):
            raise Refusal("MissingParam.Ipv6CidrBlock")
        return ""
    if not vpc.ipv6_cidrs:
        raise Refusal("OperationFailed.VpcIpv6Disabled", words=NO_IPV6)
    if not 0 <= params["Ipv6CidrBlock"] <= 255:
        raise Refusal("IllegalParam.Ipv6CidrBlock", words=BAD_IPV6)
    outer = params.get("VpcIpv6CidrBlock") or vpc.ipv6_cidrs[0]
    if outer not in vpc.ipv6_cidrs:
        raise Refusal("IllegalParam.VpcIpv6CidrBlock", words=BAD_VPC_IPV6)
    if params["Ipv6CidrBlock"] >= _room(outer):
        raise Refusal("IllegalParam.Ipv6CidrBlock", words=BAD_IPV6)
    block = _nth(outer, params["Ipv6CidrBlock"])
    if any(other.ipv6_cidr_block == block and other.id != but for other in cloud.vswitches.by(vpc=vpc.id)):
        raise Refusal("OperationFailed.Ipv6CidrBlockExisted", words=IPV6_EXISTS)
    _no_route_inside(cloud, vpc, ip_network(block))
    return block


def modify_vswitch_attribute(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    vswitch = check.vswitch(cloud, call, params["VSwitchId"])
    check.texts(params, NAMES)
    vpc = cloud.vpc(vswitch.vpc_id)
    ipv6 = _ipv6(cloud, vpc, params, vswitch.id) or vswitch.ipv6_cidr_block
    if params.get("EnableIPv6") and not ipv6:
        if not vpc.ipv6_cidrs:
            raise Refusal("OperationFailed.VpcIpv6Disabled", words=NO_IPV6)
        ipv6 = _ipv6(cloud, vpc, {"Ipv6CidrBlock": _free(cloud, vpc)}, vswitch.id)
    if params.get("EnableIPv6") is False:
        ipv6 = ""

    vswitch.name = params.get("VSwitchName", vswitch.name)
    vswitch.description = params.get("Description", vswitch.description)
    if ipv6 != vswitch.ipv6_cidr_block:
        remove_blocks(cloud, vpc.id, [vswitch.ipv6_cidr_block])
        vswitch.ipv6_cidr_block = ipv6
        add_blocks(cloud, vpc.id, [ipv6] if ipv6 else [])
    return {}


def _room(outer: str) -> int:
    """How many /64 of a block have a number."""
    return int(min(256, 1 << 64 - ip_network(outer).prefixlen))


def _nth(outer: str, number: int) -> str:
    return str(IPv6Network((int(ip_network(outer).network_address) + (number << 64), 64)))


def _free(cloud: AlibabaCloud, vpc: Vpc) -> int:
    """The first number of a /64 that no vSwitch of the VPC has; one too high when all are taken."""
    outer = vpc.ipv6_cidrs[0]
    used = {vswitch.ipv6_cidr_block for vswitch in cloud.vswitches.by(vpc=vpc.id)}
    return next((number for number in range(_room(outer)) if _nth(outer, number) not in used), 256)


def delete_vswitch(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    vswitch = check.vswitch(cloud, call, call.params["VSwitchId"])
    if vswitch.status != "Available":
        raise Refusal("IncorrectVSwitchStatus")
    if vswitch.route_table_id != cloud.vpc(vswitch.vpc_id).route_table_id:
        raise Refusal("DependencyViolation.RouteTable")
    check.not_dry(call.params)

    remove_blocks(cloud, vswitch.vpc_id, blocks_of(vswitch))
    cloud.vswitches.remove(vswitch)
    return {}


def describe_vswitches(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    wanted = check.ids(params.get("VSwitchId"), "InvalidVSwitchIdNumber.NotSupported")
    if params.get("VSwitchOwnerId", 1) < 1:
        raise Refusal("IllegalParam.OwnerId")
    check.tag_filter(params.get("Tag", []))
    if params.get("VpcId"):
        check.vpc(cloud, call, params["VpcId"], "Forbidden.VpcNotFound")
    for vswitch_id in wanted or ():
        check.vswitch(cloud, call, vswitch_id)
    check.not_dry(params)
    key = {"vpc": params["VpcId"]} if params.get("VpcId") else {"account": call.caller.id}
    found = [
        vswitch
        for vswitch in cloud.vswitches.by(**key)
        if (wanted is None or vswitch.id in wanted)
        and check.here(call, cloud.vpc(vswitch.vpc_id).region)
        and _matches(vswitch, params)
    ]
    shown, page = check.numbered_page(found, params)
    return {**page, "VSwitches": {"VSwitch": [_facts(cloud, vswitch) for vswitch in shown]}}


def _matches(vswitch: VSwitch, params: dict[str, Any]) -> bool:
    return (
        params.get("ZoneId") in (None, "", vswitch.zone_id)
        and params.get("VSwitchName") in (None, "", vswitch.name)
        and params.get("RouteTableId") in (None, "", vswitch.route_table_id)
        and params.get("ResourceGroupId") in (None, "", vswitch.resource_group_id)
        and params.get("VSwitchOwnerId") in (None, vswitch.owner)
        and params.get("IsDefault") in (None, False)
        and params.get("EnableIpv6") in (None, bool(vswitch.ipv6_cidr_block))
        and has_tags(vswitch.tags, params.get("Tag", ()))
    )


def describe_vswitch_attributes(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    vswitch = check.vswitch(cloud, call, call.params["VSwitchId"])
    check.not_dry(call.params)
    return {**_facts(cloud, vswitch), "CloudResources": {"CloudResourceSetType": []}}


def _facts(cloud: AlibabaCloud, vswitch: VSwitch) -> dict[str, Any]:
    table = cloud.route_tables.get(vswitch.route_table_id)
    return {
        "VpcId": vswitch.vpc_id,
        "Status": vswitch.status,
        "CreationTime": utc(vswitch.created),
        "IsDefault": False,
        "AvailableIpAddressCount": ip_network(vswitch.cidr_block).num_addresses - RESERVED_ADDRESSES,
        "NetworkAclId": "",
        "OwnerId": owner(cloud.vpc(vswitch.vpc_id)),
        "VSwitchId": vswitch.id,
        "CidrBlock": vswitch.cidr_block,
        "Description": vswitch.description,
        "ResourceGroupId": vswitch.resource_group_id,
        "ZoneId": vswitch.zone_id,
        "Ipv6CidrBlock": vswitch.ipv6_cidr_block,
        "VSwitchName": vswitch.name,
        "ShareType": "",
        "EnabledIpv6": bool(vswitch.ipv6_cidr_block),
        "Tags": {"Tag": tag_list(vswitch.tags)},
        "RouteTable": {
            "RouteTableId": vswitch.route_table_id,
            "RouteTableType": table.kind if table else "System",
        },
    }
