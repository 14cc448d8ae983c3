"""One test, both clouds: AWS peered with AWS and Alibaba with Alibaba, side by side, under one clock and one log."""

import boto3
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as VpcClient
from alibabacloud_vpcpeer20220101 import models as peer_models
from alibabacloud_vpcpeer20220101.client import Client as PeerClient

from peering_mock import mock


def on_aws(account, peer):
    """Asks for a peering between two accounts in us-east-1."""

    def ec2(of):
        keys = {"aws_access_key_id": of.access_key_id, "aws_secret_access_key": of.secret_access_key}
        return boto3.client("ec2", "us-east-1", **keys)

    mine = ec2(account).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    theirs = ec2(peer).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    asked = ec2(account).create_vpc_peering_connection(VpcId=mine, PeerVpcId=theirs, PeerOwnerId=peer.id)
    peering = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def status():
        (seen,) = ec2(account).describe_vpc_peering_connections()["VpcPeeringConnections"]
        return seen["Status"]["Code"]

    return status, lambda: ec2(peer).accept_vpc_peering_connection(VpcPeeringConnectionId=peering)


def on_alibaba(account, peer):
    """Asks for a peering between two accounts in cn-hangzhou."""

    def config(of):
        return Config(access_key_id=of.access_key_id, access_key_secret=of.access_key_secret, region_id="cn-hangzhou")

    def vpc(of, cidr):
        return (
            VpcClient(config(of))
            .create_vpc(vpc_models.CreateVpcRequest(region_id="cn-hangzhou", cidr_block=cidr))
            .body.vpc_id
        )

    mine, theirs = vpc(account, "10.0.0.0/16"), vpc(peer, "10.1.0.0/16")
    peering = (
        PeerClient(config(account))
        .create_vpc_peer_connection(
            peer_models.CreateVpcPeerConnectionRequest(
                region_id="cn-hangzhou",
                vpc_id=mine,
                accepting_ali_uid=peer.id,
                accepting_region_id="cn-hangzhou",
                accepting_vpc_id=theirs,
            )
        )
        .body.instance_id
    )

    def status():
        asked = peer_models.GetVpcPeerConnectionAttributeRequest(instance_id=peering)
        return PeerClient(config(account)).get_vpc_peer_connection_attribute(asked).body.status

    def accept():
        asked = peer_models.AcceptVpcPeerConnectionRequest(instance_id=peering)
        return PeerClient(config(peer)).accept_vpc_peer_connection(asked)

    return status, accept


@mock(seed=7)
def accepted_in_time():
    """Both peers answer within the week."""
    import peering_mock

    world = peering_mock.world()
    clouds = {
        "aws": on_aws(world.aws.default_account, world.aws.account("222222222222")),
        "alibaba": on_alibaba(world.alibaba.default_account, world.alibaba.account(2830000000000001)),
    }
    world.travel(days=6)
    told = {}
    for name, (status, accept) in clouds.items():
        before = status()
        accept()
        told[name] = (before, status())
    return told, [str(call) for call in world.calls("Accept*")]


@mock(seed=7)
def too_late():
    """Nobody answers, and both requests expire on the same clock."""
    import peering_mock

    world = peering_mock.world()
    on_aws_status, _ = on_aws(world.aws.default_account, world.aws.account("222222222222"))
    on_alibaba_status, _ = on_alibaba(world.alibaba.default_account, world.alibaba.account(2830000000000001))
    world.travel(days=7)
    return {"aws": on_aws_status(), "alibaba": on_alibaba_status()}


if __name__ == "__main__":
    answered, log = accepted_in_time()
    for cloud, (before, after) in answered.items():
        print(f"{cloud}: {before} -> {after}")
    print(*log, sep="\n")
    print("a week later:", too_late())
