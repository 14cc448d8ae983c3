"""DescribeVpcs, DescribeVpcAttribute and DescribeVRouters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import vpc_checks as check
from .common import has_tags, tag_list, utc
from .records import Vpc

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def describe_vpcs(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    wanted = check.ids(params.get("VpcId"), "InvalidVpcIdNumber.NotSupported")
    if params.get("VpcOwnerId", 1) < 1:
        raise Refusal("IllegalParam.OwnerId")
    check.tag_filter(params.get("Tag", []))
    if params.get("ResourceGroupId"):
        check.resource_group(cloud, call.caller, params["ResourceGroupId"], "InvalidResourceGroupId.NotFound")
    check.not_dry(params)
    held = cloud.vpcs.by(home=(call.caller.id, params["RegionId"]))
    found = [vpc for vpc in held if (wanted is None or vpc.id in wanted) and _matches(vpc, params)]
    shown, page = check.numbered_page(found, params)
    return {**page, "Vpcs": {"Vpc": [_in_list(cloud, vpc) for vpc in shown]}}


def _matches(vpc: Vpc, params: dict[str, Any]) -> bool:
    return (
        params.get("VpcName") in (None, "", vpc.name)
        and params.get("IsDefault") in (None, vpc.is_default)
        and params.get("ResourceGroupId") in (None, "", vpc.resource_group_id)
        and params.get("VpcOwnerId") in (None, owner(vpc))
        and params.get("EnableIpv6") in (None, bool(vpc.ipv6_cidr_blocks))
        and not params.get("DhcpOptionsSetId")  # no VPC has one
        and has_tags(vpc.tags, params.get("Tag", ()))
    )


def owner(vpc: Vpc) -> int:
    return vpc.owner if vpc.shared_by is None else vpc.shared_by


def describe_vpc_attribute(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    """The VPC; one that does not exist is an answer with an empty VpcId, as Terraform's provider expects it."""
    check.not_dry(call.params)
    vpc = cloud.vpcs.get(call.params["VpcId"])
    if vpc is None or vpc.owner != call.caller.id or vpc.region != call.params["RegionId"]:
        return _attribute(_NOWHERE, [], [])
    vswitches = [vswitch.id for vswitch in cloud.vswitches.by(vpc=vpc.id)]
    counts = [("VSwitch", len(vswitches)), ("VRouter", 1), ("RouteTable", len(cloud.route_tables.by(vpc=vpc.id)))]
    resources = [{"ResourceType": kind, "ResourceCount": count} for kind, count in counts if count]
    return _attribute(_facts(vpc), vswitches, resources)


def _attribute(facts: dict[str, Any], vswitches: list[str], resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **facts,
        "ClassicLinkEnabled": False,
        "VSwitchIds": {"VSwitchId": vswitches},
        "AssociatedCens": {"AssociatedCen": []},
        "CloudResources": {"CloudResourceSetType": resources},
        "SupportIpv4Gateway": False,
        "Ipv4GatewayId": "",
        "AssociatedPropagationSources": {"AssociatedPropagationSources": []},
    }


def _in_list(cloud: AlibabaCloud, vpc: Vpc) -> dict[str, Any]:
    return {
        **_facts(vpc),
        "CenStatus": "Detached",
        "VSwitchIds": {"VSwitchId": [vswitch.id for vswitch in cloud.vswitches.by(vpc=vpc.id)]},
        "NatGatewayIds": {"NatGatewayIds": []},
        "RouterTableIds": {"RouterTableIds": [table.id for table in cloud.route_tables.by(vpc=vpc.id)]},
    }


def _facts(vpc: Vpc) -> dict[str, Any]:
    """What both reads tell."""
    blocks = [{"Ipv6CidrBlock": block, "Ipv6Isp": isp} for block, isp in vpc.ipv6_cidr_blocks]
    return {
        "CreationTime": utc(vpc.created),
        "Status": vpc.status,
        "VpcId": vpc.id,
        "IsDefault": vpc.is_default,
        "OwnerId": owner(vpc),
        "RegionId": vpc.region,
        "VpcName": vpc.name,
        "VRouterId": vpc.vrouter_id,
        "DhcpOptionsSetStatus": "",
        "DhcpOptionsSetId": "",
        "CidrBlock": vpc.cidr_block,
        "Description": vpc.description,
        "ResourceGroupId": vpc.resource_group_id,
        "Ipv6CidrBlock": vpc.ipv6_cidrs[0] if vpc.ipv6_cidrs else "",
        "Ipv6CidrBlocks": {"Ipv6CidrBlock": blocks},
        "UserCidrs": {"UserCidr": vpc.user_cidrs},
        "SecondaryCidrBlocks": {"SecondaryCidrBlock": vpc.secondary_cidr_blocks},
        "Tags": {"Tag": tag_list(vpc.tags)},
        "EnabledIpv6": bool(vpc.ipv6_cidr_blocks),
    }


_NOWHERE: dict[str, Any] = {
    **dict.fromkeys(
        "CreationTime Status VpcId RegionId VpcName VRouterId DhcpOptionsSetStatus DhcpOptionsSetId CidrBlock "
        "Description ResourceGroupId Ipv6CidrBlock".split(),
        "",
    ),
    "IsDefault": False,
    "OwnerId": 0,
    "Ipv6CidrBlocks": {"Ipv6CidrBlock": []},
    "UserCidrs": {"UserCidr": []},
    "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
    "Tags": {"Tag": []},
    "EnabledIpv6": False,
}


def describe_vrouters(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    wanted = call.params.get("VRouterId")
    held = cloud.vpcs.by(home=(call.caller.id, call.params["RegionId"]))
    shown, page = check.numbered_page([vpc for vpc in held if wanted in (None, "", vpc.vrouter_id)], call.params)
    rows = [
        {
            "VpcId": vpc.id,
            "CreationTime": utc(vpc.created),
            "VRouterId": vpc.vrouter_id,
            "Description": "",
            "VRouterName": "",
            "RegionId": vpc.region,
            "RouteTableIds": {"RouteTableId": [table.id for table in cloud.route_tables.by(vpc=vpc.id)]},
        }
        for vpc in shown
    ]
    return {**page, "VRouters": {"VRouter": rows}}
