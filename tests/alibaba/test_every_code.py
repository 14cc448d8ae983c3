"""The catalogue against the vendor's pages, and every one of its rows out of a real client."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_tea_openapi import models as openapi
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.client import Client as OpenApi
from darabonba.runtime import RuntimeOptions
from Tea.exceptions import TeaException

from peering_mock import World
from peering_mock.alibaba import errors
from peering_mock.alibaba.model import FILES, product

from .conftest import ARISEN

DATA = Path(__file__).resolve().parent.parent / "data"
VPCPEER = json.loads((DATA / "vpcpeer-errors.json").read_text())
ADJACENT = json.loads((DATA / "adjacent-errors.json").read_text())
SEED_WORDS = {  # the seed page words these two with one space, and stands
    ("CreateVpcPeerConnection", "IncorrectBusinessStatus.VpcPeer"),
    ("CreateVpcPeerConnection", "IncorrectBusinessStatus.AcceptUserVpcPeer"),
}
ROWS = errors.rows()


def test_no_row_of_the_vendors_pages_is_missing_and_none_has_other_words() -> None:
    assert (len(VPCPEER), len(ADJACENT)) == (140, 455)
    held = Counter((row.operation, row.http_status, row.code, row.message) for row in ROWS)
    for row in [*VPCPEER, *ADJACENT]:
        operation = "*" if row["operation"] == "(gateway)" else row["operation"]
        message = row["message"]
        if (operation, row["code"]) in SEED_WORDS:
            message = message.replace("  ", " ")
        if not message:  # two codes without words there; a page of another product has them
            (message,) = (held_row.message for held_row in ROWS if held_row.code == row["code"])
        key = (operation, row["http_status"], row["code"], message)
        assert held[key] > 0, key
        held[key] -= 1
    rest = +held
    assert {row.grade for row in ROWS if rest[row.operation, row.http_status, row.code, row.message]} <= {"assumed"}


def test_every_row_says_how_sure_it_is() -> None:
    for row in ROWS:
        assert row.grade in ("documented", "observed", "assumed")
        assert row.source
        assert row.cause in ("state", "injection")


def asked(name: str, action: str) -> dict[str, str]:
    """The least that the gateway and the product's own rules let through to an operation."""
    known = {"ResourceType": "PeerConnection", "LinkType": "Gold"}
    query = {}
    for parameter, fact in product(name).operations[action]["parameters"].items():
        if fact.get("required"):
            query |= _least(parameter, fact, known)
    return query


def _least(parameter: str, fact: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
    if fact["type"] == "array":
        return _least(f"{parameter}.1", fact["items"], known)
    if fact["type"] == "object":
        members = fact["properties"].items()
        return {k: v for member, inner in members for k, v in _least(f"{parameter}.{member}", inner, known).items()}
    return {parameter: "1" if fact["type"] == "integer" else known.get(parameter, "x")}


def call(name: str, action: str) -> Any:
    """The operation, asked by the SDK's generic client."""
    hosts = {"VpcPeer": "vpcpeer", "Vpc": "vpc", "Sts": "sts", "ResourceManager": "resourcemanager"}
    keys = {"access_key_id": "any", "access_key_secret": "any"}
    client = OpenApi(openapi.Config(endpoint=f"{hosts[name]}.aliyuncs.com", **keys))
    params = utils_models.Params(
        action=action,
        version=product(name).version,
        protocol="HTTPS",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    client.call_api(params, utils_models.OpenApiRequest(query=asked(name, action)), RuntimeOptions())


def reached_by(row: errors.Row) -> tuple[str, str, str]:
    """Product, operation and code with which a row is ordered: those of a whole product with an operation of it."""
    action = row.operation.rpartition(":")[2]
    name = "VpcPeer" if row.product == "gateway" else row.product
    code = row.code
    if action == "*":
        action = "GetVpcPeerConnectionAttribute"
    if code in errors.TEMPLATES:
        code = errors.PLACEHOLDER.sub("InstanceId", code)
    return name, action, code


@pytest.mark.parametrize("name", [name for name in FILES if any(row.product in (name, "gateway") for row in ROWS)])
def test_every_row_comes_out_of_a_real_client_when_ordered(
    world: World, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for row in ROWS if reached_by(row)[0] == name]
    for row in rows:
        _, action, code = reached_by(row)
        names = errors.PLACEHOLDER.findall(row.message)
        facts = {f"fact_{n}": f"<{n}>" for n, _ in enumerate(names)}
        operation = f"{name}:{action}" if name != "VpcPeer" else action
        world.refuse(operation, code, http_status=row.http_status, **facts)
        with pytest.raises(TeaException) as raised:
            call(name, action)
        words = row.message
        for placeholder, fact in zip(names, facts.values(), strict=True):
            words = words.replace(placeholder, fact, 1)
        data = raised.value.data
        assert (data["statusCode"], data["Code"], data["Message"]) == (row.http_status, code, words)
    with capsys.disabled():
        print(f" {len(rows)} rows of {name}", end="")


def test_every_row_that_a_state_causes_has_arisen(request: pytest.FixtureRequest) -> None:
    ran = {Path(item.path).name for item in request.session.items}
    here = {path.name for path in Path(__file__).parent.rglob("test_*.py")}
    if not here <= ran:
        pytest.skip("only the whole of tests/alibaba shows it")
    if hasattr(request.config, "workerinput"):
        pytest.skip("each worker of pytest-xdist has seen a part of it")
    by_state = {row for row in ROWS if row.cause == "state"}
    unseen = sorted(f"{row.operation} {row.http_status} {row.code}" for row in by_state - ARISEN)
    print(f"{len(by_state)} rows arise from a state, {len(ROWS) - len(by_state)} by injection only")
    assert unseen == []
