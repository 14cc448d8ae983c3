"""What the operations on one route entry refuse."""

from __future__ import annotations

from typing import Any

from peering_mock.alibaba.next_hops import NOT_SERVED
from peering_mock.alibaba.route_entry import BOTH_GIVEN

from .neighbours import HERE, Row, Scene

MAKE, MODIFY, DELETE = "Vpc:CreateRouteEntry", "Vpc:ModifyRouteEntry", "Vpc:DeleteRouteEntry"
DEFAULTS = {"RegionId": HERE, "DestinationCidrBlock": "192.168.0.0/16", "NextHopType": "VpcPeer"}
NO_NEXT_HOP = "The specified next hop does not exist."
UNFILLED = "The specified resource of VpcPeer is not found."


def make(s: Scene, **params: Any) -> dict[str, Any]:
    """The call for a route, right but for `params`; None takes one away."""
    table, peering = s.peered_table()
    asked = {**DEFAULTS, "RouteTableId": table, "NextHopId": peering, **params}
    return {name: value for name, value in asked.items() if value is not None}


def vpc_of(s: Scene, asked: dict[str, Any]) -> str:
    table = s.world.alibaba.route_tables.get(asked["RouteTableId"])
    assert table is not None
    return table.vpc_id


def out_of_service(s: Scene) -> dict[str, Any]:
    asked = make(s)
    s.world.alibaba.vpc(vpc_of(s, asked)).status = "Pending"
    return asked


def beside_vswitch(s: Scene, destination: str) -> dict[str, Any]:
    vpc_id = s.vpc(EnableIpv6=True)
    s.vswitch(vpc_id, "10.0.1.0/24", Ipv6CidrBlock=7)
    return make(s, RouteTableId=s.system_table(vpc_id), NextHopId=s.peering(vpc_id), DestinationCidrBlock=destination)


def inside_ipv6_vswitch(s: Scene) -> dict[str, Any]:
    asked = beside_vswitch(s, "")
    vswitch = s.world.alibaba.vswitches.by(vpc=vpc_of(s, asked))[0]
    return {**asked, "DestinationCidrBlock": vswitch.ipv6_cidr_block}


def twice(s: Scene) -> dict[str, Any]:
    asked = make(s)
    s.ask(MAKE, **asked)
    return asked


def full(s: Scene) -> dict[str, Any]:
    s.world.alibaba.quotas["vpc_quota_route_entrys_num"] = 1
    return {**twice(s), "DestinationCidrBlock": "192.169.0.0/16"}


def gateway_table(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    return make(s, RouteTableId=s.custom_table(vpc_id, AssociateType="Gateway"), NextHopId=s.peering(vpc_id))


def not_activated(s: Scene) -> tuple[str, str]:
    """A system table, and a peering of its VPC that nobody has accepted."""
    theirs = Scene(s.world, 2830000000000001)
    vpc_id = s.vpc()
    return s.system_table(vpc_id), s.party.create(vpc_id, theirs.vpc(), accepting_ali_uid=theirs.id)


def make_not_activated(s: Scene) -> dict[str, Any]:
    table, peering = not_activated(s)
    return make(s, RouteTableId=table, NextHopId=peering)


def existing(s: Scene, **params: Any) -> dict[str, Any]:
    table, peering = s.peered_table()
    return {"RegionId": HERE, "RouteEntryId": s.route(table, peering), **params}


def modify_to_not_activated(s: Scene) -> dict[str, Any]:
    table, peering = not_activated(s)
    vpc_id = s.world.alibaba.connection(peering).vpc_id
    entry = s.route(table, s.peering(vpc_id))
    return {"RegionId": HERE, "RouteEntryId": entry, "NewNextHopType": "VpcPeer", "NewNextHopId": peering}


def at_rest(s: Scene, entry: bool, vpc: bool) -> dict[str, Any]:
    asked = existing(s)
    held = s.world.alibaba.route_entries.get(asked["RouteEntryId"])
    assert held is not None
    if not entry:
        held.status = "Pending"
    if not vpc:
        s.world.alibaba.vpc(vpc_of(s, {"RouteTableId": held.table_id})).status = "Pending"
    return asked


def system_entry(s: Scene) -> dict[str, Any]:
    table = s.system_table(s.vpc())
    return {"RegionId": HERE, "RouteEntryId": s.world.alibaba.route_entries.by(table=table)[0].id}


def delete(s: Scene, **params: Any) -> dict[str, Any]:
    """The call to delete a route that exists, right but for `params`; None takes one away."""
    asked = {**twice(s), **params}
    return {name: value for name, value in asked.items() if value is not None and name != "NextHopType"}


def table_of(s: Scene, **params: Any) -> dict[str, Any]:
    return {"RegionId": HERE, "RouteTableId": s.system_table(s.vpc()), **params}


STATUS_OF = {"InvalidRouterInterface": 400, "InvalidVpnInstanceId.NotFound": 400, "InvalidAttachment.NotFound": 400}
STATUS_OF |= {"ResourceNotFound.Ipv4Gateway": 400, "ResourceNotAssociated.Ecr": 400}

NEXT_HOPS = tuple(
    Row(
        operation,
        STATUS_OF.get(code, 404),
        code,
        (lambda s, kind=kind: make(s, NextHopType=kind, NextHopId="thing-1"))
        if operation == MAKE
        else (lambda s, kind=kind: existing(s, NewNextHopType=kind, NewNextHopId="thing-1")),
        NO_NEXT_HOP if code == "InvalidVpnInstanceId.NotFound" else None,
        MAKE,
    )
    for operation in (MAKE, MODIFY)
    for kind, code in NOT_SERVED.items()
)

ROWS: tuple[Row, ...] = (
    *NEXT_HOPS,
    Row(MAKE, 404, "InvalidRouteTableId.NotFound", lambda s: make(s, RouteTableId="vtb-none")),
    Row(MAKE, 404, "InvalidRouteTableId.NotFound", lambda s: make(s, RegionId="cn-beijing")),
    Row(MAKE, 400, "IncorrectVpcStatus", out_of_service),
    Row(MAKE, 400, "InvalidRouteEntryName.Malformed", lambda s: make(s, RouteEntryName="https://a")),
    Row(MAKE, 400, "InvalidCidrBlock.Malformed", lambda s: make(s, DestinationCidrBlock="192.168.0.1/16")),
    Row(MAKE, 400, "InvalidDestinationCidrBlock", lambda s: make(s, DestinationCidrBlock="100.64.0.0/10")),
    Row(MAKE, 400, "InvalidDestinationCidrBlock", lambda s: make(s, DestinationCidrBlock="100.100.0.1")),
    Row(MAKE, 400, "InvalidCidrBlock", lambda s: beside_vswitch(s, "10.0.1.128/25")),
    Row(MAKE, 400, "InvalidCIDRBlock.Duplicate", lambda s: beside_vswitch(s, "10.0.1.0/24")),
    Row(MAKE, 400, "InvalidCIDRBlock.Duplicate", twice),
    Row(MAKE, 400, "OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch", inside_ipv6_vswitch),
    Row(MAKE, 400, "OperationDenied.VpcIpv6NotEnabled", lambda s: make(s, DestinationCidrBlock="2408::/32")),
    Row(MAKE, 400, "OperationDenied.GatewayRouteTableNotPermitted", gateway_table),
    Row(MAKE, 400, "InvalidNexthopTypeAndList.BothNull", lambda s: make(s, NextHopId=None)),
    Row(MAKE, 400, "InvalidNexthopTypeAndList.BothNotNull", lambda s: make(s, NextHopList=[{"NextHopId": "ri-1"}])),
    Row(
        MAKE,
        400,
        "InvalidNexthopListSize",
        lambda s: make(s, NextHopId=None, NextHopList=[{"NextHopId": "ri-1"}]),
    ),
    Row(
        MAKE,
        400,
        "InvalidRouterInterface",
        lambda s: make(s, NextHopId=None, NextHopList=[{"NextHopId": "ri-1"}, {"NextHopId": "ri-2"}]),
    ),
    Row(MAKE, 400, "QuotaExceeded", full),
    Row(MAKE, 400, "InvalidNextHopType", lambda s: make(s, NextHopType="Wormhole")),
    Row(MAKE, 400, "ResourceNotFound.VpcPeer", lambda s: make(s, NextHopId="pcc-none"), UNFILLED),
    Row(MAKE, 400, "ResourceNotFound.VpcPeer", lambda s: make(s, RouteTableId=s.system_table(s.vpc())), UNFILLED),
    Row(MAKE, 400, "IncorrectStatus.VpcPeer", make_not_activated, "The status of VpcPeer [{NextHopId}] is incorrect."),
    Row(MODIFY, 400, "MissingParameter", lambda s: {"RegionId": HERE}, as_at=DELETE),
    Row(
        MODIFY,
        404,
        "InvalidRouteTableId.NotFound",
        lambda s: {"RegionId": HERE, "RouteTableId": "vtb-none", "DestinationCidrBlock": "10.0.0.0/8"},
        as_at=DELETE,
    ),
    Row(
        MODIFY,
        400,
        "InvalidRouteEntryId.NotFound",
        lambda s: {"RegionId": HERE, "RouteEntryId": "rte-none"},
        as_at=DELETE,
    ),
    Row(
        MODIFY,
        400,
        "InvalidRouteEntry.NotFound",
        lambda s: table_of(s, DestinationCidrBlock="192.168.0.0/16"),
        as_at=DELETE,
    ),
    Row(MODIFY, 400, "InvalidCidrBlock.Malformed", lambda s: table_of(s, DestinationCidrBlock="?"), as_at=DELETE),
    Row(MODIFY, 400, "OperationDenied", system_entry, as_at=DELETE),
    Row(MODIFY, 400, "IncorrectRouteEntryStatus", lambda s: at_rest(s, entry=False, vpc=True), as_at=DELETE),
    Row(MODIFY, 400, "IncorrectVpcStatus", lambda s: at_rest(s, entry=True, vpc=False), as_at=DELETE),
    Row(MODIFY, 400, "InvalidRouteEntryName.Malformed", lambda s: existing(s, RouteEntryName="http://"), as_at=MAKE),
    Row(MODIFY, 400, "InvalidNextHop.NotFound", lambda s: existing(s, NewNextHopType="VpcPeer"), as_at=MAKE),
    Row(
        MODIFY,
        400,
        "InvalidNextHopType",
        lambda s: existing(s, NewNextHopType="Wormhole", NewNextHopId="w-1"),
        as_at=MAKE,
    ),
    Row(MODIFY, 400, "ResourceNotFound.VpcPeer", lambda s: existing(s, NewNextHopId="pcc-none"), UNFILLED, MAKE),
    Row(
        MODIFY,
        400,
        "IncorrectStatus.VpcPeer",
        modify_to_not_activated,
        "The status of VpcPeer [{NewNextHopId}] is incorrect.",
        MAKE,
    ),
    Row(DELETE, 400, "MissingParameter", lambda s: table_of(s)),
    Row(
        DELETE,
        400,
        "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock",
        lambda s: existing(s, DestinationCidrBlock="192.168.0.0/16"),
        BOTH_GIVEN,
    ),
    Row(DELETE, 400, "ParamExclusive.NextHopIdAndList", lambda s: delete(s, NextHopList=[{"NextHopId": "ri-1"}] * 2)),
    Row(DELETE, 404, "InvalidRouteTableId.NotFound", lambda s: delete(s, RouteTableId="vtb-none")),
    Row(DELETE, 400, "InvalidRouteEntryId.NotFound", lambda s: {"RouteEntryId": "rte-none"}),
    Row(DELETE, 400, "InvalidRouteEntry.NotFound", lambda s: delete(s, DestinationCidrBlock="10.0.0.0/8")),
    Row(DELETE, 400, "InvalidRouteEntry.NotFound", lambda s: delete(s, NextHopId="pcc-other")),
    Row(DELETE, 400, "InvalidCidrBlock.Malformed", lambda s: delete(s, DestinationCidrBlock="10.0.0.0/64")),
    Row(DELETE, 400, "InvalidNextHop", lambda s: delete(s, NextHopId=None)),
    Row(
        DELETE,
        400,
        "InvalidNextHopList.Size",
        lambda s: delete(s, NextHopId=None, NextHopList=[{"NextHopId": "ri-1"}]),
    ),
    Row(DELETE, 400, "OperationDenied", system_entry),
    Row(DELETE, 400, "OperationDenied", lambda s: table_of(s, DestinationCidrBlock="100.64.0.0/10")),
    Row(DELETE, 400, "IncorrectRouteEntryStatus", lambda s: at_rest(s, entry=False, vpc=True)),
    Row(DELETE, 400, "IncorrectVpcStatus", lambda s: at_rest(s, entry=True, vpc=False)),
)
