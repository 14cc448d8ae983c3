"""Tags of VPCs, vSwitches and route tables."""

from __future__ import annotations

from typing import Any

import pytest

from peering_mock import World

from .conftest import STRANGER, refusal
from .neighbours import HERE, Scene, everything

TYPES = ("VPC", "VSWITCH", "ROUTETABLE")


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def thing(s: Scene, kind: str) -> str:
    vpc_id = s.vpc()
    return {"VPC": vpc_id, "VSWITCH": s.vswitch(vpc_id), "ROUTETABLE": s.system_table(vpc_id)}[kind]


def tag(s: Scene, kind: str, *ids: str, **tags: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    s.ask("Vpc:TagResources", RegionId=HERE, ResourceType=kind, ResourceId=list(ids), Tag=pairs)


def rows(s: Scene, kind: str, **more: Any) -> list[tuple[str, str, str]]:
    answer = s.ask("Vpc:ListTagResources", **{"RegionId": HERE, "ResourceType": kind, **more})
    found = answer["TagResources"]["TagResource"]
    assert {row["ResourceType"] for row in found} <= {kind}
    return [(row["ResourceId"], row["TagKey"], row["TagValue"]) for row in found]


@pytest.mark.parametrize("kind", TYPES)
def test_tags_are_given_changed_listed_and_taken(s: Scene, kind: str) -> None:
    one = thing(s, kind)
    tag(s, kind, one, env="test", team="net")
    tag(s, kind, one, env="live")
    assert rows(s, kind, ResourceId=[one]) == [(one, "env", "live"), (one, "team", "net")]
    asked = {"RegionId": HERE, "ResourceType": kind, "ResourceId": [one]}
    s.ask("Vpc:UnTagResources", **asked, TagKey=["env", "never"])
    assert rows(s, kind, ResourceId=[one]) == [(one, "team", "net")]
    s.ask("Vpc:UnTagResources", **asked)  # neither keys nor All: nothing to take
    assert len(rows(s, kind, ResourceId=[one])) == 1
    s.ask("Vpc:UnTagResources", **asked, All=True)
    assert rows(s, kind, ResourceId=[one]) == []


def test_all_or_none_are_tagged(s: Scene) -> None:
    vpc_id = s.vpc()
    before = everything(s.world)
    assert refusal(lambda: tag(s, "VPC", vpc_id, "vpc-none", a="b")).code == "InvalidInstanceIds.NotFound"
    assert refusal(lambda: tag(s, "VSWITCH", vpc_id, a="b")).code == "InvalidInstanceIds.NotFound"
    assert everything(s.world) == before


def test_resources_are_found_by_their_tags_page_by_page(s: Scene) -> None:
    ids = [s.vpc() for _ in range(3)]
    tag(s, "VPC", *ids, env="test")
    tag(s, "VPC", ids[0], env="live")
    assert [row[0] for row in rows(s, "VPC", Tag=[{"Key": "env", "Value": "test"}])] == ids[1:]
    wanted = {"RegionId": HERE, "ResourceType": "VPC", "Tag": [{"Key": "env"}], "MaxResults": 2}
    first = s.ask("Vpc:ListTagResources", **wanted)
    second = s.ask("Vpc:ListTagResources", **wanted, NextToken=first["NextToken"])
    pages = [[row["ResourceId"] for row in page["TagResources"]["TagResource"]] for page in (first, second)]
    assert pages == [ids[:2], ids[2:]]
    assert second["NextToken"] == ""


def test_tags_are_seen_where_the_resource_is(s: Scene) -> None:
    vpc_id = s.vpc()
    tag(s, "VPC", vpc_id, env="test")
    found = s.ask("Vpc:DescribeVpcAttribute", RegionId=HERE, VpcId=vpc_id)
    assert found["Tags"] == {"Tag": [{"Key": "env", "Value": "test"}]}


def test_another_account_sees_and_sets_no_tags(s: Scene) -> None:
    vpc_id, other = s.vpc(Tag=[{"Key": "a", "Value": "b"}]), Scene(s.world, STRANGER)
    assert rows(other, "VPC", ResourceId=[vpc_id]) == []
    assert refusal(lambda: tag(other, "VPC", vpc_id, a="c")).code == "InvalidInstanceIds.NotFound"
    assert rows(s, "VPC", ResourceId=[vpc_id]) == [(vpc_id, "a", "b")]
