"""Tags and resource groups: each account has its own."""

from __future__ import annotations

from typing import Any

import pytest
from alibabacloud_vpcpeer20220101 import models as m

from peering_mock import World

from .conftest import ME, THEM, Party, Refused, refusal

PEERING = "PeerConnection"


class Tagger:
    """The tag calls of one party."""

    def __init__(self, party: Party) -> None:
        self.peer = party.peer

    def tag(self, *ids: str, region: str = "cn-hangzhou", kind: str = PEERING, **pairs: str) -> Any:
        tag = [m.TagResourcesRequestTag(key=k.replace("__", ":"), value=v) for k, v in pairs.items()]
        return self.tag_list(list(ids), tag, region, kind)

    def tag_list(self, ids: list[str], tag: list[Any], region: str = "cn-hangzhou", kind: str = PEERING) -> Any:
        request = m.TagResourcesRequest(region_id=region, resource_type=kind, resource_id=ids, tag=tag)
        return self.peer.tag_resources(request).body.to_map()

    def untag(self, *ids: str, keys: list[str] | None = None, kind: str = PEERING, **more: Any) -> Any:
        request = m.UnTagResourcesRequest(
            region_id="cn-hangzhou", resource_type=kind, resource_id=list(ids), tag_key=keys, **more
        )
        return self.peer.un_tag_resources(request).body.to_map()

    def list(self, ids: list[str] | None = None, tag: list[Any] | None = None, **more: Any) -> Any:
        request = m.ListTagResourcesRequest(
            **{"region_id": "cn-hangzhou", "resource_type": PEERING, "resource_id": ids, "tag": tag, **more}
        )
        return self.peer.list_tag_resources(request).body.to_map()

    def pairs(self, *ids: str) -> dict[str, str]:
        return {row["TagKey"]: row["TagValue"] for row in self.list(list(ids))["TagResources"]}

    def move(self, instance_id: str, group: str, region: str = "cn-hangzhou", kind: str = PEERING) -> Any:
        request = m.MoveResourceGroupRequest(
            region_id=region, resource_type=kind, resource_id=instance_id, new_resource_group_id=group
        )
        return self.peer.move_resource_group(request).body.to_map()


@pytest.fixture
def mine(me: Party) -> Tagger:
    return Tagger(me)


@pytest.fixture
def theirs(them: Party) -> Tagger:
    return Tagger(them)


@pytest.fixture
def peering(me: Party, them: Party) -> str:
    return me.create(me.vpc(), them.vpc("10.1.0.0/16"), accepting_ali_uid=THEM)


def test_tags_are_of_one_side(me: Party, them: Party, mine: Tagger, theirs: Tagger, peering: str) -> None:
    answer = mine.tag(peering, env="test", team="")
    assert answer.pop("RequestId")
    assert answer == {"Success": True}
    theirs.tag(peering, env="theirs")
    assert me.get(peering)["Tags"] == [{"Key": "env", "Value": "test"}, {"Key": "team", "Value": ""}]
    assert them.get(peering)["Tags"] == [{"Key": "env", "Value": "theirs"}]
    listed = mine.list([peering])
    assert listed.pop("RequestId")
    row = {"ResourceId": peering, "ResourceType": PEERING, "RegionNo": "cn-hangzhou"}
    assert listed == {
        "MaxResults": 50,
        "NextToken": "",
        "TagResources": [
            {**row, "TagKey": "env", "TagValue": "test"},
            {**row, "TagKey": "team", "TagValue": ""},
        ],
    }
    mine.untag(peering, keys=["env", "never-there"])
    assert mine.pairs(peering) == {"team": ""}
    mine.untag(peering)  # neither keys nor All
    assert mine.pairs(peering) == {"team": ""}
    mine.untag(peering, all=True)
    assert mine.pairs(peering) == {}
    assert theirs.pairs(peering) == {"env": "theirs"}


def test_several_pairs_are_anded_and_pages_follow(me: Party, mine: Tagger) -> None:
    hub = me.vpc()
    made = [me.create(hub, me.vpc(f"10.{n}.0.0/16")) for n in (1, 2, 3)]
    mine.tag(*made, env="test")
    mine.tag(made[0], team="a")
    pair = m.ListTagResourcesRequestTag
    assert [r["ResourceId"] for r in mine.list(tag=[pair(key="env", value="test")], max_results=2)["TagResources"]] == [
        made[0],
        made[0],
    ]
    both = mine.list(tag=[pair(key="env", value="test"), pair(key="team")])["TagResources"]
    assert {row["ResourceId"] for row in both} == {made[0]}
    first = mine.list(made, max_results=3)
    second = mine.list(made, max_results=3, next_token=first["NextToken"])
    rows = [row["ResourceId"] for row in first["TagResources"] + second["TagResources"]]
    assert rows == [made[0], made[0], made[1], made[2]]
    assert second["NextToken"] == ""
    assert mine.list(made, category="System")["TagResources"] == []


LONG = [m.TagResourcesRequestTag(key=f"k{n}", value="v") for n in range(21)]
NOT_FOUND = Refused(400, "InvalidInstanceIds.NotFound", "The instance IDs are not found.")
NO_TYPE = Refused(400, "InvalidInstanceType.NotFound", "The instance type is not found.")
RESERVED = Refused(400, "Forbidden.TagKeys", "The tag key cannot be operated by the request.")
TWICE = Refused(400, "Forbidden.TagKey.Duplicated", "The specified tag key already exists.")
TOO_MANY = Refused(400, "NumberExceed.Tags", "The maximum number of tags is exceeded.")
TOO_MANY_IDS = Refused(400, "NumberExceed.ResourceIds", "The maximum number of resource IDs is exceeded.")
BAD_KEY = Refused(400, "IllegalParam.TagKey", "The param of Tag.Key is illegal.")
BAD_VALUE = Refused(400, "IllegalParam.TagValue", "The param of Tag.Value is illegal.")


def test_every_code_of_tag_resources(me: Party, mine: Tagger, peering: str) -> None:
    tag = m.TagResourcesRequestTag
    one = [tag(key="k", value="v")]
    assert refusal(lambda: mine.tag_list([peering], LONG)) == TOO_MANY
    assert refusal(lambda: mine.tag_list([peering] * 21, one)) == TOO_MANY_IDS
    for key in ("aliyunX", "acs:x"):
        assert refusal(lambda key=key: mine.tag_list([peering], [tag(key=key, value="v")])) == RESERVED
    assert refusal(lambda: mine.tag_list([peering], [tag(key="a", value="1"), tag(key="a", value="2")])) == TWICE
    assert refusal(lambda: mine.tag_list([peering, "pcc-nowhere"], one)) == NOT_FOUND
    assert refusal(lambda: mine.tag_list([peering], one, "cn-beijing")) == NOT_FOUND
    assert refusal(lambda: mine.tag_list([peering], one, kind="VPC")) == NO_TYPE
    for key in ("", "k" * 129, "http://k"):
        assert refusal(lambda key=key: mine.tag_list([peering], [tag(key=key, value="v")])) == BAD_KEY
    for value in ("v" * 129, "https://v", "acs:v"):
        assert refusal(lambda value=value: mine.tag_list([peering], [tag(key="k", value=value)])) == BAD_VALUE
    assert mine.pairs(peering) == {}

    mine.tag_list([peering], LONG[:20])
    mine.tag_list([peering], LONG[:1])
    assert refusal(lambda: mine.tag_list([peering], LONG[20:])) == TOO_MANY
    assert len(mine.pairs(peering)) == 20


def test_every_code_of_untag_resources(mine: Tagger, peering: str) -> None:
    mine.tag(peering, k="v")
    assert refusal(lambda: mine.untag(peering, keys=[f"k{n}" for n in range(21)])) == TOO_MANY
    assert refusal(lambda: mine.untag(*[peering] * 21, keys=["k"])) == TOO_MANY_IDS
    assert refusal(lambda: mine.untag(peering, keys=["acs:k"])) == RESERVED
    assert refusal(lambda: mine.untag(peering, keys=["k", "k"])) == TWICE
    assert refusal(lambda: mine.untag(peering, "pcc-nowhere", keys=["k"])) == NOT_FOUND
    assert refusal(lambda: mine.untag(peering, keys=["k"], kind="VPC")) == NO_TYPE
    assert mine.pairs(peering) == {"k": "v"}


def test_every_code_of_list_tag_resources(mine: Tagger, peering: str) -> None:
    pair = m.ListTagResourcesRequestTag
    assert refusal(lambda: mine.list(tag=[pair(value="v")])) == Refused(
        400, "InvalidTagKey", "The tag keys are not valid."
    )
    assert refusal(lambda: mine.list(tag=[pair(key=f"k{n}") for n in range(21)])) == TOO_MANY
    assert refusal(lambda: mine.list([peering] * 21)) == TOO_MANY_IDS
    assert refusal(lambda: mine.list(tag=[pair(key="aliyun", value="v")])) == RESERVED
    assert refusal(lambda: mine.list(tag=[pair(key="k"), pair(key="k")])) == TWICE
    assert refusal(lambda: mine.list(["pcc-nowhere"])) == NOT_FOUND
    assert refusal(lambda: mine.list([peering], resource_type="VPC")) == NO_TYPE
    assert refusal(lambda: mine.list()) == Refused(
        400, "BothEmpty.TagsAndResources", "The specified Tags and ResourcesIds are not allow to both empty."
    )
    assert refusal(lambda: mine.list(tag=[pair(key="", value="v")])) == BAD_KEY
    assert refusal(lambda: mine.list(tag=[pair(key="k", value="acs:")])) == BAD_VALUE
    for option, name in ({"category": "None"}, "Category"), ({"max_results": 51}, "MaxResults"):
        assert refusal(lambda option=option: mine.list([peering], **option)) == Refused(
            400, f"IllegalParam.{name}", f"The param of {name} is illegal."
        )


def test_create_takes_tags_by_the_same_rules(me: Party) -> None:
    tag = m.CreateVpcPeerConnectionRequestTag
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    for tags, refused in (
        ([tag(key="acs:k", value="v")], RESERVED),
        ([tag(key="", value="v")], BAD_KEY),
        ([tag(key="k", value="http://v")], BAD_VALUE),
        ([tag(key="k", value="1"), tag(key="k", value="2")], TWICE),
        (
            [tag(key=f"k{n}", value="v") for n in range(21)],
            Refused(400, "IllegalParam.Tag", "The param of Tag is illegal."),
        ),
    ):
        assert refusal(lambda tags=tags: me.create(one, two, tag=tags)) == refused
    assert me.listed() == []
    made = me.create(one, two, tag=[tag(key="Env x", value="pro*d~"), tag(key="空", value="")])
    assert me.get(made)["Tags"] == [{"Key": "Env x", "Value": "pro*d~"}, {"Key": "空", "Value": ""}]


def test_a_stranger_can_neither_tag_nor_move(stranger: Party, mine: Tagger, peering: str) -> None:
    theirs = Tagger(stranger)
    assert refusal(lambda: theirs.tag(peering, k="v")) == NOT_FOUND
    assert refusal(lambda: theirs.list([peering])) == NOT_FOUND
    assert refusal(lambda: theirs.move(peering, "rg-any")).code == "ResourceNotFound.VpcPeer"
    assert mine.pairs(peering) == {}


def test_a_connection_moves_to_another_resource_group_of_its_side(
    world: World, me: Party, them: Party, mine: Tagger, theirs: Tagger, peering: str
) -> None:
    from peering_mock.alibaba.records import ResourceGroup

    group = ResourceGroup("rg-other", ME, "other", "other", world.clock.now)
    world.alibaba.resource_groups[group.id] = group
    before = them.get(peering)["ResourceGroupId"]
    answer = mine.move(peering, "rg-other")
    assert answer.pop("RequestId")
    assert answer == {"Success": True}
    assert me.get(peering)["ResourceGroupId"] == "rg-other"
    assert them.get(peering)["ResourceGroupId"] == before

    assert refusal(lambda: theirs.move(peering, "rg-other")) == Refused(
        400,
        "OperationFailed.NotExist.ResourceGroup",
        "The operation failed because the resource group not exist.",
    )
    missing = Refused(400, "ResourceNotFound.VpcPeer", "The specified resource of VpcPeer is not found.")
    assert refusal(lambda: mine.move("pcc-nowhere", "rg-other")) == missing
    assert refusal(lambda: mine.move(peering, "rg-other", region="cn-beijing")) == missing
    assert refusal(lambda: mine.move(peering, "rg-other", kind="VPC")).code == "IllegalParam.ResourceType"
    assert them.get(peering)["ResourceGroupId"] == before


def test_tags_and_groups_lag_as_everything_does(world: World, me: Party, mine: Tagger) -> None:
    world.lag(reads=2)
    peering = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
    group = world.alibaba.default_account.default_resource_group_id
    assert refusal(lambda: mine.tag(peering, k="v")).code == "InvalidInstanceIds.NotFound"
    assert refusal(lambda: mine.move(peering, group)).code == "ResourceNotFound.VpcPeer"
    assert mine.tag(peering, k="v")["Success"]
    key = [m.ListTagResourcesRequestTag(key="k")]
    assert [mine.pairs(peering), mine.list(tag=key)["TagResources"], mine.pairs(peering)] == [{}, [], {"k": "v"}]
    world.lag(reads=1)
    mine.untag(peering, keys=["k"])
    assert [mine.pairs(peering) for _ in range(2)] == [{"k": "v"}, {}]
