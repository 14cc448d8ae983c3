"""Cases V: who sees a connection and where, and whose tags those are."""

from __future__ import annotations

from typing import Any

from .cases import case
from .scene import NO_PCX, OTHER, PEER, THIRD, Pair, describe, no_such, still, tag, visible


def tags(ec2: Any, pcx: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in describe(ec2, pcx)["Tags"]}


def request_with_tag(peers: Pair) -> str:
    return peers.pending(
        TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Owner", "Value": "ops"}]}]
    )


@case("V01", "D", "API reference")
def test_V01_the_accepter_sees_the_request(strangers):
    pcx = strangers.pending()
    assert visible(strangers.accepter.ec2) == [pcx]
    seen = describe(strangers.accepter.ec2, pcx)
    assert seen["Status"] == {"Code": "pending-acceptance", "Message": f"Pending Acceptance by {PEER}"}
    assert seen == describe(strangers.requester.ec2, pcx)


@case("V02", "D", "general")
def test_V02_an_unrelated_account_does_not(strangers, ec2):
    for pcx in (strangers.pending(), strangers.active()):
        assert visible(ec2(OTHER)) == []
        with no_such(pcx):
            describe(ec2(OTHER), pcx)


@case("V03", "O", "LocalStack snapshot (accepter-peer)")
def test_V03_one_account_sees_it_in_both_regions(regions):
    pcx = regions.pending()
    assert visible(regions.requester.ec2) == [pcx]
    assert visible(regions.accepter.ec2) == [pcx]
    assert describe(regions.accepter.ec2, pcx) == describe(regions.requester.ec2, pcx)
    regions.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert describe(regions.accepter.ec2, pcx) == describe(regions.requester.ec2, pcx)


@case("V04", "D", "general")
def test_V04_and_in_no_third_region(far, ec2):
    pcx = far.active()
    # Each account sees it in the region of its own side.
    for nowhere in (
        ec2(far.requester.account, THIRD),
        ec2(far.accepter.account, THIRD),
        ec2(far.requester.account, far.accepter.region),
        ec2(far.accepter.account, far.requester.region),
    ):
        assert visible(nowhere) == []
        with no_such(pcx):
            describe(nowhere, pcx)


@case("V05", "D", "peering guide: tags apply only in the account or Region where created")
def test_V05_the_requesters_tags_are_not_the_accepters(strangers):
    pcx = request_with_tag(strangers)
    assert describe(strangers.accepter.ec2, pcx)["Tags"] == []
    assert tags(strangers.requester.ec2, pcx) == {"Owner": "ops"}
    assert strangers.accepter.ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [pcx]}])["Tags"] == []


@case("V06", "D", "peering guide, limitations")
def test_V06_one_regions_tags_are_not_the_others(regions):
    pcx = request_with_tag(regions)
    assert describe(regions.accepter.ec2, pcx)["Tags"] == []
    assert tags(regions.requester.ec2, pcx) == {"Owner": "ops"}
    tag(regions.accepter.ec2, pcx, Owner="dev")
    assert tags(regions.accepter.ec2, pcx) == {"Owner": "dev"}
    assert tags(regions.requester.ec2, pcx) == {"Owner": "ops"}


@case("V07", "D", "peering guide, create page")
def test_V07_the_accepter_tags_its_own_view(strangers):
    pcx = strangers.pending()
    tag(strangers.accepter.ec2, pcx, Team="net")
    assert tags(strangers.accepter.ec2, pcx) == {"Team": "net"}
    assert describe(strangers.requester.ec2, pcx)["Tags"] == []


@case("V08", "D", "EC2 tags")
def test_V08_tags_are_added_told_and_taken_away(pair):
    ec2, pcx = pair.requester.ec2, pair.pending()
    mine = [{"Name": "resource-id", "Values": [pcx]}]
    tag(ec2, pcx, Owner="ops")
    assert tags(ec2, pcx) == {"Owner": "ops"}
    assert ec2.describe_tags(Filters=mine)["Tags"] == [
        {"Key": "Owner", "ResourceId": pcx, "ResourceType": "vpc-peering-connection", "Value": "ops"}
    ]
    tag(ec2, pcx, Owner="dev")
    assert tags(ec2, pcx) == {"Owner": "dev"}
    ec2.delete_tags(Resources=[pcx], Tags=[{"Key": "Owner"}])
    assert describe(ec2, pcx)["Tags"] == []
    assert ec2.describe_tags(Filters=mine)["Tags"] == []


@case("V09", "D", "error codes page; terraform retries on this code")
def test_V09_an_unknown_one_cannot_be_tagged(strangers, ec2):
    pcx = strangers.pending()
    with still(strangers.requester.ec2), no_such(NO_PCX):
        tag(strangers.requester.ec2, NO_PCX, Owner="ops")
    with still(strangers.requester.ec2, strangers.accepter.ec2), no_such(pcx):
        tag(ec2(OTHER), pcx, Owner="ops")
    assert strangers.requester.ec2.describe_tags()["Tags"] == []
