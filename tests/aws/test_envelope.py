"""The JSON form of the second seed: documented answers, member for member, from requests, httpx and aiohttp."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date, datetime, timezone

import aiohttp
import httpx
import pytest
import requests

from peering_mock import NotMocked, mock

from .scene import ME, NO_PCX, NO_VPC, PEER, client

URL = "http://ec2.us-east-1.amazonaws.com/"
SEED = URL + "#Action=CreateVpcPeeringConnection"
JSON = {"accept": "application/json", "content-type": "application/json"}
INVALID = {"success": False, "error": {"code": "VALIDATION_ERROR", "message": "Invalid request parameters"}}

WELL_FORMED = {"VpcId": "vpc-0123456789abcdef0", "PeerVpcId": "vpc-0123456789abcdef1"}


def by_requests(url, body, headers):
    answer = requests.post(url, data=body, headers=headers)
    return answer.status_code, dict(answer.headers), answer.json()


def by_httpx(url, body, headers):
    answer = httpx.post(url, content=body, headers=headers)
    return answer.status_code, dict(answer.headers), answer.json()


def by_async_httpx(url, body, headers):
    async def post():
        async with httpx.AsyncClient() as session:
            answer = await session.post(url, content=body, headers=headers)
            return answer.status_code, dict(answer.headers), answer.json()

    return asyncio.run(post())


def by_aiohttp(url, body, headers):
    async def post():
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            return answer.status, dict(answer.headers), await answer.json()

    return asyncio.run(post())


@pytest.fixture(params=[by_requests, by_httpx, by_async_httpx, by_aiohttp])
def post(request, world):
    def send(body=None, url=SEED, **headers):
        sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return request.param(url, sent, {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}})

    return send


@pytest.fixture
def vpcs(world):
    ec2 = client("ec2")
    return [ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16")]


def test_a_valid_request_makes_the_same_kind_of_connection(world, post, vpcs):
    status, headers, told = post({"VpcId": vpcs[0], "PeerVpcId": vpcs[1]})
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert set(told) == {"success", "data"}
    assert told["success"] is True
    assert set(told["data"]) == {"id", "created_at"}
    assert re.fullmatch("pcx-[0-9a-f]{17}", told["data"]["id"])
    made = datetime.strptime(told["data"]["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert abs((made - world.clock.now).total_seconds()) < 5
    (seen,) = client("ec2").describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert seen["VpcPeeringConnectionId"] == told["data"]["id"]
    assert seen["Status"]["Code"] == "pending-acceptance"


def test_a_year_has_four_digits_in_both_forms():
    with mock(start="0999-05-05T00:00:00Z"):
        ec2 = client("ec2")
        one, other = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
        _, _, told = by_requests(SEED, json.dumps({"VpcId": one, "PeerVpcId": other}), JSON)
        assert re.fullmatch(r"0999-05-05T00:00:\d\dZ", told["data"]["created_at"])
        (seen,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert seen["ExpirationTime"].date() == date(999, 5, 12)


@pytest.mark.parametrize(
    ("url", "more"),
    [
        (URL + "#Action=CreateVpcPeeringConnection", {}),
        (URL + "?Action=CreateVpcPeeringConnection", {}),
        (URL, {"Action": "CreateVpcPeeringConnection"}),
        (URL, {}),
        (URL + "?Action=CreateVpcPeeringConnection&Version=2016-11-15", {"Version": "2016-11-15"}),
    ],
)
def test_the_action_is_in_the_fragment_the_query_the_body_or_understood(post, vpcs, url, more):
    _, _, told = post({"VpcId": vpcs[0], "PeerVpcId": vpcs[1], **more}, url=url)
    assert told["data"]["id"].startswith("pcx-")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "MissingParameter"),
        ({}, "MissingParameter"),
        (b"", "MissingParameter"),
        ({"VpcId": "vpc-0123456789abcdef0"}, "MissingParameter"),
        ({"PeerVpcId": "vpc-0123456789abcdef0"}, "MissingParameter"),
        ({"VpcId": "", "PeerVpcId": "vpc-0123456789abcdef0"}, "MissingParameter"),
        ({"VpcId": "foo", "PeerVpcId": "vpc-0123456789abcdef0"}, "InvalidVpcID.Malformed"),
        ({"VpcId": 1, "PeerVpcId": "vpc-0123456789abcdef0"}, "InvalidParameterValue"),
        ({"VpcId": None, "PeerVpcId": "vpc-0123456789abcdef0"}, "InvalidParameterValue"),
        ({"VpcId": ["a"], "PeerVpcId": {"a": 1}}, "InvalidParameterValue"),
        ({**WELL_FORMED, "DryRun": "yes"}, "InvalidParameterValue"),
        ({**WELL_FORMED, "Colour": "red"}, "UnknownParameter"),
        ({**WELL_FORMED, "TagSpecifications": {}}, "InvalidParameterValue"),
        (b"[1, 2]", "InvalidParameterValue"),
        (b'"text"', "InvalidParameterValue"),
        (b"{not json", "InvalidParameterValue"),
        (b"\xff\xfe", "InvalidParameterValue"),
    ],
)
def test_an_invalid_request_is_told_in_the_documented_words_exactly(world, post, body, code):
    status, headers, told = post(body)
    assert (status, told) == (400, INVALID)
    assert headers["x-ec2-error-code"] == code
    assert headers["x-ec2-error-message"]
    assert world.calls[-1].code == code
    assert client("ec2").describe_vpc_peering_connections()["VpcPeeringConnections"] == []


@pytest.mark.parametrize("nested", [b"[" * 100_000, b'{"VpcId":' * 100_000])
def test_a_body_nested_without_end_is_no_json_object(post, nested):
    status, headers, told = post(nested)
    assert (status, told) == (400, INVALID)
    assert headers["x-ec2-error-code"] == "InvalidParameterValue"


@pytest.mark.parametrize(("accept", "sent"), [("Application/JSON", "APPLICATION/json; charset=UTF-8")])
def test_the_case_of_a_media_type_does_not_matter(post, vpcs, accept, sent):
    status, _, told = post({"VpcId": vpcs[0], "PeerVpcId": vpcs[1]}, accept=accept, content_type=sent)
    assert (status, told["success"]) == (200, True)


def test_half_a_character_is_no_text(post, vpcs):
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "half \ud83d", "Value": "whole \U0001f600"}]}]
    status, headers, told = post({"VpcId": vpcs[0], "PeerVpcId": vpcs[1], "TagSpecifications": tags})
    assert (status, told, headers["x-ec2-error-code"]) == (400, INVALID, "InvalidParameterValue")
    assert client("ec2").describe_tags()["Tags"] == []


def test_a_tag_of_a_wrong_type_and_a_message_that_is_no_ascii(post, vpcs):
    valid = {"VpcId": vpcs[0], "PeerVpcId": vpcs[1]}
    wrong = [{"ResourceType": "vpc", "Tags": []}]
    status, headers, told = post({**valid, "TagSpecifications": wrong})
    assert (status, told) == (400, INVALID)
    assert headers["x-ec2-error-message"] == "'vpc' is not a valid taggable resource type for this operation."
    status, headers, told = post({"VpcId": "ключ\r\nx: y", "PeerVpcId": vpcs[1]})
    assert (status, told) == (400, INVALID)
    assert headers["x-ec2-error-code"] == "InvalidVpcID.Malformed"


def test_a_valid_request_that_ec2_refuses_keeps_its_status_code_and_words(world, post, vpcs):
    valid = {"VpcId": vpcs[0], "PeerVpcId": vpcs[1]}
    status, headers, told = post({**valid, "VpcId": NO_VPC})
    assert status == 400
    assert told == {
        "success": False,
        "error": {"code": "InvalidVpcID.NotFound", "message": f"The vpc ID '{NO_VPC}' does not exist"},
    }
    assert "x-ec2-error-code" not in headers
    status, _, told = post({**valid, "DryRun": True})
    assert (status, told["error"]["code"]) == (412, "DryRunOperation")
    world.refuse("CreateVpcPeeringConnection", "RequestLimitExceeded", cloud="aws")
    status, _, told = post(valid)
    assert (status, told["error"]) == (503, {"code": "RequestLimitExceeded", "message": "Request limit exceeded."})
    world.refuse("CreateVpcPeeringConnection", "InvalidParameterValue", cloud="aws")
    status, _, told = post(valid)
    assert (status, told["error"]["code"]) == (400, "InvalidParameterValue")
    world.aws.quotas["L-DC9F7029"] = 0
    status, _, told = post(valid)
    assert told["error"] == {
        "code": "PendingVpcPeeringConnectionLimitExceeded",
        "message": "Vpc peering connection request limit exceeded.",
    }


def test_the_other_peering_actions_answer_with_ec2s_members(world, post, vpcs):
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Name", "Value": "a"}]}]
    _, _, told = post({"VpcId": vpcs[0], "PeerVpcId": vpcs[1], "TagSpecifications": tags})
    one = {"VpcPeeringConnectionId": told["data"]["id"]}
    ids = {"VpcPeeringConnectionIds": [one["VpcPeeringConnectionId"]]}
    _, _, told = post(ids, url=URL + "#Action=DescribeVpcPeeringConnections")
    (seen,) = told["data"]["VpcPeeringConnections"]
    assert seen["Tags"] == tags[0]["Tags"]
    assert datetime.strptime(seen["ExpirationTime"], "%Y-%m-%dT%H:%M:%SZ")
    _, _, told = post(one, url=URL + "#Action=AcceptVpcPeeringConnection")
    assert told["data"]["VpcPeeringConnection"]["Status"] == {"Code": "provisioning", "Message": "Provisioning"}
    _, _, told = post(one, url=URL + "#Action=DeleteVpcPeeringConnection")
    assert told == {"success": True, "data": {"Return": True}}
    status, _, told = post(one, url=URL + "#Action=AcceptVpcPeeringConnection")
    assert (status, told["error"]["code"]) == (400, "InvalidStateTransition")
    status, _, told = post({"VpcPeeringConnectionId": NO_PCX}, url=URL + "#Action=RejectVpcPeeringConnection")
    assert told["error"]["code"] == "InvalidVpcPeeringConnectionID.NotFound"
    status, _, told = post({}, url=URL + "#Action=Frobnicate")
    assert (status, told["error"]["code"]) == (400, "InvalidAction")
    with pytest.raises(NotMocked, match="DescribeVpcs asked with JSON"):
        post({}, url=URL + "#Action=DescribeVpcs")


def test_the_log_has_the_action_and_the_parameters(world, post, vpcs):
    valid = {"VpcId": vpcs[0], "PeerVpcId": vpcs[1], "PeerOwnerId": PEER}
    post(valid)
    call = world.calls("CreateVpcPeeringConnection").once()[0]
    assert (call.params, call.account, call.region, call.status) == (valid, ME, "us-east-1", 200)


def test_the_caller_is_the_account_of_the_signature(world, post):
    theirs = client("ec2", PEER).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    signed = f"AWS4-HMAC-SHA256 Credential={PEER}/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
    _, _, told = post({"VpcId": theirs, "PeerVpcId": NO_VPC}, authorization=signed)
    assert told["success"] is True
    assert world.calls[-1].account == PEER


@pytest.mark.parametrize("host", ["ec2.{region}.amazonaws.com", "ec2.region.amazonaws.com"])
def test_the_seeds_placeholder_is_no_region_in_particular(world, host):
    """curl makes `region` of `{region}`; a client that takes the braces as they are means the same."""
    answer = requests.post(f"http://{host}/#Action=CreateVpcPeeringConnection", headers=JSON)
    assert (answer.status_code, answer.json()) == (400, INVALID)
    assert world.calls[-1].region == "us-east-1"


def test_who_asks_for_xml_with_json_or_sends_a_form_is_not_answered_so(world):
    form = requests.post(URL, data={"Action": "DescribeVpcPeeringConnections"}, headers={"accept": "application/json"})
    assert form.headers["content-type"].startswith("text/xml")
    xml = requests.post(URL, json={}, headers={"accept": "text/xml"})
    assert xml.headers["content-type"].startswith("text/xml")
    assert b"<Code>MissingAction</Code>" in xml.content
