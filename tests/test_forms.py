"""What is worked out once and used again says what would be worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from enum import Enum
from inspect import signature
from itertools import permutations
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID
from xml.sax import saxutils

import pytest
from botocore.awsrequest import HeadersDict
from botocore.exceptions import ClientError
from hypothesis import example, given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from peering_mock import mock
from peering_mock.alibaba.facts import made_at_once
from peering_mock.alibaba.model import Parameters, product
from peering_mock.alibaba.records import Connection
from peering_mock.aws import hosts, view, wire
from peering_mock.aws.xml import escape
from peering_mock.core.call import Request, host_of
from peering_mock.core.clock import Clock
from peering_mock.core.ids import STOCK, Ids
from peering_mock.core.query import of_url
from peering_mock.core.store import Tally
from peering_mock.http import lower

from .alibaba.conftest import THEM, Party
from .aws.scene import Pair, Side

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)

# -- the clock


@given(st.lists(st.tuples(st.sampled_from(("now", "later", "pass", "take")), st.integers(0, 3)), max_size=40))
def test_what_is_due_comes_in_the_order_of_its_time_and_then_of_its_planning(steps: list[tuple[str, int]]) -> None:
    clock, moment, planned, taken = Clock(), NOW, [], []

    def take_all() -> None:
        while clock.has_due(moment):
            due = clock.next_due()
            assert clock.now == due.when
            taken.append((due.when, due.turn))
        clock.held = moment

    clock.held = moment
    for number, (step, seconds) in enumerate(steps):
        if step == "pass":
            moment += timedelta(seconds=seconds)
            clock.held = moment
        elif step == "take":
            take_all()
        else:
            when = moment if step == "now" else moment + timedelta(seconds=seconds)
            clock.schedule(when, "aws", f"pcx-{number}", number, "active")
            planned.append((when, number))
            assert [(due.when, due.turn) for due in clock.pending()] == sorted(set(planned) - set(taken))
    moment += timedelta(seconds=9)
    take_all()
    assert taken == sorted(planned)
    assert not clock.has_due(moment)
    assert clock.pending() == []


def test_with_a_clock_that_went_back_the_earlier_still_comes_first() -> None:
    clock = Clock()
    for seconds, name in ((10, "after"), (0, "before"), (10, "last")):
        clock.held = NOW + timedelta(seconds=seconds)
        clock.schedule(clock.now, "aws", name, 1, "active")
    assert not clock.has_due(NOW - timedelta(seconds=1))
    assert clock.has_due(NOW)
    assert clock.next_due().subject == "before"
    assert not clock.has_due(NOW + timedelta(seconds=9))
    assert [clock.next_due().subject for _ in range(2)] == ["after", "last"]


# -- URLs, queries, headers


@given(st.text("aA1.:/?#@[]%- ", max_size=24) | st.text("ab/?#:", max_size=12).map(lambda rest: f"https://h.x{rest}"))
@example("https://h.x?a=//evil.example/")
@example("https://h.x#//evil.example/")
@example("//h.x/y")
@example("http+unix://h.x/y")
@example("       //h.x")
@example("https://me@h.x:443/y")
def test_a_host_is_the_one_that_the_standard_library_finds(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, authority = (parts.hostname or "").rstrip("."), parts.netloc
    except ValueError:
        host = authority = ""
    assert (host_of(url), Request("GET", url, {}).authority) == (host, authority)


@given(st.text("ab=&%+;/ é2Ff4?#", max_size=16))
def test_the_query_of_a_url_is_the_one_that_the_standard_library_finds(rest: str) -> None:
    url = f"https://h.x/{rest}"
    assert of_url(url) == parse_qsl(urlsplit(url).query, keep_blank_values=True)


class Other(Mapping[Any, Any]):
    """Headers of a kind that nobody knows; called as those of requests or botocore are, but made in another way."""

    def __init__(self, *pairs: tuple[Any, Any]) -> None:
        self._pairs = dict(pairs)

    def __getitem__(self, name: Any) -> Any:
        return self._pairs[name]

    def __iter__(self) -> Any:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


SENT = {"X-Acs-Action": "GetVpc", "Authorization": b"AWS4 Cr\xe9", "Content-Length": 5}


@pytest.mark.parametrize(
    "kind",
    [
        dict,
        CaseInsensitiveDict,
        HeadersDict,
        lambda sent: Other(*sent.items()),
        lambda sent: type("CaseInsensitiveDict", (Other,), {})(*sent.items()),
        lambda sent: type("HeadersDict", (Other,), {})(*sent.items()),
        lambda sent: Other(*((name.encode(), value) for name, value in sent.items())),
        lambda sent: CaseInsensitiveDict({name.encode(): value for name, value in sent.items()}),
        lambda sent: type("CaseInsensitiveDict", (dict,), {"_store": sent})(sent),
        lambda sent: HeadersDict({**sent, "Authorization": bytearray(sent["Authorization"])}),
    ],
)
def test_headers_of_any_kind_come_out_the_same(kind: Any) -> None:
    assert lower(kind(SENT)) == {"x-acs-action": "GetVpc", "authorization": "AWS4 Cr\xe9", "content-length": "5"}


# -- parameters


@given(st.lists(st.sampled_from(("VpcId", "Tag.1.Key", "Tag", "Name", "Other", "DryRun", "ClientToken")), unique=True))
def test_what_names_mean_is_in_the_order_of_the_model(names: list[str]) -> None:
    parameters = product("VpcPeer").parameters["CreateVpcPeerConnection"]
    meant = [name for name, *_ in parameters.meant_by(tuple(names)).parameters]
    required = {name for name, fact in parameters.items() if fact.get("required")}
    wanted = required | (set(names) & parameters.keys()) | ({"Tag"} if "Tag.1.Key" in names else set())
    assert meant == [name for name in parameters if name in wanted]


def test_names_that_a_client_makes_up_are_not_remembered() -> None:
    parameters = Parameters({name: {"type": "string"} for name in "ABCDEFG"})
    for names in (("A", "Secret"), ("A", "A.1"), ('{"SecurityToken": "secret"}',)):
        parameters.meant_by(names)
    assert parameters._meant == {}
    for names in permutations("ABCDEFG"):
        assert [name for name, *_ in parameters.meant_by(names).parameters] == list("ABCDEFG")
    assert len(parameters._meant) == 256

    shape = wire._input_shape("RejectVpcPeeringConnection")
    kept = wire._known(shape).texts
    kept.clear()
    pcx = {"VpcPeeringConnectionId": "pcx-1"}
    for sent in ({"Secret": "x"}, {"X-Amz-Secret": "x", **pcx}, {"Filter.1.Name": "x"}, {"DryRun": "true", **pcx}):
        wire.decode("RejectVpcPeeringConnection", sent, strict=False)
    assert kept == {}
    sent = {"Version": "2016-11-15", **pcx, "Action": "RejectVpcPeeringConnection"}
    assert wire.decode("RejectVpcPeeringConnection", sent, strict=True) == pcx
    assert list(kept) == [tuple(sent)]


# -- a connection of AWS

ODD = "{0} {1} %s %(a)s <&> {{}} \x01 é"


def xml_has(char: str) -> bool:
    """https://www.w3.org/TR/xml/#charsets"""
    return char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"


@given(st.text() | st.text("<>&'\n\t\r\x00\x7f\x85\ud800\ufffe\u2028 a", max_size=5))
def test_text_for_xml_is_what_the_standard_library_writes(given: str) -> None:
    assert escape(given) == saxutils.escape("".join(char if xml_has(char) else "\ufffd" for char in given))


def test_many_request_ids_are_uuids_and_each_is_another() -> None:
    ids = Ids(7)
    made = [ids.uuid() for _ in range(3 * STOCK)]
    assert len(set(made)) == 3 * STOCK
    assert all(UUID(each).version == 4 and str(UUID(each)) == each for each in made)
    again = Ids(7)
    assert [again.uuid() for _ in range(3 * STOCK)] == made
    older = Ids(8)
    older.position = again.position[:3]  # as snapshots were before there was a stock
    assert older.make("", 9) == again.make("", 9)


def test_texts_that_look_like_blanks_are_texts() -> None:
    with mock():
        one, other = Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.1.0.0/16")
        tags = [{"Key": "{0}", "Value": ODD}, {"Key": "%s", "Value": "{17}"}]
        told = one.ec2.create_vpc_peering_connection(
            VpcId=one.vpc,
            PeerVpcId=other.vpc,
            PeerOwnerId="{3}%s<",
            TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": tags}],
        )["VpcPeeringConnection"]
        assert told["AccepterVpcInfo"]["OwnerId"] == "{3}%s<"
        assert told["Status"]["Message"] == "Initiating Request to {3}%s<"
        assert told["Tags"] == [{"Key": "{0}", "Value": ODD.replace("\x01", "\ufffd")}, tags[1]]


def test_what_is_no_text_is_told_as_text() -> None:
    with mock() as world:
        one, other = Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.1.0.0/16")
        made = world.aws.connections.get(Pair(one, other).active())
        assert made is not None
        made.tags_of((one.account, one.region)).update(number=5, truth=True)  # type: ignore[arg-type]
        (told,) = one.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert told["Tags"] == [{"Key": "number", "Value": "5"}, {"Key": "truth", "Value": "true"}]
        for name, value, found in (("tag:number", "5", [told]), ("tag:truth", "?rue", [told]), ("tag:number", "6", [])):
            filters = [{"Name": name, "Values": [value]}]
            assert one.ec2.describe_vpc_peering_connections(Filters=filters)["VpcPeeringConnections"] == found


class Code(str, Enum):
    LIMIT = "RequestLimitExceeded"


def test_a_member_of_an_enumeration_is_told_by_its_text() -> None:
    with mock() as world:
        one, other = Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.1.0.0/16")
        made = world.aws.connections.get(Pair(one, other).active())
        assert made is not None
        made.tags_of((one.account, one.region))["a"] = Code.LIMIT
        (told,) = one.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert told["Tags"] == [{"Key": "a", "Value": "RequestLimitExceeded"}]
        made.tags_of((one.account, one.region))["b"] = 5  # type: ignore[assignment]
        (told,) = one.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert told["Tags"] == [{"Key": "a", "Value": "RequestLimitExceeded"}, {"Key": "b", "Value": "5"}]
        world.refuse("DescribeVpcPeeringConnections", Code.LIMIT, times=9)
        with pytest.raises(ClientError) as raised:
            one.ec2.describe_vpc_peering_connections()
        assert raised.value.response["Error"]["Code"] == "RequestLimitExceeded"


def test_connections_that_differ_in_texts_alone_share_a_form_and_others_do_not() -> None:
    with mock() as world:
        vpcs = [Side.make(cidr=f"10.{n}.0.0/16") for n in range(4)]
        first, second = Pair(*vpcs[:2]).active(), Pair(*vpcs[2:]).active()
        held = [world.aws.connections.get(one) for one in (first, second)]

        def written() -> list[str]:
            view._form.cache_clear()
            write = wire._writer("AcceptVpcPeeringConnection")
            place = vpcs[0].account, vpcs[0].region
            shown = [view.Shown(world.aws, one, place, kept=False) for one in held if one]
            told = [write({"VpcPeeringConnection": one}) for one in shown]
            assert told == [write({"VpcPeeringConnection": one.fields()}) for one in shown]
            return told

        written()
        assert view._form.cache_info().misses == 1
        vpcs[0].ec2.create_tags(Resources=[first], Tags=[{"Key": "a", "Value": "b"}])
        vpcs[2].ec2.associate_vpc_cidr_block(VpcId=vpcs[2].vpc, CidrBlock="10.9.0.0/16")
        vpcs[2].ec2.describe_vpc_peering_connections()
        one, other = written()
        assert view._form.cache_info().misses == 2
        assert "<key>a</key><value>b</value>" in one
        assert "10.9.0.0/16" in other


# -- a connection of Alibaba Cloud


FACTS: dict[str, Any] = {
    "id": "pcc-1",
    "created": NOW,
    "changed": NOW,
    "owner": 1,
    "region": "cn-hangzhou",
    "vpc_id": "vpc-1",
    "accepting_owner": 2,
    "accepting_region": "cn-beijing",
    "accepting_vpc_id": "vpc-2",
    "bandwidth": 1024,
    "link_type": "Gold",
}


def test_a_new_connection_is_asked_its_rules_and_has_all_that_one_has() -> None:
    made, same = Connection(**FACTS), Connection(**FACTS)
    assert made == same == copy(made) == deepcopy(made)
    assert (made.name, made.status, made.tags, made.turn) == (None, "", {}, 0)
    assert made.tags is not same.tags
    assert list(signature(Connection).parameters) == [field.name for field in fields(Connection)]
    with pytest.raises(ValueError, match="managed_service=True: give a text, or None"):
        Connection(**FACTS, managed_service=True)  # type: ignore[arg-type]

    class Busy(Connection):
        def __post_init__(self) -> None: ...

    with pytest.raises(TypeError, match="Busy has more to do than to take its attributes over"):
        made_at_once(dataclass(Busy))
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Connection(**FACTS, colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'owner'"):
        Connection(**{name: value for name, value in FACTS.items() if name != "owner"})


def test_a_class_derived_from_a_connection_sees_to_its_attributes_itself() -> None:
    class Strict(Connection):
        RULES = {"bandwidth": (lambda given: given < 9, "a small number")}

    with pytest.raises(ValueError, match="bandwidth=1024: give a small number"):
        Strict(**FACTS)
    assert Strict(**{**FACTS, "bandwidth": 5}).bandwidth == 5


# -- counts


def test_no_count_is_ever_below_nothing() -> None:
    tally: Tally[Any] = Tally({"on": frozenset({"live"})}, {"live": lambda thing: ["key"]})
    off, on = SimpleNamespace(status="off"), SimpleNamespace(status="on")
    tally.moved(off, "on")  # a status that a test set past the life of the thing
    assert tally == {}
    tally.moved(on, "off")
    tally.moved(on, "")
    tally.moved(off, "on")
    assert tally == {"key": 1}


def test_a_status_forced_on_a_finished_one_leaves_no_trace_in_the_counts() -> None:
    with mock() as world:
        me, them = Party(), Party(THEM)
        one, other = me.vpc(), them.vpc("10.1.0.0/16")
        made = me.create(one, other, accepting_ali_uid=THEM)
        them.reject(made)
        world.alibaba.connection(made).status = "Activated"
        me.delete(made)
        assert me.listed() == []
        again = me.create(one, other, accepting_ali_uid=THEM)
        assert me.listed() == [again]


# -- whose a request is


@pytest.mark.parametrize(
    ("authorization", "query", "key", "region"),
    [
        ("AWS4-HMAC-SHA256 Credential=1/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=x", "", "1", "eu-west-1"),
        ("AWS4-HMAC-SHA256 SignedHeaders=x, Credential=1/20260101/eu-west-1/ec2/aws4_request", "", "1", "eu-west-1"),
        ("", "X-Amz-Credential=2%2F20260101%2Feu-west-2%2Fec2%2Faws4_request", "2", "eu-west-2"),
        ("Credential=", "X-Amz-Credential=2%2F20260101%2Feu-west-2%2Fec2%2Faws4_request", "2", "eu-west-2"),
        ("", "AWSAccessKeyId=3&AWSAccessKeyId=4", "3", "us-east-1"),
        ("Credential=1/20260101/eu-west-1/ec2/aws4_request,", "AWSAccessKeyId=3", "3", "eu-west-1"),
        ("", "#?AWSAccessKeyId=3", None, "us-east-1"),
    ],
)
def test_whose_a_request_to_aws_is(authorization: str, query: str, key: str | None, region: str) -> None:
    asked = Request("GET", f"https://ec2.amazonaws.com/?{query}", {"authorization": authorization})
    assert hosts.target(asked) == hosts.Target("ec2", region, key)
