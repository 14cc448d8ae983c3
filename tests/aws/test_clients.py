"""Every client that Python people use for EC2 gets the same answers, made before the mock or after."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import aiohttp
import boto3
import httpx
import pytest
import requests
from botocore.exceptions import ClientError, WaiterError

from peering_mock import NotMocked, World, mock

from .scene import AWAY, HOME, ME, NO_PCX, PEER, client

URL = "https://ec2.us-east-1.amazonaws.com/"
BEFORE = boto3.client("ec2", HOME)
SESSION = boto3.Session(region_name=HOME)
KEYS = {"aws_access_key_id": ME, "aws_secret_access_key": "not-a-secret"}


def story(ec2):
    """Two VPCs, asked, accepted, deleted: the codes of its states."""
    one, other = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
    asked = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
    pcx = asked["VpcPeeringConnectionId"]
    codes = [asked["Status"]["Code"]]
    codes.append(status(ec2, pcx))
    accepted = ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)["VpcPeeringConnection"]
    codes.append(accepted["Status"]["Code"])
    codes.append(status(ec2, pcx))
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    codes.append(status(ec2, pcx))
    return codes


TOLD = ["initiating-request", "pending-acceptance", "provisioning", "active", "deleted"]


def status(ec2, pcx):
    (seen,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])["VpcPeeringConnections"]
    return seen["Status"]["Code"]


# -- boto3


def test_a_client_made_before_the_mock():
    with mock():
        assert story(BEFORE) == TOLD


def test_a_client_of_a_session_made_before_the_mock():
    with mock():
        assert story(SESSION.client("ec2")) == TOLD


def test_a_client_made_in_the_mock(world):
    assert story(boto3.client("ec2", HOME)) == TOLD


def test_the_default_session(world, monkeypatch):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", SESSION)
    assert story(boto3.client("ec2")) == TOLD


def test_a_client_and_a_default_session_from_before_moto_is_imported():
    code = """
import boto3, sys
boto3.setup_default_session(region_name="us-east-1")
early = boto3.client("ec2")
from peering_mock import mock
assert "moto" not in sys.modules
with mock():
    for ec2 in (early, boto3.client("ec2")):
        one, other = (ec2.create_vpc(CidrBlock=c)["Vpc"]["VpcId"] for c in ("10.0.0.0/16", "10.1.0.0/16"))
        made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
        print(made["VpcPeeringConnectionId"])
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(set(told)) == 2
    assert all(re.fullmatch("pcx-[0-9a-f]{17}", one) for one in told)


def test_the_resource_api(world):
    ec2 = boto3.resource("ec2", HOME)
    one, other = ec2.create_vpc(CidrBlock="10.0.0.0/16"), ec2.create_vpc(CidrBlock="10.1.0.0/16")
    asked = ec2.create_vpc_peering_connection(VpcId=one.id, PeerVpcId=other.id)
    asked.wait_until_exists()
    assert [c.id for c in one.requested_vpc_peering_connections.all()] == [asked.id]
    assert [c.id for c in other.accepted_vpc_peering_connections.all()] == [asked.id]
    assert list(other.requested_vpc_peering_connections.all()) == []
    asked.accept()
    asked.reload()
    assert asked.status["Code"] == "active"
    assert (asked.requester_vpc.id, asked.accepter_vpc.id) == (one.id, other.id)
    asked.delete()
    asked.reload()
    assert asked.status == {"Code": "deleted", "Message": f"Deleted by {ME}"}


def test_the_paginator_and_its_filters(world):
    ec2 = client("ec2")
    hub = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    for n in range(1, 13):
        spoke = ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"]
        ec2.create_vpc_peering_connection(VpcId=hub, PeerVpcId=spoke)
    pages = list(
        ec2.get_paginator("describe_vpc_peering_connections").paginate(
            Filters=[{"Name": "status-code", "Values": ["pending-*"]}], PaginationConfig={"PageSize": 5}
        )
    )
    sizes = [len(page["VpcPeeringConnections"]) for page in pages]
    ids = {one["VpcPeeringConnectionId"] for page in pages for one in page["VpcPeeringConnections"]}
    assert (sizes, len(ids)) == ([5, 5, 2], 12)


def test_both_waiters(world):
    ec2 = client("ec2")
    once = {"Delay": 0, "MaxAttempts": 2}
    one, other = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
    pcx = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
    ids = [pcx["VpcPeeringConnectionId"]]
    ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=ids, WaiterConfig=once)
    with pytest.raises(WaiterError):
        ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[NO_PCX], WaiterConfig=once)
    with pytest.raises(WaiterError):
        ec2.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=ids, WaiterConfig=once)
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=ids[0])
    ec2.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=ids, WaiterConfig=once)
    world.travel(hours=3)
    ec2.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=ids, WaiterConfig=once)


def test_throttling_by_order_is_retried_by_botocore(world):
    ec2 = boto3.client("ec2", HOME)
    order = world.refuse("DescribeVpcPeeringConnections", "RequestLimitExceeded", cloud="aws", times=2)
    answer = ec2.describe_vpc_peering_connections()
    assert order.hits == 2
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_an_order_reaches_operations_of_motos_too(world):
    world.refuse("CreateVpc", "UnauthorizedOperation", cloud="aws")
    with pytest.raises(ClientError, match="UnauthorizedOperation.*You are not authorized") as told:
        client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    with pytest.raises(ValueError, match="CreateVpcPeering"):
        world.refuse("CreateVpcPeerings", "UnauthorizedOperation", cloud="aws")
    with pytest.raises(ValueError, match="InvalidVpcID.NotFound"):
        world.refuse("CreateVpcPeeringConnection", "InvalidVpcID", cloud="aws")


def test_the_log_tells_who_asked_for_what(world):
    theirs = client("ec2", PEER, AWAY)
    with pytest.raises(ClientError):
        theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=NO_PCX)
    with pytest.raises(ClientError):
        theirs.delete_vpc(VpcId="vpc-0123456789abcdef0")
    refused = world.calls("Accept*", cloud="aws").once()[0]
    assert (refused.account, refused.region, refused.status) == (PEER, AWAY, 400)
    assert refused.code == "InvalidVpcPeeringConnectionID.NotFound"
    assert refused.params == {"VpcPeeringConnectionId": NO_PCX}
    assert world.calls("DeleteVpc").once()[0].code == "InvalidVpcID.NotFound"
    assert "Signature" not in repr(list(world.calls))


def test_the_log_and_the_client_know_a_call_by_the_same_id(world):
    def heard(call):
        return call()["ResponseMetadata"]["RequestId"]

    ec2 = client("ec2")
    calls = [ec2.describe_vpcs, ec2.describe_vpc_peering_connections, client("sts").get_caller_identity]
    ids = [heard(call) for call in calls * 2]
    assert ids == [call.request_id for call in world.calls]
    assert len(set(ids)) == len(ids)
    with pytest.raises(ClientError) as told:
        ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")
    assert told.value.response["ResponseMetadata"]["RequestId"] == world.calls[-1].request_id


# -- aiobotocore


@pytest.mark.filterwarnings("ignore:aiobotocore's httpx backend:DeprecationWarning")
@pytest.mark.parametrize("session", ["aiohttp", "httpx"])
def test_aiobotocore(world, session):
    from aiobotocore.config import AioConfig
    from aiobotocore.httpxsession import HttpxSession
    from aiobotocore.session import get_session

    config = AioConfig(http_session_cls=HttpxSession) if session == "httpx" else AioConfig()

    async def tell():
        async with get_session().create_client("ec2", region_name=HOME, config=config, **KEYS) as ec2:
            one = (await ec2.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
            other = (await ec2.create_vpc(CidrBlock="10.1.0.0/16"))["Vpc"]["VpcId"]
            asked = await ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)
            pcx = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
            await ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[pcx])
            await ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
            with pytest.raises(ClientError) as told:
                await ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
            assert told.value.response["Error"]["Code"] == "InvalidStateTransition"
            pages = [p async for p in ec2.get_paginator("describe_vpc_peering_connections").paginate()]
            assert pages[0]["VpcPeeringConnections"][0]["Status"]["Code"] == "active"
            with pytest.raises(NotMocked):
                await ec2.describe_instance_image_metadata()

    asyncio.run(tell())
    world.calls("AcceptVpcPeeringConnection", account=ME).times(2)


def test_aiobotocore_uploads_with_a_checksum_behind_the_body(world):
    from aiobotocore.session import get_session

    async def tell():
        async with get_session().create_client("s3", region_name=HOME, **KEYS) as s3:
            await s3.create_bucket(Bucket="state")
            await s3.put_object(Bucket="state", Key="terraform.tfstate", Body=b"{}" * 1000)
            found = await s3.get_object(Bucket="state", Key="terraform.tfstate")
            return [chunk async for chunk in found["Body"].iter_chunks(1500)]

    assert asyncio.run(tell()) == [b"{}" * 750, b"{}" * 250]


def test_aiobotocore_in_a_mock_aws_of_the_users(world):
    from aiobotocore.session import get_session
    from moto import mock_aws

    async def tell():
        async with get_session().create_client("ec2", region_name=HOME, **KEYS) as ec2:
            return (await ec2.describe_vpcs())["Vpcs"]

    with mock_aws():
        made = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        assert made in {vpc["VpcId"] for vpc in asyncio.run(tell())}


# -- the AWS CLI


def aws(capsys, *words):
    from awscli.clidriver import create_clidriver

    status = create_clidriver().main([*words, "--region", HOME, "--output", "text"])
    return status, capsys.readouterr()


def test_the_aws_cli_run_in_process(world, capsys):
    one, other = (
        aws(capsys, "ec2", "create-vpc", "--cidr-block", cidr, "--query", "Vpc.VpcId")[1].out.strip()
        for cidr in ("10.0.0.0/16", "10.1.0.0/16")
    )
    made = ("ec2", "create-vpc-peering-connection", "--vpc-id", one, "--peer-vpc-id", other)
    dry, told = aws(capsys, *made, "--dry-run")
    assert (dry != 0, "DryRunOperation" in told.err) == (True, True)
    _, told = aws(capsys, *made, "--query", "VpcPeeringConnection.[VpcPeeringConnectionId,Status.Code]")
    pcx, code = told.out.split()
    assert code == "initiating-request"
    accept = ("ec2", "accept-vpc-peering-connection", "--vpc-peering-connection-id", pcx)
    assert aws(capsys, *accept)[0] == 0
    again, told = aws(capsys, *accept)
    assert again != 0
    assert f"Invalid state transition for {pcx}, attempted to transition from active to provisioning" in told.err
    query = ("--query", "VpcPeeringConnections[].Status.Code")
    filters = ("--filters", f"Name=requester-vpc-info.vpc-id,Values={one}")
    _, told = aws(capsys, "ec2", "describe-vpc-peering-connections", *filters, *query)
    assert told.out.split() == ["active"]
    assert aws(capsys, "ec2", "wait", "vpc-peering-connection-exists", "--vpc-peering-connection-ids", pcx)[0] == 0


# -- plain HTTP


def by_requests(data):
    answer = requests.post(URL, data=data)
    return answer.status_code, answer.headers["content-type"], answer.content


def by_httpx(data):
    answer = httpx.post(URL, data=data)
    return answer.status_code, answer.headers["content-type"], answer.content


def by_async_httpx(data):
    async def post():
        async with httpx.AsyncClient() as session:
            answer = await session.post(URL, data=data)
            return answer.status_code, answer.headers["content-type"], answer.content

    return asyncio.run(post())


def by_aiohttp(data):
    async def post():
        async with aiohttp.ClientSession() as session, session.post(URL, data=data) as answer:
            return answer.status, answer.headers["content-type"], await answer.read()

    return asyncio.run(post())


PLAIN = pytest.mark.parametrize("post", [by_requests, by_httpx, by_async_httpx, by_aiohttp])


def found(body, name):
    return [e.text for e in ElementTree.fromstring(body).iter() if e.tag.rpartition("}")[2] == name]


@PLAIN
def test_plain_posts(world: World, post):
    version = {"Version": "2016-11-15"}
    vpcs = [
        found(post({"Action": "CreateVpc", "CidrBlock": cidr, **version})[2], "vpcId")[0]
        for cidr in ("10.0.0.0/16", "10.1.0.0/16")
    ]
    asked = {"Action": "CreateVpcPeeringConnection", "VpcId": vpcs[0], "PeerVpcId": vpcs[1], **version}
    status, kind, body = post(asked)
    assert (status, kind.partition(";")[0]) == (200, "text/xml")
    assert found(body, "code") == ["initiating-request"]
    (pcx,) = found(body, "vpcPeeringConnectionId")
    status, _, body = post({"Action": "DeleteVpcPeeringConnection", "VpcPeeringConnectionId": pcx, **version})
    assert (status, found(body, "return")) == (200, ["true"])
    status, _, body = post({"Action": "AcceptVpcPeeringConnection", **version})
    assert (status, found(body, "Code")) == (400, ["MissingParameter"])
    with pytest.raises(NotMocked):
        post({"Action": "DescribeInstanceImageMetadata", **version})
    world.calls("*PeeringConnection", account=ME, region=HOME).times(3)


def test_a_get_with_its_action_in_the_query(world):
    answer = requests.get(URL, params={"Action": "DescribeVpcPeeringConnections", "Version": "2016-11-15"})
    assert found(answer.content, "vpcPeeringConnectionSet") == [None]
    assert world.calls[0].params == {}


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("ec2.eu-west-1.amazonaws.com", "eu-west-1"),
        ("ec2.amazonaws.com", "us-east-1"),
        ("ec2.eu-west-1.api.aws", "eu-west-1"),
        ("ec2-fips.us-west-2.amazonaws.com", "us-west-2"),
        ("ec2.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("ec2.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ("ec2.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        ("vpce-0a1b2c3d.ec2.eu-west-1.vpce.amazonaws.com", "eu-west-1"),
    ],
)
def test_every_name_of_ec2_is_of_its_region(world, host, region):
    for action in ("DescribeVpcPeeringConnections", "DescribeVpcs"):
        assert requests.post(f"https://{host}/", data={"Action": action}).status_code == 200
        assert world.calls[-1].region == region


def test_other_services_under_their_names(world):
    keys = {"aws_access_key_id": PEER, "aws_secret_access_key": "not-a-secret"}
    for region in (HOME, "us-gov-west-1", "cn-north-1"):
        sts = boto3.client("sts", region, **keys)
        assert sts.get_caller_identity()["Account"] == PEER
        assert (world.calls[-1].operation, world.calls[-1].region) == ("GetCallerIdentity", region)
    s3 = boto3.client("s3", HOME, **keys)
    s3.create_bucket(Bucket="my-bucket-1")
    assert world.calls[-1].region == HOME
    assert requests.get("https://my-bucket-1.s3.amazonaws.com/none").status_code in (403, 404)


@pytest.mark.parametrize("host", ["amazonaws.com", "www.amazonaws.com", "169.254.170.2", "nonsense.api.aws"])
def test_a_host_of_aws_that_is_no_service_never_reaches_the_network(world, host):
    with pytest.raises(NotMocked):
        requests.get(f"http://{host}/")
