"""In company: a user's mock_aws on either side, other mocks, worlds within worlds, and nothing left behind."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import unittest
import weakref

import boto3
import pytest
import requests
import responses
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.ec2.models import ec2_backends

from peering_mock import NotMocked, mock

from .scene import AWAY, HOME, ME, PEER, client


def ec2(account=ME, region=HOME):
    return client("ec2", account, region)


def vpc(cidr, account=ME):
    return ec2(account).create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]


def vpcs(account=ME):
    return {one["VpcId"] for one in ec2(account).describe_vpcs()["Vpcs"] if not one["IsDefault"]}


def peer(one, other):
    asked = ec2().create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
    ec2().accept_vpc_peering_connection(VpcPeeringConnectionId=asked["VpcPeeringConnectionId"])
    return asked["VpcPeeringConnectionId"]


def status(pcx):
    (seen,) = ec2().describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])["VpcPeeringConnections"]
    return seen["Status"]["Code"]


# -- with mock_aws


def test_inside_mock_aws_its_vpcs_are_peered_by_us_and_stay_its_own():
    with mock_aws():
        before = {vpc("10.0.0.0/16"), vpc("10.1.0.0/16")}
        with mock() as world:
            assert vpcs() == before
            pcx = peer(*before)
            assert status(pcx) == "active"
            third = vpc("10.2.0.0/16")
            assert world.aws.vpc(third).cidr_block == "10.2.0.0/16"
        assert vpcs() == before | {third}
        assert ec2().describe_vpc_peering_connections()["VpcPeeringConnections"] == []
        assert not ec2_backends[ME][HOME].vpc_pcxs
        assert pcx not in ec2_backends[ME][HOME].tags


def test_around_mock_aws_each_has_its_own_vpcs_and_peering_is_ours_throughout():
    with mock() as world:
        ours = {vpc("10.0.0.0/16"), vpc("10.1.0.0/16")}
        pcx = peer(*ours)
        with mock_aws():
            assert vpcs() == set()
            theirs = {vpc("10.5.0.0/16"), vpc("10.6.0.0/16")}
            assert status(peer(*theirs)) == "active"
            assert world.aws.vpc(next(iter(theirs))).account == ME
        assert vpcs() == ours
        assert status(pcx) == "active"


def test_a_connection_whose_vpcs_vanished_with_mock_aws_is_answered_calmly():
    with mock() as world:
        with mock_aws():
            one, other = vpc("10.0.0.0/16"), vpc("10.1.0.0/16")
            pcx = peer(one, other)
            waiting = ec2().create_vpc_peering_connection(VpcId=other, PeerVpcId=one)["VpcPeeringConnection"]
        (seen, _) = ec2().describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert seen["RequesterVpcInfo"]["CidrBlock"] == "10.0.0.0/16"
        assert seen["AccepterVpcInfo"]["CidrBlock"] == "10.1.0.0/16"
        ec2().reject_vpc_peering_connection(VpcPeeringConnectionId=waiting["VpcPeeringConnectionId"])
        ec2().modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=pcx, RequesterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": True}
        )
        ec2().delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
        assert status(pcx) == "deleted"
        with pytest.raises(KeyError):
            world.aws.vpc(one)


def test_stops_may_come_in_any_order():
    ours, theirs = mock(), mock_aws()
    ours.start()
    theirs.start()
    kept = vpc("10.0.0.0/16")
    ours.stop()
    assert vpcs() == {kept}
    theirs.stop()

    theirs.start()
    ours.start()
    kept = vpc("10.0.0.0/16")
    theirs.stop()
    assert kept not in vpcs()
    assert vpcs() == set()
    ours.stop()


@mock_aws
@mock
def test_both_as_decorators_mock_aws_outside():
    assert status(peer(vpc("10.0.0.0/16"), vpc("10.1.0.0/16"))) == "active"


@mock
@mock_aws
def test_both_as_decorators_mock_aws_inside():
    assert status(peer(vpc("10.0.0.0/16"), vpc("10.1.0.0/16"))) == "active"


@pytest.mark.parametrize("worn", [lambda cls: mock_aws(mock(cls)), lambda cls: mock(mock_aws(cls))])
def test_both_on_a_unittest_class_start_afresh_for_each_test(worn):
    class Tests(unittest.TestCase):
        def setUp(self):
            self.one, self.other = vpc("10.0.0.0/16"), vpc("10.1.0.0/16")

        def test_here(self):
            peer(self.one, self.other)
            assert vpcs() == {self.one, self.other}

        test_there = test_here

    told = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(worn(Tests)).run(told)
    assert (told.testsRun, told.errors, told.failures) == (2, [], [])


def test_routes_outlive_us_in_a_mock_aws_of_the_users():
    with mock_aws():
        one, other = vpc("10.0.0.0/16"), vpc("10.1.0.0/16")
        with mock():
            pcx = peer(one, other)
            table = ec2().create_route_table(VpcId=one)["RouteTable"]["RouteTableId"]
            ec2().create_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=pcx)
            ec2().delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
            (told,) = ec2().describe_route_tables(RouteTableIds=[table])["RouteTables"]
            assert [route["State"] for route in told["Routes"]] == ["active", "blackhole"]
        (told,) = ec2().describe_route_tables(RouteTableIds=[table])["RouteTables"]
        assert told["Routes"][1]["VpcPeeringConnectionId"] == pcx
        assert [route["State"] for route in told["Routes"]] == ["active", "active"]


def test_a_stack_of_theirs_outlives_us():
    with mock_aws():
        stacks = client("cloudformation")
        one, other = vpc("10.0.0.0/16"), vpc("10.1.0.0/16")
        with mock():
            made = {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": {"VpcId": one, "PeerVpcId": other}}
            stacks.create_stack(StackName="net", TemplateBody=json.dumps({"Resources": {"Peering": made}}))
            (seen,) = ec2().describe_vpc_peering_connections()["VpcPeeringConnections"]
            assert seen["Status"]["Code"] == "active"
        (told,) = stacks.describe_stack_resources(StackName="net")["StackResources"]
        assert told["PhysicalResourceId"] == seen["VpcPeeringConnectionId"]
        assert ec2().describe_vpc_peering_connections()["VpcPeeringConnections"] == []
        stacks.delete_stack(StackName="net")


# -- with others


@responses.activate
def test_a_users_responses_mock_outside_keeps_answering():
    responses.get("https://example.com/", body="theirs")
    with mock():
        assert requests.get("https://example.com/").text == "theirs"
        assert vpc("10.0.0.0/16")
    assert requests.get("https://example.com/").text == "theirs"


def test_a_users_responses_mock_inside_keeps_answering():
    with mock(), responses.RequestsMock() as theirs:
        theirs.get("https://example.com/", body="theirs")
        assert requests.get("https://example.com/").text == "theirs"
        assert vpc("10.0.0.0/16")
        assert requests.post("https://ec2.us-east-1.amazonaws.com/", data={"Action": "DescribeVpcs"}).ok


# -- worlds within worlds


def test_an_inner_world_has_its_own_vpcs_and_the_outer_is_as_it_was():
    with mock():
        ours = {vpc("10.0.0.0/16"), vpc("10.1.0.0/16")}
        pcx = peer(*ours)
        with mock():
            assert vpcs() == set()
            with pytest.raises(ClientError, match="InvalidVpcPeeringConnectionID.NotFound"):
                status(pcx)
            vpc("10.2.0.0/16")
        assert vpcs() == ours
        assert status(pcx) == "active"


def test_worlds_stopped_in_the_order_of_their_start():
    outer, inner = mock(), mock()
    outer.start()
    first = vpc("10.0.0.0/16")
    inner.start()
    second = vpc("10.1.0.0/16")
    outer.stop()
    assert vpcs() == {second}
    inner.stop()
    assert first not in {one for a in ec2_backends.values() for r in a.values() for one in r.vpcs}


def test_a_new_block_knows_nothing_of_the_last():
    with mock():
        vpc("10.0.0.0/16")
    with mock():
        assert vpcs() == set()


# -- accounts


def test_an_assumed_role_is_of_its_account():
    with mock():
        sts = boto3.client("sts", "us-east-1")
        role = sts.assume_role(RoleArn=f"arn:aws:iam::{PEER}:role/network", RoleSessionName="session")["Credentials"]
        theirs = boto3.client(
            "ec2",
            HOME,
            aws_access_key_id=role["AccessKeyId"],
            aws_secret_access_key=role["SecretAccessKey"],
            aws_session_token=role["SessionToken"],
        )
        made = theirs.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        assert vpcs(PEER) == {made}
        assert vpcs() == set()
        assert (
            boto3.client(
                "sts",
                "us-east-1",
                aws_access_key_id=role["AccessKeyId"],
                aws_secret_access_key=role["SecretAccessKey"],
                aws_session_token=role["SessionToken"],
            ).get_caller_identity()["Account"]
            == PEER
        )


def test_an_account_of_the_world_signs_as_itself():
    with mock() as world:
        account = world.aws.account("222222222222")
        theirs = boto3.client(
            "ec2",
            HOME,
            aws_access_key_id=account.access_key_id,
            aws_secret_access_key=account.secret_access_key,
        )
        made = theirs.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        assert world.aws.vpc(made).account == account.id == "222222222222"
        assert world.aws.default_account.id == "123456789012"
        assert account.secret_access_key not in repr(account)
        for bad in ("2222", 222222222222, "x" * 12):
            with pytest.raises(ValueError, match="12 digits"):
                world.aws.account(bad)


def test_motos_variable_is_the_account_of_keys_that_name_none(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "333333333333")
    with mock() as world:
        plain = boto3.client("ec2", HOME, aws_access_key_id="plain", aws_secret_access_key="plain")
        assert world.aws.vpc(plain.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]).account == "333333333333"
        assert world.aws.vpc(vpc("10.0.0.0/16", PEER)).account == PEER
        assert os.environ["MOTO_ACCOUNT_ID"] == "333333333333"


# -- credentials and metadata


@pytest.fixture
def no_credentials(monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")


def test_without_credentials_boto3_finds_ours_until_the_last_stop(no_credentials):
    with mock():
        with mock():
            assert boto3.Session().client("ec2", HOME).describe_vpcs()["Vpcs"]
        assert boto3.Session().client("ec2", HOME).describe_vpcs()["Vpcs"]
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    assert "AWS_SECRET_ACCESS_KEY" not in os.environ


def test_credentials_that_are_set_are_left_alone(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
    with mock() as world:
        made = boto3.Session().client("ec2", HOME).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        assert world.aws.vpc(made).account == "222222222222"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "222222222222"


def test_the_metadata_service_answers_and_never_hangs(no_credentials, monkeypatch):
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    with mock():
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        assert boto3.Session().get_credentials().access_key == "test-key"
        found = requests.get("http://169.254.169.254/latest/meta-data/placement/region")
        assert (found.status_code, found.text) == (200, "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "peering-mock")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")


# -- what moto lacks


def test_an_operation_that_moto_lacks_is_named_and_comes_unchanged_out_of_boto3():
    with mock() as world, pytest.raises(NotMocked) as told:
        ec2().describe_instance_image_metadata()
    assert told.type is NotMocked
    assert told.value.operation == "DescribeInstanceImageMetadata"
    assert "CreateVpcPeeringConnection" in told.value.served
    assert "moto" in str(told.value)
    assert world.calls[-1].code == "NotMocked"


def test_a_service_that_moto_lacks_is_named():
    with mock(), pytest.raises(NotMocked, match="gamelift"):
        boto3.client("gamelift", HOME).list_builds()


def test_a_region_that_is_none_is_named():
    with mock(), pytest.raises(NotMocked, match="mars-north-1"):
        boto3.client("ec2", "mars-north-1").describe_vpcs()


# -- what it costs


def test_one_call_loads_no_images_and_whoever_asks_for_images_finds_them():
    with mock() as world:
        ec2().describe_vpcs()
        with world.aws.moto.in_place():
            assert not ec2_backends[ME][HOME].amis
        assert len(ec2().describe_images(Owners=["amazon"])["Images"]) > 100
        assert len(ec2(PEER, AWAY).describe_images(Owners=["amazon"])["Images"]) > 100  # the first call of all there


@pytest.mark.parametrize(("said", "loaded"), [("true", True), ("false", False)])
def test_motos_variable_for_images_is_obeyed(monkeypatch, said, loaded):
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", said)
    with mock() as world:
        ec2().describe_vpcs()
        with world.aws.moto.in_place():
            assert bool(ec2_backends[ME][HOME].amis) is loaded


def test_no_backend_is_alive_after_the_block_although_the_world_is():
    with mock() as world:
        one, other = vpc("10.0.0.0/16"), vpc("10.1.0.0/16", PEER)
        ec2().create_vpc_peering_connection(VpcId=one, PeerVpcId=other, PeerOwnerId=PEER)
        with world.aws.moto.in_place():
            alive = [weakref.ref(region) for account in ec2_backends.values() for region in account.values()]
            alive += [weakref.ref(one) for backend in alive for one in backend().vpcs.values()]
    assert len(alive) >= 4
    gc.collect()
    assert [ref() for ref in alive if ref() is not None] == []
    assert len(world.calls) == 3
    assert not ec2_backends


def test_buckets_are_closed_with_the_world():
    with mock():
        s3 = boto3.client("s3", "us-east-1")
        s3.create_bucket(Bucket="bucket")
        s3.put_object(Bucket="bucket", Key="k", Body=b"x" * 100)
        assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"x" * 100
    gc.collect()


def test_a_bucket_and_an_organization_are_of_their_world_alone():
    names = []

    def make():
        s3, organizations = boto3.client("s3", "us-east-1"), boto3.client("organizations", "us-east-1")
        s3.create_bucket(Bucket="state")
        organizations.create_organization(FeatureSet="ALL")
        member = organizations.create_account(Email="a@example.com", AccountName="a")["CreateAccountStatus"][
            "AccountId"
        ]
        names.append([bucket["Name"] for bucket in s3.list_buckets()["Buckets"]])
        theirs = boto3.client("organizations", "us-east-1", aws_access_key_id=member, aws_secret_access_key="x")
        assert theirs.describe_organization()["Organization"]["MasterAccountId"] == ME
        return theirs

    with mock():
        make()
        with mock():
            theirs = make()
        with pytest.raises(ClientError):  # the member is of the inner world alone
            theirs.describe_organization()
        assert boto3.client("s3", "us-east-1").list_objects_v2(Bucket="state")["KeyCount"] == 0
    with mock_aws():
        make()
    with mock():
        make()
    assert names == [["state"]] * 4


def test_worlds_in_two_threads_wait_for_one_another():
    errors = []

    def work():
        try:
            for n in range(5):
                assert vpc(f"10.{n}.0.0/16") in vpcs()
        except BaseException as error:
            errors.append(error)

    with mock():
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        assert len(vpcs()) == 20


def test_a_world_that_is_never_asked_brings_nothing_of_motos_in():
    import subprocess

    code = (
        "import sys; from peering_mock import mock\n"
        "with mock() as world: world.aws.account('222222222222')\n"
        "heavy = {'moto', 'botocore', 'boto3', 'aiohttp', 'httpx'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
