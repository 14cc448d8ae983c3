"""Snapshots: an equal world from plain data, or a sentence why not."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

import peering_mock
from peering_mock import World, mock
from peering_mock.core import snapshot

from .alibaba.conftest import ME, THEM, Party

START = "2026-01-01T00:00:00Z"


def ec2(account: str = "123456789012", region: str = "us-east-1") -> Any:
    return boto3.client("ec2", region_name=region, aws_access_key_id=account, aws_secret_access_key="x")


def populate(world: World) -> None:
    """Both clouds, two accounts each, every kind of thing a snapshot keeps."""
    me, them = Party(), Party(THEM)
    hub = me.vpc()
    me.create(hub, me.vpc("10.2.0.0/16"), name="local")
    me.create(hub, them.vpc("10.1.0.0/16", "cn-beijing"), accepting_ali_uid=THEM, accepting_region_id="cn-beijing")
    world.alibaba.quotas["vpc_quota_peer_num"] = 7
    world.alibaba.account(THEM).business_status = "FinancialLocked"

    one, two = ec2(), ec2("222222222222", "us-west-2")
    vpc = one.create_vpc(
        CidrBlock="10.0.0.0/16",
        TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "hub"}]}],
    )["Vpc"]["VpcId"]
    one.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.5.0.0/16")
    one.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")
    group = one.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    one.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=1, ToPort=2, CidrIp="10.0.0.0/8")
    peer = two.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    near = one.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    far = one.create_vpc_peering_connection(
        VpcId=vpc, PeerVpcId=peer, PeerOwnerId="222222222222", PeerRegion="us-west-2"
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    local = one.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=near)["VpcPeeringConnection"]
    one.accept_vpc_peering_connection(VpcPeeringConnectionId=local["VpcPeeringConnectionId"])
    table = one.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    for pcx, block in ((far, "10.1.0.0/16"), (local["VpcPeeringConnectionId"], "10.2.0.0/16")):
        one.create_route(RouteTableId=table, DestinationCidrBlock=block, VpcPeeringConnectionId=pcx)
    one.create_tags(Resources=[far], Tags=[{"Key": "side", "Value": "requester"}])


READS: dict[str, Callable[[], Any]] = {
    "list": lambda: Party().list(),
    "list of the other": lambda: Party(THEM).list(),
    "Alibaba VPCs": lambda: _vpcs(Party()),
    "peerings": lambda: ec2().describe_vpc_peering_connections(),
    "peerings of the other": lambda: ec2("222222222222", "us-west-2").describe_vpc_peering_connections(),
    "VPCs": lambda: ec2().describe_vpcs(),
    "subnets": lambda: ec2().describe_subnets(),
    "route tables": lambda: ec2().describe_route_tables(),
    "security groups": lambda: ec2().describe_security_groups(),
    "tags": lambda: ec2().describe_tags(),
    "VPCs of the other": lambda: ec2("222222222222", "us-west-2").describe_vpcs(),
}


def _vpcs(party: Party) -> Any:
    from alibabacloud_vpc20160428 import models

    return party.vpcs.describe_vpcs(models.DescribeVpcsRequest(region_id="cn-hangzhou")).body.to_map()


def read_all() -> dict[str, Any]:
    answers = {name: read() for name, read in READS.items()}
    for answer in answers.values():
        answer.pop("RequestId", None)
        answer.pop("ResponseMetadata", None)
    return answers


def test_a_restored_world_answers_every_read_the_same() -> None:
    with mock(seed=5, start=START) as world:
        populate(world)
        data = json.loads(json.dumps(world.snapshot()))
        now = world.clock.now
        before = read_all()
    with World.restore(data) as again:
        assert read_all() == before
        assert again.alibaba.quotas["vpc_quota_peer_num"] == 7
        assert again.alibaba.account(THEM).business_status == "FinancialLocked"
        assert timedelta(0) <= again.clock.now - now < timedelta(minutes=1)


def test_a_snapshot_of_a_restored_world_is_the_same_snapshot() -> None:
    with mock(seed=5, start=START, settle=2) as world:
        populate_alibaba(world)
        data = world.snapshot()
    again = World.restore(data).snapshot()
    assert {**again, "now": "", "sum": ""} == {**data, "now": "", "sum": ""}


def populate_alibaba(world: World) -> None:
    me, them = Party(), Party(THEM)
    me.create(me.vpc(), them.vpc("10.1.0.0/16"), accepting_ali_uid=THEM)
    world.party(THEM).accepts(after=timedelta(hours=2))
    world.refuse("ListVpcPeerConnections", "Throttling", times=2)


def test_life_goes_on_where_it_was() -> None:
    with mock(seed=5, start=START) as world:
        me, them = Party(), Party(THEM)
        world.party(THEM).accepts(after=timedelta(hours=2))
        promised = me.create(me.vpc(), them.vpc("10.1.0.0/16"), accepting_ali_uid=THEM)
        me.status(promised)
        data = world.snapshot()
        following = [me.vpc(), world.ids.make("x-", 5), world.calls[-1].request_id]
    with World.restore(data) as again:
        me = Party()
        assert [me.vpc(), again.ids.make("x-", 5), again.calls[-1].request_id] == following
        again.travel(hours=3)
        assert me.status(promised) == "Activated"
        again.calls("AcceptVpcPeerConnection", account=THEM).once()
        assert me.id == ME


def test_a_restored_ec2_takes_new_calls() -> None:
    with mock(start=START) as world:
        populate(world)
        data = world.snapshot()
    with World.restore(data):
        one, two = ec2(), ec2("222222222222", "us-west-2")
        pending = two.describe_vpc_peering_connections()["VpcPeeringConnections"][0]
        assert pending["Status"]["Code"] == "pending-acceptance"
        two.accept_vpc_peering_connection(VpcPeeringConnectionId=pending["VpcPeeringConnectionId"])
        vpc = pending["RequesterVpcInfo"]["VpcId"]
        one.create_subnet(VpcId=vpc, CidrBlock="10.0.2.0/24")
        routes = [route for table in one.describe_route_tables()["RouteTables"] for route in table["Routes"]]
        through = [r["State"] for r in routes if r.get("VpcPeeringConnectionId") == pending["VpcPeeringConnectionId"]]
        assert through == ["active"]
        with pytest.raises(one.exceptions.ClientError, match="DependencyViolation"):
            one.delete_vpc(VpcId=vpc)


def test_who_assumed_a_role_or_has_a_key_of_iam_is_still_of_that_account() -> None:
    def keys_of(given: dict[str, str]) -> Any:
        return boto3.client(
            "ec2",
            "us-east-1",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given.get("SessionToken"),
        )

    def owners() -> list[str]:
        return [client.describe_vpcs()["Vpcs"][0]["OwnerId"] for client in clients]

    with mock() as world:
        role = "arn:aws:iam::222222222222:role/peer"
        assumed = boto3.client("sts", "us-east-1").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        iam = boto3.client("iam", "us-east-1", aws_access_key_id="333333333333", aws_secret_access_key="x")
        iam.create_user(UserName="ci")
        clients = [keys_of(assumed), keys_of(iam.create_access_key(UserName="ci")["AccessKey"])]
        assert owners() == ["222222222222", "333333333333"]
        kept = json.loads(json.dumps(world.snapshot()))
    with World.restore(kept) as again:
        assert again.snapshot()["clouds"]["aws"] == kept["clouds"]["aws"]
        assert owners() == ["222222222222", "333333333333"]


def test_what_lags_lags_on() -> None:
    me, them = Party(), Party(THEM)
    with mock(start=START) as world:
        local = me.create(me.vpc(), me.vpc("10.2.0.0/16"), name="first")
        world.lag(reads=3)
        me.modify(local, name="second")
        fresh = me.create(me.vpc("10.3.0.0/16"), them.vpc("10.1.0.0/16"), accepting_ali_uid=THEM)
        one = ec2()
        vpcs = [one.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.0.0.0/16", "10.1.0.0/16")]
        one.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])

        def reads() -> list[Any]:
            return [
                (me.get(local)["Name"], me.listed(instance_id=fresh), len(described["VpcPeeringConnections"]))
                for described in (one.describe_vpc_peering_connections() for _ in range(4))
            ]

        kept = json.loads(json.dumps(world.snapshot()))
        lagging = reads()
    assert lagging == [("first", [], 0)] * 3 + [("second", [fresh], 1)]
    with World.restore(kept):
        assert reads() == lagging


@pytest.fixture(scope="module")
def data() -> Any:
    with mock(start=START) as world:
        populate_alibaba(world)
        return world.snapshot()


def _signed(data: Any, **other: Any) -> Any:
    """Made up, with the right checksum."""
    made = {name: value for name, value in {**data, **other}.items() if name != "sum" and value != "gone"}
    return {**made, "sum": snapshot._sum(made)}


def _version(data: Any) -> Any:
    return {**data, "version": 99}


def _cut(data: Any) -> Any:
    return {name: value for name, value in data.items() if name != "clouds"}


def _changed(data: Any) -> Any:
    other = copy.deepcopy(data)
    other["clouds"]["alibaba"]["objects"][0] = ["list", []]
    return other


@pytest.mark.parametrize("made_up", [None, "gone", "x", 7, [], {}, [[1]], {"aws": 1}], ids=repr)
@pytest.mark.parametrize("part", ["now", "settle", "ids", "due", "scripts", "refusals", "lag", "clouds"])
def test_made_up_content_makes_a_world_or_a_sentence(data: Any, part: str, made_up: Any) -> None:
    told = ""
    try:
        with World.restore(_signed(data, **{part: made_up})) as world:
            Party().vpc("10.77.0.0/16")
            world.travel(days=9)
            Party().vpc("10.78.0.0/16")
    except ValueError as error:
        told = str(error)
    read = part == "clouds" and made_up == {"aws": 1}  # each cloud tells of its own part
    words = "'int' object is not subscriptable" if read else "its content is not what world.snapshot() writes"
    assert told in ("", f"the {'data' if read else 'snapshot'} is damaged: {words}")
    possible = {"settle": [7], "due": [[], {}], "scripts": [[], {}], "refusals": [[], {}], "lag": [7]}
    assert bool(told) == (made_up not in possible.get(part, []))
    assert World.restore(_signed(data)).snapshot()["clouds"] == data["clouds"]


@pytest.mark.parametrize(
    ("part", "row"),
    [
        ("due", ["2026-01-01T00:00:00+00:00", "nocloud", "pcx-1", 1, "active"]),
        ("refusals", ["aws", "DescribeVpcs", "UnauthorizedOperation", 1, True, [], 0]),
        ("refusals", ["aws", "DescribeVpcs", "UnauthorizedOperation", -1, True, {}, 0]),
    ],
)
def test_a_made_up_row_is_told_in_a_sentence(data: Any, part: str, row: list[Any]) -> None:
    with pytest.raises(ValueError) as raised:
        World.restore(_signed(data, **{part: [row]}))
    assert str(raised.value) == "the snapshot is damaged: its content is not what world.snapshot() writes"


@pytest.mark.parametrize("made_up", [[["a\r\nX-Evil: 1"]], [[None]], ["abc"], [5], [[], []]], ids=repr)
def test_made_up_request_ids_are_told_in_a_sentence(data: Any, made_up: list[Any]) -> None:
    with pytest.raises(ValueError) as raised:
        World.restore(_signed(data, ids=[*data["ids"][:3], *made_up]))
    assert str(raised.value) == "the snapshot is damaged: its content is not what world.snapshot() writes"


async def _async_with(data: Any) -> list[str]:
    async with World.restore(data) as again:
        assert peering_mock.world() is again
        return [connection.status for connection in again.alibaba.connections]


def test_a_restored_world_is_also_an_async_context_manager(data: Any) -> None:
    with mock(start=START) as world:
        populate_alibaba(world)
        held = [connection.status for connection in world.alibaba.connections]
    assert asyncio.run(_async_with(data)) == held
    with pytest.raises(RuntimeError):
        peering_mock.world()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: None, "this is no snapshot of a world: give what world.snapshot() returned"),
        (lambda data: {"some": "json"}, "this is no snapshot of a world: give what world.snapshot() returned"),
        (_version, "the snapshot is of version 99; this peering_mock reads version 1"),
        (_cut, "the snapshot is damaged: its checksum does not match its content"),
        (_changed, "the snapshot is damaged: its checksum does not match its content"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_a_sentence(data: Any, damage: Callable[[Any], Any], words: str) -> None:
    with mock() as world:
        before = world.snapshot()["clouds"]
        with pytest.raises(ValueError) as raised:
            World.restore(damage(data))
        assert str(raised.value) == words
        assert world.snapshot()["clouds"] == before


def test_a_snapshot_of_an_earlier_day_is_still_read() -> None:
    """It is of version 1, as those written now: whoever changes what is kept gives it a new version."""
    kept = json.loads(Path(__file__).with_name("data").joinpath("snapshot-version-1.json").read_text())
    with World.restore(kept) as world:
        me = Party()
        local, away = me.list()["VpcPeerConnects"]
        assert (local["Name"], local["Status"], local["BizStatus"]) == ("local", "Activated", "Normal")
        assert (away["Status"], away["AcceptingOwnerUid"], away["AcceptingRegionId"]) == (
            "Accepting",
            THEM,
            "cn-beijing",
        )
        assert world.alibaba.quotas["vpc_quota_peer_num"] == 7
        Party(THEM).accept(away["InstanceId"])
        assert me.get(away["InstanceId"])["Status"] in ("Updating", "Activated")
        assert me.create(me.vpc("10.3.0.0/16"), me.vpc("10.4.0.0/16")) in me.listed()
        assert world.snapshot()["version"] == kept["version"]
