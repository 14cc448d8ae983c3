"""The stories that moto tells of peering, told as EC2 answers them: accounts switched by moto's variable, too."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError

WEST, TOKYO = "us-west-1", "ap-northeast-1"
ACCOUNTS = pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param("111111111111", "111111111111", id="within account"),
        pytest.param("111111111111", "222222222222", id="across accounts"),
    ],
)


class Stage:
    """Whose turn it is, and the two VPCs in two Regions."""

    def __init__(self, monkeypatch, mine, theirs):
        self.monkeypatch, self.mine, self.theirs = monkeypatch, mine, theirs
        self.west, self.tokyo = boto3.client("ec2", WEST), boto3.client("ec2", TOKYO)
        self.here = self.as_me().create_vpc(CidrBlock="10.90.0.0/16")["Vpc"]["VpcId"]
        self.there = self.as_them().create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]

    def as_me(self):
        self.monkeypatch.setenv("MOTO_ACCOUNT_ID", self.mine)
        return self.west

    def as_them(self):
        self.monkeypatch.setenv("MOTO_ACCOUNT_ID", self.theirs)
        return self.tokyo

    def ask(self, region=TOKYO):
        return self.as_me().create_vpc_peering_connection(
            VpcId=self.here, PeerVpcId=self.there, PeerRegion=region, PeerOwnerId=self.theirs
        )["VpcPeeringConnection"]

    def status(self, pcx):
        seen = self.as_me().describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])
        return seen["VpcPeeringConnections"][0]["Status"]["Code"]


@pytest.fixture
def stage(world, monkeypatch, mine, theirs):
    return Stage(monkeypatch, mine, theirs)


def refused(call, **params):
    with pytest.raises(ClientError) as told:
        call(**params)
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert told.value.response["ResponseMetadata"]["RequestId"]
    return told.value.response["Error"]["Code"], told.value.response["Error"]["Message"]


@ACCOUNTS
def test_asked_across_regions_and_seen_from_the_other(stage):
    asked = stage.ask()
    assert asked["Status"]["Code"] == "initiating-request"
    assert asked["RequesterVpcInfo"]["VpcId"] == stage.here
    assert asked["AccepterVpcInfo"]["VpcId"] == stage.there
    stage.as_them()
    seen = boto3.resource("ec2", TOKYO).VpcPeeringConnection(asked["VpcPeeringConnectionId"])
    assert (seen.requester_vpc.id, seen.accepter_vpc.id) == (stage.here, stage.there)
    assert set(seen.requester_vpc_info["PeeringOptions"].values()) == {False}
    assert "PeeringOptions" not in seen.accepter_vpc_info
    seen.accept()
    seen.reload()
    assert set(seen.accepter_vpc_info["PeeringOptions"].values()) == {False}


@ACCOUNTS
def test_asked_in_a_wrong_region_it_fails_and_says_so_in_its_status(stage):
    asked = stage.ask("ap-northeast-2")
    assert asked["Status"]["Code"] == "initiating-request"
    assert stage.status(asked["VpcPeeringConnectionId"]) == "failed"


@ACCOUNTS
def test_asked_twice_it_is_one(stage):
    first, second = (stage.ask()["VpcPeeringConnectionId"] for _ in range(2))
    assert first == second
    seen = stage.as_me().describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert [one["VpcPeeringConnectionId"] for one in seen] == [first]


@ACCOUNTS
def test_accepted_where_the_accepter_is(stage):
    pcx = stage.ask()["VpcPeeringConnectionId"]
    accepted = stage.as_them().accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)["VpcPeeringConnection"]
    assert accepted["Status"]["Code"] == "provisioning"
    assert accepted["AccepterVpcInfo"]["Region"] == TOKYO
    assert accepted["RequesterVpcInfo"]["Region"] == WEST
    assert stage.status(pcx) == "active"
    code, _ = refused(stage.as_them().reject_vpc_peering_connection, VpcPeeringConnectionId=pcx)
    assert code == "InvalidStateTransition"
    assert stage.status(pcx) == "active"


@ACCOUNTS
def test_rejected_where_the_accepter_is(stage):
    pcx = stage.ask()["VpcPeeringConnectionId"]
    assert stage.as_them().reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)["Return"] is True
    assert stage.status(pcx) == "rejected"
    code, _ = refused(stage.as_them().accept_vpc_peering_connection, VpcPeeringConnectionId=pcx)
    assert code == "InvalidStateTransition"
    assert stage.status(pcx) == "rejected"


@ACCOUNTS
def test_deleted_by_either_once_active_and_by_the_requester_alone_before(stage):
    pcx = stage.ask()["VpcPeeringConnectionId"]
    if stage.mine != stage.theirs:
        code, words = refused(stage.as_them().delete_vpc_peering_connection, VpcPeeringConnectionId=pcx)
        assert (code, words) == ("OperationNotPermitted", f"User {stage.theirs} cannot delete peering {pcx}")
    stage.as_them().accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert stage.as_them().delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)["Return"] is True
    assert stage.status(pcx) == "deleted"


@ACCOUNTS
@pytest.mark.parametrize(
    ("verb", "where"), [("accept", "must be accepted in region"), ("reject", "must be accepted or rejected in region")]
)
def test_answered_from_the_wrong_side(stage, verb, where):
    pcx = stage.ask()["VpcPeeringConnectionId"]
    code, words = refused(getattr(stage.as_me(), f"{verb}_vpc_peering_connection"), VpcPeeringConnectionId=pcx)
    assert code == "OperationNotPermitted"
    if stage.mine == stage.theirs:
        assert words == (
            f"Incorrect region ({WEST}) specified for this request. VPC peering connection {pcx} {where} {TOKYO}"
        )
    else:
        assert words == f"User {stage.mine} cannot {verb} peering {pcx}"


@ACCOUNTS
def test_options_of_each_side_from_its_own_region_once_active(stage):
    pcx = stage.ask()["VpcPeeringConnectionId"]
    dns = {"AllowDnsResolutionFromRemoteVpc": True}
    mine = {"VpcPeeringConnectionId": pcx, "RequesterPeeringConnectionOptions": dns}
    theirs = {"VpcPeeringConnectionId": pcx, "AccepterPeeringConnectionOptions": dns}
    _, words = refused(stage.as_me().modify_vpc_peering_connection_options, **mine)
    assert words == f"Peering {pcx} is not active. Peering options can be added only to active peerings."
    stage.as_them().accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    code, _ = refused(stage.as_me().modify_vpc_peering_connection_options, **mine)
    assert code == "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"
    stage.as_me().modify_vpc_attribute(VpcId=stage.here, EnableDnsHostnames={"Value": True})
    stage.as_them().modify_vpc_attribute(VpcId=stage.there, EnableDnsHostnames={"Value": True})
    code, _ = refused(stage.as_me().modify_vpc_peering_connection_options, **theirs)
    assert code == "OperationNotPermitted"
    told = stage.as_them().modify_vpc_peering_connection_options(**theirs)
    assert told["AccepterPeeringConnectionOptions"] == dns
    assert "RequesterPeeringConnectionOptions" not in told
    (seen,) = stage.as_me().describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert seen["AccepterVpcInfo"]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True
    assert set(seen["RequesterVpcInfo"]["PeeringOptions"].values()) == {False}


@ACCOUNTS
def test_ids_that_are_none_and_that_are_nobodys(stage):
    change = stage.as_me().modify_vpc_peering_connection_options
    options = {"RequesterPeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": False}}
    assert refused(change, VpcPeeringConnectionId="vpx-unknown", **options) == (
        "InvalidVpcPeeringConnectionId.Malformed",
        'Invalid id: "vpx-unknown" (expecting "pcx-...")',
    )
    code, _ = refused(change, VpcPeeringConnectionId="pcx-1234abcd", **options)
    assert code == "InvalidVpcPeeringConnectionID.NotFound"
