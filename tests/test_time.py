"""Time: the clock, waiting, lag, and the other party."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import aliyunsdkcore.client as legacy_core
import boto3
import freezegun
import pytest
import time_machine
from aiobotocore.session import get_session
from botocore.exceptions import WaiterError
from darabonba.core import DaraCore
from Tea.core import TeaCore

from peering_mock import World, mock

from .alibaba.conftest import THEM, Party, Refused, refusal

NEW_YEAR = datetime(2026, 1, 1, tzinfo=timezone.utc)


def request_to(them: Party, me: Party) -> str:
    return me.create(me.vpc(), them.vpc("10.1.0.0/16"), accepting_ali_uid=them.id)


def test_the_clock_follows_the_system_and_what_was_travelled() -> None:
    with mock() as world:
        before = datetime.now(timezone.utc)
        assert before <= world.clock.now <= datetime.now(timezone.utc)
        world.travel(days=1, hours=2)
        assert timedelta(hours=26) <= world.clock.now - before < timedelta(hours=26, minutes=1)
        world.travel(to="2100-01-01T00:00:00+02:00")
        assert world.clock.now.replace(microsecond=0) == datetime(2099, 12, 31, 22, tzinfo=timezone.utc)
        for backwards in ({"to": "2099-01-01T00:00:00Z"}, {"seconds": -1}):
            with pytest.raises(ValueError, match="time only moves forward"):
                world.travel(**backwards)
        with pytest.raises(ValueError, match="not both"):
            world.travel(to="2101-01-01T00:00:00Z", days=1)
        with pytest.raises(ValueError, match="has no time zone"):
            world.travel(to="2101-01-01T00:00:00")
        with pytest.raises(ValueError, match="is not a time"):
            world.travel(to="soon")


def test_the_clock_ends_with_a_sentence_and_stands(world: World) -> None:
    before, words = world.clock.offset, "the clock goes no further than the year 9000"
    for too_far in (
        {"days": 10**7},
        {"days": 10**12},
        {"to": "9999-12-31T23:59:59-12:00"},
        {"to": "9001-01-01T00:00Z"},
    ):
        with pytest.raises(ValueError, match=words):
            world.travel(**too_far)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=words):
        mock(start="9999-01-01T00:00:00Z")
    with pytest.raises(ValueError, match="give 900 years at most"):
        mock(settle=timedelta.max)
    with pytest.raises(ValueError, match="give 900 years at most"):
        world.party(THEM).accepts(after=timedelta.max)
    assert (world.clock.offset, world.parties.scripts) == (before, [])
    world.travel(to="8999-12-31T23:59:00Z")
    me, them = Party(), Party(THEM)
    assert me.status(request_to(them, me)) == "Accepting"


@pytest.mark.parametrize("freeze", [time_machine.travel, freezegun.freeze_time], ids=["time-machine", "freezegun"])
def test_a_library_that_rules_the_system_clock_rules_this_one(freeze: Any) -> None:
    with mock() as world:
        with freeze(NEW_YEAR) if freeze is freezegun.freeze_time else freeze(NEW_YEAR, tick=False):
            me, them = Party(), Party(THEM)
            peering = request_to(them, me)
            assert world.clock.now == NEW_YEAR
            assert me.get(peering)["GmtExpired"] == "2026-01-08T00:00:00Z"
        later = NEW_YEAR + timedelta(days=8)
        with freeze(later) if freeze is freezegun.freeze_time else freeze(later, tick=False):
            assert me.status(peering) == "Expired"


def test_start_says_what_the_clock_reads() -> None:
    with mock(start="2026-01-01T00:00:00Z") as world:
        assert timedelta(0) <= world.clock.now - NEW_YEAR < timedelta(minutes=1)
    with mock(start=NEW_YEAR) as world:
        assert timedelta(0) <= world.clock.now - NEW_YEAR < timedelta(minutes=1)


def test_what_is_due_happens_in_order_and_the_log_tells_it() -> None:
    with mock(start=NEW_YEAR, settle=timedelta(minutes=5)) as world:
        me, them = Party(), Party(THEM)
        peering = request_to(them, me)
        world.travel(days=30)
        told = [(c.params["From"], c.params["To"]) for c in world.calls("(time)")]
        assert told == [("Creating", "Accepting"), ("Accepting", "Expired")]
        settled, expired = world.calls("(time)", Id=peering)
        made = world.alibaba.connection(peering).created
        assert (settled.at - made, expired.at - made) == (timedelta(minutes=5), timedelta(days=7))
        assert me.get(peering)["GmtModified"] == expired.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_wait_of_a_waiter_takes_no_time_of_ours(world: World) -> None:
    ec2 = boto3.client("ec2", region_name="us-east-1")
    began, wall = world.clock.now, time.monotonic()
    waiter = ec2.get_waiter("vpc_peering_connection_exists")
    with pytest.raises(Exception, match="Max attempts exceeded"):
        waiter.wait(VpcPeeringConnectionIds=["pcx-0123456789abcdef0"])
    assert time.monotonic() - wall < 5
    assert timedelta(minutes=9) < world.clock.now - began < timedelta(minutes=11)


@pytest.fixture
def world() -> Any:
    with mock() as world:
        yield world


def test_back_offs_of_the_sdks_travel_and_a_sleep_of_the_users_does_not(world: World) -> None:
    began, wall = world.clock.now, time.monotonic()
    DaraCore.sleep(60_000)
    asyncio.run(DaraCore.sleep_async(60_000))
    TeaCore.sleep(60)
    asyncio.run(TeaCore.sleep_async(60))
    legacy_core.time.sleep(60)
    assert legacy_core.time.time() == pytest.approx(time.time(), abs=5)
    assert time.monotonic() - wall < 5
    assert timedelta(minutes=5) <= world.clock.now - began < timedelta(minutes=5, seconds=5)
    time.sleep(0.05)
    assert time.monotonic() - wall >= 0.05


def test_the_waiter_of_aiobotocore_travels_too(world: World) -> None:
    began, wall = world.clock.now, time.monotonic()

    async def wait() -> None:
        async with get_session().create_client("ec2", region_name="us-east-1") as ec2:
            waiter = ec2.get_waiter("vpc_peering_connection_exists")
            await waiter.wait(VpcPeeringConnectionIds=["pcx-0123456789abcdef0"])

    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        asyncio.run(wait())
    assert time.monotonic() - wall < 20
    assert timedelta(minutes=9) < world.clock.now - began < timedelta(minutes=11)


def test_outside_a_mock_the_sdks_sleep_as_they_did() -> None:
    original = DaraCore.__dict__["sleep"]
    with mock():
        assert DaraCore.__dict__["sleep"] is not original
    assert DaraCore.__dict__["sleep"] is original


def test_lag_shows_what_was_for_as_many_reads(world: World) -> None:
    me, them = Party(), Party(THEM)
    world.lag(reads=2)
    peering = request_to(them, me)
    missing = Refused(400, "ResourceNotFound.InstanceId", "The specified resource of InstanceId is not found.")
    assert refusal(lambda: me.get(peering)) == missing
    assert me.listed() == []
    assert me.status(peering) == "Accepting"

    them.accept(peering)
    assert [them.status(peering) for _ in range(3)] == ["Accepting", "Accepting", "Activated"]
    me.delete(peering)
    assert [me.status(peering) for _ in range(2)] == ["Activated", "Activated"]
    assert refusal(lambda: me.get(peering)) == missing
    world.lag(reads=0)
    with pytest.raises(ValueError, match="give a number of reads"):
        world.lag(reads=-1)


def test_a_thing_just_made_cannot_be_changed_before_it_is_found(world: World) -> None:
    me, them = Party(), Party(THEM)
    world.lag(reads=1)
    peering = request_to(them, me)
    assert refusal(lambda: them.accept(peering)).code == "ResourceNotFound.InstanceId"
    them.accept(peering)


def test_what_is_gone_lags_by_reads_of_its_own_and_on_its_own_cloud(world: World) -> None:
    me, them = Party(), Party(THEM)
    one, two = (me.create(me.vpc(), me.vpc("10.1.0.0/16")) for _ in range(2))
    ec2 = boto3.client("ec2", region_name="us-east-1")
    vpcs = [ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.0.0.0/16", "10.1.0.0/16")]
    pcx = ec2.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])["VpcPeeringConnection"]
    ec2.describe_vpc_peering_connections()
    world.lag(reads=2)
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx["VpcPeeringConnectionId"])
    me.delete(one)
    assert them.listed() == []
    assert me.status(two) == "Activated"
    assert me.listed(instance_id=two) == [two]
    assert [me.listed(instance_id=one) for _ in range(3)] == [[one], [one], []]
    described = [ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] for _ in range(3)]
    assert [found["Status"]["Code"] for (found,) in described] == ["pending-acceptance"] * 2 + ["active"]


def test_the_other_party_accepts_when_it_said(world: World) -> None:
    me, them = Party(), Party(THEM)
    world.party(THEM).accepts(after=timedelta(hours=2))
    peering = request_to(them, me)
    world.travel(hours=1, minutes=59)
    assert me.status(peering) == "Accepting"
    world.travel(minutes=2)
    assert me.status(peering) == "Activated"
    accepted = world.calls("AcceptVpcPeerConnection").once()[0]
    assert (accepted.account, accepted.status, accepted.params) == (THEM, 200, {"InstanceId": peering})


def test_a_party_may_be_told_of_one_connection_or_of_all_that_wait(world: World) -> None:
    me, them = Party(), Party(THEM)
    one, two = request_to(them, me), request_to(them, me)
    party = world.party(world.alibaba.account(THEM))
    party.never_answers(connection=one)
    party.rejects()
    three = request_to(them, me)
    assert [me.status(peering) for peering in (one, two, three)] == ["Accepting", "Rejected", "Rejected"]
    world.travel(days=8)
    assert me.status(one) == "Expired"
    world.calls("Reject*", account=THEM).times(2)


def test_a_later_script_replaces_an_earlier_one_also_where_only_the_time_differs(world: World) -> None:
    me, them = Party(), Party(THEM)
    peering = request_to(them, me)
    party = world.party(THEM).accepts(after=timedelta(hours=1)).accepts(after=timedelta(hours=3))
    world.travel(hours=2)
    assert me.status(peering) == "Accepting"
    world.travel(hours=1)
    assert me.status(peering) == "Activated"
    me.delete(peering)
    peering = request_to(them, me)
    party.accepts(after=timedelta(hours=5), connection=peering).accepts(after=timedelta(hours=1))
    world.travel(hours=4)
    assert me.status(peering) == "Accepting"  # what is for this one goes before what is for all
    world.travel(hours=1)
    assert me.status(peering) == "Activated"


def test_where_the_partys_own_connection_breaks_nobody_elses_does(world: World) -> None:
    me, them = Party(), Party(THEM)
    world.party(THEM).accepts(after=timedelta(hours=1))
    world.refuse("AcceptVpcPeerConnection", drop=True)
    one, two = request_to(them, me), request_to(them, me)
    world.travel(hours=2)
    assert [me.status(one), me.status(two)] == ["Accepting", "Activated"]
    world.calls("AcceptVpcPeerConnection", account=THEM, code="Dropped", InstanceId=one).once()


def test_a_party_deletes_what_became_active_and_rules_apply_to_it(world: World) -> None:
    me, them = Party(), Party(THEM)
    world.party(THEM).accepts(after=timedelta(days=1)).deletes(after=timedelta(days=2))
    peering = request_to(them, me)
    world.travel(days=2)
    assert me.status(peering) == "Activated"
    world.alibaba.connection(peering).managed_service = "SWAS"
    world.travel(days=2)
    assert me.status(peering) == "Activated"
    world.calls("Delete*", account=THEM, code="OperationDenied.ServiceManagedInstance").once()


def test_a_script_that_makes_no_sense_is_refused_at_once(world: World) -> None:
    with pytest.raises(ValueError, match="is no account: give its id, or what account\\(\\) of a cloud returned"):
        world.party("nobody")
    with pytest.raises(ValueError, match="give a timedelta"):
        world.party(THEM).accepts(after=3600)  # type: ignore[arg-type]


def test_an_accept_right_after_the_request_may_not_find_it_on_aws(world: World) -> None:
    """hashicorp/terraform-provider-aws#30423: accepting ... InvalidVpcPeeringConnectionID.NotFound."""
    ec2 = boto3.client("ec2", region_name="us-east-1")
    one, two = (ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.0.0.0/16", "10.1.0.0/16"))
    world.lag(reads=2)
    made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=two)["VpcPeeringConnection"]
    pcx = made["VpcPeeringConnectionId"]

    def accept() -> Any:
        return ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    for attempt in (accept, lambda: ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])):
        with pytest.raises(ec2.exceptions.ClientError) as raised:
            attempt()
        assert raised.value.response["Error"] == {
            "Code": "InvalidVpcPeeringConnectionID.NotFound",
            "Message": f"The vpcPeeringConnection ID '{pcx}' does not exist",
        }
    assert accept()["VpcPeeringConnection"]["Status"]["Code"] == "provisioning"

    def status() -> str:
        found = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])["VpcPeeringConnections"]
        return str(found[0]["Status"]["Code"])

    assert [status() for _ in range(3)] == ["pending-acceptance", "pending-acceptance", "active"]
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert [status() for _ in range(3)] == ["active", "active", "deleted"]


def test_the_waiter_outlasts_the_lag(world: World) -> None:
    ec2 = boto3.client("ec2", region_name="us-east-1")
    one, two = (ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.0.0.0/16", "10.1.0.0/16"))
    world.lag(reads=3)
    began = world.clock.now
    pcx = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=two)["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[pcx])
    world.calls("DescribeVpcPeeringConnections", code="InvalidVpcPeeringConnectionID.NotFound").times(3)
    assert timedelta(seconds=45) <= world.clock.now - began < timedelta(seconds=50)
