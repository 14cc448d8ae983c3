"""Stacks with a peering over their whole life: made, kept in a snapshot, changed, taken away."""

from __future__ import annotations

import json

import pytest

from peering_mock import World

from .scene import HOME, ME, Side, client

STACK = {"StackName": "net"}


@pytest.fixture
def stacks(world):
    return client("cloudformation")


def template(one, other, name="first"):
    tags = [{"Key": "Name", "Value": name}]
    peering = {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": {"VpcId": one, "PeerVpcId": other, "Tags": tags}}
    route = {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "10.1.0.0/16"}
    route["VpcPeeringConnectionId"] = {"Ref": "Peering"}
    resources = {
        "Peering": peering,
        "Table": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": one}},
        "Route": {"Type": "AWS::EC2::Route", "Properties": route},
    }
    return {"Resources": resources, "Outputs": {"Id": {"Value": {"Fn::GetAtt": ["Peering", "Id"]}}}}


def seen(ec2):
    """Every connection by its id: what its status, accepter and tags are."""
    return {
        told["VpcPeeringConnectionId"]: (told["Status"]["Code"], told["AccepterVpcInfo"]["VpcId"], told["Tags"])
        for told in ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    }


def named(name):
    return [{"Key": "Name", "Value": name}]


def output(stacks):
    (stack,) = stacks.describe_stacks(**STACK)["Stacks"]
    return stack["StackStatus"], stack["Outputs"][0]["OutputValue"]


def test_the_route_of_a_stack_goes_into_a_snapshot_and_comes_out_of_it(world, stacks, pair):
    stacks.create_stack(**STACK, TemplateBody=json.dumps(template(pair.requester.vpc, pair.accepter.vpc)))
    _, pcx = output(stacks)
    wanted = [{"Name": "route.vpc-peering-connection-id", "Values": [pcx]}]
    before = pair.requester.ec2.describe_route_tables(Filters=wanted)["RouteTables"]
    assert before[0]["Routes"][1]["State"] == "active"
    kept = json.loads(json.dumps(world.snapshot()))
    with World.restore(kept):
        assert pair.requester.ec2.describe_route_tables(Filters=wanted)["RouteTables"] == before


def test_tags_change_in_place_and_the_peering_goes_with_its_stack(stacks, pair):
    one, other, ec2 = pair.requester.vpc, pair.accepter.vpc, pair.requester.ec2
    stacks.create_stack(**STACK, TemplateBody=json.dumps(template(one, other)))
    _, pcx = output(stacks)
    assert seen(ec2) == {pcx: ("active", other, named("first"))}
    stacks.update_stack(**STACK, TemplateBody=json.dumps(template(one, other, "second")))
    assert output(stacks) == ("UPDATE_COMPLETE", pcx)
    assert seen(ec2) == {pcx: ("active", other, named("second"))}
    stacks.delete_stack(**STACK)
    assert seen(ec2) == {pcx: ("deleted", other, named("second"))}


def test_another_peer_replaces_the_peering(stacks, pair):
    one, other, ec2 = pair.requester.vpc, pair.accepter.vpc, pair.requester.ec2
    third = Side.make(ME, HOME, "10.2.0.0/16").vpc
    stacks.create_stack(**STACK, TemplateBody=json.dumps(template(one, other)))
    _, first = output(stacks)
    stacks.update_stack(**STACK, TemplateBody=json.dumps(template(one, third)))
    status, second = output(stacks)
    assert status == "UPDATE_COMPLETE"
    assert seen(ec2) == {first: ("deleted", other, named("first")), second: ("active", third, named("first"))}


def test_a_stack_that_drops_its_peering_ends_it(stacks, pair):
    one, other, ec2 = pair.requester.vpc, pair.accepter.vpc, pair.requester.ec2
    wanted = template(one, other)
    stacks.create_stack(**STACK, TemplateBody=json.dumps(wanted))
    _, pcx = output(stacks)
    stacks.update_stack(**STACK, TemplateBody=json.dumps(template(one, other, "second")))
    left = {"Resources": {"Table": wanted["Resources"]["Table"]}}
    stacks.update_stack(**STACK, TemplateBody=json.dumps(left))
    assert seen(ec2) == {pcx: ("deleted", other, named("second"))}


@pytest.mark.options(settle=2)
def test_a_stack_waits_until_its_peering_is_seen(world, stacks, pair):
    world.lag(reads=3)
    stacks.create_stack(**STACK, TemplateBody=json.dumps(template(pair.requester.vpc, pair.accepter.vpc)))
    _, pcx = output(stacks)
    assert seen(pair.requester.ec2) == {pcx: ("active", pair.accepter.vpc, named("first"))}


@pytest.mark.parametrize(
    ("value", "text"),
    [("12345", "12345"), ("1.5", "1.5"), ("true", "true"), ("2024-01-01", "2024-01-01"), ("!Ref Number", "7")],
)
def test_a_tag_that_is_no_text_in_the_template_is_text_in_the_answer(stacks, pair, value, text):
    properties = f"VpcId: {pair.requester.vpc}, PeerVpcId: {pair.accepter.vpc}, Tags: [{{Key: Cost, Value: {value}}}]"
    body = f"""
    Parameters: {{Number: {{Type: Number, Default: 7}}}}
    Resources: {{P: {{Type: "AWS::EC2::VPCPeeringConnection", Properties: {{{properties}}}}}}}
    """
    stacks.create_stack(**STACK, TemplateBody=body)
    wanted = [{"Name": "tag:Cost", "Values": [text]}]
    (told,) = pair.requester.ec2.describe_vpc_peering_connections(Filters=wanted)["VpcPeeringConnections"]
    assert told["Tags"] == [{"Key": "Cost", "Value": text}]
    stacks.update_stack(**STACK, TemplateBody=body.replace("Cost", "Centre"))
    (told,) = pair.requester.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert told["Tags"] == [{"Key": "Centre", "Value": text}]
