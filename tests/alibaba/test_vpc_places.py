"""Regions and zones as Vpc tells them."""

from __future__ import annotations

import pytest

from peering_mock import World

from .conftest import refusal
from .neighbours import HERE, Scene


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def regions(s: Scene, **more: str) -> dict[str, tuple[str, str]]:
    rows = s.ask("Vpc:DescribeRegions", **more)["Regions"]["Region"]
    return {row["RegionId"]: (row["LocalName"], row["RegionEndpoint"]) for row in rows}


def test_every_region_of_peering_is_a_region_of_vpc_with_a_name_and_an_endpoint(s: Scene) -> None:
    found = regions(s)
    assert found[HERE] == ("华东1（杭州）", "vpc.cn-hangzhou.aliyuncs.com")
    assert set(s.world.alibaba.regions) <= found.keys()
    assert all(name != region for region, (name, _) in found.items())


def test_names_come_in_the_language_asked_for(s: Scene) -> None:
    assert regions(s, AcceptLanguage="en-US")["eu-central-1"][0] == "Germany (Frankfurt)"
    zones = s.ask("Vpc:DescribeZones", RegionId="eu-central-1", AcceptLanguage="en-US")["Zones"]["Zone"]
    assert [zone["LocalName"] for zone in zones][:1] == ["Germany (Frankfurt) Zone A"]


def test_every_zone_that_is_told_takes_a_vswitch(s: Scene) -> None:
    vpc_id = s.vpc()
    zones = s.ask("Vpc:DescribeZones", RegionId=HERE)["Zones"]["Zone"]
    for number, zone in enumerate(zones):
        s.vswitch(vpc_id, f"10.0.{number}.0/24", ZoneId=zone["ZoneId"])
    assert len(zones) > 3
    assert refusal(lambda: s.vswitch(vpc_id, "10.0.99.0/24", ZoneId=f"{HERE}-z")).code == "InvalidZoneId.NotFound"


def test_a_region_that_a_test_adds_has_vpcs_too(s: Scene) -> None:
    cloud = s.world.alibaba
    cloud.regions["ap-moon-1"] = cloud.regions[HERE]
    assert regions(s)["ap-moon-1"] == ("ap-moon-1", "vpc.ap-moon-1.aliyuncs.com")
    moon = Scene(s.world, region="ap-moon-1")
    moon.vswitch(moon.vpc())
    assert s.ask("Vpc:DescribeVpcs", RegionId="ap-moon-1")["TotalCount"] == 1
