"""Resource groups: CreateResourceGroup, GetResourceGroup, ListResourceGroups and DeleteResourceGroup.

A group is ready at once and gone at once; on the way its answer names the status that the page does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import quotas
from .common import has_tags
from .model import product
from .records import ResourceGroup

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

LONGEST_NAME, LONGEST_DISPLAY_NAME = 50, 50
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
ID = re.compile(r"rg-[0-9A-Za-z-]+")
PAGE_SIZE, LARGEST_PAGE = 10, 100


def create_resource_group(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    if len(params["Name"]) > LONGEST_NAME:
        raise Refusal("InvalidParameter.Name.Length")
    if not NAME.fullmatch(params["Name"]):
        raise Refusal("InvalidParameter.Name.InvalidChars")
    if len(params["DisplayName"]) > LONGEST_DISPLAY_NAME:
        raise Refusal("InvalidParameter.DisplayName.Length")
    if len(_mine(cloud, call)) >= cloud.quotas[quotas.RESOURCE_GROUPS]:
        raise Refusal("LimitExceeded.ResourceGroup")
    group = ResourceGroup(
        id=cloud.world.ids.make("rg-acfm", 11),
        account=call.caller.id,
        name=params["Name"],
        display_name=params["DisplayName"],
        created=cloud.world.clock.now,
        tags={pair.get("Key", ""): pair.get("Value", "") for pair in params.get("Tag", [])},
    )
    cloud.resource_groups[group.id] = group
    return {"ResourceGroup": _whole(group, "Creating")}


def get_resource_group(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    group = _named(cloud, call)
    return {"ResourceGroup": {**_whole(group, "OK"), "Tags": _tags(group, call.params)}}


def list_resource_groups(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    number, size = params.get("PageNumber", 1), params.get("PageSize", PAGE_SIZE)
    if number < 1:
        raise Refusal("InvalidPageNumber")
    if not 1 <= size <= LARGEST_PAGE:
        raise Refusal("InvalidPageSize")
    found = [group for group in _mine(cloud, call) if _matches(group, params)]
    shown = found[(number - 1) * size : number * size]
    rows = [{**_facts(group, "OK"), "Tags": _tags(group, params)} for group in shown]
    return {"TotalCount": len(found), "PageNumber": number, "PageSize": size, "ResourceGroups": {"ResourceGroup": rows}}


def delete_resource_group(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    group = _named(cloud, call)
    if group.id == call.caller.default_resource_group_id:  # cannot be deleted; the code is assumed
        raise Refusal("InvalidParameter.ResourceGroupId")
    if _used(cloud, group):
        raise Refusal("DeleteConflict.ResourceGroup.Resource")
    del cloud.resource_groups[group.id]
    return {"ResourceGroup": _whole(group, "PendingDelete")}


def _mine(cloud: AlibabaCloud, call: AlibabaCall) -> list[ResourceGroup]:
    return [group for group in cloud.resource_groups.values() if group.account == call.caller.id]


def _named(cloud: AlibabaCloud, call: AlibabaCall) -> ResourceGroup:
    if not ID.fullmatch(call.params["ResourceGroupId"]):
        raise Refusal("InvalidParameter.ResourceGroupId")
    group = cloud.resource_groups.get(call.params["ResourceGroupId"])
    if group is None or group.account != call.caller.id:
        raise Refusal("EntityNotExists.ResourceGroup")
    return group


def _used(cloud: AlibabaCloud, group: ResourceGroup) -> bool:
    """Is anything in the group: a VPC, a vSwitch, a route table, a side of a peering?"""
    things = [*cloud.vpcs, *cloud.vswitches, *cloud.route_tables]
    peerings = cloud.connections.by(account=group.account)
    return group.id in [
        *(thing.resource_group_id for thing in things),
        *(connection.resource_groups[group.account] for connection in peerings),
    ]


def _matches(group: ResourceGroup, params: Mapping[str, Any]) -> bool:
    return (
        params.get("Status") in (None, "", "OK")
        and params.get("ResourceGroupId") in (None, "", group.id)
        and params.get("Name") in (None, "", group.name)
        and params.get("DisplayName") in (None, "", group.display_name)
        and group.id in (params.get("ResourceGroupIds") or [group.id])
        and has_tags(group.tags, params.get("Tag", ()))
    )


def _facts(group: ResourceGroup, status: str) -> dict[str, Any]:
    return {
        "Id": group.id,
        "Name": group.name,
        "DisplayName": group.display_name,
        "Status": status,
        "AccountId": str(group.account),
        "CreateDate": group.created.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    }


def _whole(group: ResourceGroup, status: str) -> dict[str, Any]:
    regions = [{"RegionId": region, "Status": status} for region in product("ResourceManager").endpoints]
    return {**_facts(group, status), "RegionStatuses": {"RegionStatus": regions}}


def _tags(group: ResourceGroup, params: Mapping[str, Any]) -> dict[str, Any]:
    shown = group.tags.items() if params.get("IncludeTags", False) else ()
    return {"Tag": [{"TagKey": key, "TagValue": value} for key, value in shown]}
