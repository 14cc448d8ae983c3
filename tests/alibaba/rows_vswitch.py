"""What the operations on vSwitches refuse."""

from __future__ import annotations

from typing import Any

from peering_mock.alibaba.vswitch import BAD_IPV6, BAD_VPC_IPV6, IPV6_EXISTS, NO_IPV6

from .neighbours import HERE, Row, Scene
from .rows_vpc import pending

MAKE, LIST, READ = "Vpc:CreateVSwitch", "Vpc:DescribeVSwitches", "Vpc:DescribeVSwitchAttributes"
MODIFY, DELETE = "Vpc:ModifyVSwitchAttribute", "Vpc:DeleteVSwitch"
ZONE = f"{HERE}-b"


def make(s: Scene, vpc_id: str | None = None, **params: Any) -> dict[str, Any]:
    return {"ZoneId": ZONE, "VpcId": vpc_id or s.vpc(), "CidrBlock": "10.0.1.0/24", **params}


def beside_another(s: Scene, **params: Any) -> dict[str, Any]:
    vpc_id = s.vpc(EnableIpv6=True)
    s.vswitch(vpc_id, "10.0.1.0/24", Ipv6CidrBlock=7)
    return make(s, vpc_id, **params)


def full(s: Scene) -> dict[str, Any]:
    s.world.alibaba.quotas["QuotaExceeded.VSwitch"] = 1
    return beside_another(s, CidrBlock="10.0.2.0/24")


def over_a_route(s: Scene) -> dict[str, Any]:
    table, peering = s.peered_table()
    s.route(table, peering, "10.0.1.0/24")
    return make(s, s.world.alibaba.connection(peering).accepting_vpc_id)


def modify(s: Scene, ipv6: bool = False, **params: Any) -> dict[str, Any]:
    return {"VSwitchId": s.vswitch(s.vpc(EnableIpv6=ipv6)), **params}


def modify_to_anothers(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc(EnableIpv6=True)
    s.vswitch(vpc_id, "10.0.1.0/24", Ipv6CidrBlock=7)
    return {"VSwitchId": s.vswitch(vpc_id, "10.0.2.0/24"), "Ipv6CidrBlock": 7}


def over_an_ipv6_route(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc(EnableIpv6=True, Ipv6CidrBlock="2408:4005:3aa:100::/56")
    vswitch = s.vswitch(vpc_id)
    s.route(s.system_table(vpc_id), s.peering(vpc_id), "2408:4005:3aa:107::/64")
    return {"VSwitchId": vswitch, "Ipv6CidrBlock": 7}


def modifying(s: Scene) -> dict[str, Any]:
    found = modify(s)
    vswitch = s.world.alibaba.vswitches.get(found["VSwitchId"])
    assert vswitch is not None
    vswitch.status = "Pending"
    return found


def associated(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    pair = {"RouteTableId": s.custom_table(vpc_id), "VSwitchId": s.vswitch(vpc_id)}
    s.ask("Vpc:AssociateRouteTable", RegionId=HERE, **pair)
    return {"VSwitchId": pair["VSwitchId"]}


def many(what: str) -> str:
    return ",".join(f"{what}-{n}" for n in range(21))


ROWS: tuple[Row, ...] = (
    Row(MAKE, 404, "InvalidVpcId.NotFound", lambda s: make(s, "vpc-none")),
    Row(MAKE, 400, "IncorrectVpcStatus", lambda s: make(s, pending(s))),
    Row(MAKE, 404, "InvalidZoneId.NotFound", lambda s: make(s, ZoneId="cn-beijing-b")),
    Row(MAKE, 400, "InvalidVSwitchName.Malformed", lambda s: make(s, VSwitchName="https://a")),
    Row(MAKE, 400, "InvalidVSwitchDiscription.Malformed", lambda s: make(s, Description="http://a")),
    Row(MAKE, 400, "InvalidCidrBlock.Malformed", lambda s: make(s, CidrBlock="10.0.1.1/24")),
    Row(MAKE, 400, "InvalidCirdrBlock.MaskLength", lambda s: make(s, CidrBlock="10.0.1.0/30")),
    Row(MAKE, 400, "InvalidCirdrBlock.MaskLength", lambda s: make(s, s.vpc("10.0.0.0/8"), CidrBlock="10.0.0.0/15")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(s, CidrBlock="10.1.0.0/24")),
    Row(MAKE, 400, "InvalidCidrBlock.Overlapped", lambda s: beside_another(s, CidrBlock="10.0.0.0/23")),
    Row(MAKE, 400, "RouteConflict.AlreadyExist", over_a_route),
    Row(MAKE, 400, "QuotaExceeded.VSwitch", full),
    Row(MAKE, 400, "OperationFailed.VpcIpv6Disabled", lambda s: make(s, Ipv6CidrBlock=1), NO_IPV6),
    Row(
        MAKE,
        400,
        "OperationFailed.Ipv6CidrBlockExisted",
        lambda s: beside_another(s, CidrBlock="10.0.2.0/24", Ipv6CidrBlock=7),
        IPV6_EXISTS,
    ),
    Row(
        MAKE,
        400,
        "IllegalParam.Ipv6CidrBlock",
        lambda s: beside_another(s, CidrBlock="10.0.2.0/24", Ipv6CidrBlock=256),
        BAD_IPV6,
    ),
    Row(
        MAKE,
        400,
        "IllegalParam.VpcIpv6CidrBlock",
        lambda s: beside_another(s, CidrBlock="10.0.2.0/24", Ipv6CidrBlock=1, VpcIpv6CidrBlock="2408::/56"),
        BAD_VPC_IPV6,
    ),
    Row(
        MAKE,
        400,
        "MissingParam.Ipv6CidrBlock",
        lambda s: beside_another(s, CidrBlock="10.0.2.0/24", VpcIpv6CidrBlock="2408::/56"),
    ),
    Row(LIST, 400, "Forbidden.VpcNotFound", lambda s: {"VpcId": "vpc-none"}),
    Row(LIST, 404, "InvalidVSwitchId.NotFound", lambda s: {"VSwitchId": "vsw-none"}),
    Row(LIST, 404, "InvalidVSwitchIdNumber.NotSupported", lambda s: {"VSwitchId": many("vsw")}),
    Row(LIST, 400, "IllegalParam.OwnerId", lambda s: {"VSwitchOwnerId": 0}),
    Row(READ, 400, "InvalidVSwitchId.NotFound", lambda s: {"VSwitchId": "vsw-none"}),
    Row(DELETE, 400, "InvalidVSwitchId.NotFound", lambda s: {"VSwitchId": "vsw-none"}),
    Row(DELETE, 400, "IncorrectVSwitchStatus", modifying),
    Row(DELETE, 400, "DependencyViolation.RouteTable", associated),
    Row(MODIFY, 400, "InvalidVSwitchId.NotFound", lambda s: {"VSwitchId": "vsw-none"}, as_at=DELETE),
    Row(MODIFY, 400, "InvalidVSwitchName.Malformed", lambda s: modify(s, VSwitchName="http://"), as_at=MAKE),
    Row(MODIFY, 400, "InvalidVSwitchDiscription.Malformed", lambda s: modify(s, Description="a" * 257), as_at=MAKE),
    Row(MODIFY, 400, "OperationFailed.VpcIpv6Disabled", lambda s: modify(s, EnableIPv6=True), NO_IPV6, MAKE),
    Row(MODIFY, 400, "OperationFailed.Ipv6CidrBlockExisted", modify_to_anothers, IPV6_EXISTS, MAKE),
    Row(MODIFY, 400, "IllegalParam.Ipv6CidrBlock", lambda s: modify(s, True, Ipv6CidrBlock=-1), BAD_IPV6, MAKE),
    Row(
        MODIFY,
        400,
        "IllegalParam.VpcIpv6CidrBlock",
        lambda s: modify(s, True, Ipv6CidrBlock=1, VpcIpv6CidrBlock="2408::/56"),
        BAD_VPC_IPV6,
        MAKE,
    ),
    Row(MODIFY, 400, "RouteConflict.AlreadyExist", over_an_ipv6_route, as_at=MAKE),
    Row(MODIFY, 400, "MissingParam.Ipv6CidrBlock", lambda s: modify(s, True, VpcIpv6CidrBlock="2408::/56"), as_at=MAKE),
)
