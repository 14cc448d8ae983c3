"""Routes to a peering: made one by one and in batches, changed, listed, and gone with the peering."""

from __future__ import annotations

from typing import Any

import pytest

from peering_mock import World

from .conftest import STRANGER, THEM, Party, Refused, refusal
from .neighbours import HERE, Scene, everything


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def item(table: str, peering: str, destination: str, **more: Any) -> dict[str, Any]:
    return {
        "RouteTableId": table,
        "DstCidrBlock": destination,
        "NextHop": peering,
        "NextHopType": "VpcPeer",
        **more,
    }


def entries(s: Scene, table: str, **more: Any) -> list[dict[str, Any]]:
    answer = s.ask("Vpc:DescribeRouteEntryList", **{"RegionId": HERE, "RouteTableId": table, **more})
    return list(answer["RouteEntrys"]["RouteEntry"])


def test_a_route_to_a_peering_is_available_at_once(s: Scene) -> None:
    table, peering = s.peered_table()
    route = s.route(table, peering, "192.168.0.0/16", RouteEntryName="home", Description="to the other side")
    [found] = entries(s, table, RouteEntryId=route)
    assert (found["Status"], found["Type"], found["IpVersion"]) == ("Available", "Custom", "ipv4")
    assert (found["RouteEntryName"], found["Description"]) == ("home", "to the other side")
    [hop] = found["NextHops"]["NextHop"]
    assert (hop["NextHopType"], hop["NextHopId"], hop["Enabled"]) == ("VpcPeer", peering, 1)
    [old] = s.ask("Vpc:DescribeRouteTables", RouteTableId=table)["RouteTables"]["RouteTable"]
    assert peering in [entry["InstanceId"] for entry in old["RouteEntrys"]["RouteEntry"]]


def test_a_bare_address_is_one_of_itself_and_a_default_route_is_fine(s: Scene) -> None:
    table, peering = s.peered_table()
    for destination in ("192.168.0.1", "0.0.0.0/0", "10.0.0.0/8"):
        s.route(table, peering, destination)
    assert s.routes(table).keys() == {"192.168.0.1/32", "0.0.0.0/0", "10.0.0.0/8"}


def test_an_ipv6_route_needs_ipv6_in_the_vpc(s: Scene) -> None:
    vpc_id = s.vpc(EnableIpv6=True)
    table = s.system_table(vpc_id)
    s.route(table, s.peering(vpc_id), "2001:db8::/32")
    assert [entry["DestinationCidrBlock"] for entry in entries(s, table, IpVersion="ipv6")] == ["2001:db8::/32"]


def test_each_side_routes_in_its_own_tables_and_force_takes_the_routes_of_both(
    s: Scene, them: Party, world: World
) -> None:
    theirs = Scene(world, THEM)
    vpc_id, other = s.vpc("10.0.0.0/16"), theirs.vpc("10.1.0.0/16")
    peering = s.party.create(vpc_id, other, accepting_ali_uid=THEM)
    here, there = s.custom_table(vpc_id), theirs.system_table(other)
    waiting = Refused(400, "IncorrectStatus.VpcPeer", f"The status of VpcPeer [{peering}] is incorrect.")
    assert refusal(lambda: s.route(here, peering, "10.1.0.0/16")) == waiting
    them.accept(peering)
    s.route(here, peering, "10.1.0.0/16")
    theirs.route(there, peering, "10.0.0.0/16")
    assert refusal(lambda: s.party.delete(peering)).code == "OperationDenied.RouteEntryExist"
    assert s.routes(here) == {"10.1.0.0/16": peering}
    s.party.delete(peering, force=True)
    assert s.routes(here) == theirs.routes(there) == {}
    assert refusal(lambda: s.route(here, peering, "10.1.0.0/16")).code == "ResourceNotFound.VpcPeer"


def test_nobody_else_can_route_to_a_peering(s: Scene, world: World) -> None:
    _, peering = s.peered_table()
    stranger = Scene(world, STRANGER)
    table = stranger.system_table(stranger.vpc())
    before = everything(world)
    refused = Refused(400, "ResourceNotFound.VpcPeer", "The specified resource of VpcPeer is not found.")
    assert refusal(lambda: stranger.route(table, peering)) == refused
    assert everything(world) == before


def test_a_batch_succeeds_in_part_and_says_so_in_an_answer(s: Scene) -> None:
    table, peering = s.peered_table()
    s.route(table, peering, "192.168.0.0/16")
    batch = [
        item(table, peering, "192.168.0.0/16"),
        item(table, peering, "192.169.0.0/16", Name="new", IpVersion=4),
        item(table, "pcc-none", "192.170.0.0/16"),
        item(table, peering, "192.171.0.0/16", IpVersion=6),
    ]
    answer = s.ask("Vpc:CreateRouteEntries", RegionId=HERE, RouteEntries=batch)
    assert (answer["SuccessCount"], answer["FailedCount"]) == (1, 3)
    assert answer["FailedRouteEntries"] == [
        {
            "DstCidrBlock": "192.168.0.0/16",
            "NextHop": peering,
            "FailedCode": "VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE",
            "FailedMessage": "Specified CIDR block is already exists.",
        },
        {
            "DstCidrBlock": "192.170.0.0/16",
            "NextHop": "pcc-none",
            "FailedCode": "ResourceNotFound.VpcPeer",
            "FailedMessage": "The specified resource of VpcPeer is not found.",
        },
        {
            "DstCidrBlock": "192.171.0.0/16",
            "NextHop": peering,
            "FailedCode": "InvalidCidrBlock.Malformed",
            "FailedMessage": "Specified CIDR block is not valid.",
        },
    ]
    [made] = entries(s, table, RouteEntryId=answer["RouteEntryIds"][0])
    assert (made["DestinationCidrBlock"], made["RouteEntryName"]) == ("192.169.0.0/16", "new")
    assert s.routes(table).keys() == {"192.168.0.0/16", "192.169.0.0/16"}


def test_in_a_batch_a_destination_may_not_even_contain_a_vswitch(s: Scene) -> None:
    table, peering = s.peered_table()
    s.vswitch(s.world.alibaba.connection(peering).accepting_vpc_id, "10.0.1.0/24")
    batch = [item(table, peering, destination) for destination in ("10.0.0.0/23", "0.0.0.0/0")]
    answer = s.ask("Vpc:CreateRouteEntries", RegionId=HERE, RouteEntries=batch)
    assert [failed["FailedCode"] for failed in answer["FailedRouteEntries"]] == ["InvalidCidrBlock"]
    s.route(table, peering, "10.0.0.0/23")  # by itself it may
    assert s.routes(table).keys() == {"0.0.0.0/0", "10.0.0.0/23"}


def test_a_dry_run_of_a_batch_tells_its_failures_and_changes_nothing(s: Scene) -> None:
    table, peering = s.peered_table()
    batch = [item(table, peering, "192.168.0.0/16"), item(table, peering, "?")]
    before = everything(s.world)
    answer = s.ask("Vpc:CreateRouteEntries", RegionId=HERE, RouteEntries=batch, DryRun=True)
    assert (answer["SuccessCount"], answer["FailedCount"], answer["RouteEntryIds"]) == (0, 1, [])
    assert everything(s.world) == before


def test_routes_are_deleted_by_id_by_destination_and_in_batches(s: Scene) -> None:
    table, peering = s.peered_table()
    ids = [s.route(table, peering, f"192.{n}.0.0/16") for n in range(168, 173)]
    s.ask("Vpc:DeleteRouteEntry", RouteEntryId=ids[0])
    by_destination = {"RouteTableId": table, "DestinationCidrBlock": "192.169.0.0/16", "NextHopId": peering}
    s.ask("Vpc:DeleteRouteEntry", **by_destination)
    batch = [
        {"RouteTableId": table, "RouteEntryId": ids[2]},
        {"RouteTableId": table, "DstCidrBlock": "192.171.0.0/16", "NextHop": peering},
        {"RouteTableId": table, "RouteEntryId": ids[2]},
        {"RouteTableId": table, "RouteEntryId": "rte-none"},
        {"RouteTableId": table, "DstCidrBlock": "100.64.0.0/10"},
        {"RouteTableId": table, "DstCidrBlock": "192.172.0.0/16", "NextHop": "pcc-other"},
        {"RouteTableId": table},
    ]
    answer = s.ask("Vpc:DeleteRouteEntries", RegionId=HERE, RouteEntries=batch)
    assert (answer["SuccessCount"], answer["FailedCount"]) == (2, 5)
    assert [failed["FailedCode"] for failed in answer["FailedRouteEntries"]] == [
        "InvalidRouteEntry.NotFound",
        "InvalidRouteEntryId.NotFound",
        "OperationDenied",
        "InvalidRouteEntry.NotFound",
        "MissingParameter",
    ]
    assert s.routes(table).keys() == {"192.172.0.0/16"}
    assert s.routes(table, "System").keys() == {"100.64.0.0/10"}


def test_a_route_changes_its_name_and_its_next_hop_and_is_found_by_the_new_one(s: Scene) -> None:
    table, peering = s.peered_table()
    route = s.route(table, peering)
    vpc_id = s.world.alibaba.connection(peering).accepting_vpc_id
    other = s.peering(vpc_id)
    s.ask("Vpc:ModifyRouteEntry", RegionId=HERE, RouteEntryId=route, RouteEntryName="new")
    s.ask("Vpc:ModifyRouteEntry", RegionId=HERE, RouteEntryId=route, NewNextHopType="VpcPeer", NewNextHopId=other)
    assert s.routes(table) == {"192.168.0.0/16": other}
    assert entries(s, table, NextHopId=other)[0]["RouteEntryName"] == "new"
    s.party.delete(peering)  # no route holds it any more
    assert refusal(lambda: s.party.delete(other)).code == "OperationDenied.RouteEntryExist"


def test_entries_come_in_pages_of_ten_by_token(s: Scene) -> None:
    table, peering = s.peered_table()
    for n in range(11):
        s.route(table, peering, f"192.168.{n}.0/24")
    asked = {"RegionId": HERE, "RouteTableId": table}
    first = s.ask("Vpc:DescribeRouteEntryList", **asked)
    assert len(first["RouteEntrys"]["RouteEntry"]) == 10
    second = s.ask("Vpc:DescribeRouteEntryList", **asked, NextToken=first["NextToken"])
    assert len(second["RouteEntrys"]["RouteEntry"]) == 2  # with the system's own
    assert second["NextToken"] == ""
    assert len(entries(s, table, MaxResult=100)) == 12
    for most in (0, 501):
        found = refusal(lambda most=most: entries(s, table, MaxResult=most))  # type: ignore[misc]
        assert (found.status, found.code) == (400, "InvalidMaxResult")


def test_entries_are_found_by_what_they_are(s: Scene) -> None:
    table, peering = s.peered_table()
    s.route(table, peering, "192.168.0.0/16", RouteEntryName="one")
    s.route(table, peering, "192.169.0.0/16")

    def found(**more: Any) -> list[str]:
        return [entry["DestinationCidrBlock"] for entry in entries(s, table, **more)]

    both = ["192.168.0.0/16", "192.169.0.0/16"]
    assert found(RouteEntryType="System") == ["100.64.0.0/10"]
    assert found(NextHopType="VpcPeer") == found(NextHopId=peering) == found(DestCidrBlockList=both) == both
    assert found(RouteEntryName="one") == found(DestinationCidrBlock="192.168.0.0/16") == both[:1]
    assert found(NextHopId="pcc-none") == found(RouteEntryType="BGP") == found(ServiceType="any") == []


def test_a_custom_table_routes_for_the_vswitches_associated_with_it(s: Scene) -> None:
    vpc_id = s.vpc()
    vswitch = s.vswitch(vpc_id)
    custom = s.custom_table(vpc_id, RouteTableName="mine", Tag=[{"Key": "a", "Value": "b"}])
    pair = {"RegionId": HERE, "RouteTableId": custom, "VSwitchId": vswitch}
    s.ask("Vpc:AssociateRouteTable", **pair)
    assert s.ask("Vpc:DescribeVSwitches", RouteTableId=custom)["TotalCount"] == 1
    asked = {"RegionId": HERE, "VpcId": vpc_id, "RouteTableName": "mine", "Tag": [{"Key": "a"}]}
    [found] = s.ask("Vpc:DescribeRouteTableList", **asked)["RouterTableList"]["RouterTableListType"]
    assert (found["RouteTableType"], found["VSwitchIds"]) == ("Custom", {"VSwitchId": [vswitch]})
    gone = {"RegionId": HERE, "RouteTableId": custom}
    assert refusal(lambda: s.ask("Vpc:DeleteRouteTable", **gone)).code == "DependencyViolation.VSwitch"
    s.ask("Vpc:UnassociateRouteTable", **pair)
    s.ask("Vpc:DeleteRouteTable", **gone)
    assert s.ask("Vpc:DescribeRouteTableList", RegionId=HERE)["TotalCount"] == 1
    assert s.ask("Vpc:DescribeVSwitches", RouteTableId=s.system_table(vpc_id))["TotalCount"] == 1


def test_tables_are_listed_in_pages_and_by_router(s: Scene) -> None:
    vpc_id = s.vpc()
    tables = [s.system_table(vpc_id), s.custom_table(vpc_id), s.custom_table(vpc_id)]
    s.vpc()
    router = s.world.alibaba.vpc(vpc_id).vrouter_id
    answer = s.ask("Vpc:DescribeRouteTables", VRouterId=router, PageSize=2, PageNumber=2)
    assert answer["TotalCount"] == 3
    assert [table["RouteTableId"] for table in answer["RouteTables"]["RouteTable"]] == tables[2:]
    asked = {"RegionId": HERE, "RouterId": router, "RouteTableType": "Custom"}
    assert s.ask("Vpc:DescribeRouteTableList", **asked)["TotalCount"] == 2
    assert s.ask("Vpc:DescribeRouteTableList", RegionId=HERE, RouterType="VBR")["TotalCount"] == 0
    found = refusal(lambda: s.ask("Vpc:DescribeRouteTableList", RegionId=HERE, PageNumber=0))
    assert (found.status, found.code) == (400, "InvalidPageNumber")


def test_a_table_is_for_vswitches_or_for_gateways(s: Scene) -> None:
    vpc_id = s.vpc()
    found = refusal(lambda: s.custom_table(vpc_id, AssociateType="Anything"))
    assert (found.status, found.code) == (400, "InvalidAssociateType")
    table = s.custom_table(vpc_id, AssociateType="Gateway")
    asked = {"RegionId": HERE, "RouteTableId": table, "VSwitchId": s.vswitch(vpc_id)}
    refused = refusal(lambda: s.ask("Vpc:AssociateRouteTable", **asked))
    assert refused.code == "OperationDenied.RouteTableTypeNotPermitted"
