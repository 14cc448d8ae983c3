"""vSwitches: where they may be, what they show, and the system routes that come and go with them."""

from __future__ import annotations

from typing import Any

import pytest

from peering_mock import World

from .conftest import refusal
from .neighbours import HERE, Scene, everything


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def read(s: Scene, vswitch_id: str) -> dict[str, Any]:
    return s.ask("Vpc:DescribeVSwitchAttributes", VSwitchId=vswitch_id)


def listed(s: Scene, **more: Any) -> list[str]:
    return [one["VSwitchId"] for one in s.ask("Vpc:DescribeVSwitches", **more)["VSwitches"]["VSwitch"]]


def test_a_vswitch_is_available_at_once_and_a_system_route_of_every_table(s: Scene) -> None:
    vpc_id = s.vpc()
    custom = s.custom_table(vpc_id)
    vswitch = s.vswitch(vpc_id, "10.0.1.0/24", VSwitchName="front", Tag=[{"Key": "a", "Value": "b"}])
    found = read(s, vswitch)
    assert (found["Status"], found["CidrBlock"], found["VpcId"]) == ("Available", "10.0.1.0/24", vpc_id)
    assert found["AvailableIpAddressCount"] == 252  # without the first and the last three
    assert found["RouteTable"] == {"RouteTableId": s.system_table(vpc_id), "RouteTableType": "System"}
    assert found["Tags"] == {"Tag": [{"Key": "a", "Value": "b"}]}
    for table in (s.system_table(vpc_id), custom, s.custom_table(vpc_id)):
        assert s.routes(table, "System").keys() == {"100.64.0.0/10", "10.0.1.0/24"}
    s.ask("Vpc:DeleteVSwitch", VSwitchId=vswitch)
    assert s.routes(custom, "System").keys() == {"100.64.0.0/10"}
    assert refusal(lambda: read(s, vswitch)).code == "InvalidVSwitchId.NotFound"


def test_a_vswitch_may_be_all_of_its_vpc(s: Scene) -> None:
    vpc_id = s.vpc("192.168.0.0/24")
    s.vswitch(vpc_id, "192.168.0.0/24")
    before = everything(s.world)
    assert refusal(lambda: s.vswitch(vpc_id, "192.168.0.0/25")).code == "InvalidCidrBlock.Overlapped"
    assert everything(s.world) == before


def test_a_vswitch_may_be_a_part_of_a_routes_destination(s: Scene) -> None:
    table, peering = s.peered_table()
    s.route(table, peering, "10.0.0.0/8")
    vpc_id = s.world.alibaba.connection(peering).accepting_vpc_id
    s.vswitch(vpc_id, "10.0.1.0/24")
    assert s.routes(table) == {"10.0.0.0/8": peering}


def test_a_secondary_block_takes_vswitches_too(s: Scene) -> None:
    vpc_id = s.vpc()
    assert refusal(lambda: s.vswitch(vpc_id, "192.168.1.0/24")).code == "InvalidParameter"
    s.ask("Vpc:AssociateVpcCidrBlock", RegionId=HERE, VpcId=vpc_id, SecondaryCidrBlock="192.168.0.0/16")
    assert read(s, s.vswitch(vpc_id, "192.168.1.0/24"))["CidrBlock"] == "192.168.1.0/24"


def test_ipv6_picks_a_64_of_the_vpcs_block(s: Scene) -> None:
    vpc_id = s.vpc(EnableIpv6=True, Ipv6CidrBlock="2408:4005:3aa:100::/56")
    vswitch = s.vswitch(vpc_id, Ipv6CidrBlock=0x2A)
    assert read(s, vswitch)["Ipv6CidrBlock"] == "2408:4005:3aa:12a::/64"
    assert "2408:4005:3aa:12a::/64" in s.routes(s.system_table(vpc_id), "System")
    plain = s.vswitch(vpc_id, "10.0.2.0/24")
    s.ask("Vpc:ModifyVSwitchAttribute", VSwitchId=plain, EnableIPv6=True, VSwitchName="six")
    assert read(s, plain)["Ipv6CidrBlock"] == "2408:4005:3aa:100::/64"
    s.ask("Vpc:ModifyVSwitchAttribute", VSwitchId=vswitch, EnableIPv6=False)
    assert read(s, vswitch)["EnabledIpv6"] is False
    assert "2408:4005:3aa:12a::/64" not in s.routes(s.system_table(vpc_id), "System")
    assert read(s, plain)["VSwitchName"] == "six"


def test_vswitches_are_found_by_what_they_are(s: Scene) -> None:
    vpc_id, other = s.vpc(), s.vpc()
    one = s.vswitch(vpc_id, "10.0.1.0/24", VSwitchName="one", ZoneId="cn-hangzhou-h", Tag=[{"Key": "a", "Value": "b"}])
    two = s.vswitch(vpc_id, "10.0.2.0/24")
    three = s.vswitch(other)
    assert listed(s) == listed(s, RegionId=HERE) == [one, two, three]
    assert listed(s, VpcId=vpc_id) == listed(s, VSwitchId=f"{one},{two}") == [one, two]
    assert listed(s, VSwitchName="one") == listed(s, ZoneId="cn-hangzhou-h") == listed(s, Tag=[{"Key": "a"}]) == [one]
    assert listed(s, RouteTableId=s.system_table(other)) == [three]
    assert listed(s, PageSize=1, PageNumber=2) == [two]
    assert listed(s, EnableIpv6=True) == listed(s, IsDefault=True) == listed(s, RegionId="cn-beijing") == []


def test_a_vpc_cannot_go_before_its_vswitches(s: Scene) -> None:
    vpc_id = s.vpc()
    vswitch = s.vswitch(vpc_id)
    assert refusal(lambda: s.ask("Vpc:DeleteVpc", VpcId=vpc_id)).code == "DependencyViolation.VSwitch"
    s.ask("Vpc:DeleteVSwitch", VSwitchId=vswitch)
    s.ask("Vpc:DeleteVpc", VpcId=vpc_id)
    assert len(s.world.alibaba.route_entries) == 0
