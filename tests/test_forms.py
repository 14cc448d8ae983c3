"""What is worked out once and used again says what would be worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.awsrequest import HeadersDict
from hypothesis import example, given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from peering_mock import mock
from peering_mock.alibaba.model import Parameters, product
from peering_mock.alibaba.records import Connection
from peering_mock.aws import view, wire
from peering_mock.core.call import Request, host_of
from peering_mock.core.clock import Clock
from peering_mock.core.query import of_url
from peering_mock.http import lower

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
        clock.hold(moment)

    clock.hold(moment)
    for number, (step, seconds) in enumerate(steps):
        if step == "pass":
            moment += timedelta(seconds=seconds)
            take_all()
        elif step == "take":
            take_all()
        else:
            when = moment if step == "now" else moment + timedelta(seconds=seconds)
            clock.schedule(when, "aws", f"pcx-{number}", number, "active")
            planned.append((when, number))
            assert [(due.when, due.turn) for due in clock.pending()] == sorted(set(planned) - set(taken))
    moment += timedelta(seconds=9)
    take_all()
    assert sorted(taken) == sorted(planned)
    assert not clock.has_due(moment)
    assert clock.pending() == []
    assert [when for when, _ in taken] == sorted(when for when, _ in taken)


def test_with_a_clock_that_went_back_the_earlier_still_comes_first() -> None:
    clock = Clock()
    for seconds, name in ((10, "after"), (0, "before"), (10, "last")):
        clock.hold(NOW + timedelta(seconds=seconds))
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
    ],
)
def test_headers_of_any_kind_come_out_the_same(kind: Any) -> None:
    assert lower(kind(SENT)) == {"x-acs-action": "GetVpc", "authorization": "AWS4 Cr\xe9", "content-length": "5"}


# -- parameters


@given(st.lists(st.sampled_from(("VpcId", "Tag.1.Key", "Tag", "Name", "Other", "DryRun", "ClientToken")), unique=True))
def test_what_names_mean_is_in_the_order_of_the_model(names: list[str]) -> None:
    parameters = product("VpcPeer").parameters["CreateVpcPeerConnection"]
    meant = [name for name, *_ in parameters.meant_by(tuple(names))]
    required = {name for name, fact in parameters.items() if fact.get("required")}
    wanted = required | (set(names) & parameters.keys()) | ({"Tag"} if "Tag.1.Key" in names else set())
    assert meant == [name for name in parameters if name in wanted]


def test_names_without_end_are_not_remembered_without_end() -> None:
    parameters = Parameters({"VpcId": {"type": "string"}})
    for number in range(2000):
        assert parameters.meant_by((f"Name{number}", "VpcId"))[0][0] == "VpcId"
        wire.decode("AcceptVpcPeeringConnection", {"Action": "x", f"X-Amz-{number}": "x"}, strict=False)
    assert parameters.meant_by.cache_info().currsize <= 256
    assert wire._all_text.cache_info().currsize <= 1024


# -- a connection of AWS

ODD = "{0} {1} %s %(a)s <&> {{}} \x01 é"


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


def test_a_new_connection_is_asked_its_rules_and_has_all_that_one_has() -> None:
    facts: dict[str, Any] = {
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
    made, same = Connection(**facts), Connection(**facts)
    assert made == same == copy(made) == deepcopy(made)
    assert (made.name, made.status, made.tags, made.turn) == (None, "", {}, 0)
    assert made.tags is not same.tags
    with pytest.raises(ValueError, match="managed_service=True: give a text, or None"):
        Connection(**facts, managed_service=True)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Connection(**facts, colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'owner'"):
        Connection(**{name: value for name, value in facts.items() if name != "owner"})
