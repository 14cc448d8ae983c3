"""What lies beside peering and knows of it: stacks, tags, quotas, routes, groups, and the VPCs' own operations."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from .scene import AWAY, HOME, ME, NO_PCX, NO_VPC, PEER, Pair, Side, client, describe, dry_run, no_such, still


def refused(call, **params):
    with pytest.raises(ClientError) as told:
        call(**params)
    return told.value.response["Error"]["Code"]


# -- stacks


def template(one, other, table):
    peering = {"VpcId": one, "PeerVpcId": other, "Tags": [{"Key": "Name", "Value": "stacked"}]}
    route = {
        "RouteTableId": table,
        "DestinationCidrBlock": "10.1.0.0/16",
        "VpcPeeringConnectionId": {"Ref": "Peering"},
    }
    resources = {
        "Peering": {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": peering},
        "Route": {"Type": "AWS::EC2::Route", "Properties": route},
    }
    return json.dumps({"Resources": resources, "Outputs": {"Id": {"Value": {"Fn::GetAtt": ["Peering", "Id"]}}}})


def test_a_stack_makes_a_peering_with_its_route_and_takes_it_away_again(world, pair):
    stacks, ec2 = client("cloudformation"), client("ec2")
    table = ec2.create_route_table(VpcId=pair.requester.vpc)["RouteTable"]["RouteTableId"]
    body = template(pair.requester.vpc, pair.accepter.vpc, table)
    stacks.create_stack(StackName="net", TemplateBody=body)
    (seen,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert seen["Status"]["Code"] == "active"
    assert seen["Tags"] == [{"Key": "Name", "Value": "stacked"}]
    (stack,) = stacks.describe_stacks(StackName="net")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert stack["Outputs"][0]["OutputValue"] == seen["VpcPeeringConnectionId"]
    kinds = {r["ResourceType"]: r for r in stacks.list_stack_resources(StackName="net")["StackResourceSummaries"]}
    held = kinds["AWS::EC2::VPCPeeringConnection"]
    assert held["PhysicalResourceId"] == seen["VpcPeeringConnectionId"]
    (told,) = ec2.describe_route_tables(
        Filters=[{"Name": "route.vpc-peering-connection-id", "Values": [held["PhysicalResourceId"]]}]
    )["RouteTables"]
    assert [route["State"] for route in told["Routes"]] == ["active", "active"]
    stacks.delete_stack(StackName="net")
    (seen,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert seen["Status"]["Code"] == "deleted"


def test_a_stack_whose_vpcs_overlap_does_not_stabilize(world, pair):
    ec2 = client("ec2")
    table = ec2.create_route_table(VpcId=pair.requester.vpc)["RouteTable"]["RouteTableId"]
    twin = Side.make(cidr=pair.requester.cidr).vpc
    body = template(pair.requester.vpc, twin, table)
    stacks = client("cloudformation")
    with pytest.raises(ClientError, match="failed to stabilize"):
        stacks.create_stack(StackName="net", TemplateBody=body)


# -- what lags


@pytest.mark.parametrize("verb", ["tag", "route"])
def test_a_new_connection_is_not_found_at_first_by_its_neighbours_either(world, pair, verb):
    ec2, table = pair.requester.ec2, pair.requester.route_table
    world.lag(reads=2)
    pcx = pair.request()["VpcPeeringConnectionId"]

    def ask():
        if verb == "tag":
            return ec2.create_tags(Resources=[pcx], Tags=[{"Key": "Name", "Value": "a"}])
        return ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=pcx)

    for _ in range(2):
        with no_such(pcx):
            ask()
    ask()


# -- tags


def test_the_tagging_api_sees_connections_of_its_account_and_region(world, far):
    far.requester.ec2.create_vpc_peering_connection(
        VpcId=far.requester.vpc,
        PeerVpcId=far.accepter.vpc,
        PeerOwnerId=PEER,
        PeerRegion=AWAY,
        TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "team", "Value": "net"}]}],
    )
    mine = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "team"}])["ResourceTagMappingList"]
    assert [one["Tags"] for one in mine] == [[{"Key": "team", "Value": "net"}]]
    assert mine[0]["ResourceARN"].startswith(f"arn:aws:ec2:{HOME}:{ME}:vpc-peering-connection/pcx-")
    theirs = client("resourcegroupstaggingapi", PEER, AWAY)
    assert theirs.get_resources(TagFilters=[{"Key": "team"}])["ResourceTagMappingList"] == []


def test_tags_of_a_connection_and_of_a_vpc_in_one_call(world, pair):
    ec2, pcx = pair.requester.ec2, pair.request()["VpcPeeringConnectionId"]
    both = [pcx, pair.requester.vpc]
    ec2.create_tags(Resources=both, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    told = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["a"]}])["Tags"]
    assert {(one["ResourceType"], one["ResourceId"]) for one in told} == {
        ("vpc-peering-connection", pcx),
        ("vpc", pair.requester.vpc),
    }
    ec2.delete_tags(Resources=both, Tags=[{"Key": "a"}, {"Key": "b", "Value": "other"}])
    told = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": both}])["Tags"]
    assert {(one["ResourceId"], one["Key"]) for one in told} == {(one, "b") for one in both}
    ec2.delete_tags(Resources=[pcx])
    assert ec2.describe_vpc_peering_connections()["VpcPeeringConnections"][0]["Tags"] == []


def test_tags_that_are_refused(world, pair):
    ec2, pcx = pair.requester.ec2, pair.request()["VpcPeeringConnectionId"]
    tag = {"Key": "a", "Value": "1"}
    assert refused(ec2.create_tags, Resources=["pcx-x"], Tags=[tag]) == "InvalidID"
    for call in (ec2.create_tags, ec2.delete_tags):
        assert refused(call, Resources=[pcx, NO_PCX], Tags=[tag]) == "InvalidVpcPeeringConnectionID.NotFound"
    assert refused(ec2.create_tags, Resources=[pcx], Tags=[{"Key": "aws:a", "Value": ""}]) == "InvalidTagKey.Malformed"
    many = [{"Key": str(n), "Value": ""} for n in range(51)]
    assert refused(ec2.create_tags, Resources=[pcx], Tags=many) == "TagLimitExceeded"
    kind = {"ResourceType": "vpc-peering-connection", "Tags": many}
    other = Side.make(cidr="10.7.0.0/16").vpc
    made = {"VpcId": pair.requester.vpc, "PeerVpcId": other, "TagSpecifications": [kind]}
    assert refused(ec2.create_vpc_peering_connection, **made) == "TagLimitExceeded"
    assert ec2.describe_vpc_peering_connections()["VpcPeeringConnections"][0]["Tags"] == []


# -- quotas


def test_service_quotas_tells_the_limits_of_the_world(world, pair):
    told = client("service-quotas")

    def value(code):
        return told.get_service_quota(ServiceCode="vpc", QuotaCode=code)["Quota"]["Value"]

    listed = {quota["QuotaName"]: quota for quota in told.list_aws_default_service_quotas(ServiceCode="vpc")["Quotas"]}
    for name, held in world.aws.quotas.items():
        assert listed[name]["Value"] == held
        assert value(listed[name]["QuotaCode"]) == held
    world.aws.quotas["Active VPC peering connections per VPC"] = 2
    assert world.aws.quotas["L-7E9ECCDB"] == value("L-7E9ECCDB") == 2
    assert world.aws.quotas["VpcPeeringConnectionsPerVpcLimitExceeded"] == 2
    listed = told.list_aws_default_service_quotas(ServiceCode="vpc")["Quotas"]
    assert {quota["QuotaCode"]: quota["Value"] for quota in listed}["L-7E9ECCDB"] == 50


def test_a_quota_is_a_number_under_a_known_name(world):
    with pytest.raises(KeyError, match="L-7E9ECCDB"):
        world.aws.quotas["L-7E9ECCD"] = 5
    for bad in (-1, 1.5, "5", True):
        with pytest.raises(ValueError, match="whole number"):
            world.aws.quotas["L-7E9ECCDB"] = bad


def test_an_accept_is_refused_when_either_vpc_is_full(world, pair):
    hub = pair.accepter
    waiting = [Pair(Side.make(cidr=f"10.{n}.0.0/16"), hub).request()["VpcPeeringConnectionId"] for n in (2, 3)]
    world.aws.quotas["L-7E9ECCDB"] = 1
    hub.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=waiting[0])
    accept = hub.ec2.accept_vpc_peering_connection
    assert refused(accept, VpcPeeringConnectionId=waiting[1]) == "VpcPeeringConnectionsPerVpcLimitExceeded"


# -- routes


def test_a_route_to_a_peering_is_refused_when_it_makes_no_sense(world, pair):
    ec2, pcx = pair.requester.ec2, pair.active()
    stranger = Side.make(cidr="10.9.0.0/16").vpc
    mine, foreign = (
        ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for vpc in (pair.requester.vpc, stranger)
    )
    to = {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": pcx}
    assert refused(ec2.create_route, RouteTableId=foreign, **to) == "InvalidParameterValue"
    assert refused(ec2.create_route, RouteTableId="rtb-0123456789abcdef0", **to) == "InvalidRouteTableID.NotFound"
    assert refused(ec2.create_route, RouteTableId=mine, DryRun=True, **to) == "DryRunOperation"
    ec2.create_route(RouteTableId=mine, **to)
    assert refused(ec2.create_route, RouteTableId=mine, **to) == "RouteAlreadyExists"
    assert refused(ec2.replace_route, RouteTableId=mine, **{**to, "DestinationCidrBlock": "9.0.0.0/8"}) == (
        "InvalidParameterValue"
    )
    assert refused(ec2.replace_route, RouteTableId=mine, **{**to, "VpcPeeringConnectionId": NO_PCX}) == (
        "InvalidVpcPeeringConnectionID.NotFound"
    )


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({}, {"DestinationCidrBlock": "10.0.0.0/16"}),  # the VPC's own
        ({"DestinationCidrBlock": "10.1.0.0/16"}, {"DestinationCidrBlock": "10.1.2.3/16"}),
        ({"DestinationIpv6CidrBlock": "2001:db8::/64"}, {"DestinationIpv6CidrBlock": "2001:DB8:0:0::/64"}),
    ],
)
def test_a_destination_is_taken_however_it_is_written(world, pair, first, again):
    ec2, to = pair.requester.ec2, {"RouteTableId": pair.requester.route_table, "VpcPeeringConnectionId": pair.active()}
    if first:
        ec2.create_route(**to, **first)
    before = ec2.describe_route_tables(RouteTableIds=[to["RouteTableId"]])["RouteTables"]
    with pytest.raises(ClientError) as told:
        ec2.create_route(**to, **again)
    (given,) = again.values()
    words = {"Code": "RouteAlreadyExists", "Message": f"The route identified by {given} already exists."}
    assert told.value.response["Error"] == words
    assert ec2.describe_route_tables(RouteTableIds=[to["RouteTableId"]])["RouteTables"] == before


def test_routes_stay_blackholes_when_the_connection_is_long_forgotten(world, pair):
    ec2, pcx = pair.requester.ec2, pair.active()
    table = ec2.create_route_table(VpcId=pair.requester.vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=pcx)
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    world.travel(days=30)
    black = [{"Name": "route.state", "Values": ["blackhole"]}]
    (told,) = ec2.describe_route_tables(Filters=black)["RouteTables"]
    assert told["RouteTableId"] == table
    pair.active()
    assert len(ec2.describe_route_tables(Filters=black)["RouteTables"]) == 1
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16")
    assert ec2.describe_route_tables(Filters=black)["RouteTables"] == []


# -- VPCs and their blocks


def test_a_vpc_goes_when_its_peerings_are_over(world, pair):
    ec2, pcx = pair.requester.ec2, pair.active()
    assert refused(ec2.delete_vpc, VpcId=pair.requester.vpc) == "DependencyViolation"
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    ec2.delete_vpc(VpcId=pair.requester.vpc)
    (seen,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert seen["Status"]["Code"] == "deleted"
    with pytest.raises(KeyError, match=pair.requester.vpc):
        world.aws.vpc(pair.requester.vpc)


def test_a_request_outlives_a_delete_vpc_that_moto_refuses(world, strangers):
    pcx = strangers.request()["VpcPeeringConnectionId"]
    ec2 = strangers.requester.ec2
    ec2.create_subnet(VpcId=strangers.requester.vpc, CidrBlock="10.0.1.0/24")
    assert refused(ec2.delete_vpc, VpcId=strangers.requester.vpc) == "DependencyViolation"
    (seen,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])["VpcPeeringConnections"]
    assert seen["Status"]["Code"] == "pending-acceptance"


def test_a_dry_run_of_a_delete_vpc_leaves_the_vpc_and_its_request(world, strangers):
    strangers.pending()
    ec2, vpc = strangers.requester.ec2, strangers.requester.vpc
    reads = ("describe_vpc_peering_connections", "describe_vpcs")
    with still(ec2, strangers.accepter.ec2, reads=reads), dry_run():
        ec2.delete_vpc(VpcId=vpc, DryRun=True)


def test_ipv6_blocks_are_shown_and_a_vpc_is_seen_by_the_test(world):
    one = client("ec2").create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    client("ec2").create_tags(Resources=[one], Tags=[{"Key": "Name", "Value": "hub"}])
    seen = world.aws.vpc(one)
    assert (seen.owner_id, seen.state, seen.is_default, dict(seen.tags)) == (ME, "available", False, {"Name": "hub"})
    assert (seen.dns_support, seen.dns_hostnames, seen.cidr_blocks) == (True, False, ("10.0.0.0/16",))
    assert (seen.id, seen.account, seen.region, seen.cidr_block) == (one, ME, HOME, "10.0.0.0/16")
    assert len(seen.ipv6_cidr_blocks) == 1
    with pytest.raises(AttributeError):
        seen.cidr_block = "10.9.0.0/16"


def test_a_new_block_of_a_vpc_that_is_nothing_like_a_block(world, pair):
    pair.active()
    ec2 = pair.requester.ec2
    with pytest.raises(Exception):  # noqa: B017 - whatever moto makes of it, not us
        ec2.associate_vpc_cidr_block(VpcId=pair.requester.vpc, CidrBlock="nonsense")
    assert refused(ec2.associate_vpc_cidr_block, VpcId=NO_VPC, CidrBlock="10.8.0.0/16") == "InvalidVpcID.NotFound"


@pytest.mark.options(settle=2)
def test_an_overlapping_block_fails_a_request_that_is_being_initiated(world, strangers):
    pcx = strangers.request()["VpcPeeringConnectionId"]
    strangers.accepter.ec2.associate_vpc_cidr_block(VpcId=strangers.accepter.vpc, CidrBlock="10.0.128.0/17")
    codes = [describe(strangers.requester.ec2, pcx)["Status"]["Code"] for _ in range(3)]
    assert codes == ["initiating-request", "initiating-request", "failed"]
    assert strangers.accepter.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == []


# -- groups


def rule(group, user=None, port=22):
    pair = {"GroupId": group, **({"UserId": user} if user else {})}
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [pair]}]


def test_a_rule_that_names_another_accounts_group_comes_and_goes(world, strangers):
    strangers.active()
    ours, theirs = strangers.requester.group("web"), strangers.accepter.group("db")
    ec2 = strangers.requester.ec2
    allow = {"GroupId": ours, "IpPermissions": rule(theirs, PEER)}
    assert refused(ec2.authorize_security_group_ingress, GroupId=ours, IpPermissions=rule(theirs)) == (
        "InvalidGroup.NotFound"
    )
    ec2.authorize_security_group_ingress(**allow)
    assert refused(ec2.authorize_security_group_ingress, **allow) == "InvalidPermission.Duplicate"
    (told,) = ec2.describe_security_groups(GroupIds=[ours])["SecurityGroups"][0]["IpPermissions"]
    assert told["UserIdGroupPairs"][0]["UserId"] == PEER
    assert told["UserIdGroupPairs"][0]["PeeringStatus"] == "active"
    strangers.accepter.ec2.delete_security_group(GroupId=theirs)
    (stale,) = ec2.describe_stale_security_groups(VpcId=strangers.requester.vpc)["StaleSecurityGroupSet"]
    (pair,) = stale["StaleIpPermissions"][0]["UserIdGroupPairs"]
    assert set(pair) == {"GroupId", "VpcId", "VpcPeeringConnectionId", "PeeringStatus"}
    ec2.revoke_security_group_ingress(**allow)
    assert ec2.describe_stale_security_groups(VpcId=strangers.requester.vpc)["StaleSecurityGroupSet"] == []
    assert ec2.describe_security_groups(GroupIds=[ours])["SecurityGroups"][0]["IpPermissions"] == []


def test_stale_groups_come_in_pages(world, pair):
    pcx = pair.active()
    named = pair.accepter.group("db")
    ec2 = pair.requester.ec2
    for n in range(7):
        ec2.authorize_security_group_egress(GroupId=pair.requester.group(f"g{n}"), IpPermissions=rule(named))
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    pages = ec2.get_paginator("describe_stale_security_groups").paginate(
        VpcId=pair.requester.vpc, PaginationConfig={"PageSize": 5}
    )
    assert [len(page["StaleSecurityGroupSet"]) for page in pages] == [5, 2]
    stale = ec2.describe_stale_security_groups
    assert refused(stale, VpcId=pair.requester.vpc, NextToken="x") == "InvalidPaginationToken"
    assert refused(stale, VpcId=pair.requester.vpc, MaxResults=256) == "InvalidParameterValue"
    assert refused(stale, VpcId=NO_VPC) == "InvalidVpcID.NotFound"
    assert refused(stale, VpcId="vpc-x") == "InvalidVpcID.Malformed"
    assert refused(stale, VpcId=pair.requester.vpc, DryRun=True) == "DryRunOperation"


def test_references_to_groups_that_are_none(world, pair):
    ask = pair.requester.ec2.describe_security_group_references
    assert refused(ask, GroupId=["sg-x"]) == "InvalidGroupId.Malformed"
    assert refused(ask, GroupId=["sg-0123456789abcdef0"]) == "InvalidGroup.NotFound"
    assert refused(ask, GroupId=[pair.requester.group("a")], DryRun=True) == "DryRunOperation"
    assert ask(GroupId=[pair.requester.group("b")])["SecurityGroupReferenceSet"] == []


def test_a_route_that_is_not_there_is_neither_deleted_nor_replaced(pair):
    ec2 = client("ec2")
    table = ec2.create_route_table(VpcId=pair.requester.vpc)["RouteTable"]["RouteTableId"]
    with pytest.raises(ClientError) as told:
        ec2.delete_route(RouteTableId=table, DestinationCidrBlock="10.9.0.0/16")
    assert told.value.response["Error"] == {
        "Code": "InvalidRoute.NotFound",
        "Message": f"no route with destination-cidr-block 10.9.0.0/16 in route table {table}",
    }
    pcx = ec2.create_vpc_peering_connection(VpcId=pair.requester.vpc, PeerVpcId=pair.accepter.vpc)
    target = pcx["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    with pytest.raises(ClientError) as told:
        ec2.replace_route(RouteTableId=table, DestinationCidrBlock="10.9.0.0/16", VpcPeeringConnectionId=target)
    assert told.value.response["Error"] == {
        "Code": "InvalidParameterValue",
        "Message": "There is no route defined for '10.9.0.0/16' in the route table. Use CreateRoute instead.",
    }
