"""Cases T: routes to a peering connection."""

from __future__ import annotations

from typing import Any

import pytest

from .cases import case
from .scene import NO_PCX, Pair, Side, no_such, refused, status, still

TABLES = ("describe_route_tables", "describe_vpc_peering_connections")


def route(side: Side, pcx: str, to: str = "10.1.0.0/16") -> dict[str, Any]:
    """Makes a route in the VPC's main table; the answer without metadata."""
    answer = side.ec2.create_route(RouteTableId=side.route_table, DestinationCidrBlock=to, VpcPeeringConnectionId=pcx)
    del answer["ResponseMetadata"]
    return answer


def told(pcx: str, state: str, to: str = "10.1.0.0/16") -> dict[str, Any]:
    """A route as it is described."""
    return {
        "DestinationCidrBlock": to,
        "Origin": "CreateRoute",
        "State": state,
        "VpcPeeringConnectionId": pcx,
    }


def tables(side: Side, name: str, value: str) -> list[str]:
    """The ids of the route tables that a filter finds."""
    found = side.ec2.describe_route_tables(Filters=[{"Name": name, "Values": [value]}])
    return [table["RouteTableId"] for table in found["RouteTables"]]


@case("T01", "D", "CreateRoute")
def test_T01_a_route_to_an_active_connection_is_active(pair):
    pcx = pair.active()
    assert route(pair.requester, pcx) == {"Return": True}
    assert pair.requester.routes() == [told(pcx, "active")]


@case("T02", "D", "peering guide, routing page")
def test_T02_a_route_to_a_pending_connection_is_a_blackhole(strangers):
    pcx = strangers.pending()
    assert route(strangers.requester, pcx) == {"Return": True}
    assert route(strangers.accepter, pcx, "10.0.0.0/16") == {"Return": True}
    assert strangers.requester.routes() == [told(pcx, "blackhole")]
    assert strangers.accepter.routes() == [told(pcx, "blackhole", "10.0.0.0/16")]


@case("T03", "D", "peering guide, routing page")
def test_T03_the_route_becomes_active_with_the_connection(strangers):
    pcx = strangers.pending()
    route(strangers.requester, pcx)
    assert strangers.requester.routes() == [told(pcx, "blackhole")]
    strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert strangers.requester.routes() == [told(pcx, "active")]


@case("T04", "D", "API Route.state: blackhole when the target is unavailable")
def test_T04_the_route_outlives_the_connection_as_a_blackhole(world, strangers):
    pcx = strangers.active()
    route(strangers.requester, pcx)
    strangers.accepter.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert strangers.requester.routes() == [told(pcx, "blackhole")]
    world.travel(days=3)
    assert strangers.requester.routes() == [told(pcx, "blackhole")]
    again = strangers.active()  # a new connection is another target
    assert again != pcx
    assert strangers.requester.routes() == [told(pcx, "blackhole")]


@case("T05", "D", "error codes page")
def test_T05_an_unknown_connection_is_no_target(pair, strangers):
    pair.active()
    with still(pair.requester.ec2, reads=TABLES), no_such(NO_PCX):
        route(pair.requester, NO_PCX)
    # one that exists, but not for this caller
    hidden = Pair(strangers.accepter, Side.make(strangers.accepter.account, cidr="10.7.0.0/16")).active()
    with still(pair.requester.ec2, reads=TABLES), no_such(hidden):
        route(pair.requester, hidden)


def test_an_unknown_route_table_has_no_route(pair):
    pcx = pair.active()
    words = "The routeTable ID 'rtb-0123456789abcdef0' does not exist"
    with still(pair.requester.ec2, reads=TABLES), refused("InvalidRouteTableID.NotFound", words):
        pair.requester.ec2.create_route(
            RouteTableId="rtb-0123456789abcdef0", DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=pcx
        )


# Refused for sure, but with which code is not documented: one of these.
NO_TARGET = {"InvalidParameterValue", "InvalidVpcPeeringConnectionID.NotFound"}


@case("T06", "I", "exact code undocumented (InvalidParameterValue / NotFound)")
def test_T06_a_vpc_that_is_no_part_of_the_connection_has_no_route_to_it(pair):
    pcx, third = pair.active(), Side.make(cidr="10.2.0.0/16")
    with still(third.ec2, reads=TABLES), refused(NO_TARGET):
        route(third, pcx)
    assert third.routes() == []


@case("T07", "I", "exact code undocumented")
@pytest.mark.parametrize("state", ["deleted", "rejected", "failed", "expired"])
def test_T07_a_connection_that_is_over_is_no_target(world, pair, state):
    if state == "failed":
        pcx = pair.pending()
        pair.accepter.ec2.associate_vpc_cidr_block(VpcId=pair.accepter.vpc, CidrBlock="10.0.9.0/24")
    elif state == "expired":
        pcx = pair.pending()
        world.travel(days=7)
    else:
        pcx = getattr(pair, state)()
    assert status(pair.requester.ec2, pcx) == state
    with still(pair.requester.ec2, reads=TABLES), refused(NO_TARGET):
        route(pair.requester, pcx)
    assert pair.requester.routes() == []


@case("T08", "D", "ReplaceRoute")
def test_T08_replace_route_replaces_the_target(pair):
    pcx = pair.active()
    other = Pair(pair.requester, Side.make(cidr="10.2.0.0/16")).pending()
    route(pair.requester, pcx)
    for target, state in ((other, "blackhole"), (pcx, "active")):
        pair.requester.ec2.replace_route(
            RouteTableId=pair.requester.route_table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=target
        )
        assert pair.requester.routes() == [told(target, state)]
    with still(pair.requester.ec2, reads=TABLES), no_such(NO_PCX):
        pair.requester.ec2.replace_route(
            RouteTableId=pair.requester.route_table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=NO_PCX
        )


@case("T09", "D", "DescribeRouteTables filters")
def test_T09_filter_route_vpc_peering_connection_id(pair):
    pcx = pair.active()
    route(pair.requester, pcx)
    name = "route.vpc-peering-connection-id"
    assert tables(pair.requester, name, pcx) == [pair.requester.route_table]
    assert tables(pair.requester, name, NO_PCX) == []


@case("T10", "D", "DescribeRouteTables filters")
def test_T10_filter_route_state(pair):
    pcx = pair.active()
    route(pair.requester, pcx)
    assert tables(pair.requester, "route.state", "blackhole") == []
    assert pair.requester.route_table in tables(pair.requester, "route.state", "active")
    pair.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert tables(pair.requester, "route.state", "blackhole") == [pair.requester.route_table]
    assert pair.accepter.route_table in tables(pair.requester, "route.state", "active")


@case("T11", "D", "error codes page")
def test_T11_a_destination_is_routed_once(pair):
    pcx = pair.active()
    route(pair.requester, pcx)
    words = "The route identified by 10.1.0.0/16 already exists."
    with still(pair.requester.ec2, reads=TABLES), refused("RouteAlreadyExists", words):
        route(pair.requester, pcx)


@case("T12", "D", "peering guide, routing page")
def test_T12_an_ipv6_destination_is_routed_too(pair):
    pcx = pair.active()
    pair.requester.ec2.create_route(
        RouteTableId=pair.requester.route_table,
        DestinationIpv6CidrBlock="2001:db8:1234:1a00::/56",
        VpcPeeringConnectionId=pcx,
    )
    assert pair.requester.routes() == [
        {
            "DestinationIpv6CidrBlock": "2001:db8:1234:1a00::/56",
            "Origin": "CreateRoute",
            "State": "active",
            "VpcPeeringConnectionId": pcx,
        }
    ]


@case("T13", "D", "peering guide")
def test_T13_the_accepter_of_another_account_and_region_has_its_route(far):
    pcx = far.active()
    assert route(far.accepter, pcx, "10.0.0.0/16") == {"Return": True}
    assert far.accepter.routes() == [told(pcx, "active", "10.0.0.0/16")]
    assert far.requester.routes() == []


@case("T14", "D", "DeleteRoute")
def test_T14_a_blackhole_route_is_deleted_by_hand(pair):
    pcx = pair.active()
    route(pair.requester, pcx)
    pair.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert pair.requester.routes() == [told(pcx, "blackhole")]
    pair.requester.ec2.delete_route(RouteTableId=pair.requester.route_table, DestinationCidrBlock="10.1.0.0/16")
    assert pair.requester.routes() == []
