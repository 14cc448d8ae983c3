"""Cases S: security group rules that refer to a group of a peer VPC."""

from __future__ import annotations

from typing import Any

from .cases import case
from .scene import NO_VPC, PEER, Pair, Side, refused, still

GROUPS = ("describe_security_groups", "describe_vpc_peering_connections")
DIFFERENT_NETWORKS = "You have specified two resources that belong to different networks."


def allow(side: Side, group: str, peer: str, **more: str) -> Any:
    """Lets the peer's group reach port 22 of this one; the answer's Return."""
    pairs = [{"GroupId": peer, **more}]
    return side.ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": pairs}],
    )["Return"]


def pairs(side: Side, group: str) -> list[dict[str, Any]]:
    """The groups that the rules of a group refer to."""
    (described,) = side.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    return [pair for permission in described["IpPermissions"] for pair in permission["UserIdGroupPairs"]]


def stale(side: Side) -> list[dict[str, Any]]:
    return side.ec2.describe_stale_security_groups(VpcId=side.vpc)["StaleSecurityGroupSet"]


@case("S01", "D", "peering guide, security groups")
def test_S01_a_group_of_the_peer_vpc_is_referred_to(pair):
    pair.active()
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    assert allow(pair.accepter, db, web) is True
    assert [told["GroupId"] for told in pairs(pair.accepter, db)] == [web]
    assert pairs(pair.requester, web) == []


@case("S02", "D", "API UserIdGroupPair")
def test_S02_the_pair_names_the_connection_and_its_state(pair):
    pcx = pair.active()
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    allow(pair.accepter, db, web)
    assert pairs(pair.accepter, db) == [
        {
            "GroupId": web,
            "UserId": pair.requester.account,
            "VpcId": pair.requester.vpc,
            "VpcPeeringConnectionId": pcx,
            "PeeringStatus": "active",
        }
    ]


@case("S03", "O", "ansible PR 28876 (verbatim)")
def test_S03_a_group_of_a_vpc_that_is_not_peered_is_refused(pair):
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    with still(pair.accepter.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", DIFFERENT_NETWORKS):
        allow(pair.accepter, db, web)
    pair.deleted()
    with still(pair.accepter.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", DIFFERENT_NETWORKS):
        allow(pair.accepter, db, web)
    assert pairs(pair.accepter, db) == []


@case("S04", "D", "peering guide: connection must be active (code inferred)")
def test_S04_while_pending_it_is_refused(pair):
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    pcx = pair.pending()
    with still(pair.accepter.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", DIFFERENT_NETWORKS):
        allow(pair.accepter, db, web)
    pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert allow(pair.accepter, db, web) is True


@case("S05", "D", "peering guide, security groups")
def test_S05_a_group_of_another_account_is_referred_to_with_its_user_id(strangers):
    pcx = strangers.active()
    mine, theirs = strangers.requester, strangers.accepter
    web, db = mine.group("web"), theirs.group("db")
    words = f"The security group '{db}' does not exist"
    with still(mine.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", words):
        allow(mine, web, db)
    assert allow(mine, web, db, UserId=PEER) is True
    assert pairs(mine, web) == [
        {
            "GroupId": db,
            "UserId": PEER,
            "VpcId": theirs.vpc,
            "VpcPeeringConnectionId": pcx,
            "PeeringStatus": "active",
        }
    ]


@case("S06", "D", "peering guide, security groups")
def test_S06_a_group_in_another_region_is_refused(regions):
    regions.active()
    web, db = regions.requester.group("web"), regions.accepter.group("db")
    words = f"The security group '{db}' does not exist"
    with still(regions.requester.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", words):
        allow(regions.requester, web, db)
    with still(regions.requester.ec2, reads=GROUPS), refused("InvalidGroup.NotFound", words):
        allow(regions.requester, web, db, UserId=regions.accepter.account)


@case("S07", "D", "API DescribeSecurityGroupReferences")
def test_S07_the_owner_of_a_group_sees_which_peer_vpcs_refer_to_it(strangers):
    pcx = strangers.active()
    mine, theirs = strangers.requester, strangers.accepter
    web, db, idle = mine.group("web"), theirs.group("db"), theirs.group("idle")
    allow(mine, web, db, UserId=PEER)
    told = theirs.ec2.describe_security_group_references(GroupId=[db, idle])["SecurityGroupReferenceSet"]
    assert told == [{"GroupId": db, "ReferencingVpcId": mine.vpc, "VpcPeeringConnectionId": pcx}]
    assert mine.ec2.describe_security_group_references(GroupId=[web])["SecurityGroupReferenceSet"] == []

    mine.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)  # the rule is now stale, and no reference
    assert theirs.ec2.describe_security_group_references(GroupId=[db])["SecurityGroupReferenceSet"] == []


def test_stale_groups_of_an_unknown_vpc_are_refused(home):
    with refused("InvalidVpcID.NotFound", f"The vpc ID '{NO_VPC}' does not exist"):
        home.describe_stale_security_groups(VpcId=NO_VPC)


def test_stale_groups_come_in_pages(pair):
    pcx, web = pair.active(), pair.requester.group("web")
    groups = [pair.accepter.group(f"db{number}") for number in range(7)]
    for group in groups:
        allow(pair.accepter, group, web)
    pair.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    paginator = pair.accepter.ec2.get_paginator("describe_stale_security_groups")
    pages = list(paginator.paginate(VpcId=pair.accepter.vpc, PaginationConfig={"PageSize": 5}))
    told = [[group["GroupId"] for group in page["StaleSecurityGroupSet"]] for page in pages]
    assert [len(page) for page in told] == [5, 2]
    assert sorted(told[0] + told[1]) == sorted(groups)
    whole = pair.accepter.ec2.describe_stale_security_groups(VpcId=pair.accepter.vpc, MaxResults=7)
    assert len(whole["StaleSecurityGroupSet"]) == 7
    assert "NextToken" not in whole


def test_references_to_an_unknown_group_are_refused(strangers):
    strangers.active()
    hidden = strangers.accepter.group("db")
    for group in ("sg-0123456789abcdef0", hidden):
        with refused("InvalidGroup.NotFound"):
            strangers.requester.ec2.describe_security_group_references(GroupId=[group])
    with refused("InvalidGroupId.Malformed"):
        strangers.requester.ec2.describe_security_group_references(GroupId=["foo"])


@case("S08", "D", "peering guide example")
def test_S08_a_rule_goes_stale_with_the_connection_and_heals_with_a_new_one(pair):
    pcx = pair.active()
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    allow(pair.accepter, db, web)
    assert stale(pair.accepter) == []

    pair.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    (told,) = stale(pair.accepter)
    (permission,) = told.pop("StaleIpPermissions")
    assert told == {
        "GroupId": db,
        "GroupName": "db",
        "Description": "The group db",
        "VpcId": pair.accepter.vpc,
        "StaleIpPermissionsEgress": [],
    }
    # The guide's example has no ranges; a list that is told all the same is empty.
    assert {name: value for name, value in permission.items() if value != []} == {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "UserIdGroupPairs": [
            {
                "GroupId": web,
                "GroupName": "web",
                "UserId": pair.requester.account,
                "VpcId": pair.requester.vpc,
                "VpcPeeringConnectionId": pcx,
                "PeeringStatus": "deleted",
            }
        ],
    }
    assert stale(pair.requester) == []
    assert [seen["PeeringStatus"] for seen in pairs(pair.accepter, db)] == ["deleted"]

    Pair(pair.accepter, pair.requester).active()
    assert stale(pair.accepter) == []


@case("S09", "D", "API")
def test_S09_without_stale_rules_the_set_is_empty(pair):
    assert stale(pair.requester) == []
    pair.active()
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    allow(pair.accepter, db, web)
    allow(pair.accepter, db, db)
    assert stale(pair.requester) == []
    assert stale(pair.accepter) == []


def test_a_stale_rule_for_a_group_of_another_account_is_revoked_by_hand(strangers):
    """Documented by the guide: a stale rule is not removed automatically."""
    pcx = strangers.active()
    mine, theirs = strangers.requester, strangers.accepter
    web, db = mine.group("web"), theirs.group("db")
    allow(mine, web, db, UserId=PEER)
    theirs.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    theirs.ec2.delete_security_group(GroupId=db)
    assert [told["GroupId"] for told in pairs(mine, web)] == [db]
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    mine.ec2.revoke_security_group_ingress(
        GroupId=web, IpPermissions=[permission | {"UserIdGroupPairs": [{"GroupId": db, "UserId": PEER}]}]
    )
    assert pairs(mine, web) == []
    assert stale(mine) == []


def test_a_rule_goes_stale_with_the_group_it_names(pair):
    """Documented by the CLI's example: the peering is active, and of the group only its id is left."""
    pcx = pair.active()
    web, db = pair.requester.group("web"), pair.accepter.group("db")
    allow(pair.accepter, db, web)
    pair.requester.ec2.delete_security_group(GroupId=web)
    ((permission,),) = [group["StaleIpPermissions"] for group in stale(pair.accepter)]
    assert permission["UserIdGroupPairs"] == [
        {
            "GroupId": web,
            "VpcId": pair.requester.vpc,
            "VpcPeeringConnectionId": pcx,
            "PeeringStatus": "active",
        }
    ]
