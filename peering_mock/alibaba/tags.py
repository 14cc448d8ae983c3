"""TagResources, UnTagResources, ListTagResources and MoveResourceGroup of VpcPeer; each account has its own tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from .common import has_tags, page, tag_name
from .records import Connection
from .requirements import resource_group
from .tagging import MOST, check_key, tags_of

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def tag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    tags = tags_of(call.params["Tag"])
    found = _named(cloud, call)
    for connection in found:
        if len(connection.tags[call.caller.id].keys() | tags.keys()) > MOST:
            raise Refusal("NumberExceed.Tags")
    for connection in found:
        cloud.world.lagging.changes(connection)
        connection.tags[call.caller.id].update(tags)
    return {"Success": True}


def untag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    keys: list[str] = []
    for key in call.params.get("TagKey", []):
        if key:  # the page allows an empty key; it is no tag's
            keys.append(check_key(key, keys))
    for connection in _named(cloud, call):
        cloud.world.lagging.changes(connection)
        held = connection.tags[call.caller.id]
        for key in list(held) if call.params.get("All", False) and not keys else keys:
            held.pop(key, None)
    return {"Success": True}


def list_tag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    wanted = params.get("Tag", [])
    if not wanted and not params.get("ResourceId"):
        raise Refusal("BothEmpty.TagsAndResources")
    for pair in wanted:
        if "Key" not in pair:
            raise Refusal("InvalidTagKey")
    tags_of(wanted)
    found = _read(cloud, call) if params.get("ResourceId") else _in_region(cloud, call)
    rows = [
        {
            "ResourceId": connection.id,
            "ResourceType": "PeerConnection",
            "RegionNo": connection.region,
            "TagKey": key,
            "TagValue": value,
        }
        for connection in found
        if has_tags(connection.tags[call.caller.id], wanted)
        for key, value in connection.tags[call.caller.id].items()
    ]
    if params.get("Category") == "System":
        rows = []  # no tag here is one of the system's
    size = params.get("MaxResults", 50)
    shown, token = page(rows, params.get("NextToken"), size, tag_name)
    return {"NextToken": token, "MaxResults": size, "TagResources": shown}


def move_resource_group(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    connection = cloud.connections.get(call.params["ResourceId"])
    if connection is None or not _here(connection, call) or not cloud.world.lagging.found(connection):
        raise Refusal("ResourceNotFound.VpcPeer")
    group = resource_group(cloud, call.caller, call.params["NewResourceGroupId"])
    cloud.world.lagging.changes(connection)
    connection.resource_groups[call.caller.id] = group
    return {"Success": True}


def _here(connection: Connection, call: AlibabaCall) -> bool:
    """The caller's, and asked for in a region of either end."""
    places = (connection.region, connection.accepting_region)
    return call.caller.id in connection.accounts and call.params["RegionId"] in places


def _named(cloud: AlibabaCloud, call: AlibabaCall) -> list[Connection]:
    """The connections that a call changes."""
    found = []
    for instance_id in dict.fromkeys(call.params["ResourceId"]):
        connection = cloud.connections.get(instance_id)
        if connection is None or not _here(connection, call) or not cloud.world.lagging.found(connection):
            raise Refusal("InvalidInstanceIds.NotFound")
        found.append(connection)
    return found


def _read(cloud: AlibabaCloud, call: AlibabaCall) -> list[Connection]:
    """The connections that a read names, as it shows them."""
    found = []
    for instance_id in dict.fromkeys(call.params["ResourceId"]):
        connection = cloud.connections.get(instance_id)
        shown = cloud.world.lagging.read(connection) if connection and _here(connection, call) else None
        if shown is None:
            raise Refusal("InvalidInstanceIds.NotFound")
        found.append(shown)
    return found


def _in_region(cloud: AlibabaCloud, call: AlibabaCall) -> list[Connection]:
    read, held = cloud.world.lagging.read, cloud.connections.by(account=call.caller.id)
    return [shown for c in held if _here(c, call) and (shown := read(c)) is not None]
