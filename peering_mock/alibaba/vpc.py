"""CreateVpc and DescribeVpcs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .common import tag_list, utc
from .records import RouteTable, Vpc

if TYPE_CHECKING:
    from .cloud import AlibabaCall, AlibabaCloud

DEFAULT_CIDR = "172.16.0.0/12"


def create_vpc(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    ids, now = cloud.world.ids, cloud.world.clock.now
    vpc = Vpc(
        id=ids.make("vpc-", 21),
        owner=call.caller.id,
        region=call.params["RegionId"],
        cidr_block=call.params.get("CidrBlock", DEFAULT_CIDR),
        created=now,
        vrouter_id=ids.make("vrt-", 21),
        route_table_id=ids.make("vtb-", 21),
        resource_group_id=call.params.get("ResourceGroupId", call.caller.default_resource_group_id),
        name=call.params.get("VpcName", ""),
        description=call.params.get("Description", ""),
    )
    cloud.vpcs.add(vpc)
    cloud.route_tables.add(
        RouteTable(vpc.route_table_id, vpc.owner, vpc.id, vpc.region, now, vpc.resource_group_id, kind="System")
    )
    return {
        "VpcId": vpc.id,
        "VRouterId": vpc.vrouter_id,
        "RouteTableId": vpc.route_table_id,
        "ResourceGroupId": vpc.resource_group_id,
    }


def describe_vpcs(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    found = cloud.vpcs.by(home=(call.caller.id, call.params["RegionId"]))
    return {
        "TotalCount": len(found),
        "PageNumber": 1,
        "PageSize": 10,
        "Vpcs": {
            "Vpc": [
                {"VpcId": v.id, "Status": v.status, "CreationTime": utc(v.created), "Tags": {"Tag": tag_list(v.tags)}}
                for v in found
            ]
        },
    }
