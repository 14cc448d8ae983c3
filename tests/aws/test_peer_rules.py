"""Rules that name a group of a peer VPC, in the forms that people and tools write them."""

from __future__ import annotations

import json

from .scene import ME, PEER, Pair, Side, client, refused


def permission(**pair):
    return [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [pair]}]


def permissions_of(ec2, group):
    (told,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    return told["IpPermissions"], [rule for rule in told["IpPermissionsEgress"] if rule["UserIdGroupPairs"]]


def test_what_is_described_of_a_rule_is_enough_to_ask_for_it_again_and_to_revoke_it(world, strangers):
    pcx = strangers.active()
    ec2, ours, theirs = strangers.requester.ec2, strangers.requester.group("web"), strangers.accepter.group("db")
    facts = {"VpcId": strangers.accepter.vpc, "VpcPeeringConnectionId": pcx}
    ec2.authorize_security_group_ingress(GroupId=ours, IpPermissions=permission(GroupId=theirs, UserId=PEER))
    ec2.authorize_security_group_egress(GroupId=ours, IpPermissions=permission(GroupId=theirs, UserId=PEER, **facts))
    ingress, egress = permissions_of(ec2, ours)
    assert ingress == egress
    assert ingress[0]["UserIdGroupPairs"] == [{"GroupId": theirs, "UserId": PEER, "PeeringStatus": "active", **facts}]
    with refused("InvalidPermission.Duplicate"):
        ec2.authorize_security_group_ingress(GroupId=ours, IpPermissions=ingress)
    ec2.revoke_security_group_ingress(GroupId=ours, IpPermissions=ingress)
    ec2.revoke_security_group_egress(GroupId=ours, IpPermissions=permission(GroupId=theirs, UserId=PEER))
    assert permissions_of(ec2, ours) == ([], [])


def test_a_group_that_is_called_by_its_name_needs_a_peering_too(world):
    ec2 = client("ec2")
    (own,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    pair = Pair(Side(ME, "us-east-1", own["CidrBlock"], own["VpcId"], ec2), Side.make(cidr="10.1.0.0/16"))
    ours, theirs = pair.requester.group("web"), pair.accepter.group("db")
    with refused("InvalidGroup.NotFound", "You have specified two resources that belong to different networks."):
        ec2.authorize_security_group_ingress(GroupName="web", IpPermissions=permission(GroupId=theirs))
    pcx = pair.active()
    ec2.authorize_security_group_ingress(GroupName="web", IpPermissions=permission(GroupId=theirs))
    ((told,), _) = permissions_of(ec2, ours)
    facts = {"VpcId": pair.accepter.vpc, "VpcPeeringConnectionId": pcx, "PeeringStatus": "active"}
    assert told["UserIdGroupPairs"] == [{"GroupId": theirs, "UserId": ME, **facts}]


def test_a_rule_of_a_stack_tells_of_its_peer_and_goes_stale(world, pair):
    pcx = pair.active()
    ec2, ours, theirs = pair.requester.ec2, pair.requester.group("web"), pair.accepter.group("db")
    properties = {"GroupId": ours, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourceSecurityGroupId": theirs}
    rule = {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties}
    client("cloudformation").create_stack(StackName="net", TemplateBody=json.dumps({"Resources": {"Rule": rule}}))
    ((told,), _) = permissions_of(ec2, ours)
    facts = {"VpcId": pair.accepter.vpc, "VpcPeeringConnectionId": pcx}
    assert told["UserIdGroupPairs"] == [{"GroupId": theirs, "UserId": ME, "PeeringStatus": "active", **facts}]
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    (stale,) = ec2.describe_stale_security_groups(VpcId=pair.requester.vpc)["StaleSecurityGroupSet"]
    (told,) = stale["StaleIpPermissions"]
    named = {"GroupId": theirs, "GroupName": "db", "UserId": ME, "PeeringStatus": "deleted", **facts}
    assert told == {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [named]}
