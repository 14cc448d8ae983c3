"""CreateRouteEntry, ModifyRouteEntry and DeleteRouteEntry: custom entries of a route table.

The tables of these pages name more codes than rules; which of them a broken rule leads to is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import cidr, next_hops, quotas
from . import vpc_checks as check
from .records import RouteEntry, RouteTable, Vpc

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

NAMES = {"RouteEntryName": (check.NAME, "InvalidRouteEntryName.Malformed")}
LIST_SIZES = range(2, 17)  # of NextHopList in DeleteRouteEntry
CREATE_LIST_SIZES = range(2, 5)
BOTH_GIVEN = "RouteEntryId and RouteTableId or DestinationCidrBlock are mutually exclusive."  # assumed


def create_route_entry(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    entry = new_entry(cloud, call, {**params, **_next_hop(params)})
    check.not_dry(params)
    cloud.route_entries.add(entry)
    return {"RouteEntryId": entry.id}


def _next_hop(params: Mapping[str, Any]) -> dict[str, str]:
    """The one next hop: a list of them is for router interfaces, and of these there are none."""
    chosen, several = params.get("NextHopId"), params.get("NextHopList", [])
    if chosen and several:
        raise Refusal("InvalidNexthopTypeAndList.BothNotNull")
    if several and len(several) not in CREATE_LIST_SIZES:
        raise Refusal("InvalidNexthopListSize")
    if several:
        return {"NextHopType": "RouterInterface", "NextHopId": several[0].get("NextHopId", "")}
    if not chosen:
        raise Refusal("InvalidNexthopTypeAndList.BothNull")
    return {"NextHopType": params.get("NextHopType") or next_hops.DEFAULT, "NextHopId": chosen}


def new_entry(cloud: AlibabaCloud, call: AlibabaCall, wanted: Mapping[str, Any], strict: bool = False) -> RouteEntry:
    """The entry that CreateRouteEntry's parameters ask for, checked and not yet stored.

    `strict`: its destination may not contain a vSwitch either, unless it is the default route.
    """
    table = check.route_table(cloud, call, wanted["RouteTableId"])
    vpc = cloud.vpc(table.vpc_id)
    check.available(vpc)
    if table.associate_type == "Gateway":
        raise Refusal("OperationDenied.GatewayRouteTableNotPermitted")
    check.texts(wanted, NAMES)
    destination = _destination(cloud, vpc, table, wanted["DestinationCidrBlock"], strict)
    next_hops.check(cloud, call, table, wanted["NextHopType"], wanted["NextHopId"])
    custom = [entry for entry in cloud.route_entries.by(table=table.id) if entry.kind == "Custom"]
    if len(custom) >= cloud.quotas[quotas.ROUTE_ENTRIES]:
        raise Refusal("QuotaExceeded")
    return RouteEntry(
        id=cloud.world.ids.make("rte-", 21),
        table_id=table.id,
        destination=destination,
        next_hop_type=wanted["NextHopType"],
        next_hop_id=wanted["NextHopId"],
        changed=cloud.world.clock.now,
        name=wanted.get("RouteEntryName", ""),
        description=wanted.get("Description", ""),
    )


def _destination(cloud: AlibabaCloud, vpc: Vpc, table: RouteTable, text: str, strict: bool) -> str:
    network = cidr.read(text, bare=True)
    if network is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    vswitches = cloud.vswitches.by(vpc=vpc.id)
    if network.version == 6:
        if not vpc.ipv6_cidrs:
            raise Refusal("OperationDenied.VpcIpv6NotEnabled")
        blocks = [vswitch.ipv6_cidr_block for vswitch in vswitches if vswitch.ipv6_cidr_block]
        if any(cidr.inside(network, block) for block in blocks):
            raise Refusal("OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch")
    else:
        blocks = [vswitch.cidr_block for vswitch in vswitches]
        if any(cidr.inside(network, block) for block in cidr.FORBIDDEN):
            raise Refusal("InvalidDestinationCidrBlock")
    if any(entry.destination == str(network) for entry in cloud.route_entries.by(table=table.id)):
        raise Refusal("InvalidCIDRBlock.Duplicate")
    if any(cidr.inside(network, block) for block in blocks):
        raise Refusal("InvalidCidrBlock")
    if strict and network.prefixlen and cidr.overlaps_any(network, blocks):
        raise Refusal("InvalidCidrBlock")
    return str(network)


def modify_route_entry(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    if params.get("RouteEntryId"):
        entry = _by_id(cloud, call, params["RouteEntryId"])
    elif params.get("RouteTableId") and params.get("DestinationCidrBlock"):
        entry = by_destination(cloud, call, params["RouteTableId"], params["DestinationCidrBlock"])
    else:
        raise Refusal("MissingParameter")
    changeable(cloud, entry)
    check.texts(params, NAMES)
    kind, next_hop_id = entry.next_hop_type, entry.next_hop_id
    if params.get("NewNextHopType") or params.get("NewNextHopId"):
        kind, next_hop_id = params.get("NewNextHopType") or kind, params.get("NewNextHopId", "")
        if not next_hop_id:
            raise Refusal("InvalidNextHop.NotFound")
        next_hops.check(cloud, call, check.route_table(cloud, call, entry.table_id), kind, next_hop_id)
    check.not_dry(params)

    cloud.route_entries.remove(entry)  # and back: it is found under its next hop
    entry.next_hop_type, entry.next_hop_id = kind, next_hop_id
    entry.name = params.get("RouteEntryName", entry.name)
    entry.description = params.get("Description", entry.description)
    entry.changed = cloud.world.clock.now
    cloud.route_entries.add(entry)
    return {}


def delete_route_entry(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    entry = _to_delete(cloud, call)
    changeable(cloud, entry)
    check.not_dry(call.params)
    cloud.route_entries.remove(entry)
    return {}


def _to_delete(cloud: AlibabaCloud, call: AlibabaCall) -> RouteEntry:
    params = call.params
    table_id, destination = params.get("RouteTableId"), params.get("DestinationCidrBlock")
    if params.get("RouteEntryId"):
        if table_id or destination:
            raise Refusal("ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock", words=BOTH_GIVEN)
        return _by_id(cloud, call, params["RouteEntryId"])
    if not table_id or not destination:
        raise Refusal("MissingParameter")
    next_hop_id, several = params.get("NextHopId"), params.get("NextHopList", [])
    if next_hop_id and several:
        raise Refusal("ParamExclusive.NextHopIdAndList")
    if several and len(several) not in LIST_SIZES:
        raise Refusal("InvalidNextHopList.Size")
    entry = by_destination(cloud, call, table_id, destination)
    if entry.kind == "System":
        return entry
    if not next_hop_id and not several:
        raise Refusal("InvalidNextHop")
    if several or entry.next_hop_id != next_hop_id:
        raise Refusal("InvalidRouteEntry.NotFound")
    return entry


def changeable(cloud: AlibabaCloud, entry: RouteEntry) -> None:
    """A custom entry, at rest, in a VPC at rest."""
    if entry.kind == "System":
        raise Refusal("OperationDenied")
    if entry.status != "Available":
        raise Refusal("IncorrectRouteEntryStatus")
    table = cloud.route_tables.get(entry.table_id)
    if table is not None:
        check.available(cloud.vpc(table.vpc_id))


def _by_id(cloud: AlibabaCloud, call: AlibabaCall, entry_id: str) -> RouteEntry:
    entry = cloud.route_entries.get(entry_id)
    if entry is None:
        raise Refusal("InvalidRouteEntryId.NotFound")
    check.route_table(cloud, call, entry.table_id, "InvalidRouteEntryId.NotFound")
    return entry


def by_destination(cloud: AlibabaCloud, call: AlibabaCall, table_id: str, destination: str) -> RouteEntry:
    table = check.route_table(cloud, call, table_id)
    network = cidr.read(destination, bare=True)
    if network is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    for entry in cloud.route_entries.by(table=table.id):
        if entry.destination == str(network):
            return entry
    raise Refusal("InvalidRouteEntry.NotFound")
