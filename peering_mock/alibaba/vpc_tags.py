"""TagResources, UnTagResources and ListTagResources of Vpc, for VPCs, vSwitches and route tables.

Their error tables are not in the reference; the codes are those of VpcPeer's operations of the same names (assumed).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import vpc_checks as check
from .common import has_tags, page, tag_name
from .records import RouteTable, Vpc, VSwitch
from .tagging import MOST, tags_of

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

Tagged = Vpc | VSwitch | RouteTable

HELD: dict[str, Callable[[AlibabaCloud], list[Tagged]]] = {  # ResourceType in lower case: where such things are
    "vpc": lambda cloud: [*cloud.vpcs],
    "vswitch": lambda cloud: [*cloud.vswitches],
    "routetable": lambda cloud: [*cloud.route_tables],
}
PAGE = 50


def tag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    tags = tags_of(call.params["Tag"])
    found = _named(cloud, call)
    if any(len(thing.tags.keys() | tags.keys()) > MOST for thing in found):
        raise Refusal("NumberExceed.Tags")
    for thing in found:
        thing.tags.update(tags)
    return {}


def un_tag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    keys = call.params.get("TagKey", [])
    for thing in _named(cloud, call):
        for key in list(thing.tags) if call.params.get("All", False) and not keys else keys:
            thing.tags.pop(key, None)
    return {}


def list_tag_resources(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    wanted = params.get("Tag", [])
    if not wanted and not params.get("ResourceId"):
        raise Refusal("BothEmpty.TagsAndResources")
    if any(not pair.get("Key") for pair in wanted):
        raise Refusal("InvalidTagKey")
    size = params.get("MaxResults", PAGE)
    if size < 1:
        raise Refusal("InvalidMaxResults")
    rows = [
        {"ResourceId": thing.id, "ResourceType": params["ResourceType"].upper(), "TagKey": key, "TagValue": value}
        for thing in _mine(cloud, call)
        if thing.id in params.get("ResourceId", [thing.id]) and has_tags(thing.tags, wanted)
        for key, value in thing.tags.items()
    ]
    shown, token = page(rows, params.get("NextToken"), size, tag_name)
    return {"NextToken": token, "TagResources": {"TagResource": shown}}


def _mine(cloud: AlibabaCloud, call: AlibabaCall) -> list[Tagged]:
    """The caller's things of the type and region asked for."""
    held = HELD.get(call.params["ResourceType"].lower())
    if held is None:
        raise Refusal("InvalidInstanceType.NotFound")
    return [thing for thing in held(cloud) if thing.owner == call.caller.id and check.here(call, _region(cloud, thing))]


def _region(cloud: AlibabaCloud, thing: Tagged) -> str:
    return cloud.vpc(thing.vpc_id).region if isinstance(thing, VSwitch) else thing.region


def _named(cloud: AlibabaCloud, call: AlibabaCall) -> list[Tagged]:
    mine = {thing.id: thing for thing in _mine(cloud, call)}
    wanted = list(dict.fromkeys(call.params["ResourceId"]))
    if any(thing_id not in mine for thing_id in wanted):
        raise Refusal("InvalidInstanceIds.NotFound")
    return [mine[thing_id] for thing_id in wanted]
