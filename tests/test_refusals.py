"""Refusals by order, lost answers, broken connections, and what the log says of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import aiohttp
import boto3
import botocore.config
import botocore.exceptions
import httpx
import pytest
import requests
from alibabacloud_tea_openapi.exceptions import ThrottlingException
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpcpeer20220101 import models
from aliyunsdkcore.acs_exception.exceptions import ClientException as LegacyClientException
from aliyunsdkcore.client import AcsClient
from aliyunsdkvpcpeer.request.v20220101.ListVpcPeerConnectionsRequest import ListVpcPeerConnectionsRequest
from darabonba.exceptions import UnretryableException

from peering_mock import World, mock

from .alibaba.conftest import Party, Refused, refusal


@pytest.fixture
def world() -> Iterator[World]:
    with mock() as world:
        yield world


def ec2(**config: Any) -> Any:
    return boto3.client("ec2", region_name="us-east-1", config=botocore.config.Config(**config))


def test_the_next_calls_are_refused_in_the_clouds_words(world: World) -> None:
    me = Party()
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    fault = world.refuse("CreateVpcPeerConnection", "QuotaExceeded.VpcPeerCountPerVpc", quota="q", usage=7, limit=7)
    assert fault.hits == 0
    words = "The quota of q is exceeded, usage 7/7."
    assert refusal(lambda: me.create(one, two)) == Refused(400, "QuotaExceeded.VpcPeerCountPerVpc", words)
    assert fault.hits == 1
    assert me.listed() == []
    assert me.create(one, two) in me.listed()


def test_before_false_loses_only_the_answer(world: World) -> None:
    me = Party()
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    world.refuse("CreateVpcPeerConnection", "ServiceUnavailable", before=False)
    assert refusal(lambda: me.create(one, two)) == Refused(
        503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."
    )
    assert len(me.listed()) == 1
    assert refusal(lambda: me.create(one, two)).code == "ResourceAlreadyExist.VpcPeer"


def test_a_client_token_finds_what_a_lost_answer_made(world: World) -> None:
    me = Party()
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    world.refuse("CreateVpcPeerConnection", "InternalError", before=False)
    assert refusal(lambda: me.create(one, two, client_token="t")).status == 500
    assert me.listed() == [me.create(one, two, client_token="t")]


def test_throttling_tells_when_to_come_again(world: World) -> None:
    me = Party()
    world.refuse("ListVpcPeerConnections", "Throttling.User")
    world.refuse("ListVpcPeerConnections", "Throttling.Api", retry_after=2500)
    for code, after in ("Throttling.User", 1000), ("Throttling.Api", 2500):
        with pytest.raises(ThrottlingException) as raised:
            me.listed()
        assert (raised.value.code, raised.value.retry_after) == (code, after)
    assert me.listed() == []


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_retries_of_botocore_are_calls_of_their_own(world: World, mode: str) -> None:
    client = ec2(retries={"mode": mode, "total_max_attempts": 4})
    world.refuse("DescribeVpcPeeringConnections", "RequestLimitExceeded", times=3)
    assert client.describe_vpc_peering_connections()["VpcPeeringConnections"] == []
    assert [call.code for call in world.calls] == ["RequestLimitExceeded"] * 3 + [None]
    assert len({call.request_id for call in world.calls}) == 4


def test_a_connection_that_breaks_breaks_as_each_transport_does(world: World) -> None:
    me = Party()
    dropped = world.refuse("ListVpcPeerConnections", drop=True, times=3)
    with pytest.raises(UnretryableException):
        me.listed()
    with pytest.raises(UnretryableException):
        asyncio.run(me.peer.list_vpc_peer_connections_async(models.ListVpcPeerConnectionsRequest()))
    with pytest.raises(LegacyClientException) as legacy:
        AcsClient("1210123456123456", "s", "cn-hangzhou").do_action_with_exception(ListVpcPeerConnectionsRequest())
    assert legacy.value.error_code == "SDK.HttpError"
    assert dropped.hits == 3
    assert me.listed() == []

    world.refuse("DescribeVpcPeeringConnections", drop=True, times=5)
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        ec2(retries={"total_max_attempts": 1}).describe_vpc_peering_connections()
    url = "https://ec2.us-east-1.amazonaws.com/?Action=DescribeVpcPeeringConnections&Version=2016-11-15"
    with pytest.raises(requests.exceptions.ConnectionError, match="closed it without a response"):
        requests.get(url)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url)

    async def get() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(url)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        asyncio.run(get())
    with pytest.raises(httpx.RemoteProtocolError):
        asyncio.run(httpx.AsyncClient().get(url))
    world.calls("Describe*", code="Dropped").times(5)


def test_a_call_may_break_after_it_was_carried_out(world: World) -> None:
    me = Party()
    world.refuse("CreateVpcPeerConnection", drop=True, before=False)
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    with pytest.raises(UnretryableException):
        me.create(one, two)
    assert len(me.listed()) == 1


def test_misuse_is_told_at_once_with_the_nearest_names(world: World) -> None:
    for arguments, options, words in (
        (("CreateVpcPeerConection", "Throttling"), {}, "'CreateVpcPeerConection' is not an operation served here; "),
        (("CreateVpcPeerConnection", "Throtling"), {}, "'Throtling' is not a code catalogued for CreateVpcPeerConn"),
        (("CreateVpcPeerConnection", "Throttling"), {"times": 0}, "times=0: a refusal needs at least one call"),
        (("CreateVpcPeerConnection", "Throttling"), {"times": 1.5}, "times=1.5: a refusal needs at least one call"),
        (("CreateVpcPeerConnection", "Throttling"), {"times": "2"}, "times='2': a refusal needs at least one call"),
        (("CreateVpcPeerConnection", "Throttling"), {"before": "no"}, "before='no': give True or False"),
        (("CreateVpcPeerConnection", "Throttling"), {"why": ["x"]}, "why=['x']: a fact is text or a number"),
        (("CreateVpcPeerConnection", "Throttling"), {"n": float("nan")}, "n=nan: a fact is text or a number"),
        (
            ("CreateVpcPeerConnection", "Throttling"),
            {"http_status": 999},
            "no row catalogued for CreateVpcPeerConnection with Throttling fits http_status=999",
        ),
        (
            ("CreateVpcPeerConnection", "Throttling"),
            {"retry_after": -5},
            "no row catalogued for CreateVpcPeerConnection with Throttling fits retry_after=-5",
        ),
        (
            ("DescribeVpcPeeringConnections", "RequestLimitExceeded"),
            {"when": "never"},
            "no row catalogued for DescribeVpcPeeringConnections with RequestLimitExceeded fits when='never'",
        ),
        ((None, "Throttling"), {}, "None is no operation: give its name"),
        (("CreateVpcPeerConnection", "Throttling"), {"cloud": "azure"}, "'azure' is not a cloud; the nearest are: "),
        (("CreateVpcPeerConnection",), {}, "give either a code of the catalogue, or drop=True"),
        (("CreateVpcPeerConnection", "Throttling"), {"drop": True}, "give either a code of the catalogue, or drop"),
    ):
        with pytest.raises(ValueError, match="^" + re.escape(words)):
            world.refuse(*arguments, **options)
    with pytest.raises(ValueError, match="CreateVpcPeerConnection"):
        world.refuse("CreateVpcPeerConection", "Throttling")
    with pytest.raises(ValueError, match="Throttling.User"):
        world.refuse("CreateVpcPeerConnection", "Throttling.Usr")
    assert world.faults.open == []


def test_an_ordered_refusal_tells_a_quota_as_it_stands(world: World) -> None:
    me = Party()
    world.alibaba.quotas["vpc_quota_peer_num"] = 7
    told: dict[str, dict[str, Any]] = {
        "7/7": {},
        "5/7": {"usage": 5},
        "3/3": {"limit": 3},
        "1/2": {"limit": 2, "usage": 1},
    }
    for usage, facts in told.items():
        world.refuse("CreateVpcPeerConnection", "QuotaExceeded.VpcPeerCountPerUserPerRegion", **facts)
        words = f"The quota of vpc_quota_peer_num is exceeded, usage {usage}."
        assert refusal(lambda: me.create("vpc-1", "vpc-2")).message == words
    with pytest.raises(KeyError, match="a quota has a name or a code, not 5"):
        world.alibaba.quotas[5]  # type: ignore[index]
    assert 5 not in world.alibaba.quotas


def test_a_templated_code_is_known_for_the_parameters_there_are(world: World) -> None:
    world.refuse("CreateVpcPeerConnection", "IllegalParam.Name")
    me = Party()
    refused = refusal(lambda: me.create("vpc-1", "vpc-2"))
    assert refused == Refused(400, "IllegalParam.Name", "The param of Name is illegal.")
    with pytest.raises(ValueError, match="IllegalParam.Name"):
        world.refuse("CreateVpcPeerConnection", "IllegalParam.Nmae")


def test_operations_of_one_name_are_refused_with_their_own_codes_only(world: World) -> None:
    me = Party()
    one = me.vpc()
    peering = me.create(one, me.vpc("10.1.0.0/16"))
    fault = world.refuse("ListTagResources", "NumberExceed.ResourceIds")  # VpcPeer's; Vpc's has no such code
    asked = vpc_models.ListTagResourcesRequest(region_id="cn-hangzhou", resource_type="VPC", resource_id=[one])
    assert me.vpcs.list_tag_resources(asked).body.tag_resources.tag_resource == []
    assert fault.hits == 0
    asked = models.ListTagResourcesRequest(
        region_id="cn-hangzhou", resource_type="PeerConnection", resource_id=[peering]
    )
    assert refusal(lambda: me.peer.list_tag_resources(asked)).code == "NumberExceed.ResourceIds"
    assert fault.hits == 1


def test_a_failing_assertion_explains_itself() -> None:
    with mock(seed=1) as world:
        client = ec2()
        vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        client.describe_vpcs(VpcIds=[vpc])
        with pytest.raises(AssertionError) as raised:
            world.calls("Describe*", region="eu-west-1").once()
        assert str(raised.value) == (
            "expected 1 call of Describe* with region='eu-west-1', but there was none.\n"
            "DescribeVpcs was called 1 time, but with region='us-east-1'.\n"
            f"  aws DescribeVpcs(VpcIds=['{vpc}']) by 123456789012 in us-east-1: 200"
        )
        with pytest.raises(AssertionError) as raised:
            world.calls("DeleteVpc").once()
        assert str(raised.value) == (
            "expected 1 call of DeleteVpc, but there was none.\n"
            "No call of that operation was made; there were:\n"
            "  aws CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in us-east-1: 200\n"
            f"  aws DescribeVpcs(VpcIds=['{vpc}']) by 123456789012 in us-east-1: 200"
        )
        with pytest.raises(AssertionError) as raised:
            world.calls("CreateVpc", CidrBlock="10.*").never()
        assert str(raised.value) == (
            "expected no call of CreateVpc with CidrBlock='10.*', but there was 1.\n"
            "  aws CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in us-east-1: 200"
        )
        world.calls("CreateVpc").once().before(world.calls("DescribeVpcs"))
        with pytest.raises(AssertionError) as raised:
            world.calls("DescribeVpcs").before(world.calls("CreateVpc"))
        assert str(raised.value) == (
            "expected DescribeVpcs before CreateVpc, but it came after:\n"
            "  aws CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in us-east-1: 200\n"
            f"  aws DescribeVpcs(VpcIds=['{vpc}']) by 123456789012 in us-east-1: 200"
        )


def test_misuse_of_the_log_is_told(world: World) -> None:
    Party().listed()
    for ask, words in (
        (lambda: world.calls(5), "calls(5): give the name of an operation, or a glob such as 'Create*'"),
        (lambda: world.calls.times("1"), "times('1'): give a number of calls, 0 for none"),
        (lambda: world.calls.times(-1), "times(-1): give a number of calls, 0 for none"),
        (lambda: world.calls.times(True), "times(True): give a number of calls, 0 for none"),
    ):
        with pytest.raises(ValueError) as raised:
            ask()
        assert str(raised.value) == words
    world.calls("List*").once()


def test_the_log_keeps_no_secret(world: World) -> None:
    secret = world.alibaba.default_account.access_key_secret
    Party().listed()
    requests.get("https://vpcpeer.aliyuncs.com/?Action=ListVpcPeerConnections&SecurityToken=a-token&Signature=a-sign")
    ec2().describe_vpcs()
    assert len(world.calls) == 3
    kept = repr([{**vars(call), "caller": None} for call in world.calls])
    for word in (secret, "a-token", "a-sign", "not-a-secret", "HMAC", "Signature", "uthorization"):
        assert word not in kept
