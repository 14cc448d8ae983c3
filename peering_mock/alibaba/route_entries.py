"""CreateRouteEntries and DeleteRouteEntries: many at once, each for itself; what fails is told in an HTTP 200.

One FailedCode is documented; that the others are the codes and words of the operation on one entry is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import cidr, errors
from . import vpc_checks as check
from .records import RouteEntry
from .route_entry import by_destination, changeable, new_entry

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

FAILED_CODES = {"InvalidCIDRBlock.Duplicate": "VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE"}


def create_route_entries(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    made: list[RouteEntry] = []
    failed: list[dict[str, str]] = []
    for item in call.params["RouteEntries"]:
        try:
            made.append(cloud.route_entries.add(_new(cloud, call, item)))
        except Refusal as refusal:
            failed.append(_failure("CreateRouteEntry", item, refusal))
    if call.params.get("DryRun", False):
        for entry in made:
            cloud.route_entries.remove(entry)
        made = []
        if not failed:
            raise Refusal("DryRunOperation")
    return {
        "SuccessCount": len(made),
        "FailedCount": len(failed),
        "FailedRouteEntries": failed,
        "RouteEntryIds": [entry.id for entry in made],
    }


def _new(cloud: AlibabaCloud, call: AlibabaCall, item: dict[str, Any]) -> RouteEntry:
    network = cidr.read(item["DstCidrBlock"], bare=True)
    if network is not None and item.get("IpVersion", network.version) != network.version:
        raise Refusal("InvalidCidrBlock.Malformed")
    wanted = {
        "RouteTableId": item["RouteTableId"],
        "DestinationCidrBlock": item["DstCidrBlock"],
        "NextHopType": item["NextHopType"],
        "NextHopId": item["NextHop"],
        "RouteEntryName": item.get("Name", ""),
        "Description": item.get("Description", ""),
    }
    return new_entry(cloud, call, wanted, strict=True)


def delete_route_entries(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    found: list[RouteEntry] = []
    failed: list[dict[str, str]] = []
    for item in call.params.get("RouteEntries", []):
        try:
            entry = _named(cloud, call, item)
            changeable(cloud, entry)
            if entry in found:
                raise Refusal("InvalidRouteEntry.NotFound")
            found.append(entry)
        except Refusal as refusal:
            failure = _failure("DeleteRouteEntry", item, refusal)
            failed.append({"RouteEntryId": item.get("RouteEntryId", ""), **failure})
    if call.params.get("DryRun", False):
        if not failed:
            raise Refusal("DryRunOperation")
        found = []
    for entry in found:
        cloud.route_entries.remove(entry)
    return {"SuccessCount": len(found), "FailedCount": len(failed), "FailedRouteEntries": failed}


def _named(cloud: AlibabaCloud, call: AlibabaCall, item: dict[str, Any]) -> RouteEntry:
    if item.get("RouteEntryId"):
        table = check.route_table(cloud, call, item["RouteTableId"])
        entry = cloud.route_entries.get(item["RouteEntryId"])
        if entry is None or entry.table_id != table.id:
            raise Refusal("InvalidRouteEntryId.NotFound")
        return entry
    if not item.get("DstCidrBlock"):
        raise Refusal("MissingParameter")
    entry = by_destination(cloud, call, item["RouteTableId"], item["DstCidrBlock"])
    if item.get("NextHop") and entry.next_hop_id != item["NextHop"]:
        raise Refusal("InvalidRouteEntry.NotFound")
    return entry


def _failure(operation: str, item: dict[str, Any], refusal: Refusal) -> dict[str, str]:
    found = errors.find("Vpc", operation, refusal.code)
    assert found is not None, f"{refusal.code} is not catalogued for {operation}"
    return {
        "DstCidrBlock": item.get("DstCidrBlock", ""),
        "NextHop": item.get("NextHop", ""),
        "FailedCode": FAILED_CODES.get(refusal.code, refusal.code),
        "FailedMessage": errors.words(*found, refusal),
    }
