"""Cases F: AWS::EC2::VPCPeeringConnection in a CloudFormation stack."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .cases import case
from .scene import FAILED, ME, Pair, Side, client, describe, visible


def stack(peers: Pair, **more: Any) -> str:
    """The physical id of the peering that a new stack of the requester makes."""
    properties = {"VpcId": peers.requester.vpc, "PeerVpcId": peers.accepter.vpc, **more}
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Bridge": {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": properties}},
    }
    cloudformation = client("cloudformation", peers.requester.account, peers.requester.region)
    cloudformation.create_stack(StackName="bridge", TemplateBody=json.dumps(template))
    (known,) = cloudformation.describe_stacks(StackName="bridge")["Stacks"]
    assert known["StackStatus"] == "CREATE_COMPLETE"
    return cloudformation.describe_stack_resource(StackName="bridge", LogicalResourceId="Bridge")[
        "StackResourceDetail"
    ]["PhysicalResourceId"]


@case("F01", "O", "sparkle_formation#242: CloudFormation itself calls accept; re:Post 'failed to stabilize'")
def test_F01_a_stack_accepts_its_own_peering(pair):
    pcx = stack(pair)
    assert visible(pair.requester.ec2) == [pcx]
    known = describe(pair.requester.ec2, pcx)
    assert known["Status"] == {"Code": "active", "Message": "Active"}
    assert known["RequesterVpcInfo"] == pair.requester.block
    assert known["AccepterVpcInfo"] == pair.accepter.block


@case("F02", "D", "CloudFormation resource reference")
def test_F02_a_stack_peers_with_another_account_and_region(far):
    pcx = stack(
        far,
        PeerOwnerId=far.accepter.account,
        PeerRegion=far.accepter.region,
        PeerRoleArn=f"arn:aws:iam::{far.accepter.account}:role/peering",
    )
    for side in (far.requester, far.accepter):
        assert visible(side.ec2) == [pcx]
        known = describe(side.ec2, pcx)
        assert known["Status"] == {"Code": "active", "Message": "Active"}
        assert known["RequesterVpcInfo"] == far.requester.block
        assert known["AccepterVpcInfo"] == far.accepter.block


@pytest.mark.parametrize("kind", ["pair", "far"])
def test_a_deleted_stack_deletes_its_peering(request, kind):
    peers = request.getfixturevalue(kind)
    pcx = stack(
        peers,
        PeerOwnerId=peers.accepter.account,
        PeerRegion=peers.accepter.region,
        PeerRoleArn=f"arn:aws:iam::{peers.accepter.account}:role/peering",
    )
    client("cloudformation").delete_stack(StackName="bridge")
    for side in (peers.requester, peers.accepter):
        assert describe(side.ec2, pcx)["Status"] == {"Code": "deleted", "Message": f"Deleted by {ME}"}


def test_a_stack_with_overlapping_blocks_fails_to_stabilize(world):
    """Told by re:Post. moto says at once, as an error of CreateStack, what CloudFormation says of the stack later."""
    twins = Pair(Side.make(), Side.make())
    with pytest.raises(ClientError, match="failed to stabilize"):
        stack(twins)
    (pcx,) = visible(twins.requester.ec2)
    assert describe(twins.requester.ec2, pcx)["Status"] == {"Code": "failed", "Message": FAILED}
