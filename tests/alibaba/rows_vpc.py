"""What CreateVpc, DescribeVpcs, ModifyVpcAttribute, DeleteVpc and the secondary blocks refuse."""

from __future__ import annotations

from typing import Any

from peering_mock.alibaba.vpc_cidr import (
    CONFLICT,
    DUPLICATED,
    EXCLUSIVE,
    ILLEGAL_BLOCK,
    IN_USE,
    IP_VERSION,
    IPV6_EXISTS,
    NO_SUCH_BLOCK,
    NO_SUCH_IPV6_BLOCK,
    NOT_FOUND,
    QUOTA,
    STATUS,
)

from .neighbours import HERE, Row, Scene

MAKE, MODIFY, DELETE = "Vpc:CreateVpc", "Vpc:ModifyVpcAttribute", "Vpc:DeleteVpc"
ADD, TAKE = "Vpc:AssociateVpcCidrBlock", "Vpc:UnassociateVpcCidrBlock"
IPV6_IN_USE = "Operation failed because some vswitch ipv6 is in use."


def make(**params: Any) -> dict[str, Any]:
    return {"RegionId": HERE, "CidrBlock": "10.0.0.0/16", **params}


def modify(s: Scene, **params: Any) -> dict[str, Any]:
    return {"VpcId": s.vpc(), **params}


def pending(s: Scene) -> str:
    """A VPC that a test has put out of service."""
    vpc_id = s.vpc()
    s.world.alibaba.vpc(vpc_id).status = "Pending"
    return vpc_id


def full(s: Scene) -> dict[str, Any]:
    s.vpc()
    s.world.alibaba.quotas["QuotaExceeded.Vpc"] = 1
    return make()


def with_vswitch(s: Scene, **params: Any) -> dict[str, Any]:
    vpc_id = s.vpc()
    s.vswitch(vpc_id, "10.0.1.0/24")
    return {"VpcId": vpc_id, **params}


def with_ipv6_vswitch(s: Scene) -> str:
    vpc_id = s.vpc(EnableIpv6=True)
    s.vswitch(vpc_id, Ipv6CidrBlock=7)
    return vpc_id


def add(s: Scene, **params: Any) -> dict[str, Any]:
    return {"RegionId": HERE, "VpcId": s.vpc(), **params}


def add_over_a_route(s: Scene) -> dict[str, Any]:
    table, peering = s.peered_table()
    s.route(table, peering, "192.168.1.0/24")
    vpc_id = s.world.alibaba.connection(peering).accepting_vpc_id
    return {"RegionId": HERE, "VpcId": vpc_id, "SecondaryCidrBlock": "192.168.0.0/16"}


def add_a_second(s: Scene) -> dict[str, Any]:
    s.world.alibaba.quotas["QuotaExceeded.VpcMultiCidr"] = 1
    asked = add(s, SecondaryCidrBlock="192.168.0.0/16")
    s.ask(ADD, **asked)
    return {**asked, "SecondaryCidrBlock": "192.169.0.0/16"}


def over_a_secondary_block(s: Scene) -> dict[str, Any]:
    asked = add(s, SecondaryCidrBlock="10.1.0.0/16")
    s.ask(ADD, **asked)
    return {"VpcId": asked["VpcId"], "CidrBlock": "10.0.0.0/12"}


def used_block(s: Scene) -> dict[str, Any]:
    asked = add(s, SecondaryCidrBlock="192.168.0.0/16")
    s.ask(ADD, **asked)
    s.vswitch(asked["VpcId"], "192.168.1.0/24")
    return asked


def used_ipv6(s: Scene) -> dict[str, Any]:
    vpc_id = with_ipv6_vswitch(s)
    return {"RegionId": HERE, "VpcId": vpc_id, "IPv6CidrBlock": s.world.alibaba.vpc(vpc_id).ipv6_cidrs[0]}


def peered(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    s.peering(vpc_id)
    return {"VpcId": vpc_id}


def with_table(s: Scene) -> dict[str, Any]:
    vpc_id = s.vpc()
    s.custom_table(vpc_id)
    return {"VpcId": vpc_id}


def routed_to(s: Scene, opposite: bool) -> dict[str, Any]:
    here, there = s.vpc(), s.vpc()
    s.world.alibaba.vpc(there if opposite else here).router_interface_to = here if opposite else there
    return {"VpcId": here}


ROWS: tuple[Row, ...] = (
    Row(MAKE, 404, "InvalidRegionId.NotFound", lambda s: make(RegionId="cn-atlantis")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="10.0.0.0/7")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="10.0.0.0/29")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="10.0.0.1/16")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="100.64.0.0/16")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="224.0.0.0/8")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="127.0.0.0/8")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="169.254.0.0/16")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="2001:db8::/32")),
    Row(MAKE, 400, "InvalidParameter", lambda s: make(CidrBlock="nonsense")),
    Row(MAKE, 400, "InvalidVpcName.Malformed", lambda s: make(VpcName="http://a")),
    Row(MAKE, 400, "InvalidVpcName.Malformed", lambda s: make(VpcName="a" * 129)),
    Row(MAKE, 400, "InvalidVpcDiscription.Malformed", lambda s: make(Description="https://a")),
    Row(MAKE, 400, "QuotaExceeded.Vpc", full),
    Row(MAKE, 400, "InvalidUserCidr.Quota", lambda s: make(UserCidr="1.0.0.0/8,2.0.0.0/8,3.0.0.0/8,4.0.0.0/8")),
    Row(MAKE, 400, "InvalidUserCidr.Malformed", lambda s: make(UserCidr="100.64.1.0/24")),
    Row(MAKE, 400, "InvalidUserCidr.Malformed", lambda s: make(UserCidr="100.0.0.0/8")),
    Row(MAKE, 400, "IllegalParam.UserCidr", lambda s: make(UserCidr="30.0.0.1/8")),
    Row(MAKE, 400, "InvalidResourceGroupId", lambda s: make(ResourceGroupId="rg-none")),
    Row(
        MAKE,
        400,
        "MissingParam.EnableIpv6",
        lambda s: make(Ipv6CidrBlock="2408:4005:3aa:100::/56"),
        "The parameter EnableIpv6 is mandatory.",
    ),
    Row(MAKE, 400, "InvalidIpv6CidrBlock.Malformed", lambda s: make(EnableIpv6=True, Ipv6CidrBlock="10.0.0.0/8")),
    Row(MAKE, 400, "UnsupportedFeature.Ipv6Isp", lambda s: make(EnableIpv6=True, Ipv6Isp="Pigeon")),
    Row(MAKE, 400, "IllegalParam.IpamPool", lambda s: make(Ipv4CidrMask=16)),
    Row(MAKE, 404, "ResourceNotFound.IpamPool", lambda s: make(Ipv4IpamPoolId="ipam-pool-none")),
    Row(
        "Vpc:DescribeVpcs",
        400,
        "InvalidVpcIdNumber.NotSupported",
        lambda s: {"RegionId": HERE, "VpcId": ",".join(f"vpc-{n}" for n in range(21))},
    ),
    Row(
        "Vpc:DescribeVpcs",
        400,
        "InvalidResourceGroupId.NotFound",
        lambda s: {"RegionId": HERE, "ResourceGroupId": "rg-none"},
    ),
    Row("Vpc:DescribeVpcs", 400, "IllegalParam.OwnerId", lambda s: {"RegionId": HERE, "VpcOwnerId": -1}),
    Row(MODIFY, 404, "InvalidVpcId.NotFound", lambda s: {"VpcId": "vpc-none"}),
    Row(MODIFY, 400, "IncorrectVpcStatus", lambda s: {"VpcId": pending(s)}),
    Row(MODIFY, 400, "InvalidVpcName.Malformed", lambda s: modify(s, VpcName="http://")),
    Row(MODIFY, 400, "InvalidVpcDiscription.Malformed", lambda s: modify(s, Description="a" * 257)),
    Row(MODIFY, 400, "InvalidCidrBlock.Malformed", lambda s: modify(s, CidrBlock="10.0.0.0/33")),
    Row(MODIFY, 400, "InvalidCidrBlock.Malformed", over_a_secondary_block),
    Row(MODIFY, 400, "IllegalCidrBlock", lambda s: with_vswitch(s, CidrBlock="10.0.8.0/21")),
    Row(
        MODIFY,
        400,
        "ParamExclusive.EnableIpv6AndCidrBlock",
        lambda s: modify(s, CidrBlock="10.0.0.0/15", EnableIPv6=True),
    ),
    Row(
        MODIFY,
        400,
        "OperationFailed.IpV6VSwitchInuse",
        lambda s: {"VpcId": with_ipv6_vswitch(s), "EnableIPv6": False},
        IPV6_IN_USE,
    ),
    Row(MODIFY, 400, "IllegalParam.Ipv6Cidr", lambda s: modify(s, EnableIPv6=True, Ipv6CidrBlock="zzz")),
    Row(MODIFY, 400, "UnsupportedFeature.Ipv6Isp", lambda s: modify(s, EnableIPv6=True, Ipv6Isp="Pigeon")),
    Row(DELETE, 400, "InvalidRegionId.NotFound", lambda s: modify(s, RegionId="cn-atlantis")),
    Row(DELETE, 404, "InvalidVpcId.NotFound", lambda s: {"VpcId": "vpc-none"}),
    Row(DELETE, 404, "InvalidVpcId.NotFound", lambda s: modify(s, RegionId="cn-beijing")),
    Row(DELETE, 400, "IncorrectVpcStatus", lambda s: {"VpcId": pending(s)}),
    Row(DELETE, 400, "OperationDenied.VpcPeerExists", peered),
    Row(DELETE, 400, "DependencyViolation.VSwitch", with_vswitch),
    Row(DELETE, 400, "DependencyViolation.RouteTable", with_table),
    Row(DELETE, 400, "DependencyViolation.RouterInterface", lambda s: routed_to(s, opposite=False)),
    Row(DELETE, 400, "DependencyViolation.OppositeRouterInterface", lambda s: routed_to(s, opposite=True)),
    Row(ADD, 400, "InvalidVpc.NotFound", lambda s: {"RegionId": HERE, "VpcId": "vpc-none"}, NOT_FOUND),
    Row(ADD, 400, "IncorrectStatus.Vpc", lambda s: {"RegionId": HERE, "VpcId": pending(s)}, STATUS),
    Row(
        ADD,
        400,
        "ParamExclusive.SecondaryCidrAndIpv6Cidr",
        lambda s: add(s, SecondaryCidrBlock="192.168.0.0/16", IPv6CidrBlock="2408:4005:3aa:100::/56"),
        EXCLUSIVE,
    ),
    Row(ADD, 400, "MissingParam.SecondaryCidrBlockOrIpv6CidrBlock", add),
    Row(ADD, 400, "InvalidCidrBlock.Malformed", lambda s: add(s, SecondaryCidrBlock="192.168.0.1/16")),
    Row(
        ADD,
        400,
        "IllegalParam.SecondaryCidrBlock",
        lambda s: add(s, SecondaryCidrBlock="192.168.0.0/29"),
        ILLEGAL_BLOCK,
    ),
    Row(ADD, 400, "Duplicated.SecondaryCidrBlock", lambda s: add(s, SecondaryCidrBlock="10.0.0.0/12"), DUPLICATED),
    Row(ADD, 400, "OperationFailed.ConflictWithEntry", add_over_a_route, CONFLICT),
    Row(ADD, 400, "QuotaExceeded.VpcMultiCidr", add_a_second, QUOTA),
    Row(
        ADD,
        400,
        "OperationFailed.Ipv6CidrBlockExisted",
        lambda s: {"RegionId": HERE, "VpcId": s.vpc(EnableIpv6=True), "IpVersion": "IPV6"},
        IPV6_EXISTS,
    ),
    Row(ADD, 400, "IllegalParam.IpVersion", lambda s: add(s, IpVersion="IPV5"), IP_VERSION),
    Row(ADD, 400, "IllegalParam.IpamPool", lambda s: add(s, SecondaryCidrMask=24)),
    Row(ADD, 404, "ResourceNotFound.IpamPool", lambda s: add(s, IpamPoolId="ipam-pool-none")),
    Row(ADD, 400, "UnsupportedFeature.Ipv6Isp", lambda s: add(s, IpVersion="IPV6", Ipv6Isp="Pigeon")),
    Row(TAKE, 400, "InvalidVpc.NotFound", lambda s: {"RegionId": HERE, "VpcId": "vpc-none"}, NOT_FOUND),
    Row(TAKE, 400, "IncorrectStatus.Vpc", lambda s: {"RegionId": HERE, "VpcId": pending(s)}, STATUS),
    Row(
        TAKE,
        400,
        "ParamExclusive.SecondaryCidrAndIpv6Cidr",
        lambda s: add(s, SecondaryCidrBlock="192.168.0.0/16", IPv6CidrBlock="2408:4005:3aa:100::/56"),
        EXCLUSIVE,
    ),
    Row(TAKE, 400, "MissingParam.SecondaryCidrBlockOrIpv6CidrBlock", add),
    Row(
        TAKE,
        400,
        "InvalidSecondaryCidrBlock.NotFound",
        lambda s: add(s, SecondaryCidrBlock="192.168.0.0/16"),
        NO_SUCH_BLOCK,
    ),
    Row(TAKE, 400, "OperationFailed.CidrInUse", used_block, IN_USE),
    Row(
        TAKE,
        400,
        "InvalidIpv6CidrBlock.NotFound",
        lambda s: add(s, IPv6CidrBlock="2408:4005:3aa:100::/56"),
        NO_SUCH_IPV6_BLOCK,
    ),
    Row(TAKE, 400, "OperationFailed.IpV6VSwitchInuse", used_ipv6),
)
