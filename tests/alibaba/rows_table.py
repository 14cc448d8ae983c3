"""What the operations on route tables refuse, and the lists of their entries."""

from __future__ import annotations

from typing import Any

from peering_mock.alibaba.route_read import BAD_TYPE, BAD_VERSION, NO_TABLE

from .neighbours import HERE, Row, Scene
from .rows_route import MAKE, table_of, vpc_of


def associate(s: Scene, **params: Any) -> dict[str, Any]:
    vpc_id = s.vpc()
    return {"RegionId": HERE, "RouteTableId": s.custom_table(vpc_id), "VSwitchId": s.vswitch(vpc_id), **params}


def elsewhere(s: Scene) -> dict[str, Any]:
    return associate(s, VSwitchId=s.vswitch(s.vpc()))


def with_vswitch(s: Scene) -> dict[str, Any]:
    asked = associate(s)
    s.ask("Vpc:AssociateRouteTable", **asked)
    return {name: asked[name] for name in ("RegionId", "RouteTableId")}


def with_route(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    table = s.custom_table(vpc_id)
    s.route(table, s.peering(vpc_id))
    return {"RegionId": HERE, "RouteTableId": table}


def out_of_service_vpc(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    s.world.alibaba.vpc(vpc_id).status = "Pending"
    return {"RegionId": HERE, "VpcId": vpc_id}


ROWS: tuple[Row, ...] = (
    Row("Vpc:DescribeRouteTables", 400, "InvalidVRouterId.NotFound", lambda s: {"VRouterId": "vrt-none"}),
    Row(
        "Vpc:DescribeRouteEntryList",
        400,
        "InvalidRouteTable.NotFound",
        lambda s: {"RegionId": HERE, "RouteTableId": "vtb-none"},
        NO_TABLE,
    ),
    Row(
        "Vpc:DescribeRouteEntryList",
        400,
        "IllegalParam.RouteEntryType",
        lambda s: table_of(s, RouteEntryType="Odd"),
        BAD_TYPE,
    ),
    Row("Vpc:DescribeRouteEntryList", 400, "IllegalParam.IpVersion", lambda s: table_of(s, IpVersion="5"), BAD_VERSION),
    Row("Vpc:DescribeRouteEntryList", 400, "IllegalParam.NextToken", lambda s: table_of(s, NextToken="nonsense")),
    Row(
        "Vpc:CreateRouteTable",
        404,
        "InvalidVpcId.NotFound",
        lambda s: {"RegionId": HERE, "VpcId": "vpc-none"},
        as_at="Vpc:CreateVSwitch",
    ),
    Row("Vpc:CreateRouteTable", 400, "IncorrectVpcStatus", out_of_service_vpc, as_at="Vpc:CreateVSwitch"),
    Row(
        "Vpc:DeleteRouteTable",
        404,
        "InvalidRouteTableId.NotFound",
        lambda s: {"RegionId": HERE, "RouteTableId": "vtb-none"},
        as_at=MAKE,
    ),
    Row("Vpc:DeleteRouteTable", 400, "OperationDenied.RouteTableTypeNotPermitted", table_of, as_at=MAKE),
    Row("Vpc:DeleteRouteTable", 400, "DependencyViolation.VSwitch", with_vswitch, as_at="Vpc:DeleteVpc"),
    Row("Vpc:DeleteRouteTable", 400, "DependencyViolation.RouteEntry", with_route, as_at="Vpc:DeleteVpc"),
    *(
        Row(
            f"Vpc:{name}RouteTable",
            404,
            "InvalidRouteTableId.NotFound",
            lambda s: associate(s, RouteTableId="vtb-none"),
            as_at=MAKE,
        )
        for name in ("Associate", "Unassociate")
    ),
    *(
        Row(f"Vpc:{name}RouteTable", 400, "InvalidVSwitchId.NotFound", elsewhere, as_at="Vpc:DeleteVSwitch")
        for name in ("Associate", "Unassociate")
    ),
    Row(
        "Vpc:AssociateRouteTable",
        400,
        "OperationDenied.RouteTableTypeNotPermitted",
        lambda s: {**(asked := associate(s)), "RouteTableId": s.system_table(vpc_of(s, asked))},
        as_at=MAKE,
    ),
    Row("Vpc:UnassociateRouteTable", 400, "InvalidResource.NotBinding", associate, as_at="Vpc:DeleteVSwitch"),
)
