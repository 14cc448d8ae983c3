"""What keeps it fast, without a stopwatch: what is imported, how many records a call looks at, what is left behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpcpeer20220101 import models
from alibabacloud_vpcpeer20220101.client import Client

from benchmarks.alibaba import add_connection, add_vpc
from peering_mock import mock
from peering_mock.alibaba.records import Connection as AlibabaConnection
from peering_mock.aws.connections import Connection as AwsConnection
from peering_mock.aws.connections import Side

from .aws.scene import HOME, ME, client

REGION, OWNER = "cn-hangzhou", 1210123456123456
HEAVY = (
    "boto3",
    "botocore",
    "moto",
    "aiohttp",
    "requests",
    "httpx",
    "unittest",
    "werkzeug",
    "alibabacloud_tea_openapi",
)


@contextmanager
def records_read(*kinds: type) -> Iterator[set[int]]:
    """The records of which an attribute is read, as a set that fills."""
    read: set[int] = set()

    def counting(self, name):
        read.add(id(self))
        return object.__getattribute__(self, name)

    for kind in kinds:
        kind.__getattribute__ = counting
    try:
        yield read
    finally:
        for kind in kinds:
            del kind.__getattribute__


@pytest.mark.parametrize("statement", ["import peering_mock", "from peering_mock import mock, connect"])
def test_nothing_heavy_is_imported(statement):
    code = f"{statement}; import sys; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_the_package_is_loaded_when_it_is_first_used():
    code = "import sys, peering_mock; before = 'peering_mock.api' in sys.modules; peering_mock.mock; print(before)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def crowd_of_aws(world, size):
    """Connections of the account among a few VPCs, all active."""
    for quota in world.aws.quotas:
        world.aws.quotas[quota] = 10 * size
    made = [
        world.aws.connections.add(
            world.aws.new_id(),
            *(Side(f"vpc-0000000{end}", ME, HOME) for end in (n % 5, n % 7)),
            "create",
        )
        for n in range(size)
    ]
    world.travel(seconds=1)
    for connection in made:
        world.aws.connections.lives.step(connection, "accept")
    world.travel(seconds=1)


def touched_on_aws(size):
    with mock() as world:
        ec2 = client("ec2")
        crowd_of_aws(world, size)
        one, other = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2))
        touched = {}
        with records_read(AwsConnection) as read:
            pcx = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
            found = [pcx["VpcPeeringConnectionId"]]
            touched["create"], _ = len(read), read.clear()
            ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=found[0])
            touched["accept"], _ = len(read), read.clear()
            ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=found)
            touched["describe one"], _ = len(read), read.clear()
            wanted = [{"Name": "accepter-vpc-info.vpc-id", "Values": [other]}]
            assert len(ec2.describe_vpc_peering_connections(Filters=wanted)["VpcPeeringConnections"]) == 1
            touched["filter by VPC"], _ = len(read), read.clear()
            ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=found[0])
            touched["delete"], _ = len(read), read.clear()
        return touched


def test_a_call_to_aws_looks_at_its_own_connection_however_many_there_are():
    few, many = touched_on_aws(10), touched_on_aws(1000)
    assert few == many == dict.fromkeys(few, 1)


def crowd_of_alibaba(world, size):
    cloud = world.alibaba
    for quota in cloud.quotas:
        cloud.quotas[quota] = 10 * size
    vpcs = [add_vpc(cloud, f"vpc-{n}") for n in range(10)]
    for n in range(size):
        add_connection(cloud, vpcs[n % 2], vpcs[2 + n % 3])
    world.travel(seconds=1)


def touched_on_alibaba(size):
    with mock() as world:
        sdk = Client(Config(access_key_id=str(OWNER), access_key_secret="any", region_id=REGION))
        crowd_of_alibaba(world, size)
        asked = models.CreateVpcPeerConnectionRequest(
            region_id=REGION,
            vpc_id="vpc-8",
            accepting_ali_uid=OWNER,
            accepting_region_id=REGION,
            accepting_vpc_id="vpc-9",
        )
        touched = {}
        with records_read(AlibabaConnection) as read:
            made = sdk.create_vpc_peer_connection(asked).body.instance_id
            touched["create"], _ = len(read), read.clear()
            sdk.get_vpc_peer_connection_attribute(models.GetVpcPeerConnectionAttributeRequest(instance_id=made))
            touched["get"], _ = len(read), read.clear()
            listed = models.ListVpcPeerConnectionsRequest(region_id=REGION, vpc_id=["vpc-8"])
            assert len(sdk.list_vpc_peer_connections(listed).body.vpc_peer_connects) == 1
            touched["list by VPC"], _ = len(read), read.clear()
            sdk.delete_vpc_peer_connection(models.DeleteVpcPeerConnectionRequest(instance_id=made))
            touched["delete"], _ = len(read), read.clear()
        return touched


def test_a_call_to_alibaba_looks_at_its_own_connection_however_many_there_are():
    few, many = touched_on_alibaba(10), touched_on_alibaba(1000)
    assert few == many == dict.fromkeys(few, 1)


def test_travel_touches_only_what_is_due():
    with mock() as world:
        crowd_of_aws(world, 1000)
        world.travel(days=7)  # when those not accepted would have expired
        due = [
            world.aws.connections.add(
                world.aws.new_id(), *(Side(f"vpc-1000000{end}", ME, HOME) for end in pair), "create"
            )
            for pair in ((0, 1), (2, 3), (4, 5))
        ]
        world.travel(seconds=1)
        with records_read(AwsConnection) as read:
            world.travel(days=7)
        assert read == {id(connection) for connection in due}
        assert {connection.status for connection in due} == {"expired"}


def test_nothing_survives_a_block():
    def block():
        with mock() as world:
            ec2 = client("ec2")
            one, other = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2))
            ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)
            crowd_of_alibaba(world, 1)
            with world.aws.moto.in_place():
                from moto.ec2.models import ec2_backends

                backend = ec2_backends[ME][HOME]
            held = [world, world.aws, world.alibaba, backend, next(iter(world.aws.connections)), backend.vpcs[one]]
            return [weakref.ref(thing) for thing in held]

    left = [ref for _ in range(3) for ref in block()]
    gc.collect()
    assert [ref() for ref in left if ref() is not None] == []
