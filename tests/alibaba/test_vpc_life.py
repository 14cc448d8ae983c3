"""A VPC from creation to its end, through alibabacloud_vpc20160428."""

from __future__ import annotations

import asyncio

import pytest
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client as VpcClient

from peering_mock import NotMocked, World

from .conftest import STRANGER, THEM, Party, Refused, config, refusal
from .neighbours import HERE, Scene, everything


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def listed(s: Scene, **more: object) -> list[str]:
    answer = s.ask("Vpc:DescribeVpcs", **{"RegionId": HERE, **more})
    return [vpc["VpcId"] for vpc in answer["Vpcs"]["Vpc"]]


def read(s: Scene, vpc_id: str) -> dict[str, object]:
    return s.ask("Vpc:DescribeVpcAttribute", RegionId=HERE, VpcId=vpc_id)


def test_a_vpc_is_available_at_once_with_its_vrouter_and_its_system_route_table(s: Scene) -> None:
    made = s.ask("Vpc:CreateVpc", RegionId=HERE, VpcName="here", Description="all of it", CidrBlock="10.0.0.0/8")
    found = read(s, made["VpcId"])
    assert found["Status"] == "Available"
    assert (found["VpcName"], found["Description"], found["CidrBlock"]) == ("here", "all of it", "10.0.0.0/8")
    assert (found["OwnerId"], found["RegionId"], found["IsDefault"]) == (s.id, HERE, False)
    assert (found["VRouterId"], found["ResourceGroupId"]) == (made["VRouterId"], made["ResourceGroupId"])
    [table] = s.ask("Vpc:DescribeRouteTableList", RegionId=HERE)["RouterTableList"]["RouterTableListType"]
    assert (table["RouteTableId"], table["RouteTableType"]) == (made["RouteTableId"], "System")
    assert s.routes(made["RouteTableId"], "System").keys() == {"100.64.0.0/10"}
    [router] = s.ask("Vpc:DescribeVRouters", RegionId=HERE)["VRouters"]["VRouter"]
    assert router["VRouterId"] == made["VRouterId"]
    assert router["RouteTableIds"]["RouteTableId"] == [made["RouteTableId"]]


def test_the_default_block_is_the_documented_one(s: Scene) -> None:
    made = s.ask("Vpc:CreateVpc", RegionId=HERE)
    assert read(s, made["VpcId"])["CidrBlock"] == "172.16.0.0/12"


def test_vpcs_are_listed_in_pages_of_ten(s: Scene) -> None:
    made = [s.vpc() for _ in range(12)]
    first = s.ask("Vpc:DescribeVpcs", RegionId=HERE)
    assert (first["TotalCount"], first["PageNumber"], first["PageSize"]) == (12, 1, 10)
    assert listed(s) + listed(s, PageNumber=2) == made
    assert listed(s, PageSize=5, PageNumber=3) == made[10:]
    assert listed(s, PageNumber=9) == []
    found = refusal(lambda: listed(s, PageSize=51))
    assert (found.status, found.code) == (400, "InvalidPageSize")


def test_vpcs_are_found_by_joined_ids_and_an_unknown_one_is_no_error(s: Scene) -> None:
    one, two = s.vpc(), s.vpc()
    s.vpc()
    assert listed(s, VpcId=f"{two}, {one},vpc-none") == [one, two]
    assert listed(s, VpcId="vpc-none") == []


def test_vpcs_are_found_by_name_group_owner_ipv6_and_tags(s: Scene) -> None:
    group = s.ask("ResourceManager:CreateResourceGroup", Name="net", DisplayName="Net")["ResourceGroup"]["Id"]
    tags = [{"Key": "env", "Value": "test"}]
    one = s.vpc(VpcName="one", ResourceGroupId=group, EnableIpv6=True, Tag=tags)
    two = s.vpc(VpcName="two")
    assert listed(s, VpcName="one") == listed(s, ResourceGroupId=group) == [one]
    assert listed(s, EnableIpv6=True) == listed(s, Tag=tags) == listed(s, Tag=[{"Key": "env"}]) == [one]
    assert listed(s, EnableIpv6=False) == [two]
    assert listed(s, VpcOwnerId=s.id) == listed(s, IsDefault=False) == [one, two]
    assert listed(s, VpcOwnerId=THEM) == listed(s, IsDefault=True) == listed(s, DhcpOptionsSetId="dopt-1") == []


def test_a_vpc_that_is_not_there_is_an_answer_with_an_empty_id(s: Scene) -> None:
    assert (read(s, "vpc-none")["VpcId"], read(s, "vpc-none")["Status"]) == ("", "")


def test_another_accounts_vpc_is_not_found_by_anybody_else(s: Scene, world: World) -> None:
    vpc_id, other = s.vpc(), Scene(world, STRANGER)
    vswitch = s.vswitch(vpc_id)
    before = everything(world)
    assert listed(other) == []
    assert read(other, vpc_id)["VpcId"] == ""
    gone = Refused(404, "InvalidVpcId.NotFound", "Specified VPC does not exist.")
    assert refusal(lambda: other.ask("Vpc:DeleteVpc", VpcId=vpc_id)) == gone
    assert refusal(lambda: other.ask("Vpc:ModifyVpcAttribute", VpcId=vpc_id, VpcName="mine")) == gone
    assert refusal(lambda: other.vswitch(vpc_id, "10.0.2.0/24")) == gone
    assert refusal(lambda: other.ask("Vpc:DeleteVSwitch", VSwitchId=vswitch)).code == "InvalidVSwitchId.NotFound"
    assert refusal(lambda: other.routes(s.system_table(vpc_id))).code == "InvalidRouteTable.NotFound"
    assert other.ask("Vpc:DescribeRouteTableList", RegionId=HERE)["TotalCount"] == 0
    assert other.ask("Vpc:DescribeVSwitches")["TotalCount"] == 0
    assert everything(world) == before


def test_a_regional_host_reaches_only_its_region(s: Scene, world: World) -> None:
    here, beijing = s.vpc(), Scene(world, region="cn-beijing")
    there = beijing.vpc()
    assert beijing.ask("Vpc:DescribeVpcs", RegionId="cn-beijing")["Vpcs"]["Vpc"][0]["VpcId"] == there
    assert refusal(lambda: beijing.ask("Vpc:DeleteVpc", VpcId=here)).code == "InvalidVpcId.NotFound"
    s.ask("Vpc:DeleteVpc", VpcId=there)  # vpc.aliyuncs.com names no region: the id alone finds it
    assert s.ask("Vpc:DescribeVpcs", RegionId="cn-beijing")["TotalCount"] == 0


def test_attributes_are_changed_and_what_is_not_given_stays(s: Scene) -> None:
    vpc_id = s.vpc(VpcName="old", Description="kept")
    s.ask("Vpc:ModifyVpcAttribute", VpcId=vpc_id, VpcName="new", CidrBlock="10.0.0.0/12")
    found = read(s, vpc_id)
    assert (found["VpcName"], found["Description"], found["CidrBlock"]) == ("new", "kept", "10.0.0.0/12")


def test_ipv6_comes_with_a_block_of_the_cloud_and_goes_when_nothing_uses_it(s: Scene) -> None:
    vpc_id = s.vpc()
    s.ask("Vpc:ModifyVpcAttribute", VpcId=vpc_id, EnableIPv6=True, Ipv6Isp="ChinaMobile")
    found = read(s, vpc_id)
    assert found["EnabledIpv6"] is True
    assert found["Ipv6CidrBlocks"] == {
        "Ipv6CidrBlock": [{"Ipv6CidrBlock": found["Ipv6CidrBlock"], "Ipv6Isp": "ChinaMobile"}]
    }
    assert str(found["Ipv6CidrBlock"]).endswith("::/56")
    s.ask("Vpc:ModifyVpcAttribute", VpcId=vpc_id, EnableIPv6=False)
    assert read(s, vpc_id)["Ipv6CidrBlock"] == ""


def test_secondary_blocks_come_and_go_and_the_peering_shows_them(s: Scene, me: Party) -> None:
    vpc_id = s.vpc()
    peering = s.peering(vpc_id)
    where = {"RegionId": HERE, "VpcId": vpc_id}
    s.ask("Vpc:AssociateVpcCidrBlock", **where, SecondaryCidrBlock="192.168.0.0/16")
    s.ask("Vpc:AssociateVpcCidrBlock", **where, IpVersion="IPV6")
    found = read(s, vpc_id)
    assert found["SecondaryCidrBlocks"] == {"SecondaryCidrBlock": ["192.168.0.0/16"]}
    side = me.get(peering)["AcceptingVpc"]
    assert side["Ipv4Cidrs"] == ["10.0.0.0/16", "192.168.0.0/16"]
    assert side["Ipv6Cidrs"] == [found["Ipv6CidrBlock"]]
    s.vswitch(vpc_id, "192.168.1.0/24")
    s.ask("Vpc:UnassociateVpcCidrBlock", **where, IPv6CidrBlock=found["Ipv6CidrBlock"])
    assert (
        refusal(lambda: s.ask("Vpc:UnassociateVpcCidrBlock", **where, SecondaryCidrBlock="192.168.0.0/16")).code
        == "OperationFailed.CidrInUse"
    )
    assert me.get(peering)["AcceptingVpc"]["Ipv6Cidrs"] == []


def test_user_cidrs_are_shown(s: Scene) -> None:
    vpc_id = s.vpc(UserCidr="30.0.0.0/8,31.0.0.0/8")
    assert read(s, vpc_id)["UserCidrs"] == {"UserCidr": ["30.0.0.0/8", "31.0.0.0/8"]}


def test_deleting_a_vpc_takes_its_table_along_and_nothing_of_it_is_left(s: Scene, world: World) -> None:
    before = everything(world)
    vpc_id = s.vpc()
    s.ask("Vpc:DeleteVpc", VpcId=vpc_id, RegionId=HERE)
    assert everything(world) == before
    assert listed(s) == []
    assert refusal(lambda: s.ask("Vpc:DeleteVpc", VpcId=vpc_id)).code == "InvalidVpcId.NotFound"


def test_a_peering_holds_both_of_its_vpcs_until_it_is_gone(s: Scene, them: Party, world: World) -> None:
    theirs = Scene(world, THEM)
    vpc_id, other = s.vpc(), theirs.vpc()
    peering = s.party.create(vpc_id, other, accepting_ali_uid=THEM)
    refused = Refused(400, "OperationDenied.VpcPeerExists", "The operation is not allowed because the VpcPeer exists.")
    for _ in ("Accepting", "Activated"):
        before = everything(world)
        assert refusal(lambda: s.ask("Vpc:DeleteVpc", VpcId=vpc_id)) == refused
        assert refusal(lambda: theirs.ask("Vpc:DeleteVpc", VpcId=other)) == refused
        assert everything(world) == before
        if them.status(peering) == "Accepting":
            them.accept(peering)
    s.party.delete(peering)
    s.ask("Vpc:DeleteVpc", VpcId=vpc_id)
    theirs.ask("Vpc:DeleteVpc", VpcId=other)
    assert len(world.alibaba.vpcs) == 0


def test_a_rejected_peering_holds_no_vpc(s: Scene, them: Party, world: World) -> None:
    vpc_id = s.vpc()
    peering = s.party.create(vpc_id, Scene(world, THEM).vpc(), accepting_ali_uid=THEM)
    them.reject(peering)
    s.ask("Vpc:DeleteVpc", VpcId=vpc_id)
    assert listed(s) == []


def test_the_same_client_token_makes_one_vpc(s: Scene) -> None:
    assert s.vpc(ClientToken="once") == s.vpc(ClientToken="once")
    assert len(listed(s)) == 1
    assert refusal(lambda: s.vpc("10.1.0.0/16", ClientToken="once")).code == "IdempotentParameterMismatch"
    assert len(listed(s)) == 1


async def _delete_async(client: VpcClient, vpc_id: str) -> None:
    await client.delete_vpc_async(models.DeleteVpcRequest(vpc_id=vpc_id))


def test_the_asynchronous_client_does_the_same(s: Scene) -> None:
    vpc_id = s.vpc()
    asyncio.run(_delete_async(VpcClient(config(None, HERE)), vpc_id))
    assert listed(s) == []


def test_an_operation_that_is_not_served_says_so_and_names_what_is(world: World) -> None:
    client = VpcClient(config(None, HERE))
    with pytest.raises(NotMocked, match="Vpc DescribeEipAddresses is not served.*CreateVpc"):
        client.describe_eip_addresses(models.DescribeEipAddressesRequest(region_id=HERE))
