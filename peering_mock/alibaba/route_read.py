"""DescribeRouteTableList, DescribeRouteTables and DescribeRouteEntryList."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import vpc_checks as check
from .common import has_tags, page, tag_list, utc
from .next_hops import PEERING
from .records import RouteEntry, RouteTable
from .route_table import vswitches_of
from .vpc_read import owner

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

ENTRY_TYPES = ("Custom", "System", "BGP", "CEN", "ECR")
IP_VERSIONS = ("ipv4", "ipv6")
MOST_ENTRIES = 10  # of one page, when the call does not say

# Documented without words; the sentences are assumed.
NO_TABLE = "The specified route table does not exist."
BAD_TYPE = "The specified RouteEntryType is illegal."
BAD_VERSION = "The specified IpVersion is illegal."


def describe_route_table_list(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    check.tag_filter(params.get("Tag", []))
    found = [
        table
        for table in cloud.route_tables.by(account=call.caller.id)
        if check.here(call, table.region)
        and params.get("RouterType") in (None, "", "VRouter")
        and params.get("VpcId") in (None, "", table.vpc_id)
        and params.get("RouteTableId") in (None, "", table.id)
        and params.get("RouteTableName") in (None, "", table.name)
        and params.get("RouteTableType") in (None, "", table.kind)
        and params.get("ResourceGroupId") in (None, "", table.resource_group_id)
        and params.get("RouterId") in (None, "", cloud.vpc(table.vpc_id).vrouter_id)
        and has_tags(table.tags, params.get("Tag", ()))
    ]
    shown, fields = check.numbered_page(found, params)
    return {**fields, "RouterTableList": {"RouterTableListType": [_in_list(cloud, table) for table in shown]}}


def _in_list(cloud: AlibabaCloud, table: RouteTable) -> dict[str, Any]:
    vpc = cloud.vpc(table.vpc_id)
    return {
        "VpcId": vpc.id,
        "CreationTime": utc(table.created),
        "Status": "Available",
        "RouterId": vpc.vrouter_id,
        "AssociateType": table.associate_type,
        "RouteTableId": table.id,
        "OwnerId": owner(vpc),
        "Description": table.description,
        "RouteTableType": table.kind,
        "ResourceGroupId": table.resource_group_id,
        "RouterType": "VRouter",
        "RouteTableName": table.name,
        "Tags": {"Tag": tag_list(table.tags)},
        "VSwitchIds": {"VSwitchId": [vswitch.id for vswitch in vswitches_of(cloud, table)]},
        "GatewayIds": {"GatewayIds": []},
        "RoutePropagationEnable": True,
    }


def describe_route_tables(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    mine = [table for table in cloud.route_tables.by(account=call.caller.id) if check.here(call, table.region)]
    routers = {table.id: cloud.vpc(table.vpc_id).vrouter_id for table in mine}
    if params.get("VRouterId") and params["VRouterId"] not in routers.values():
        raise Refusal("InvalidVRouterId.NotFound")
    found = [
        table
        for table in mine
        if params.get("RouterType") in (None, "", "VRouter")
        and params.get("VRouterId") in (None, "", routers[table.id])
        and params.get("RouterId") in (None, "", routers[table.id])
        and params.get("RouteTableId") in (None, "", table.id)
        and params.get("RouteTableName") in (None, "", table.name)
        and params.get("ResourceGroupId") in (None, "", table.resource_group_id)
        and params.get("Type") in (None, "", table.kind)
    ]
    shown, fields = check.numbered_page(found, params)
    return {**fields, "RouteTables": {"RouteTable": [_with_entries(cloud, table) for table in shown]}}


def _with_entries(cloud: AlibabaCloud, table: RouteTable) -> dict[str, Any]:
    entries = [
        {
            "Type": entry.kind,
            "Status": entry.status,
            "NextHopType": entry.next_hop_type,
            "RouteEntryName": entry.name,
            "RouteEntryId": entry.id,
            "InstanceId": entry.next_hop_id,
            "RouteTableId": table.id,
            "Description": entry.description,
            "DestinationCidrBlock": entry.destination,
            "NextHops": {"NextHop": [_hop(entry)]},
        }
        for entry in cloud.route_entries.by(table=table.id)
    ]
    return {
        "CreationTime": utc(table.created),
        "Status": "Available",
        "VRouterId": cloud.vpc(table.vpc_id).vrouter_id,
        "RouteTableType": table.kind,
        "ResourceGroupId": table.resource_group_id,
        "RouteTableId": table.id,
        "RouteEntrys": {"RouteEntry": entries},
        "VSwitchIds": {"VSwitchId": [vswitch.id for vswitch in vswitches_of(cloud, table)]},
    }


def _hop(entry: RouteEntry) -> dict[str, Any]:
    return {"NextHopId": entry.next_hop_id, "NextHopType": entry.next_hop_type, "Weight": 0, "Enabled": 1}


def describe_route_entry_list(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    table = check.route_table(cloud, call, params["RouteTableId"], "InvalidRouteTable.NotFound", words=NO_TABLE)
    if params.get("RouteEntryType") and params["RouteEntryType"] not in ENTRY_TYPES:
        raise Refusal("IllegalParam.RouteEntryType", words=BAD_TYPE)
    if params.get("IpVersion") and params["IpVersion"].lower() not in IP_VERSIONS:
        raise Refusal("IllegalParam.IpVersion", words=BAD_VERSION)
    size = params.get("MaxResult", MOST_ENTRIES)
    if size < 1:
        raise Refusal("InvalidMaxResult")
    found = [entry for entry in cloud.route_entries.by(table=table.id) if _matches(entry, params)]
    shown, token = page(found, params.get("NextToken"), size, attrgetter("id"))
    rows = [_entry(cloud, table, entry) for entry in shown]
    return {"NextToken": token, "RouteEntrys": {"RouteEntry": rows}}


def _matches(entry: RouteEntry, params: dict[str, Any]) -> bool:
    return (
        params.get("RouteEntryId") in (None, "", entry.id)
        and params.get("DestinationCidrBlock") in (None, "", entry.destination)
        and params.get("RouteEntryName") in (None, "", entry.name)
        and params.get("IpVersion", "").lower() in ("", entry.ip_version)
        and params.get("RouteEntryType") in (None, "", entry.kind)
        and params.get("NextHopId") in (None, "", entry.next_hop_id)
        and params.get("NextHopType") in (None, "", entry.next_hop_type)
        and not params.get("ServiceType")  # no entry here is of a service
        and entry.destination in params.get("DestCidrBlockList", [entry.destination])
    )


def _entry(cloud: AlibabaCloud, table: RouteTable, entry: RouteEntry) -> dict[str, Any]:
    connection = cloud.connections.get(entry.next_hop_id)
    far = ""
    if connection is not None:
        far = connection.accepting_region if connection.vpc_id == table.vpc_id else connection.region
    related = {
        "InstanceId": entry.next_hop_id if connection else "",
        "InstanceType": PEERING if connection else "",
        "RegionId": far,
    }
    hop = {**_hop(entry), "NextHopRegionId": table.region, "NextHopRelatedInfo": related}
    return {
        "Status": entry.status,
        "Type": entry.kind,
        "IpVersion": entry.ip_version,
        "Description": entry.description,
        "RouteEntryName": entry.name,
        "DestinationCidrBlock": entry.destination,
        "RouteEntryId": entry.id,
        "RouteTableId": table.id,
        "GmtModified": utc(entry.changed),
        "NextHops": {"NextHop": [hop]},
        "ServiceType": "",
        "Origin": "",
    }
