"""The parser reads whatever the SDKs flatten, in any order and place; the signatures are those of the SDKs' signers."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peering_mock import NotMocked, mock
from peering_mock.alibaba import signature, wire
from peering_mock.alibaba.model import FILES, Parameters, product
from peering_mock.core.call import Refusal, Request

from .clients.verbs import flat

try:  # tea_openapi 0.4
    from alibabacloud_tea_openapi.utils import Utils as Signer
except ImportError:  # 0.3
    from alibabacloud_openapi_util.client import Client as Signer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORD = TEXT.filter(lambda text: text != "")
VPCPEER = product("VpcPeer").operations
EVERY = [(name, action) for name in FILES for action in product(name).operations]
BOUNDS = {"int32": 2**31, "int64": 2**63}


def decode(facts: dict[str, Any], sent: Any) -> dict[str, Any]:
    meant = Parameters(facts).meant_by(sent)
    found = wire.decode(meant, sent)
    wire.check_limits(meant, found)
    return found


def scalar(fact: dict[str, Any], required: bool = False) -> st.SearchStrategy[Any]:
    if fact["type"] == "boolean":
        return st.booleans()
    if fact["type"] == "integer":
        bound = BOUNDS[fact.get("format", "int64")]
        return st.integers(fact.get("minimum", -bound), fact.get("maximum", bound - 1))
    return WORD if required else TEXT


def value(fact: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any value of a parameter, as the model describes it."""
    if fact["type"] != "array":
        return scalar(fact, fact.get("required", False))
    inner, most = fact["items"], min(12, fact.get("maxItems", 12))
    if fact.get("style") == "simple":
        return st.lists(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True), min_size=1, max_size=most)
    if inner["type"] != "object":
        return st.lists(scalar(inner), min_size=1, max_size=most)
    members = {name: scalar(member) for name, member in inner["properties"].items()}
    needed = {name: members.pop(name) for name, member in inner["properties"].items() if member.get("required")}
    item = st.fixed_dictionaries(needed, optional=members).filter(bool)
    return st.lists(item, min_size=1, max_size=most)


@st.composite
def calls(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An operation's parameters in the model, and values for all that are required and some of the others."""
    name, action = draw(st.sampled_from(EVERY))
    parameters = product(name).operations[action]["parameters"]
    asked = {key: draw(value(fact)) for key, fact in parameters.items() if fact.get("required") or draw(st.booleans())}
    return parameters, asked


def form(params: dict[str, str], order: random.Random, headers: dict[str, str] | None = None) -> wire.Asked:
    """`params` in random order, split at random between query and form body."""
    pairs = list(params.items())
    order.shuffle(pairs)
    cut = order.randint(0, len(pairs))
    kind = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
    url = f"https://vpcpeer.aliyuncs.com/?{urlencode(pairs[:cut])}"
    return wire.read(Request("POST", url, kind, urlencode(pairs[cut:]).encode()))


@given(calls(), st.randoms(use_true_random=False))
def test_what_was_flattened_is_read_back(call: tuple[dict[str, Any], dict[str, Any]], order: random.Random) -> None:
    parameters, params = call
    assert decode(parameters, form(flat(params), order).params) == params


@given(calls(), st.randoms(use_true_random=False), st.booleans())
def test_a_json_body_says_the_same_as_a_form(
    call: tuple[dict[str, Any], dict[str, Any]], order: random.Random, ascii_only: bool
) -> None:
    parameters, params = call
    body = json.dumps(params, ensure_ascii=ascii_only).encode()
    headers = {"content-type": "application/json; charset=utf-8"}
    told = wire.read(Request("POST", "https://vpcpeer.aliyuncs.com/", headers, body))
    assert decode(parameters, told.params) == decode(parameters, form(flat(params), order).params) == params


@given(st.lists(WORD, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_list_items_keep_the_order_of_their_numbers(items: list[str], order: random.Random) -> None:
    """Numbers may have gaps, and ten comes after nine."""
    numbers = sorted(order.sample(range(1, 500), len(items)))
    given_params = {f"ResourceId.{n}": item for n, item in zip(numbers, items, strict=True)}
    fact = VPCPEER["TagResources"]["parameters"]["ResourceId"]
    assert decode({"ResourceId": fact}, form(given_params, order).params) == {"ResourceId": items}


@pytest.mark.parametrize("text", ["True", "true", "TRUE", "False", "false", "fAlSe"])
def test_booleans_in_any_case(text: str) -> None:
    fact = {"Force": {"type": "boolean"}}
    assert decode(fact, {"Force": text}) == {"Force": text.lower() == "true"}


@given(TEXT.filter(lambda text: text.strip().lower() not in ("true", "false")))
def test_anything_else_is_no_boolean(text: str) -> None:
    with pytest.raises(Refusal) as raised:
        decode({"Force": {"type": "boolean"}}, {"Force": text})
    assert raised.value.code == "InvalidForce"


@pytest.mark.parametrize("size", ["int32", "int64"])
@given(number=st.integers(-(2**70), 2**70))
def test_integers_are_bounded(size: str, number: int) -> None:
    fact = {"N": {"type": "integer", "format": size}}
    for sent in (str(number), number):
        if -BOUNDS[size] <= number < BOUNDS[size]:
            assert decode(fact, {"N": sent}) == {"N": number}
        else:
            with pytest.raises(Refusal) as raised:
                decode(fact, {"N": sent})
            assert raised.value.code == "InvalidN"


@pytest.mark.parametrize("size", ["int32", "int64"])
def test_the_very_bounds(size: str) -> None:
    fact, bound = {"N": {"type": "integer", "format": size}}, BOUNDS[size]
    for good in (bound - 1, -bound):
        assert decode(fact, {"N": str(good)}) == {"N": good}
    for bad in (bound, -bound - 1):
        with pytest.raises(Refusal, match="InvalidN"):
            decode(fact, {"N": str(bad)})


@pytest.mark.parametrize(
    "sent", ["", " ", "1.0", "1e3", "0x10", "１２", "٣", "1_000", "--1", True, 1.0, None, [1], {"a": 1}]
)
def test_what_is_no_integer(sent: Any) -> None:
    fact = {"N": {"type": "integer", "required": True}}
    with pytest.raises(Refusal) as raised:
        decode(fact, {"N": sent})
    assert raised.value.code == ("MissingN" if sent in ("", None) else "InvalidN")


IDS = ["vpc-a", "vpc-b"]


@pytest.mark.parametrize(
    "sent",
    [
        {"VpcId": "vpc-a,vpc-b"},
        {"VpcId": " vpc-a , vpc-b ,"},
        {"VpcId.1": "vpc-a", "VpcId.2": "vpc-b"},
        {"VpcId.2": "vpc-b", "VpcId.1": "vpc-a"},
        {"VpcId": IDS},
    ],
)
def test_the_two_vpcs_of_a_list_come_in_three_ways(sent: dict[str, Any]) -> None:
    fact = {"VpcId": VPCPEER["ListVpcPeerConnections"]["parameters"]["VpcId"]}
    assert decode(fact, sent) == {"VpcId": IDS}


def test_one_vpc_is_a_list_of_one() -> None:
    fact = {"VpcId": VPCPEER["ListVpcPeerConnections"]["parameters"]["VpcId"]}
    assert decode(fact, {"VpcId": "vpc-a"}) == decode(fact, {"VpcId.1": "vpc-a"}) == {"VpcId": ["vpc-a"]}


def test_an_empty_value_is_a_value_but_nothing_is_not() -> None:
    """`Tag.2.Value=` says that the tag's value is empty; a parameter of JSON null is not there."""
    facts = VPCPEER["TagResources"]["parameters"]
    tags = {"Tag.1.Key": "a", "Tag.1.Value": "", "Tag.2.Key": "b"}
    assert decode({"Tag": facts["Tag"]}, tags) == {"Tag": [{"Key": "a", "Value": ""}, {"Key": "b"}]}
    assert decode({"Tag": {**facts["Tag"], "required": False}}, {"Tag": None}) == {}


# whatever comes in

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAMES = sorted({key for _, action in EVERY for key in [action]} | {"Tag", "VpcId", "Bandwidth", "DryRun", "InstanceId"})
KEYS = st.builds(
    lambda name, tail: name + tail,
    st.sampled_from(NAMES) | TEXT,
    st.sampled_from(["", ".1", ".0", ".1.Key", ".2.Value", ".1.Key.2", ".x", "..", ".999999", ".9999999", ".1.", "\0"]),
)


@given(st.sampled_from(EVERY), st.dictionaries(KEYS, ANY_JSON, max_size=8))
def test_decoding_gives_a_dict_or_a_refusal(which: tuple[str, str], sent: dict[str, Any]) -> None:
    name, action = which
    parameters = product(name).operations[action]["parameters"]
    try:
        found = decode(parameters, sent)
    except Refusal as refusal:
        code = refusal.code
    else:
        code = "Missing nothing"
        assert set(found) <= set(parameters)
        json.dumps(found)
    assert code.startswith(("Missing", "Invalid"))


@settings(max_examples=300)
@given(
    st.sampled_from(["GET", "POST", "PUT", ""]),
    st.sampled_from(["vpcpeer.aliyuncs.com", "vpc.aliyuncs.com", "VPC.cn-beijing.aliyuncs.com:8080"]),
    st.binary(max_size=60) | ANY_JSON.map(lambda held: json.dumps(held).encode()),
    st.dictionaries(
        st.sampled_from(
            ["content-type", "authorization", "x-acs-action", "x-acs-version", "x-acs-date", "accept", "host"]
            + ["x-acs-signature-nonce", "x-acs-bearer-token", "x-acs-security-token"]
        ),
        st.sampled_from(
            ["application/json", "text/xml", "application/x-www-form-urlencoded", "2022-01-01", "2016-04-28", ""]
            + [
                "GetVpcPeerConnectionAttribute",
                "DescribeVpcs",
                "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b;c,Signature=0",
            ]
        )
        | TEXT,
        max_size=6,
    ),
    st.dictionaries(KEYS, TEXT, max_size=4),
)
def test_any_request_is_answered_by_a_json_or_xml_body(
    method: str, host: str, body: bytes, headers: dict[str, str], query: dict[str, str]
) -> None:
    with mock() as world:
        request = Request(method, f"https://{host}/?{urlencode(query)}", headers, body)
        try:
            reply = world.answer(request)
        except NotMocked:
            return
        assert reply is not None
        if reply.headers["content-type"] == "text/xml;charset=utf-8":
            told = {child.tag: child.text for child in ElementTree.fromstring(reply.body)}
        else:
            told = json.loads(reply.body)
        assert told["RequestId"] == world.calls[-1].request_id
        if reply.status != 200:
            assert {"Code", "Message", "HostId", "Recommend"} <= set(told)
        assert world.calls[-1].status == reply.status


@given(
    st.dictionaries(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), TEXT | st.lists(TEXT, max_size=3), max_size=4)
)
def test_xml_holds_any_text(fields: dict[str, Any]) -> None:
    told = wire.read(Request("POST", "https://vpc.aliyuncs.com/?Format=XML", {}))
    root = ElementTree.fromstring(wire.reply(told, "DescribeVpcs", 400, fields, "ID").body)
    assert root.tag == "Error"
    for name, held in fields.items():
        texts = held if isinstance(held, list) else [held]
        if not any(ord(char) < 32 or ord(char) in (0xFFFE, 0xFFFF) for text in texts for char in text):
            assert [child.text or "" for child in root.findall(name)] == texts


# signatures

SECRET = st.from_regex(r"[A-Za-z0-9]{1,30}", fullmatch=True)
QUERY = st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z.0-9]{0,12}", fullmatch=True), TEXT, max_size=5)


class Sent:
    """As much of an SDK's request as its signer reads."""

    def __init__(self, method: str, query: dict[str, str], headers: dict[str, str]) -> None:
        self.method, self.query, self.headers, self.pathname = method, query, headers, "/"


@given(st.sampled_from(["GET", "POST"]), QUERY, TEXT, SECRET)
def test_acs3_is_what_the_new_sdk_signs(method: str, query: dict[str, str], text: str, secret: str) -> None:
    body = urlencode({"InstanceId": text}).encode()
    payload = hashlib.sha256(body).hexdigest()
    headers = {
        "host": "vpcpeer.aliyuncs.com",
        "x-acs-action": "GetVpcPeerConnectionAttribute",
        "x-acs-version": "2022-01-01",
        "x-acs-date": "2026-11-22T01:20:01Z",
        "user-agent": "  spaced   out ",
        "x-acs-content-sha256": payload,
    }
    signer = Signer.get_authorization
    authorization = signer(Sent(method, query, dict(headers)), "ACS3-HMAC-SHA256", payload, "AK", secret)
    names, given_signature = (part.partition("=")[2] for part in authorization.split(",")[1:])

    request = Request(method, f"https://vpcpeer.aliyuncs.com/?{urlencode(query)}", headers, body)
    string = signature.acs3_string(request, names.split(";"))
    assert signature.acs3(string, secret) == given_signature
    assert signature.acs3(string, secret + "x") != given_signature


@given(st.sampled_from(["GET", "POST"]), QUERY, SECRET)
def test_version_one_is_what_the_new_sdk_signs(method: str, query: dict[str, str], secret: str) -> None:
    from alibabacloud_openapi_util.client import Client

    params = {**query, "SignatureMethod": "HMAC-SHA1", "AccessKeyId": "AK"}
    signed = Client.get_rpcsignature(params, method, secret)
    travelled = dict(parse_qsl(urlencode(params), keep_blank_values=True))
    string = signature.v1_string(method, {**travelled, "Signature": signed})
    assert signature.v1(string, secret, "HMAC-SHA1") == signed


@given(st.sampled_from(["GET", "POST"]), QUERY, QUERY, SECRET)
def test_version_one_is_what_the_legacy_sdk_signs(
    method: str, query: dict[str, str], body: dict[str, str], secret: str
) -> None:
    composer = pytest.importorskip("aliyunsdkcore.auth.composer.rpc_signature_composer")
    url, its_string = composer.get_signed_url(dict(query), "AK", secret, "JSON", method, dict(body))
    params = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    signed = params["Signature"]
    travelled = dict(parse_qsl(urlencode(body), keep_blank_values=True))
    string = signature.v1_string(method, {**params, **travelled})
    assert string == its_string
    assert signature.v1(string, secret, "HMAC-SHA1") == signed
