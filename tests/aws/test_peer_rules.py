"""Rules that name a group of a peer VPC, in the forms that people and tools write them."""

from __future__ import annotations

from .scene import PEER, refused


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
