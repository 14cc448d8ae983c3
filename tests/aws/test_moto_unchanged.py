"""What is not peering is moto's, unchanged: the same calls with plain moto and with us give the same answers."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws, settings
from moto.core.base_backend import BackendDict
from moto.ec2.models.route_tables import Route, RouteTable
from moto.ec2.models.vpc_peering_connections import VPCPeeringConnection

from peering_mock import mock

from .scene import HOME


class Teller:
    """Makes calls and keeps what was answered, with the IDs of each run replaced by the order they came in."""

    def __init__(self):
        self.ec2 = boto3.client("ec2", HOME)
        self.told = []
        self.names = {}

    def __call__(self, operation, **params):
        try:
            answer = getattr(self.ec2, operation)(**params)
        except ClientError as refused:
            answer = refused.response
        meta = answer.pop("ResponseMetadata")
        self.told.append((operation, meta["HTTPStatusCode"], self._plain(answer)))
        return answer

    def _plain(self, value):
        if isinstance(value, dict):
            return {name: self._plain(held) for name, held in value.items() if name not in ("RequestID", "HostId")}
        if isinstance(value, list):
            return [self._plain(held) for held in value]
        if isinstance(value, str):
            return re.sub(r"[a-z-]+-[0-9a-f]{8,17}", self._name, value)
        return value

    def _name(self, found):
        return self.names.setdefault(found[0], f"{found[0].rpartition('-')[0]}-{len(self.names)}")


def vpcs(ec2):
    named = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "a"}]}]
    vpc = ec2("create_vpc", CidrBlock="10.0.0.0/16", TagSpecifications=named)["Vpc"]["VpcId"]
    ec2("describe_vpcs", VpcIds=[vpc])
    ec2("describe_vpcs", Filters=[{"Name": "is-default", "Values": ["true"]}])
    ec2("describe_vpcs", VpcIds=["vpc-0123456789abcdef0"])
    ec2("modify_vpc_attribute", VpcId=vpc, EnableDnsHostnames={"Value": True})
    ec2("describe_vpc_attribute", VpcId=vpc, Attribute="enableDnsHostnames")
    block = ec2("associate_vpc_cidr_block", VpcId=vpc, CidrBlock="10.9.0.0/16")["CidrBlockAssociation"]
    ec2("disassociate_vpc_cidr_block", AssociationId=block["AssociationId"])
    ec2("create_vpc", CidrBlock="10.0.0.0/8")
    ec2("create_vpc", CidrBlock="nonsense")
    ec2("create_vpc", CidrBlock="10.0.0.0/16", DryRun=True)
    ec2("delete_vpc", VpcId=vpc)
    ec2("delete_vpc", VpcId=vpc)


def subnets(ec2):
    vpc = ec2("create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2("create_subnet", VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    ec2("create_subnet", VpcId=vpc, CidrBlock="10.0.1.0/24")
    ec2("create_subnet", VpcId=vpc, CidrBlock="10.7.1.0/24")
    ec2("describe_subnets", SubnetIds=[subnet["SubnetId"]])
    ec2("describe_subnets", Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    ec2("delete_vpc", VpcId=vpc)
    ec2("delete_subnet", SubnetId=subnet["SubnetId"])
    ec2("delete_vpc", VpcId=vpc)


def routes(ec2):
    vpc = ec2("create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2("create_internet_gateway")["InternetGateway"]["InternetGatewayId"]
    ec2("attach_internet_gateway", VpcId=vpc, InternetGatewayId=gateway)
    table = ec2("create_route_table", VpcId=vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway}
    ec2("create_route", **route)
    ec2("create_route", **route)
    ec2("create_route", RouteTableId="rtb-0123456789abcdef0", DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2("replace_route", **route)
    ec2("replace_route", RouteTableId=table, DestinationCidrBlock="9.0.0.0/8", GatewayId=gateway)
    ec2("describe_route_tables", RouteTableIds=[table])
    ec2("describe_route_tables", Filters=[{"Name": "route.gateway-id", "Values": [gateway]}])
    ec2("delete_route", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    ec2("delete_route", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    ec2("delete_route_table", RouteTableId=table)


def groups(ec2):
    vpc = ec2("create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = [ec2("create_security_group", GroupName=name, Description=name, VpcId=vpc) for name in ("one", "other")]
    one, other = (group["GroupId"] for group in made)
    ports = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    cidr = {**ports, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "all"}]}
    pair = {**ports, "UserIdGroupPairs": [{"GroupId": other, "Description": "the other"}]}
    for permission in (cidr, pair, cidr, pair):
        ec2("authorize_security_group_ingress", GroupId=one, IpPermissions=[permission])
        ec2("authorize_security_group_egress", GroupId=one, IpPermissions=[permission])
    ec2("authorize_security_group_ingress", GroupId=one, CidrIp="10.0.0.0/8", IpProtocol="udp", FromPort=1, ToPort=2)
    named = {**ports, "UserIdGroupPairs": [{"GroupName": "other"}]}
    ec2("authorize_security_group_ingress", GroupId=one, IpPermissions=[named])
    ec2("authorize_security_group_ingress", GroupId="sg-0123456789abcdef0", IpPermissions=[cidr])
    ec2("update_security_group_rule_descriptions_ingress", GroupId=one, IpPermissions=[pair])
    ec2("describe_security_groups", GroupIds=[one])
    ec2("describe_security_groups", Filters=[{"Name": "ip-permission.group-id", "Values": [other]}])
    ec2("describe_security_group_rules", Filters=[{"Name": "group-id", "Values": [one]}])
    ec2("revoke_security_group_ingress", GroupId=one, IpPermissions=[pair])
    ec2("revoke_security_group_ingress", GroupId=one, IpPermissions=[pair])
    ec2("revoke_security_group_egress", GroupId=one, IpPermissions=[cidr])
    ec2("describe_security_groups", GroupIds=[one])
    ec2("delete_security_group", GroupId=other)


def tags(ec2):
    vpc = ec2("create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2("create_tags", Resources=[vpc], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    ec2("create_tags", Resources=["vpc-0123456789abcdef0"], Tags=[{"Key": "a", "Value": "1"}])
    ec2("create_tags", Resources=[vpc], Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(60)])
    ec2("describe_tags", Filters=[{"Name": "resource-id", "Values": [vpc]}])
    ec2("describe_tags", Filters=[{"Name": "resource-type", "Values": ["vpc"]}, {"Name": "key", "Values": ["a*"]}])
    ec2("delete_tags", Resources=[vpc], Tags=[{"Key": "a"}])
    ec2("delete_tags", Resources=[vpc], Tags=[{"Key": "b", "Value": "other"}])
    ec2("describe_tags", Filters=[{"Name": "resource-id", "Values": [vpc]}])
    ec2("delete_tags", Resources=[vpc])
    ec2("describe_vpcs", VpcIds=[vpc])


def images(ec2):
    image = ec2("describe_images", Owners=["amazon"])["Images"][0]["ImageId"]
    ec2("describe_snapshots")
    made = ec2("run_instances", ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]
    ec2("describe_instances", InstanceIds=[made["InstanceId"]], Filters=[{"Name": "key-name", "Values": ["none"]}])
    ec2("terminate_instances", InstanceIds=[made["InstanceId"]])


STORIES = [vpcs, subnets, routes, groups, tags]


def told(story, *mocks, images=False):
    with ExitStack() as stack:
        if mock_aws in mocks and not images:
            stack.enter_context(patch.dict(os.environ, MOTO_EC2_LOAD_DEFAULT_AMIS="false"))
        for one in mocks:
            stack.enter_context(one())
        teller = Teller()
        story(teller)
        return teller.told


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("mocks", [(mock,), (mock_aws, mock), (mock, mock_aws)], ids=["alone", "inside", "outside"])
def test_the_same_calls_are_answered_the_same(story, mocks):
    assert told(story, *mocks) == told(story, mock_aws)


def test_images_and_instances_are_as_with_moto():
    plain, ours = told(images, mock_aws, images=True), told(images, mock)
    assert [(operation, status) for operation, status, _ in ours] == [(o, s) for o, s, _ in plain]
    assert len(ours[0][2]["Images"]) == len(plain[0][2]["Images"])
    assert len(ours[1][2]["Snapshots"]) == len(plain[1][2]["Snapshots"])


def test_moto_is_as_it_was_after_the_last_stop():
    def state():
        return (
            settings.ec2_load_default_amis,
            Route.state,
            RouteTable.get_filter_value,
            VPCPeeringConnection.__dict__["create_from_cloudformation_json"],
            list(BackendDict._instances),
        )

    before = state()
    with mock():
        for story in STORIES:
            story(Teller())
        assert state() == before
    assert state() == before
