"""What was written of a connection is kept, and never shown when it is no longer true: with whatever changed it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpcpeer20220101 import models
from alibabacloud_vpcpeer20220101.client import Client
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.ec2.models import ec2_backends
from Tea.exceptions import TeaException

from peering_mock import World, mock
from peering_mock.alibaba import read
from peering_mock.aws import view
from peering_mock.aws.moto import LOCK, Moto
from peering_mock.aws.xml import Write
from peering_mock.core import texts

from .alibaba.conftest import ME, THEM, Party
from .aws.scene import PEER, Pair, Side

BOTH = (ME, THEM)
MANY = 2**31 - 1


def listed(account: int) -> dict[str, Any]:
    client = Client(Config(access_key_id=str(account), access_key_secret="any", region_id="cn-hangzhou"))
    asked = models.ListVpcPeerConnectionsRequest(region_id="cn-hangzhou", max_results=100)
    return {**client.list_vpc_peer_connections(asked).body.to_map(), "RequestId": ""}


def described(side: Side) -> list[dict[str, Any]]:
    return list(side.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"])


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The connections that were written anew, by their ids."""
    seen: list[str] = []
    fields, shown = read._fields, view.Shown.anew

    def alibaba(cloud: Any, caller: int, connection: Any) -> Any:
        seen.append(connection.id)
        return fields(cloud, caller, connection)

    def aws(self: view.Shown, write: Write) -> str:
        seen.append(self.connection.id)
        return shown(self, write)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "_fields", alibaba)
        patch.setattr(view.Shown, "anew", aws)
        yield seen


def test_on_alibaba_cloud_only_what_changed_is_written_anew(written: list[str]) -> None:
    with mock() as world:
        me = Party()
        one, other, third = (me.vpc(f"10.{n}.0.0/16") for n in range(3))
        made = [me.create(one, other), me.create(one, third), me.create(other, third)]

        def anew() -> list[str]:
            listed(ME)
            found, written[:] = list(written), []
            return found

        assert sorted(anew()) == sorted(made)
        assert "Name" not in me.get(made[0])
        assert anew() == []
        me.modify(made[0], name="a-name")
        assert anew() == [made[0]]
        world.alibaba.connection(made[1]).managed_service = "SWAS"
        assert anew() == [made[1]]
        world.alibaba.vpc(third).secondary_cidr_blocks.append("10.9.0.0/16")
        assert anew() == [made[1], made[2]]
        world.alibaba.connection(made[2]).tags[ME]["by"] = "hand"
        assert anew() == [made[2]]
        world.alibaba.default_account.business_status = "FinancialLocked"
        assert anew() == made
        listed(THEM)
        assert anew() == []  # nobody else has any


def test_a_patch_of_a_fact_is_told_and_its_end_too() -> None:
    with mock() as world:
        me = Party()
        made = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
        held = world.alibaba.connection(made)
        with patch.object(held, "managed_service", "SWAS"):
            assert me.get(made)["ManagedService"] == "SWAS"
        assert "ManagedService" not in me.get(made)
        held.name = "a-name"
        assert me.get(made)["Name"] == "a-name"
        del held.name
        assert "Name" not in me.get(made)


def test_on_aws_only_what_changed_is_written_anew(written: list[str]) -> None:
    with mock():
        one, other, third = (Side.make(cidr=f"10.{n}.0.0/16") for n in range(3))
        made = [Pair(one, other).active(), Pair(one, third).active(), Pair(other, third).active()]

        def anew() -> list[str]:
            described(one)
            found, written[:] = list(written), []
            return found

        anew()
        assert anew() == []
        one.ec2.create_tags(Resources=[made[0]], Tags=[{"Key": "by", "Value": "hand"}])
        assert anew() == [made[0]]
        one.ec2.associate_vpc_cidr_block(VpcId=third.vpc, CidrBlock="10.9.0.0/16")
        assert anew() == [made[1], made[2]]
        one.dns_hostnames()
        assert anew() == []
        one.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=made[2])
        assert anew() == [made[2]]


def test_a_fact_of_a_connection_on_aws_is_told_at_once() -> None:
    with mock() as world:
        pair = Pair(Side.make(), Side.make(PEER, cidr="10.1.0.0/16"))
        pair.pending()
        [before] = described(pair.requester)
        [held] = world.aws.connections
        held.created -= timedelta(days=1)
        held.requester.blocks = ("10.8.0.0/16",)
        held.accepter.account = "444444444444"
        [after] = described(pair.requester)
        assert before["ExpirationTime"] - after["ExpirationTime"] == timedelta(days=1)
        assert after["AccepterVpcInfo"]["OwnerId"] == "444444444444"
        assert after["RequesterVpcInfo"] == before["RequesterVpcInfo"]  # what moto knows, not what was set
        held.requester.options = {"AllowDnsResolutionFromRemoteVpc": False}
        for on in (False, True):
            held.requester.options["AllowDnsResolutionFromRemoteVpc"] = on
            [told] = described(pair.requester)
            assert told["RequesterVpcInfo"]["PeeringOptions"] == {"AllowDnsResolutionFromRemoteVpc": on}


def test_a_describe_asks_moto_nothing_that_it_was_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    ask = Moto._vpc
    monkeypatch.setattr(Moto, "_vpc", lambda self, vpc_id, place: read.append(vpc_id) or ask(self, vpc_id, place))
    with mock() as world:
        pair = Pair(Side.make(), Side.make(cidr="10.1.0.0/16"))
        pair.active()
        described(pair.requester)
        read.clear()
        assert described(pair.requester) == described(pair.accepter)
        assert read == []
        pair.requester.ec2.create_tags(Resources=[pair.requester.vpc], Tags=[{"Key": "a", "Value": "b"}])
        assert world.aws.vpc(pair.requester.vpc).tags == {"a": "b"}
        described(pair.requester)
        assert sorted(set(read)) == sorted({pair.requester.vpc, pair.accepter.vpc})


def test_a_world_that_is_entered_again_knows_no_vpc_of_before() -> None:
    world = World(seed=1)
    with world:
        pair = Pair(Side.make(), Side.make(cidr="10.1.0.0/16"))
        pair.request()
    with world, pytest.raises(ClientError) as raised:
        pair.reversed.request()
    assert raised.value.response["Error"]["Code"] == "InvalidVpcID.NotFound"


def test_what_is_read_of_the_users_moto_is_not_kept() -> None:
    """The user's `mock_aws` starts while a call waits for moto."""
    with mock():
        pair = Pair(Side.make(), Side.make(cidr="10.1.0.0/16"))
        seen: list[str] = []

        def ask() -> None:
            try:
                seen.append(pair.request()["Status"]["Code"])
            except ClientError as refused:
                seen.append(refused.response["Error"]["Code"])

        asking = Thread(target=ask)
        theirs = mock_aws()
        with LOCK:
            asking.start()
            sleep(0.3)
            theirs.start()
        asking.join()
        theirs.stop()
        ask()
        assert seen == ["InvalidVpcID.NotFound", "initiating-request"]


def test_a_region_is_unknown_again_when_moto_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    with mock() as world:
        pair = Pair(Side.make(), Side.make(region="mars-north-1", cidr="10.1.0.0/16"))
        place = (pair.accepter.account, "mars-north-1")
        assert world.aws.moto.vpc(pair.accepter.vpc, place) is not None
        monkeypatch.delenv("MOTO_ALLOW_NONEXISTENT_REGION")
        assert world.aws.moto.vpc(pair.accepter.vpc, place) is None


def test_there_are_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST", 2)
    with mock() as world:
        me = Party()
        vpcs = [me.vpc(f"10.{n}.0.0/16") for n in range(5)]
        made = [me.create(vpcs[0], vpc) for vpc in vpcs[1:]]
        for _ in range(2):
            assert [each["InstanceId"] for each in listed(ME)["VpcPeerConnects"]] == made
        assert len(world.alibaba.texts[ME]) <= 2


def test_a_restored_world_writes_for_itself() -> None:
    with mock() as world:
        me = Party()
        made = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
        before, kept = listed(ME), world.snapshot()
    with World.restore(kept) as world:
        assert listed(ME) == before
        world.alibaba.connection(made).name = "other"
        assert listed(ME)["VpcPeerConnects"][0]["Name"] == "other"


def test_a_lagging_world_shows_the_old_and_then_the_new() -> None:
    with mock() as world:
        me = Party()
        made = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
        me.get(made)
        world.lag(reads=2)
        me.modify(made, name="new")
        assert [me.get(made).get("Name") for _ in range(4)] == [None, None, "new", "new"]


# whatever happens, in whatever order

Change = Callable[[World, random.Random], Any]


def anything(world: World, chance: random.Random) -> Any:
    return chance.choice(list(world.alibaba.connections))


ALIBABA: dict[str, Change] = {
    "create": lambda w, r: Party(r.choice(BOTH)).create(*r.sample([v.id for v in w.alibaba.vpcs], 2)),
    "accept": lambda w, r: Party(r.choice(BOTH)).accept(anything(w, r).id),
    "reject": lambda w, r: Party(r.choice(BOTH)).reject(anything(w, r).id),
    "delete": lambda w, r: Party(r.choice(BOTH)).delete(anything(w, r).id),
    "modify": lambda w, r: Party(r.choice(BOTH)).modify(anything(w, r).id, name=f"n{r.randrange(9)}"),
    "travel": lambda w, r: w.travel(days=r.choice([0, 1, 7])),
    "set a fact": lambda w, r: setattr(anything(w, r), r.choice(["name", "link_type"]), f"x{r.randrange(9)}"),
    "set a time": lambda w, r: setattr(anything(w, r), "created", w.clock.now - timedelta(days=r.randrange(3))),
    "set a number": lambda w, r: setattr(anything(w, r), "bandwidth", r.randrange(9)),
    "tag": lambda w, r: anything(w, r).tags[ME].update(k=f"v{r.randrange(9)}"),
    "untag": lambda w, r: anything(w, r).tags[ME].clear(),
    "group": lambda w, r: anything(w, r).resource_groups.update({ME: f"rg-{r.randrange(9)}"}),
    "block": lambda w, r: r.choice(list(w.alibaba.vpcs)).secondary_cidr_blocks.append(f"10.{r.randrange(99)}.0.0/16"),
    "lock": lambda w, r: setattr(w.alibaba.account(ME), "business_status", r.choice(["Normal", "FinancialLocked"])),
}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(ALIBABA)), min_size=6, max_size=12), st.integers(0, 10**6))
def test_what_alibaba_cloud_kept_is_what_it_would_write(changes: list[str], seed: int) -> None:
    chance = random.Random(seed)
    with mock(seed=seed) as world:
        cloud = world.alibaba
        for quota in cloud.quotas:
            cloud.quotas[quota] = MANY
        mine = [Party().vpc(f"10.{n}.0.0/16") for n in range(3)]
        Party(THEM).vpc("10.9.0.0/16")
        for other in mine[1:]:
            Party().create(mine[0], other)
        world.travel(seconds=1)
        for change in changes:
            with suppress(TeaException, IndexError):  # it is refused, or none is left
                ALIBABA[change](world, chance)
            kept = [listed(account) for account in BOTH]
            cloud.texts.clear()
            assert kept == [listed(account) for account in BOTH]


AWS: dict[str, Callable[[Pair, Any, random.Random], Any]] = {
    "create": lambda p, pcx, r: p.request(),
    "accept": lambda p, pcx, r: p.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx.id),
    "reject": lambda p, pcx, r: p.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx.id),
    "delete": lambda p, pcx, r: p.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx.id),
    "options": lambda p, pcx, r: p.requester.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pcx.id,
        RequesterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": r.random() < 0.5},
    ),
    "tag": lambda p, pcx, r: r.choice([p.requester, p.accepter]).ec2.create_tags(
        Resources=[pcx.id], Tags=[{"Key": "k", "Value": f"v{r.randrange(9)}"}]
    ),
    "untag": lambda p, pcx, r: p.requester.ec2.delete_tags(Resources=[pcx.id], Tags=[{"Key": "k"}]),
    "dns": lambda p, pcx, r: [side.dns_hostnames() for side in (p.requester, p.accepter)],
    "block": lambda p, pcx, r: p.requester.ec2.associate_vpc_cidr_block(
        VpcId=p.requester.vpc, CidrBlock=f"10.{r.randrange(50, 99)}.0.0/16"
    ),
    "set a time": lambda p, pcx, r: setattr(pcx, "created", pcx.created - timedelta(days=r.randrange(3))),
    "set a fact": lambda p, pcx, r: setattr(pcx.accepter, "blocks", (f"10.{r.randrange(99)}.0.0/16",)),
}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(AWS)), min_size=6, max_size=12), st.integers(0, 10**6))
def test_what_aws_kept_is_what_it_would_write(changes: list[str], seed: int) -> None:
    chance = random.Random(seed)
    with mock(seed=seed) as world:
        pair = Pair(Side.make(), Side.make(PEER, cidr="10.1.0.0/16"))
        pair.request()
        for change in changes:
            with suppress(ClientError, IndexError):
                AWS[change](pair, chance.choice(list(world.aws.connections)), chance)
            if chance.random() < 0.3:
                world.travel(hours=chance.choice([1, 3, 24, 7 * 24]))
            kept = [described(pair.requester), described(pair.accepter)]
            world.aws.texts.clear()
            assert kept == [described(pair.requester), described(pair.accepter)]


def test_a_call_beside_a_look_at_a_vpc_reads_this_world(monkeypatch: pytest.MonkeyPatch) -> None:
    looking, places = Event(), Moto.places

    def slow(self: Moto) -> Any:
        looking.set()
        sleep(0.1)
        return places(self)

    with mock() as world:
        one, other = Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.1.0.0/16")
        monkeypatch.setattr(Moto, "places", slow)
        look = Thread(target=world.aws.vpc, args=[one.vpc])
        look.start()
        looking.wait()
        told = one.ec2.create_vpc_peering_connection(VpcId=one.vpc, PeerVpcId=other.vpc)["VpcPeeringConnection"]
        look.join()
        assert told["Status"]["Code"] == "initiating-request"
        assert dict(ec2_backends.items()) == {}
    assert dict(ec2_backends.items()) == {}
