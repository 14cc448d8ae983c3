"""Cases W: both waiters, and the resource API."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import WaiterError

from .cases import case
from .scene import ME, NO_PCX, Pair, Side, describe, no_such, resource, status

QUICKLY = {"Delay": 0, "MaxAttempts": 3}


def wait(ec2: Any, name: str, pcx: str) -> None:
    ec2.get_waiter(f"vpc_peering_connection_{name}").wait(VpcPeeringConnectionIds=[pcx], WaiterConfig=QUICKLY)


@case("W01", "D", "waiters-2.json")
def test_W01_exists_is_so_of_a_pending_connection(world, pair):
    pcx = pair.pending()
    asked = len(world.calls("DescribeVpcPeeringConnections"))
    wait(pair.requester.ec2, "exists", pcx)
    assert len(world.calls("DescribeVpcPeeringConnections")) == asked + 1


@case("W02", "D", "waiters-2.json")
def test_W02_exists_keeps_asking_for_an_unknown_one_and_gives_up(world, home):
    with pytest.raises(WaiterError, match="Max attempts exceeded") as caught:
        wait(home, "exists", NO_PCX)
    assert caught.value.last_response["Error"] == {
        "Code": "InvalidVpcPeeringConnectionID.NotFound",
        "Message": f"The vpcPeeringConnection ID '{NO_PCX}' does not exist",
    }
    assert len(world.calls("DescribeVpcPeeringConnections")) == 3


@case("W03", "D", "waiters-2.json")
def test_W03_deleted_is_so_of_a_deleted_connection(pair):
    wait(pair.requester.ec2, "deleted", pair.deleted())


@case("W04", "D", "waiters-2.json")
def test_W04_deleted_is_so_of_one_that_is_no_longer_seen(world, pair):
    pcx = pair.deleted()
    world.travel(hours=3)
    with no_such(pcx):
        describe(pair.requester.ec2, pcx)
    wait(pair.requester.ec2, "deleted", pcx)
    wait(pair.requester.ec2, "deleted", NO_PCX)


@case("W05", "D", "waiters-2.json")
def test_W05_deleted_is_not_so_of_an_active_connection(pair):
    pcx = pair.active()
    with pytest.raises(WaiterError, match="Max attempts exceeded") as caught:
        wait(pair.requester.ec2, "deleted", pcx)
    assert caught.value.last_response["VpcPeeringConnections"][0]["Status"]["Code"] == "active"
    assert status(pair.requester.ec2, pcx) == "active"


# -- the resource API


@case("W06", "D", "boto3 resources-1.json")
def test_W06_a_connection_lives_its_life_as_a_resource(pair):
    pcx = pair.pending()
    connection = resource().VpcPeeringConnection(pcx)
    connection.wait_until_exists()
    assert connection.status == {"Code": "pending-acceptance", "Message": f"Pending Acceptance by {ME}"}
    assert connection.requester_vpc.id == pair.requester.vpc
    assert connection.accepter_vpc.id == pair.accepter.vpc
    assert connection.accepter_vpc.cidr_block == pair.accepter.cidr

    connection.accept()
    connection.reload()
    assert connection.status == {"Code": "active", "Message": "Active"}
    connection.delete()
    connection.reload()
    assert connection.status == {"Code": "deleted", "Message": f"Deleted by {ME}"}


def both_ways(pair: Pair) -> tuple[str, str, str]:
    """Connections of the first VPC to a second, of a third to the first, and of the third to the second."""
    third = Side.make(cidr="10.2.0.0/16")
    return pair.pending(), Pair(third, pair.requester).pending(), Pair(third, pair.accepter).pending()


@case("W07", "D", "boto3 resources-1.json uses a filter")
def test_W07_a_vpc_knows_the_requests_made_to_it(pair):
    out, into, beside = both_ways(pair)
    accepted = {
        side.vpc: sorted(one.id for one in resource().Vpc(side.vpc).accepted_vpc_peering_connections.all())
        for side in (pair.requester, pair.accepter)
    }
    assert accepted == {pair.requester.vpc: [into], pair.accepter.vpc: sorted([out, beside])}


@case("W08", "D", "boto3 resources-1.json uses a filter")
def test_W08_a_vpc_knows_the_requests_it_made(pair):
    out, _, _ = both_ways(pair)
    requested = {
        side.vpc: [one.id for one in resource().Vpc(side.vpc).requested_vpc_peering_connections.all()]
        for side in (pair.requester, pair.accepter)
    }
    assert requested == {pair.requester.vpc: [out], pair.accepter.vpc: []}


@case("W09", "D", "error codes page")
def test_W09_an_unknown_resource_does_not_load(home):
    with no_such(NO_PCX):
        resource().VpcPeeringConnection(NO_PCX).load()
