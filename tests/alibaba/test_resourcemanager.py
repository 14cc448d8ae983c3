"""Resource groups: each account has a default one, makes others, and empties them before they go."""

from __future__ import annotations

from typing import Any

import pytest

from peering_mock import World

from .conftest import STRANGER, Party, refusal
from .neighbours import HERE, Scene, everything


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def make(s: Scene, name: str, **more: Any) -> dict[str, Any]:
    asked = {"Name": name, "DisplayName": name.title(), **more}
    return dict(s.ask("ResourceManager:CreateResourceGroup", **asked)["ResourceGroup"])


def listed(s: Scene, **more: Any) -> list[str]:
    answer = s.ask("ResourceManager:ListResourceGroups", **more)
    return [group["Name"] for group in answer["ResourceGroups"]["ResourceGroup"]]


def get(s: Scene, group_id: str, **more: Any) -> dict[str, Any]:
    return dict(s.ask("ResourceManager:GetResourceGroup", ResourceGroupId=group_id, **more)["ResourceGroup"])


def delete(s: Scene, group_id: str) -> dict[str, Any]:
    return dict(s.ask("ResourceManager:DeleteResourceGroup", ResourceGroupId=group_id)["ResourceGroup"])


def test_every_account_has_a_default_group(s: Scene) -> None:
    assert listed(s) == ["default"]
    vpc_id = s.vpc()
    group = s.world.alibaba.vpc(vpc_id).resource_group_id
    assert get(s, group)["Name"] == "default"


def test_a_group_is_being_created_and_then_it_is_there(s: Scene) -> None:
    made = make(s, "team-a")
    assert (made["Status"], made["AccountId"], made["DisplayName"]) == ("Creating", str(s.id), "Team-A")
    assert HERE in [region["RegionId"] for region in made["RegionStatuses"]["RegionStatus"]]
    found = get(s, made["Id"])
    assert (found["Id"], found["Status"], found["CreateDate"]) == (made["Id"], "OK", made["CreateDate"])


def test_groups_are_listed_by_what_they_are_and_in_pages(s: Scene) -> None:
    ids = [make(s, f"team-{letter}")["Id"] for letter in "abc"]
    for wanted in ({"Name": "team-a"}, {"DisplayName": "Team-A"}, {"ResourceGroupId": ids[0]}):
        assert listed(s, **wanted) == ["team-a"]
    assert listed(s, ResourceGroupIds=ids[1:]) == ["team-b", "team-c"]
    assert listed(s, Status="PendingDelete") == []
    answer = s.ask("ResourceManager:ListResourceGroups", PageSize=3, PageNumber=2)
    assert (answer["TotalCount"], len(answer["ResourceGroups"]["ResourceGroup"])) == (4, 1)
    assert refusal(lambda: listed(s, PageSize=101)).code == "InvalidPageSize"
    assert refusal(lambda: listed(s, PageNumber=0)).code == "InvalidPageNumber"


def test_tags_of_a_group_are_shown_when_asked_for(s: Scene) -> None:
    made = make(s, "team-a", Tag=[{"Key": "a", "Value": "b"}])
    assert get(s, made["Id"])["Tags"] == {"Tag": []}
    assert get(s, made["Id"], IncludeTags=True)["Tags"] == {"Tag": [{"TagKey": "a", "TagValue": "b"}]}
    assert listed(s, Tag=[{"Key": "a"}]) == ["team-a"]


def test_a_group_goes_when_nothing_is_in_it(s: Scene, me: Party) -> None:
    group = make(s, "team-a")["Id"]
    vpc_id = s.vpc(ResourceGroupId=group)
    other = s.vpc()
    peering = me.create(other, vpc_id, resource_group_id=group)
    before = everything(s.world)
    assert refusal(lambda: delete(s, group)).code == "DeleteConflict.ResourceGroup.Resource"
    assert everything(s.world) == before
    me.delete(peering)
    s.ask("Vpc:DeleteVpc", VpcId=vpc_id)
    assert delete(s, group)["Status"] == "PendingDelete"
    assert listed(s) == ["default"]
    assert refusal(lambda: get(s, group)).code == "EntityNotExists.ResourceGroup"


def test_a_peering_alone_keeps_its_group(s: Scene, me: Party) -> None:
    group = make(s, "team-a")["Id"]
    me.create(s.vpc(), s.vpc(), resource_group_id=group)
    assert refusal(lambda: delete(s, group)).code == "DeleteConflict.ResourceGroup.Resource"


def test_another_accounts_group_does_not_exist(s: Scene) -> None:
    group, other = make(s, "team-a")["Id"], Scene(s.world, STRANGER)
    assert listed(other) == ["default"]
    assert refusal(lambda: get(other, group)).code == "EntityNotExists.ResourceGroup"
    assert refusal(lambda: delete(other, group)).code == "EntityNotExists.ResourceGroup"
    assert refusal(lambda: other.vpc(ResourceGroupId=group)).code == "InvalidResourceGroupId"
    assert listed(s) == ["default", "team-a"]
