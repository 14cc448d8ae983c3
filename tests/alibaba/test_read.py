"""ListVpcPeerConnections, and what reading shows."""

from __future__ import annotations

import pytest
from alibabacloud_vpcpeer20220101 import models as m

from peering_mock import World

from .conftest import THEM, Party, Refused, refusal


def tags(**pairs: str) -> list[m.CreateVpcPeerConnectionRequestTag]:
    return [m.CreateVpcPeerConnectionRequestTag(key=key, value=value) for key, value in pairs.items()]


def wanted(**pairs: str | None) -> list[m.ListVpcPeerConnectionsRequestTags]:
    return [m.ListVpcPeerConnectionsRequestTags(key=key, value=value) for key, value in pairs.items()]


@pytest.fixture
def hub(me: Party) -> str:
    return me.vpc()


@pytest.fixture
def spokes(me: Party) -> list[str]:
    return [me.vpc(f"10.{n}.0.0/16") for n in (1, 2, 3)]


@pytest.fixture
def made(me: Party, hub: str, spokes: list[str]) -> list[str]:
    """Three peerings; the last one is asked for from its other end."""
    return [
        me.create(hub, spokes[0], name="first", tag=tags(env="test", team="a")),
        me.create(hub, spokes[1], name="second", tag=tags(env="test")),
        me.create(spokes[2], hub),
    ]


def test_a_list_shows_what_get_shows(me: Party, made: list[str]) -> None:
    answer = me.list()
    assert {name: value for name, value in answer.items() if name not in ("VpcPeerConnects", "RequestId")} == {
        "TotalCount": 3,
        "MaxResults": 20,
        "NextToken": "",
    }
    for one in answer["VpcPeerConnects"]:
        alone = me.get(one["InstanceId"])
        alone.pop("RequestId")
        assert one == alone


def test_one_vpc_matches_either_end_and_two_match_the_pair(
    me: Party, hub: str, spokes: list[str], made: list[str]
) -> None:
    assert me.listed(vpc_id=[hub]) == made
    assert me.listed(vpc_id=[spokes[2]]) == [made[2]]
    assert me.listed(vpc_id=[hub, spokes[1]]) == me.listed(vpc_id=[spokes[1], hub]) == [made[1]]
    assert me.listed(vpc_id=[spokes[0], spokes[1]]) == []
    assert me.listed(vpc_id=["vpc-nowhere"]) == []
    assert refusal(lambda: me.list(vpc_id=[hub, *spokes])) == Refused(
        400, "InvalidVpcId", "Specified parameter VpcId is not valid."
    )


def test_filters_narrow_the_list_together(me: Party, hub: str, made: list[str]) -> None:
    assert me.listed(instance_id=made[1]) == [made[1]]
    assert me.listed(instance_id="pcc-nowhere") == []
    assert me.listed(name="first") == [made[0]]
    assert me.listed(name="first_fake") == me.listed(name="fir") == []
    assert me.listed(tags=wanted(env="test")) == made[:2]
    assert me.listed(tags=wanted(env="test", team="a")) == [made[0]]
    assert me.listed(tags=wanted(team=None)) == [made[0]]
    assert me.listed(tags=wanted(env="prod")) == []
    assert me.listed(name="second", tags=wanted(team="a")) == []
    assert me.listed(name="", instance_id="", region_id="", resource_group_id="", next_token="") == made
    assert me.listed(region_id="cn-hangzhou") == made
    assert me.listed(region_id="cn-beijing") == []
    group = me.get(made[0])["ResourceGroupId"]
    assert me.listed(resource_group_id=group) == made
    assert me.listed(resource_group_id="rg-other") == []


def test_pages_come_in_order_and_end(me: Party, made: list[str]) -> None:
    seen: list[str] = []
    token = None
    for expected in (2, 1):
        answer = me.list(max_results=2, next_token=token)
        assert (answer["TotalCount"], answer["MaxResults"]) == (3, 2)
        assert len(answer["VpcPeerConnects"]) == expected
        seen += [one["InstanceId"] for one in answer["VpcPeerConnects"]]
        token = answer["NextToken"]
    assert seen == made
    assert token == ""


def test_who_deletes_page_by_page_sees_every_one(me: Party, made: list[str]) -> None:
    seen: list[str] = []
    token: str | None = None
    while token != "":
        answer = me.list(max_results=1, next_token=token)
        for one in answer["VpcPeerConnects"]:
            seen.append(one["InstanceId"])
            me.delete(one["InstanceId"])
        token = answer["NextToken"]
    assert seen == made
    assert me.listed() == []


def test_where_the_next_one_itself_is_gone_the_page_begins_at_its_place(me: Party, made: list[str]) -> None:
    token = me.list(max_results=1)["NextToken"]
    me.delete(made[1])
    assert me.listed(max_results=1, next_token=token) == [made[2]]
    me.delete(made[0])
    assert me.listed(max_results=1, next_token=token) == [made[2]]
    me.delete(made[2])
    assert me.listed(max_results=1, next_token=token) == []


@pytest.mark.parametrize("size", [0, 101])
def test_a_page_has_1_to_100(world: World, me: Party, size: int) -> None:
    assert refusal(lambda: me.list(max_results=size)) == Refused(
        400, "IllegalParam.MaxResults", "The param of MaxResults is illegal."
    )
    assert world.calls[-1].params["MaxResults"] == size


@pytest.mark.parametrize("token", ["x", "LTE=", "MA==", "WyJ4Il0=", "e30="])
def test_a_token_nobody_gave_is_illegal(me: Party, token: str) -> None:
    assert refusal(lambda: me.list(next_token=token)) == Refused(
        400, "IllegalParam.NextToken", "The param of NextToken is illegal."
    )


def test_each_side_lists_its_own_and_a_stranger_none(me: Party, them: Party, stranger: Party) -> None:
    mine, theirs = me.vpc(), them.vpc("10.1.0.0/16", "cn-beijing")
    peering = me.create(mine, theirs, accepting_ali_uid=THEM, accepting_region_id="cn-beijing")
    for party in (me, them):
        assert party.listed() == party.listed(vpc_id=[mine]) == party.listed(vpc_id=[mine, theirs]) == [peering]
        assert party.listed(region_id="cn-hangzhou") == party.listed(region_id="cn-beijing") == [peering]
    assert stranger.listed() == stranger.listed(vpc_id=[mine]) == stranger.listed(instance_id=peering) == []


def test_the_blocks_shown_are_those_the_vpc_has_now(world: World, me: Party, hub: str, made: list[str]) -> None:
    world.alibaba.vpc(hub).secondary_cidr_blocks.append("192.168.0.0/16")
    world.alibaba.vpc(hub).ipv6_cidr_blocks.append(("2408::/56", "BGP"))
    assert me.get(made[0])["Vpc"] == {
        "VpcId": hub,
        "Ipv4Cidrs": ["10.0.0.0/16", "192.168.0.0/16"],
        "Ipv6Cidrs": ["2408::/56"],
    }


def test_a_wrong_name_in_the_world_is_told_with_what_there_is(world: World, made: list[str]) -> None:
    with pytest.raises(KeyError, match=made[0]):
        world.alibaba.connection("pcc-nowhere")
    with pytest.raises(KeyError, match="no VPC 'vpc-nowhere' in this world"):
        world.alibaba.vpc("vpc-nowhere")
    with pytest.raises(ValueError, match="positive int"):
        world.alibaba.account("1")  # type: ignore[arg-type]
