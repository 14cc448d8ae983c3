"""A request is told by what it carries; what is not served says so in its cloud's own form."""

from __future__ import annotations

import json
from time import gmtime, strftime
from xml.etree import ElementTree

import pytest

from peering_mock.client import RemoteWorld

from .conftest import ask

AWS = {"authorization": "AWS4-HMAC-SHA256 Credential=123456789012/20260101/{region}/{service}/aws4_request, x=y"}
FORM = "application/x-www-form-urlencoded"


def signed(service: str = "ec2", region: str = "eu-west-1") -> dict[str, str]:
    return {"authorization": AWS["authorization"].format(service=service, region=region), "content_type": FORM}


def rpc(action: str, version: str, nonce: str = "n1") -> str:
    now = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
    return (
        f"Action={action}&Version={version}&RegionId=cn-hangzhou&Timestamp={now}&AccessKeyId=AK&SignatureNonce={nonce}"
        "&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Signature=xyz&Format=JSON"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "ec2.us-east-1.amazonaws.com", "nowhere.example", "http://127.0.0.1:1"])
def test_the_host_decides_nothing_when_the_request_says_more(world: RemoteWorld, host: str) -> None:
    query = rpc("DescribeVpcs", "2016-04-28")
    answer = ask(f"{world.url}/?{query}", "POST", Host=host)
    assert (answer.status, json.loads(answer.body)["Vpcs"]) == (200, {"Vpc": []})
    world.calls("DescribeVpcs", cloud="alibaba", region="cn-hangzhou").once()


@pytest.mark.parametrize("where", ["query", "form"])
def test_action_and_version_may_stand_in_query_or_form(world: RemoteWorld, where: str) -> None:
    text = rpc("ListVpcPeerConnections", "2022-01-01")
    url = f"{world.url}/?{text}" if where == "query" else world.url
    answer = ask(url, "POST", "" if where == "query" else text, content_type=FORM)
    assert json.loads(answer.body)["TotalCount"] == 0


def test_headers_alone_say_what_is_asked(world: RemoteWorld) -> None:
    answer = ask(world.url, "POST", x_acs_action="ListVpcPeerConnections", x_acs_version="2022-01-01")
    assert (answer.status, json.loads(answer.body)["Code"]) == (400, "MissingAccessKeyId")


def test_the_signature_names_the_service_and_region_of_an_aws_call(world: RemoteWorld) -> None:
    answer = ask(world.url, "POST", "Action=DescribeVpcs&Version=2016-11-15", **signed())
    assert answer.status == 200
    assert b"<DescribeVpcsResponse" in answer.body
    world.calls("DescribeVpcs", cloud="aws", account="123456789012", region="eu-west-1").once()


def test_another_service_of_aws_is_answered_by_moto(world: RemoteWorld) -> None:
    answer = ask(world.url, "POST", "Action=GetCallerIdentity&Version=2011-06-15", **signed("sts"))
    assert b"<Account>123456789012</Account>" in answer.body


def test_the_seeds_json_form_is_recognised_by_its_shape(world: RemoteWorld) -> None:
    answer = ask(world.url, "POST", accept="application/json", content_type="application/json")
    assert answer.status == 400
    told = {"success": False, "error": {"code": "VALIDATION_ERROR", "message": "Invalid request parameters"}}
    assert json.loads(answer.body) == told


def test_what_alibaba_does_not_serve_is_501_in_its_form(world: RemoteWorld) -> None:
    answer = ask(f"{world.url}/?{rpc('DescribeInstances', '2014-05-26')}")
    told = json.loads(answer.body)
    assert (answer.status, told["Code"]) == (501, "NotImplemented")
    assert "DescribeInstances" in told["Message"]
    assert told["RequestId"]
    assert world.calls[-1].status == 501


def test_what_aws_does_not_serve_is_501_in_its_form(world: RemoteWorld) -> None:
    answer = ask(world.url, "POST", "Action=CreateIpamPool&Version=2016-11-15", **signed())
    tree = ElementTree.fromstring(answer.body)
    assert (answer.status, tree.findtext(".//Code")) == (501, "NotImplemented")
    assert "CreateIpamPool" in str(tree.findtext(".//Message"))
    assert tree.findtext("RequestID") == world.calls[-1].request_id


def test_a_request_for_nobody_is_told_what_is_missing(world: RemoteWorld) -> None:
    answer = ask(f"{world.url}/some/path")
    assert (answer.status, json.loads(answer.body)["Code"]) == (404, "NotFound")


def test_a_failure_of_our_own_is_internal_error_and_the_log_explains_it(
    world: RemoteWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from peering_mock.alibaba.cloud import AlibabaCloud

    def broken(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(AlibabaCloud, "perform", broken)
    answer = ask(f"{world.url}/?{rpc('DescribeVpcs', '2016-04-28')}")
    told = json.loads(answer.body)
    assert (answer.status, told["Code"]) == (500, "InternalError")
    assert b"bug of ours" not in answer.body
    assert told["RequestId"] in caplog.text
    assert "a bug of ours" in caplog.text
    assert (world.calls[-1].status, world.calls[-1].code) == (500, "InternalError")
