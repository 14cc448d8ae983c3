"""What the gateway refuses before a product is asked: exact bodies, and each SDK generation's own exception."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree

import pytest
import requests

from peering_mock import NotMocked, World, mock

from .clients import by_hand, tea
from .clients.by_hand import common, signed, string_to_sign
from .clients.verbs import Client, Key
from .conftest import ME, THEM

HOST = "vpcpeer.aliyuncs.com"
KEY = Key(str(ME), "any")
GET = "GetVpcPeerConnectionAttribute"
FAMILIES: list[type[Client]] = [tea.Typed, tea.TypedAsync, tea.TypedV2, tea.GenericJson, by_hand.Requests]
try:
    from .clients import legacy

    FAMILIES += [legacy.Legacy, legacy.Common]
except ImportError:  # the virtual environment of the old generation has no aliyun-python-sdk-*
    pass
every_family = pytest.mark.parametrize("kind", FAMILIES, ids=lambda kind: kind.__name__)


def asked(action: str = GET, *, key: Key = KEY, without: tuple[str, ...] = (), **changed: str) -> dict[str, str]:
    """The signed parameters of a call, with some changed or left out."""
    params = {**common(key, "VpcPeer", action), "InstanceId": "pcc-1", **changed}
    params = {name: value for name, value in params.items() if name not in without}
    made = signed("POST", params, key.secret)
    return {name: value for name, value in made.items() if name not in without}


def post(params: dict[str, str], host: str = HOST) -> requests.Response:
    return requests.post(f"https://{host}/", data=params, timeout=10)


def body_of(answer: requests.Response, world: World, status: int, code: str, message: str) -> None:
    """The whole body of a refusal, to the letter."""
    request_id = world.calls[-1].request_id
    assert (answer.status_code, answer.json()) == (
        status,
        {
            "RequestId": request_id,
            "HostId": HOST,
            "Code": code,
            "Message": message,
            "Recommend": f"https://api.aliyun.com/troubleshoot?q={code}&product=VpcPeer&requestId={request_id}",
        },
    )
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert request_id == request_id.upper()


def acs3(action: str = GET, *, key: Key = KEY, without: tuple[str, ...] = (), **changed: str) -> requests.Response:
    """A call signed by hand with ACS3-HMAC-SHA256; `changed` headers are written with underscores."""
    body = urlencode({"InstanceId": "pcc-1"}).encode()
    headers = {
        "host": HOST,
        "x-acs-action": action,
        "x-acs-version": "2022-01-01",
        "x-acs-date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": uuid4().hex,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "content-type": "application/x-www-form-urlencoded",
    }
    headers |= {name.replace("_", "-"): value for name, value in changed.items() if name != "authorization"}
    headers = {name: value for name, value in headers.items() if name not in without}
    names = sorted(headers)
    listed = "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical = "\n".join(("POST", "/", "", listed, ";".join(names), hashlib.sha256(body).hexdigest()))
    string = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(key.secret.encode(), string.encode(), hashlib.sha256).hexdigest()
    authorization = f"ACS3-HMAC-SHA256 Credential={key.id},SignedHeaders={';'.join(names)},Signature={signature}"
    headers["Authorization"] = changed.get("authorization", authorization)
    return requests.post(f"https://{HOST}/", data=body, headers=headers, timeout=10)


# what is asked

NOT_FOUND = "Specified api is not found, please check your url and method."
MANDATORY = "{} is mandatory for this action."


def test_a_well_made_call_comes_through(world: World) -> None:
    for call in (lambda: post(asked()), acs3):
        body_of(call(), world, 400, "ResourceNotFound.InstanceId", "The specified resource of InstanceId is not found.")


@pytest.mark.parametrize("action", ["GetVpcPeer", "getvpcpeerconnectionattribute", "DescribeVpcs", "../etc", "é"])
def test_an_unknown_action(world: World, action: str) -> None:
    body_of(post(asked(action)), world, 404, "InvalidAction.NotFound", NOT_FOUND)


@pytest.mark.parametrize("version", ["2022-01-02", "2016-04-28", "1"])
def test_an_unknown_version(world: World, version: str) -> None:
    body_of(post(asked(Version=version)), world, 400, "InvalidVersion", "Specified parameter Version is not valid.")


@pytest.mark.parametrize(
    "name",
    ["Action", "Version", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce"]
    + ["Timestamp", "InstanceId"],
)
def test_a_missing_parameter(world: World, name: str) -> None:
    body_of(post(asked(without=(name,))), world, 400, f"Missing{name}", MANDATORY.format(name))


@pytest.mark.parametrize("name", ["Action", "Version", "Signature", "Timestamp", "InstanceId"])
def test_an_empty_parameter_is_missing(world: World, name: str) -> None:
    body_of(post({**asked(), name: ""}), world, 400, f"Missing{name}", MANDATORY.format(name))


def test_no_parameter_at_all(world: World) -> None:
    body_of(requests.post(f"https://{HOST}/", timeout=10), world, 400, "MissingVersion", MANDATORY.format("Version"))
    assert world.calls[-1].operation == f"POST {HOST}"


@pytest.mark.parametrize(("header", "name"), [("x-acs-date", "Timestamp"), ("x-acs-signature-nonce", "SignatureNonce")])
def test_a_missing_header_of_acs3_is_the_parameter_of_the_same_meaning(world: World, header: str, name: str) -> None:
    body_of(acs3(without=(header,)), world, 400, f"Missing{name}", MANDATORY.format(name))


@pytest.mark.parametrize("authorization", ["", "Bearer abc", "ACS3-HMAC-SHA256 Credential=x", "ACS3-HMAC-SHA256"])
def test_an_authorization_that_is_none(world: World, authorization: str) -> None:
    words = "The request signature does not conform to Aliyun standards."
    body_of(acs3(authorization=authorization), world, 400, "IncompleteSignature", words)


def test_a_signature_method_nobody_knows(world: World) -> None:
    words = "Specified signature method is not valid."
    body_of(post({**asked(), "SignatureMethod": "HMAC-MD5"}), world, 400, "InvalidSignatureMethod", words)


MODIFY = "ModifyVpcPeerConnection"
WRONG = [
    (MODIFY, "Bandwidth", "many"),
    (MODIFY, "Bandwidth", ""),
    (MODIFY, "Bandwidth", "1.5"),
    (MODIFY, "Bandwidth", "2147483648"),
    (MODIFY, "Bandwidth", "-2147483649"),
    (MODIFY, "DryRun", "yes"),
    (MODIFY, "DryRun", ""),
    ("DeleteVpcPeerConnection", "Force", "1"),
    ("ListVpcPeerConnections", "MaxResults", "twenty"),
    ("ListVpcPeerConnections", "MaxResults", "99999999999999999999"),
]


@pytest.mark.parametrize(("action", "name", "value"), WRONG)
def test_a_parameter_of_the_wrong_type(world: World, action: str, name: str, value: str) -> None:
    words = f"Specified parameter {name} is not valid."
    body_of(post(asked(action, **{name: value})), world, 400, f"Invalid{name}", words)


@every_family
def test_the_same_refusals_as_each_sdks_own_exception(kind: type[Client], world: World) -> None:
    client = kind(KEY)

    def check(code: str, message: str, status: int = 400) -> Callable[[Callable[[], Any]], None]:
        def of(call: Callable[[], Any]) -> None:
            refused = client.refused(call)
            assert (refused.code, refused.message, refused.status) == (code, message, status)
            assert refused.request_id == world.calls[-1].request_id

        return of

    check("MissingInstanceId", "InstanceId is mandatory for this action.")(lambda: client.call("VpcPeer", GET))
    check("InvalidBandwidth", "Specified parameter Bandwidth is not valid.")(
        lambda: client.call("VpcPeer", MODIFY, InstanceId="pcc-1", Bandwidth="many")
    )
    check("MissingVpcId", "VpcId is mandatory for this action.")(
        lambda: client.call("VpcPeer", "CreateVpcPeerConnection", RegionId="cn-hangzhou")
    )
    if isinstance(client, (tea.Generic, by_hand.ByHand)) or type(client).__name__ == "Common":
        check("InvalidAction.NotFound", NOT_FOUND, 404)(lambda: client.call("VpcPeer", "DescribeVpcPeers"))


# who asks


@pytest.mark.parametrize("kind", FAMILIES, ids=lambda kind: kind.__name__)
def test_a_wrong_secret_of_a_known_key(kind: type[Client], world: World) -> None:
    """The legacy SDK finds its own string to sign in the message, and says itself that the secret is wrong.

    Of a CommonRequest it has forgotten the string.
    """
    account = world.alibaba.account(ME)
    client = kind(Key(account.access_key_id, "not-" + account.access_key_secret))
    refused = client.refused(lambda: client.get("pcc-1"))
    assert refused.status == 400
    assert refused.request_id == world.calls[-1].request_id
    assert world.calls[-1].code == "SignatureDoesNotMatch"
    if type(client).__name__ == "Legacy":
        assert (refused.code, refused.message) == (
            "InvalidAccessKeySecret",
            "The AccessKeySecret is incorrect. Please check your AccessKeyId and AccessKeySecret.",
        )
    else:
        assert refused.code == "SignatureDoesNotMatch"
        words = "Specified signature is not matched with our calculation. server string to sign is:"
        assert refused.message.startswith(words)
        assert refused.message[len(words) :].startswith(("ACS3-HMAC-SHA256\n", "POST&%2F&"))


def test_the_string_to_sign_is_told(world: World) -> None:
    account = world.alibaba.account(ME)
    params = asked(key=Key(account.access_key_id, "wrong"))
    unsigned = {name: value for name, value in params.items() if name != "Signature"}
    words = "Specified signature is not matched with our calculation. server string to sign is:"
    body_of(post(params), world, 400, "SignatureDoesNotMatch", words + string_to_sign("POST", unsigned))


def test_a_parameter_changed_after_signing(world: World) -> None:
    account = world.alibaba.account(ME)
    params = asked(key=Key(account.access_key_id, account.access_key_secret))
    answer = post({**params, "InstanceId": "pcc-2"})
    assert answer.json()["Code"] == "SignatureDoesNotMatch"
    assert answer.json()["Message"].endswith(
        string_to_sign("POST", {**{k: v for k, v in params.items() if k != "Signature"}, "InstanceId": "pcc-2"})
    )


@pytest.mark.parametrize("message", ["no colon in it", "a: colon"])
def test_an_ordered_signature_refusal_does_not_crash_the_legacy_sdk(world: World, message: str) -> None:
    legacy = pytest.importorskip("tests.alibaba.clients.legacy", reason="aliyun-python-sdk-core is not installed")
    client = legacy.Legacy(KEY)
    world.refuse(GET, "SignatureDoesNotMatch", string_to_sign=message)
    refused = client.refused(lambda: client.get("pcc-1"))
    assert (refused.code, refused.message) == (
        "SignatureDoesNotMatch",
        f"Specified signature is not matched with our calculation. server string to sign is:{message}",
    )


@every_family
def test_unknown_keys_are_accepted_unless_the_world_knows_its_keys(kind: type[Client], world: World) -> None:
    client = kind(Key("LTAI5tNobody", "any"))
    assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
    assert world.calls[-1].account == ME

    world.alibaba.known_keys_only = True
    refused = client.refused(lambda: client.get("pcc-1"))
    assert (refused.code, refused.message, refused.status, refused.request_id) == (
        "InvalidAccessKeyId.NotFound",
        "Specified access key is not found.",
        404,
        world.calls[-1].request_id,
    )
    account = world.alibaba.account(THEM)
    client = kind(Key(account.access_key_id, account.access_key_secret))
    assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
    assert world.calls[-1].account == THEM


def test_an_anonymous_call_has_no_key(world: World) -> None:
    client = tea.OpenApi(tea.openapi.Config(access_key_id="x", access_key_secret="y", endpoint=HOST))
    params = tea.generic.Params(
        action=GET,
        version="2022-01-01",
        protocol="HTTPS",
        pathname="/",
        method="POST",
        auth_type="Anonymous",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    request = tea.generic.OpenApiRequest(query={"InstanceId": "pcc-1"})
    refused = tea.Typed(KEY).refused(lambda: client.call_api(params, request, tea.RuntimeOptions()))
    assert (refused.code, refused.message) == ("MissingAccessKeyId", "AccessKeyId is mandatory for this action.")


# when, and how often


def test_a_nonce_is_used_once_by_whichever_signature(world: World) -> None:
    once = post(asked(SignatureNonce="n-1"))
    assert once.json()["Code"] == "ResourceNotFound.InstanceId"
    words = "Specified signature nonce was used already."
    body_of(post(asked(SignatureNonce="n-1")), world, 400, "SignatureNonceUsed", words)
    body_of(acs3(x_acs_signature_nonce="n-1"), world, 400, "SignatureNonceUsed", words)
    assert acs3(x_acs_signature_nonce="n-2").json()["Code"] == "ResourceNotFound.InstanceId"

    with mock():
        assert post(asked(SignatureNonce="n-1")).json()["Code"] == "ResourceNotFound.InstanceId"


def test_a_nonce_may_come_again_after_fifteen_minutes(world: World) -> None:
    machine = pytest.importorskip("time_machine", reason="time-machine is not installed")
    with machine.travel(datetime(2026, 1, 1, tzinfo=timezone.utc), tick=False) as traveller:
        post(asked(SignatureNonce="n"))
        traveller.shift(timedelta(minutes=15))
        assert post(asked(SignatureNonce="n")).json()["Code"] == "SignatureNonceUsed"
        traveller.shift(timedelta(minutes=15, seconds=1))
        assert post(asked(SignatureNonce="n")).json()["Code"] == "ResourceNotFound.InstanceId"


def stamp(**ago: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


EXPIRED = "Specified time stamp or date value is expired."


def test_a_time_stamp_is_good_for_fifteen_minutes_either_way(world: World) -> None:
    for good in (stamp(minutes=14), stamp(minutes=-14)):
        assert post(asked(Timestamp=good)).json()["Code"] == "ResourceNotFound.InstanceId"
        assert acs3(x_acs_date=good).json()["Code"] == "ResourceNotFound.InstanceId"
    for bad in (stamp(minutes=16), stamp(minutes=-16), "2015-01-01T12:00:00Z"):
        body_of(post(asked(Timestamp=bad)), world, 400, "InvalidTimeStamp.Expired", EXPIRED)
        body_of(acs3(x_acs_date=bad), world, 400, "InvalidTimeStamp.Expired", EXPIRED)


@pytest.mark.parametrize("bad", ["yesterday", "2026-01-01", "2026-01-01 00:00:00", "20260101T000000Z", "1767225600"])
def test_a_time_stamp_that_is_none(world: World, bad: str) -> None:
    words = "Specified time stamp or date value is not well formatted."
    body_of(post(asked(Timestamp=bad)), world, 400, "InvalidTimeStamp.Format", words)
    body_of(acs3(x_acs_date=bad), world, 400, "InvalidTimeStamp.Format", words)


def test_travelling_the_world_does_not_age_what_the_clients_sign(world: World) -> None:
    client = tea.Typed(KEY)
    world.travel(days=30)
    assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"


@every_family
def test_time_machine_rules_client_and_world_alike(kind: type[Client]) -> None:
    machine = pytest.importorskip("time_machine", reason="time-machine is not installed")
    with machine.travel("2031-05-06T07:08:09Z", tick=False), mock() as world:
        client = kind(KEY)
        assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
        assert world.calls[-1].at == datetime(2031, 5, 6, 7, 8, 9, tzinfo=timezone.utc)


def test_freezegun_rules_client_and_world_alike() -> None:
    freezegun = pytest.importorskip("freezegun", reason="freezegun is not installed")
    with mock() as world, freezegun.freeze_time("2031-05-06T07:08:09Z"):
        client = tea.Typed(KEY)
        assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
        assert world.calls[-1].at == datetime(2031, 5, 6, 7, 8, 9, tzinfo=timezone.utc)


# temporary keys


def assumed(**more: Any) -> Key:
    made = by_hand.Requests(KEY).call(
        "Sts", "AssumeRole", RoleArn=f"acs:ram::{THEM}:role/peering", RoleSessionName="story", **more
    )["Credentials"]
    return Key(made["AccessKeyId"], made["AccessKeySecret"], made["SecurityToken"])


@every_family
def test_a_token_of_another_key(kind: type[Client], world: World) -> None:
    one, other = assumed(), assumed()
    client = kind(Key(one.id, one.secret, other.token))
    refused = client.refused(lambda: client.get("pcc-1"))
    assert (refused.code, refused.message, refused.status) == (
        "InvalidSecurityToken.MismatchWithAccessKey",
        "Specified SecurityToken mismatch with the AccessKey.",
        400,
    )
    assert refused.request_id == world.calls[-1].request_id


@every_family
def test_a_temporary_key_without_its_token(kind: type[Client], world: World) -> None:
    one = assumed()
    client = kind(Key(one.id, one.secret))
    refused = client.refused(lambda: client.get("pcc-1"))
    assert (refused.code, refused.message, refused.status) == (
        "MissingSecurityToken",
        "SecurityToken is mandatory for this action.",
        400,
    )


@every_family
def test_an_expired_token(kind: type[Client], world: World) -> None:
    """It expires by the system's clock, which is the client's: travelling the world does not age it."""
    machine = pytest.importorskip("time_machine", reason="time-machine is not installed")
    with machine.travel("2031-05-06T07:08:09Z", tick=False) as traveller:
        client = kind(assumed(DurationSeconds=900))
        world.travel(days=3)
        traveller.shift(timedelta(minutes=15))
        assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
        assert world.calls[-1].account == THEM

        traveller.shift(timedelta(seconds=1))
        refused = client.refused(lambda: client.get("pcc-1"))
        assert (refused.code, refused.message, refused.status) == (
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired.",
            400,
        )
        assert refused.request_id == world.calls[-1].request_id


# how it is asked, and answered


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(world: World, method: str) -> None:
    answer = requests.request(method, f"https://{HOST}/", data=asked(), timeout=10)
    words = "Specified signature is not matched with our calculation."
    body_of(answer, world, 400, "UnsupportedHTTPMethod", words)


def test_get_and_post_in_query_and_body_are_the_same(world: World) -> None:
    for params in (asked(), asked()):
        unsigned = {name: value for name, value in params.items() if name != "Signature"}
        got = requests.get(f"https://{HOST}/", params=signed("GET", unsigned, "any"), timeout=10)
        assert got.json()["Code"] == "ResourceNotFound.InstanceId"
        unsigned["SignatureNonce"] = uuid4().hex
        whole = signed("POST", unsigned, "any")
        half = {name: whole.pop(name) for name in ("InstanceId", "Signature")}
        mixed = requests.post(f"https://{HOST}/", params=whole, data=half, timeout=10)
        assert mixed.json()["Code"] == "ResourceNotFound.InstanceId"


BROKEN = [
    ("application/json", b"{"),
    ("application/json", b"[1]"),
    ("application/json; charset=utf-8", b'"x"'),
    ("application/json", b"\xff\xfe"),
    ("application/json", b"[" * 100_000),
    ("application/x-www-form-urlencoded", b"\xff\xfe=1"),
    ("application/x-www-form-urlencoded", b"a&" * 20_000),
]


@pytest.mark.parametrize(("kind", "body"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_body_that_cannot_be_read(world: World, kind: str, body: bytes) -> None:
    headers = {"content-type": kind, "x-acs-action": GET, "x-acs-version": "2022-01-01"}
    answer = requests.post(f"https://{HOST}/", data=body, headers=headers, timeout=10)
    body_of(answer, world, 400, "InvalidParameter.Format", "Specified parameter format is not valid.")


def test_an_unknown_format(world: World) -> None:
    words = "Specified parameter format is not valid."
    body_of(post(asked(Format="YAML")), world, 400, "InvalidParameter.Format", words)


def test_an_answer_in_xml(world: World) -> None:
    params = {
        "RegionId": "cn-hangzhou",
        "CidrBlock": "10.0.0.0/16",
    }
    form = signed("POST", {**common(KEY, "Vpc", "CreateVpc"), **params, "Format": "XML"}, "any")
    answer = requests.post("https://vpc.aliyuncs.com/", data=form, timeout=10)
    root = ElementTree.fromstring(answer.text)
    assert (answer.status_code, root.tag) == (200, "CreateVpcResponse")
    assert answer.headers["content-type"] == "text/xml;charset=utf-8"
    assert [child.tag for child in root][0] == "RequestId"
    vpc_id = root.findtext("VpcId")
    assert world.alibaba.vpc(str(vpc_id)).cidr_block == "10.0.0.0/16"
    other = by_hand.Requests(KEY).create_vpc("10.1.0.0/16")[0]
    peering = by_hand.Requests(KEY).create_peering(str(vpc_id), other, ME)

    root = ElementTree.fromstring(post(asked(Format="xml", InstanceId=peering)).text)
    assert root.tag == "GetVpcPeerConnectionAttributeResponse"
    assert (root.findtext("Name"), root.findtext("Description")) == ("peer-é中", "Two VPCs & one + a %2A")
    assert (root.findtext("Vpc/VpcId"), root.findtext("Vpc/Ipv4Cidrs")) == (vpc_id, "10.0.0.0/16")
    assert root.findtext("Bandwidth") == "-1"


@pytest.mark.parametrize("named", ["null", "[]", "5"])
def test_a_format_that_is_no_text_is_refused_in_the_one_that_is_accepted(world: World, named: str) -> None:
    headers = {"content-type": "application/json", "accept": "application/xml", "x-acs-version": "2022-01-01"}
    answer = requests.post(f"https://{HOST}/", data=f'{{"Format": {named}}}', headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/xml;charset=utf-8")
    assert ElementTree.fromstring(answer.text).findtext("Code") == "InvalidParameter.Format"


@pytest.mark.parametrize("how", ["Format", "accept"])
def test_a_refusal_in_xml(world: World, how: str) -> None:
    if how == "Format":
        answer = post(asked(Format="XML"))
    else:
        form = asked(without=("Format",))
        answer = requests.post(f"https://{HOST}/", data=form, headers={"accept": "application/xml"}, timeout=10)
    root = ElementTree.fromstring(answer.text)
    request_id = world.calls[-1].request_id
    assert (answer.status_code, root.tag, answer.headers["content-type"]) == (400, "Error", "text/xml;charset=utf-8")
    link = "https://api.aliyun.com/troubleshoot?q=ResourceNotFound.InstanceId&product=VpcPeer&requestId="
    assert {child.tag: child.text for child in root} == {
        "RequestId": request_id,
        "HostId": HOST,
        "Code": "ResourceNotFound.InstanceId",
        "Message": "The specified resource of InstanceId is not found.",
        "Recommend": link + request_id,
    }


def test_the_new_sdk_reads_a_refusal_in_xml(world: World) -> None:
    client = tea.Generic(KEY)
    refused = client.refused(lambda: client.call("VpcPeer", GET, InstanceId="pcc-1", Format="XML"))
    assert (refused.code, refused.message) == (
        "ResourceNotFound.InstanceId",
        "The specified resource of InstanceId is not found.",
    )


def test_the_legacy_sdk_may_ask_for_xml(world: World) -> None:
    pytest.importorskip("aliyunsdkcore", reason="aliyun-python-sdk-core is not installed")
    from aliyunsdkcore.client import AcsClient
    from aliyunsdkcore.request import CommonRequest

    request = CommonRequest(domain=HOST, version="2022-01-01", action_name="ListVpcPeerConnections")
    request.set_accept_format("XML")
    answer = AcsClient(KEY.id, KEY.secret, "cn-hangzhou").do_action(request)
    root = ElementTree.fromstring(answer)
    assert (root.tag, root.findtext("TotalCount")) == ("ListVpcPeerConnectionsResponse", "0")


def test_control_characters_stay_out_of_xml(world: World) -> None:
    answer = post(asked("GetVpcPeerConnectionAttribute", Format="XML", InstanceId="\x00\x01\x0b]]><&"))
    assert ElementTree.fromstring(answer.text).findtext("Code") == "ResourceNotFound.InstanceId"


# what is not served

SERVED = (
    "VpcPeer 2022-01-01, Vpc 2016-04-28, Sts 2015-04-01, ResourceManager 2020-03-31, Cdt 2021-08-13, "
    "Location 2015-06-12"
)


def unserved(what: str, served: str = SERVED) -> str:
    return f"{what} is not served by peering_mock, and nothing was sent to the cloud. Served here: {served}."


def _ecs() -> Any:
    form = signed("POST", {**common(KEY, "Vpc", "DescribeInstances"), "Version": "2014-05-26"}, "any")
    return requests.post("https://ecs.aliyuncs.com/", data=form, timeout=10)


NOT_SERVED: list[tuple[str, Callable[[], Any]]] = [
    ("DescribeInstances on ecs.aliyuncs.com", _ecs),
    (
        "GET https://oss-cn-hangzhou.aliyuncs.com/bucket",
        lambda: requests.get("https://oss-cn-hangzhou.aliyuncs.com/bucket", timeout=10),
    ),
    (
        "GET http://100.100.100.200/latest/meta-data/",
        lambda: requests.get("http://100.100.100.200/latest/meta-data/", timeout=10),
    ),
    (
        "PUT http://100.100.100.200/latest/api/token",
        lambda: requests.put("http://100.100.100.200/latest/api/token", timeout=10),
    ),
    ("GET https://aliyuncs.com/", lambda: requests.get("https://aliyuncs.com/", timeout=10)),
]


@pytest.mark.parametrize(("what", "call"), NOT_SERVED, ids=[what for what, _ in NOT_SERVED])
def test_a_product_that_is_not_served(world: World, what: str, call: Callable[[], Any]) -> None:
    with pytest.raises(NotMocked) as raised:
        call()
    assert str(raised.value) == unserved(what)
    assert raised.value.operation == what
    assert raised.value.served == SERVED.split(", ")
    assert world.calls[-1].code == "NotMocked"


@every_family
def test_an_operation_that_is_not_served(kind: type[Client], world: World) -> None:
    from peering_mock.alibaba.model import product

    with pytest.raises(NotMocked) as raised:
        kind(KEY).unserved()
    assert type(raised.value) is NotMocked
    served = ", ".join(sorted(product("Vpc").operations))
    assert str(raised.value) == unserved("Vpc DescribeNatGateways", served)


def test_credentials_of_an_instance_are_not_served(world: World) -> None:
    """The metadata service gives out real keys: no client may reach it."""
    from alibabacloud_credentials.client import Client as Credentials
    from alibabacloud_credentials.models import Config

    given = Credentials(Config(type="ecs_ram_role", role_name="role"))
    with pytest.raises(NotMocked) as raised:
        given.get_credential()
    assert raised.value.operation.partition(" ")[2].startswith("http://100.100.100.200/latest/")
    with pytest.raises(NotMocked):
        asyncio.run(given.get_credential_async())


def test_the_log_never_holds_a_credential(world: World) -> None:
    account = world.alibaba.account(ME)
    key = Key(account.access_key_id, account.access_key_secret)
    client = by_hand.Requests(key)
    client.create_vpc("10.0.0.0/16")
    told = json.dumps([(call.params, repr(call)) for call in world.calls]) + repr(world.calls)
    assert account.access_key_secret not in told
    assert "Signature" not in told


def test_many_refusals_are_quick(world: World) -> None:
    """No client waits or retries: neither does the gateway."""
    client = tea.Typed(KEY)
    begun = time.perf_counter()
    for _ in range(200):
        client.refused(lambda: client.get("pcc-1"))
    assert time.perf_counter() - begun < 10
