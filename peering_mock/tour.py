"""The tour: a peering on each cloud from request to end, told step by step.

Calls are made with plain `requests`, signed as an Alibaba SDK signs them, and with botocore: what is installed anyway.
"""

from __future__ import annotations

from typing import Any

from .alibaba.signature import signed
from .api import World, mock

VPCPEER, VPC = ("vpcpeer.aliyuncs.com", "2022-01-01"), ("vpc.aliyuncs.com", "2016-04-28")


def tour() -> None:
    """Prints both clouds' story. Nothing leaves the process."""
    with mock(seed=7, start="2026-01-01T00:00:00Z") as world:
        print("Alibaba Cloud: VpcPeer 2022-01-01. Nothing below leaves this process.\n")
        _alibaba(world)
        print("\n\nAWS: EC2's VPC peering; the VPCs are moto's. The same world, clock and log.\n")
        _aws(world)
        calls = len(world.calls)
    print(f"\n{calls} calls were answered; every one is in world.calls.")


class _Alibaba:
    """An account's signed calls."""

    def __init__(self, world: World, account: int) -> None:
        self.account = world.alibaba.account(account)

    def __call__(self, product: tuple[str, str], action: str, **params: Any) -> dict[str, Any]:
        import requests

        host, version = product
        given = {name: str(value) for name, value in params.items()}
        sent = signed(action, version, given, self.account.access_key_id, self.account.access_key_secret)
        answer: dict[str, Any] = requests.post(f"https://{host}/", data=sent, timeout=10).json()
        told = ", ".join(f"{name}={value}" for name, value in given.items())
        print(f"   {self.account.id}  {action}({told})")
        if "Code" in answer:
            print(f"      refused: {answer['Code']}: {answer['Message']}")
        return answer


def _alibaba(world: World) -> None:
    me, them = _Alibaba(world, 1210123456123456), _Alibaba(world, 2830000000000001)

    def status(instance_id: str) -> None:
        answer = me(VPCPEER, "GetVpcPeerConnectionAttribute", InstanceId=instance_id)
        expires = f", expires {answer['GmtExpired']}" if answer.get("GmtExpired") else ""
        print(f"      {answer.get('Status', 'gone')}{expires}")

    print("1. Two accounts make a VPC each.")
    mine = me(VPC, "CreateVpc", RegionId="cn-hangzhou", CidrBlock="10.0.0.0/16")
    theirs = them(VPC, "CreateVpc", RegionId="cn-beijing", CidrBlock="10.1.0.0/16")

    print("\n2. One asks the other for a peering between regions; it waits to be accepted.")
    asked = {
        "RegionId": "cn-hangzhou",
        "VpcId": mine["VpcId"],
        "AcceptingAliUid": them.account.id,
        "AcceptingRegionId": "cn-beijing",
        "AcceptingVpcId": theirs["VpcId"],
    }
    peering = me(VPCPEER, "CreateVpcPeerConnection", **asked)["InstanceId"]
    status(peering)

    print("\n3. Nobody asks twice, and who asked cannot accept.")
    me(VPCPEER, "CreateVpcPeerConnection", **asked)
    me(VPCPEER, "AcceptVpcPeerConnection", InstanceId=peering)

    print("\n4. The other side accepts; a route may use the peering, and then holds it.")
    them(VPCPEER, "AcceptVpcPeerConnection", InstanceId=peering)
    status(peering)
    route = {"DestinationCidrBlock": "10.1.0.0/16", "NextHopType": "VpcPeer", "NextHopId": peering}
    me(VPC, "CreateRouteEntry", RegionId="cn-hangzhou", RouteTableId=mine["RouteTableId"], **route)
    me(VPCPEER, "DeleteVpcPeerConnection", InstanceId=peering)

    print("\n5. Forced, it goes with its routes.")
    me(VPCPEER, "DeleteVpcPeerConnection", InstanceId=peering, Force=True)
    status(peering)

    print("\n6. A request that nobody answers expires after seven days.")
    second = me(VPCPEER, "CreateVpcPeerConnection", **asked)["InstanceId"]
    status(second)
    world.travel(days=7)
    print("      ... world.travel(days=7)")
    status(second)


class _Aws:
    """An account's client in a Region."""

    def __init__(self, world: World, account: str, region: str) -> None:
        from botocore.session import get_session

        self.account = world.aws.account(account)
        self.client = get_session().create_client(
            "ec2",
            region,
            aws_access_key_id=self.account.access_key_id,
            aws_secret_access_key=self.account.secret_access_key,
        )

    def __call__(self, operation: str, **params: Any) -> dict[str, Any]:
        from botocore.exceptions import ClientError

        given = ", ".join(f"{name}={value}" for name, value in params.items())
        print(f"   {self.account.id}  {operation}({given})")
        try:
            answer: dict[str, Any] = getattr(self.client, operation)(**params)
        except ClientError as refused:
            answer = refused.response
            print(f"      refused: {answer['Error']['Code']}: {answer['Error']['Message']}")
        return answer


def _aws(world: World) -> None:
    me, them = _Aws(world, "123456789012", "us-east-1"), _Aws(world, "222222222222", "eu-west-1")

    def status(connection_id: str) -> None:
        answer = me("describe_vpc_peering_connections", VpcPeeringConnectionIds=[connection_id])
        for seen in answer.get("VpcPeeringConnections", []):
            expires = f", expires {seen['ExpirationTime']:%Y-%m-%dT%H:%M:%SZ}" if "ExpirationTime" in seen else ""
            print(f"      {seen['Status']['Code']}: {seen['Status']['Message']}{expires}")

    print("1. Two accounts have a VPC each.")
    mine = me("create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    theirs = them("create_vpc", CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]

    print("\n2. A request to the wrong Region is no error; it fails a moment later. The right one waits.")
    asked = {"VpcId": mine, "PeerVpcId": theirs, "PeerOwnerId": them.account.id}
    wrong = me("create_vpc_peering_connection", **asked)["VpcPeeringConnection"]
    status(wrong["VpcPeeringConnectionId"])
    made = me("create_vpc_peering_connection", **asked, PeerRegion="eu-west-1")["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    status(peering)

    print("\n3. Who asked cannot accept; the other side can, in its own Region.")
    me("accept_vpc_peering_connection", VpcPeeringConnectionId=peering)
    them("accept_vpc_peering_connection", VpcPeeringConnectionId=peering)
    status(peering)

    print("\n4. Deleted, it is seen for two hours by who deleted it, and a second time cannot be deleted.")
    me("delete_vpc_peering_connection", VpcPeeringConnectionId=peering)
    status(peering)
    me("delete_vpc_peering_connection", VpcPeeringConnectionId=peering)
    world.travel(hours=3)
    print("      ... world.travel(hours=3)")
    status(peering)
