"""Steering over HTTP: the same World methods, worlds by name, and who may not steer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peering_mock import connect
from peering_mock.client import RemoteWorld
from peering_mock.server import Server
from peering_mock.server.control import VERBS

from .conftest import ask


def ec2(world: RemoteWorld, account: str = "123456789012", region: str = "us-east-1") -> Any:
    keys = {"aws_access_key_id": account, "aws_secret_access_key": "any"}
    once = Config(retries={"max_attempts": 0})
    return boto3.client("ec2", region, endpoint_url=world.url, config=once, **keys)


def requested(world: RemoteWorld, to: str = "222222222222") -> tuple[Any, str]:
    me, them = ec2(world), ec2(world, to)
    mine = me.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    theirs = them.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = me.create_vpc_peering_connection(VpcId=mine, PeerVpcId=theirs, PeerOwnerId=to)
    return me, made["VpcPeeringConnection"]["VpcPeeringConnectionId"]


def status(me: Any, peering: str) -> str:
    found = me.describe_vpc_peering_connections(VpcPeeringConnectionIds=[peering])
    return str(found["VpcPeeringConnections"][0]["Status"]["Code"])


def test_travel_moves_the_servers_clock(world: RemoteWorld) -> None:
    me, peering = requested(world)
    before = world.clock.now
    world.travel(days=7)
    assert timedelta(days=7) <= world.clock.now - before < timedelta(days=7, minutes=1)
    assert status(me, peering) == "expired"


def test_refuse_counts_its_hits(world: RemoteWorld) -> None:
    fault = world.refuse("DescribeVpcPeeringConnections", "RequestLimitExceeded")
    with pytest.raises(ClientError) as refused:
        ec2(world).describe_vpc_peering_connections()
    assert refused.value.response["Error"]["Code"] == "RequestLimitExceeded"
    assert fault.hits == 1


def test_an_unknown_code_is_refused_at_once_naming_the_nearest(world: RemoteWorld) -> None:
    with pytest.raises(ValueError, match="the nearest are"):
        world.refuse("AcceptVpcPeeringConnection", "NoSuchThing")


def test_the_other_party_accepts(world: RemoteWorld) -> None:
    world.party("222222222222").accepts(after=timedelta(hours=2))
    me, peering = requested(world)
    assert status(me, peering) == "pending-acceptance"
    world.travel(hours=2)
    assert status(me, peering) == "active"
    world.calls("AcceptVpcPeeringConnection", account="222222222222").once()


def test_quotas_are_read_and_set(world: RemoteWorld) -> None:
    name = "Active VPC peering connections per VPC"
    assert world.aws.quotas[name] == 50
    world.aws.quotas[name] = 1
    assert world.aws.quotas[name] == 1
    assert name in list(world.aws.quotas)
    with pytest.raises(KeyError):
        world.aws.quotas["no such quota"]


def test_facts_that_no_api_call_sets_are_set_here(world: RemoteWorld) -> None:
    account = world.alibaba.account(2830000000000001)
    account.cdt_open = False
    account.link_types = {"Gold"}
    assert (account.id, account.cdt_open, account.link_types) == (2830000000000001, False, ["Gold"])
    with pytest.raises(ValueError, match="no fact"):
        account.colour = "blue"


def test_calls_are_told_with_their_assertions(world: RemoteWorld) -> None:
    requested(world)
    world.calls("CreateVpc*", cloud="aws").times(3)
    with pytest.raises(AssertionError, match="CreateVpc"):
        world.calls("CreateVpc").once()


def test_a_world_is_whatever_first_names_it_and_knows_nothing_of_the_others(server: Server, world: RemoteWorld) -> None:
    other = connect(server.url, "another")
    requested(world)
    assert len(other.calls) == 0
    found = ec2(other).describe_vpc_peering_connections()
    assert found["VpcPeeringConnections"] == []
    other.travel(days=1)
    assert other.clock.now - world.clock.now > timedelta(hours=23)
    other.reset()
    assert len(other.calls) == 0


def test_a_header_names_the_world_too(world: RemoteWorld, server: Server) -> None:
    name = world.url.rpartition("/")[2]
    ask(f"{server.url}/?Action=DescribeVpcs&Version=2016-11-15", x_peering_world=name)
    world.calls("DescribeVpcs").once()


def test_a_reset_with_a_seed_gives_the_same_ids_again(world: RemoteWorld) -> None:
    ids = []
    for _ in range(2):
        world.reset(seed=7)
        ids.append(requested(world)[1])
    assert ids[0] == ids[1]


def test_a_bad_name_or_verb_or_body_is_told_plainly(server: Server, world: RemoteWorld) -> None:
    assert ask(f"{server.url}/w/%00/").status == 400
    bad = [("nothing", "{}"), ("travel", "[]"), ("travel", "{"), ("travel", '{"days": "x"}'), ("reset", "1")]
    for verb, body in bad:
        answer = ask(f"{world.url}/_peering/{verb}", "POST", body)
        assert answer.status == 400
        assert json.loads(answer.body)["Message"]


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Host": "evil.example"}, True),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, True),
        ({"Host": "evil.example:4610", "Origin": "http://evil.example:4610"}, True),
        ({"Host": "localhost:4610", "Origin": "http://localhost:4610", "Sec_Fetch_Site": "same-origin"}, False),
        ({"Host": "127.0.0.1"}, False),
        ({"Host": "peering-mock:4610"}, False),
        ({"Host": "host.docker.internal:4610"}, False),
    ],
)
def test_a_page_of_another_origin_cannot_steer(world: RemoteWorld, headers: dict[str, str], refused: bool) -> None:
    before = world.clock.now
    answer = ask(f"{world.url}/_peering/travel", "POST", '{"days": 1}', **headers)
    assert answer.status == (403 if refused else 200)
    assert (world.clock.now - before < timedelta(hours=1)) is refused


def test_a_page_of_another_origin_cannot_call_the_clouds_either(world: RemoteWorld) -> None:
    url = f"{world.url}/?Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16"
    assert ask(url, "POST", Origin="https://evil.example").status == 403
    assert ask(url, Host="evil.example", Sec_Fetch_Site="same-origin").status == 403
    world.calls.never()


def test_a_broken_connection_is_broken_on_the_wire_too(world: RemoteWorld) -> None:
    from http.client import RemoteDisconnected

    world.refuse("DescribeVpcPeeringConnections", drop=True)
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        ask(f"{world.url}/?Action=DescribeVpcPeeringConnections&Version=2016-11-15")


def test_many_at_once_on_both_clouds_each_get_their_own_answer(server: Server) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(n: int) -> tuple[int, int]:
        world = connect(server.url, f"many-{n}")
        body = f"Action=CreateVpc&Version=2016-11-15&CidrBlock=10.{n}.0.0/16"
        for _ in range(5):
            ask(world.url, "POST", body, content_type="application/x-www-form-urlencoded")
            ask(f"{world.url}/?Action=ListVpcPeerConnections&Version=2022-01-01")
        mine = ask(f"{world.url}/?Action=DescribeVpcs&Version=2016-11-15").body.count(f"10.{n}.0.0/16".encode())
        calls = len(world.calls)
        world.reset()
        return mine, calls

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(16)))
    assert [calls for _, calls in answers] == [11] * 16
    assert len({mine for mine, _ in answers}) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    "days seconds to operation code times cloud facts account does after reads set name kind id seed start".split()
)
VERB = st.sampled_from([verb for verb in VERBS if verb])


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    verb=VERB, data=st.dictionaries(KEYS, JSON | st.sampled_from(["aws", "alibaba", "accepts", "account"]), max_size=4)
)
def test_whatever_is_asked_of_the_steering_it_answers_in_words(
    world: RemoteWorld, verb: str, data: dict[str, Any]
) -> None:
    answer = ask(f"{world.url}/_peering/{verb}", "POST", json.dumps(data))
    told = json.loads(answer.body)
    assert answer.status in (200, 400)
    assert isinstance(told, dict)
    world.reset()


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_reading_changes_nothing(world: RemoteWorld, method: str) -> None:
    before = world.clock.now
    assert ask(f"{world.url}/_peering/travel?days=1", method).status == 400
    assert ask(f"{world.url}/_peering/quotas?cloud=aws&set=x", method).status == 400
    assert world.clock.now - before < timedelta(hours=1)
