"""What the operations of Vpc ask: whose and where a thing is, names, pages, dry runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ..core.call import Refusal
from .records import Account, RouteTable, Vpc, VSwitch
from .tagging import MOST, tags_of

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

Item = TypeVar("Item")

NAME = re.compile(r"(?!https?://).{1,128}", re.DOTALL | re.IGNORECASE)
DESCRIPTION = re.compile(r"(?!https?://).{1,256}", re.DOTALL | re.IGNORECASE)
ISPS = frozenset("BGP ChinaMobile ChinaUnicom ChinaTelecom ChinaMobile_L2 ChinaUnicom_L2 ChinaTelecom_L2".split())
MOST_IDS = 20  # in one comma-joined parameter
PAGE_SIZE, LARGEST_PAGE = 10, 50


def here(call: AlibabaCall, region: str) -> bool:
    """Is a thing of `region` within the call's reach? A call that names no region reaches all."""
    return not call.region or call.region == region


def vpc(cloud: AlibabaCloud, call: AlibabaCall, vpc_id: str, code: str, **facts: object) -> Vpc:
    """The caller's VPC. Another account's, or one of another region, is not found."""
    found = cloud.vpcs.get(vpc_id)
    if found is None or found.owner != call.caller.id or not here(call, found.region):
        raise Refusal(code, **facts)
    return found


def vswitch(cloud: AlibabaCloud, call: AlibabaCall, vswitch_id: str) -> VSwitch:
    found = cloud.vswitches.get(vswitch_id)
    if found is None or found.owner != call.caller.id or not here(call, cloud.vpc(found.vpc_id).region):
        raise Refusal("InvalidVSwitchId.NotFound")
    return found


def route_table(
    cloud: AlibabaCloud, call: AlibabaCall, table_id: str, code: str = "InvalidRouteTableId.NotFound", **facts: object
) -> RouteTable:
    found = cloud.route_tables.get(table_id)
    if found is None or found.owner != call.caller.id or not here(call, found.region):
        raise Refusal(code, **facts)
    return found


def available(vpc: Vpc, code: str = "IncorrectVpcStatus", **facts: object) -> None:
    if vpc.status != "Available":
        raise Refusal(code, **facts)


def texts(params: Mapping[str, Any], names: Mapping[str, tuple[re.Pattern[str], str]]) -> None:
    """Each parameter that is given matches its pattern, or is empty; else the code beside it."""
    for name, (pattern, code) in names.items():
        if params.get(name) and not pattern.fullmatch(params[name]):
            raise Refusal(code)


def isp(params: Mapping[str, Any]) -> str:
    chosen = params.get("Ipv6Isp") or "BGP"
    if chosen not in ISPS:
        raise Refusal("UnsupportedFeature.Ipv6Isp")
    return str(chosen)


def resource_group(cloud: AlibabaCloud, account: Account, group_id: str | None, code: str) -> str:
    if not group_id:
        return account.default_resource_group_id
    group = cloud.resource_groups.get(group_id)
    if group is None or group.account != account.id:
        raise Refusal(code)
    return group_id


def new_tags(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a new thing comes with."""
    tags = tags_of(params.get("Tag", []))
    if len(tags) > MOST:
        raise Refusal("NumberExceed.Tags")
    return tags


def tag_filter(pairs: Iterable[Mapping[str, Any]]) -> None:
    """The tags to look for are such as could exist."""
    for pair in pairs:
        if not 0 < len(pair.get("Key", "")) <= 128:
            raise Refusal("InvalidTagKey")
        if len(pair.get("Value", "")) > 128:
            raise Refusal("InvalidTagValue")


def ids(text: str | None, code: str) -> list[str] | None:
    """The ids of a comma-joined parameter, or None when it is not given."""
    if not text:
        return None
    found = [part.strip() for part in text.split(",") if part.strip()]
    if len(found) > MOST_IDS:
        raise Refusal(code)
    return found


def numbered_page(items: list[Item], params: Mapping[str, Any]) -> tuple[list[Item], dict[str, int]]:
    """One page of `items`, and the fields that say which one it is."""
    number, size = params.get("PageNumber", 1), params.get("PageSize", PAGE_SIZE)
    if number < 1:
        raise Refusal("InvalidPageNumber")
    if not 1 <= size <= LARGEST_PAGE:
        raise Refusal("InvalidPageSize")
    start = (number - 1) * size
    return items[start : start + size], {"TotalCount": len(items), "PageNumber": number, "PageSize": size}


def not_dry(params: Mapping[str, Any]) -> None:
    """The end of every check: a dry run that got here is answered by an error that says so."""
    if params.get("DryRun", False):
        raise Refusal("DryRunOperation")
