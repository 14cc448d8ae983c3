"""Cases F: AWS::EC2::VPCPeeringConnection in a CloudFormation stack."""

from __future__ import annotations

import json
from typing import Any

from .cases import case
from .scene import Pair, client, describe, visible


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
