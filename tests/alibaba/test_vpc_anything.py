"""Whatever is asked of the neighbours, in whatever order: an answer of the model's shape, or a catalogued refusal."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from Tea.exceptions import TeaException

from peering_mock import mock
from peering_mock.alibaba import errors

from .neighbours import HERE, SDKS, Scene

MODELS = Path(__file__).resolve().parents[2] / "peering_mock" / "alibaba" / "models"
BLOCKS = (
    "10.0.0.0/16 10.0.0.0/8 10.0.1.0/24 192.168.0.0/16 192.168.1.0/24 192.168.1.1 100.64.0.0/10 0.0.0.0/0 ::/0 "
    "2408:4005:3aa:100::/56 ffff:ffff:ffff:ffff::/64 2001:db8::1:0/112 10.0.0.0/33 10.0.0.0/-1 １0.0.0.0/8 /"
).split()
WORDS = ["", " ", "a", "é" * 200, "http://x", "VPC", "VpcPeer", "System", "Gateway", "IPV6", "2", "{", "[]", "null"]
IDS = ["$vpc", "$other", "$vswitch", "$table", "$custom", "$entry", "$system", "$peering", "$router", "$group", "x-1"]
PLACES = [HERE, "cn-beijing", "cn-hangzhou-b", "acs:ram::1:role/r", "$vpc,$other"]


@cache
def operations() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for file in sorted(MODELS.glob("*-20*.json")):
        model = json.loads(file.read_text())
        if model["product"] in SDKS:
            found += [(f"{model['product']}:{name}", model["operations"][name]) for name in sorted(model["operations"])]
    return found


def values(name: str, fact: dict[str, Any]) -> st.SearchStrategy[Any]:
    if fact["type"] == "boolean":
        return st.booleans()
    if fact["type"] == "integer":
        return st.sampled_from([-1, 0, 1, 2, 6, 20, 24, 64, 255, 900, 1000])
    if fact["type"] == "array":
        return st.lists(values(name, fact["items"]), min_size=1, max_size=3)
    if fact["type"] == "object":
        return params(fact["properties"])
    if "Cidr" in name:
        return st.sampled_from([*BLOCKS, ""])
    if name in ("RegionId", "ZoneId", "RoleArn"):
        return st.sampled_from([*PLACES[:4], "cn-atlantis"])
    return st.sampled_from([*IDS, *WORDS, *PLACES] if name.endswith("Id") else [*WORDS, *IDS, *PLACES])


def params(facts: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    some = {name: values(name, fact) for name, fact in facts.items()}
    needed = {name: strategy for name, strategy in some.items() if facts[name].get("required")}
    return st.fixed_dictionaries(needed, optional={name: s for name, s in some.items() if name not in needed})


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name, operation = draw(st.sampled_from(operations()))
    return name, draw(params(operation["parameters"]))


def filled(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known) for inner in value]
    if isinstance(value, str) and "$" in value:
        return ",".join(known.get(part, part) for part in value.split(","))
    return value


def furnished(s: Scene) -> dict[str, str]:
    """One of everything, by the names that the calls use."""
    vpc_id = s.vpc(EnableIpv6=True)
    table, peering = s.system_table(vpc_id), s.peering(vpc_id)
    return {
        "$vpc": vpc_id,
        "$other": s.vpc("192.168.0.0/16"),
        "$vswitch": s.vswitch(vpc_id, Ipv6CidrBlock=1),
        "$table": table,
        "$custom": s.custom_table(vpc_id),
        "$entry": s.route(table, peering),
        "$system": s.world.alibaba.route_entries.by(table=table)[0].id,
        "$peering": peering,
        "$router": s.world.alibaba.vpc(vpc_id).vrouter_id,
        "$group": s.ask("ResourceManager:CreateResourceGroup", Name="a", DisplayName="A")["ResourceGroup"]["Id"],
    }


@settings(max_examples=80)
@given(st.lists(calls(), min_size=1, max_size=12))
def test_anything_is_answered_or_refused_by_the_catalogue(asked: list[tuple[str, dict[str, Any]]]) -> None:
    with mock(seed=1) as world:
        s = Scene(world)
        known = furnished(s)
        for operation, wanted in asked:
            refused = refusal_of(s, operation, filled(wanted, known))
            if refused is not None:
                product, _, name = operation.partition(":")
                row = errors.find(product, name, refused.code)
                assert row is not None, refused.code
                assert row[0].http_status == refused.data["statusCode"]
        consistent(s)


def refusal_of(s: Scene, operation: str, asked: dict[str, Any]) -> TeaException | None:
    try:
        s.ask(operation, **asked)
    except TeaException as refused:
        return refused
    return None


def consistent(s: Scene) -> None:
    """No vSwitch, table or route without what it belongs to; each destination once in its table."""
    cloud = s.world.alibaba
    assert all(cloud.vpcs.get(thing.vpc_id) for store in (cloud.vswitches, cloud.route_tables) for thing in store)
    assert all(cloud.route_tables.get(vswitch.route_table_id) for vswitch in cloud.vswitches)
    assert all(cloud.route_tables.get(vpc.route_table_id) for vpc in cloud.vpcs)
    places = [(entry.table_id, entry.destination) for entry in cloud.route_entries]
    assert len(set(places)) == len(places)
    assert all(cloud.route_tables.get(table) for table, _ in places)
    hops = [entry.next_hop_id for entry in cloud.route_entries if entry.kind == "Custom"]
    assert all(cloud.connections.get(hop) for hop in hops)
