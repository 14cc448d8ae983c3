"""Cases R: RejectVpcPeeringConnection. There is no R07 in the table."""

from __future__ import annotations

from .cases import case
from .scene import (
    AWAY,
    HOME,
    ME,
    PEER,
    describe,
    dry_run,
    no_such,
    refused,
    status,
    still,
    visible,
    wrong_state,
)


@case("R01", "D", "API reference; lifecycle")
def test_R01_a_rejected_one_is_rejected(strangers):
    pcx = strangers.pending()
    answer = strangers.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    del answer["ResponseMetadata"]
    assert answer == {"Return": True}
    assert status(strangers.accepter.ec2, pcx) == "rejected"
    assert status(strangers.requester.ec2, pcx) == "rejected"


@case("R02", "U", "no source found")
def test_R02_a_rejected_one_has_one_of_the_two_messages_others_report(strangers):
    pcx = strangers.rejected()
    # Not documented. moto says the first, others the second.
    told = {describe(side.ec2, pcx)["Status"]["Message"] for side in (strangers.requester, strangers.accepter)}
    assert told in ({"Inactive"}, {f"Rejected by {PEER}"})


@case("R03", "I", "by analogy with accept (terraform#20473)")
def test_R03_the_requester_of_another_account_cannot_reject(strangers):
    pcx = strangers.pending()
    with still(strangers.requester.ec2, strangers.accepter.ec2):
        with refused("OperationNotPermitted", f"User {ME} cannot reject peering {pcx}"):
            strangers.requester.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(strangers.accepter.ec2, pcx) == "pending-acceptance"


@case("R04", "I", "moto's text was taken from real AWS per its commit (moto PR 1842-related)")
def test_R04_the_requesters_region_is_the_wrong_one(regions):
    pcx = regions.pending()
    words = (
        f"Incorrect region ({HOME}) specified for this request. "
        f"VPC peering connection {pcx} must be accepted or rejected in region {AWAY}"
    )
    with still(regions.requester.ec2, regions.accepter.ec2), refused("OperationNotPermitted", words):
        regions.requester.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    regions.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(regions.requester.ec2, pcx) == "rejected"


@case("R05", "D", "API reference")
def test_R05_a_dry_run_rejects_nothing(pair):
    pcx = pair.pending()
    with still(pair.requester.ec2), dry_run():
        pair.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx, DryRun=True)
    assert status(pair.requester.ec2, pcx) == "pending-acceptance"


@case("R06", "D", "peering guide lifecycle")
def test_R06_a_rejected_one_is_seen_for_two_hours_and_by_another_requester_for_two_days(world, pair, strangers):
    mine, theirs = pair.rejected(), strangers.rejected()
    requester, accepter = strangers.requester.ec2, strangers.accepter.ec2

    world.travel(hours=1, minutes=59)
    assert sorted(visible(requester)) == sorted([mine, theirs])
    assert visible(accepter) == [theirs]

    world.travel(minutes=1)
    assert visible(requester) == [theirs]
    assert visible(accepter) == []
    for ec2, gone in ((requester, mine), (accepter, theirs)):
        with no_such(gone):
            describe(ec2, gone)

    world.travel(hours=45, minutes=59)
    assert visible(requester) == [theirs]
    world.travel(minutes=1)
    assert visible(requester) == []
    with no_such(theirs):
        describe(requester, theirs)


@case("R08", "D", "error codes page")
def test_R08_an_active_one_cannot_be_rejected(pair):
    pcx = pair.active()
    with still(pair.requester.ec2), refused("InvalidStateTransition"):
        pair.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(pair.requester.ec2, pcx) == "active"


@case("R09", "D", "error codes page")
def test_R09_a_rejected_one_cannot_be_rejected_again(pair):
    pcx = pair.rejected()
    with still(pair.requester.ec2), wrong_state(pcx, "rejected", "rejected"):
        pair.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("R10", "D", "error codes page")
def test_R10_a_deleted_one_cannot_be_rejected(pair):
    pcx = pair.deleted()
    with still(pair.requester.ec2), wrong_state(pcx, "deleted", "rejected"):
        pair.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("R11", "I", "form observed for delete: aws-nuke#723, terraform#2322")
def test_R11_the_words_for_an_active_one_name_both_states(strangers):
    pcx = strangers.active()
    with still(strangers.requester.ec2, strangers.accepter.ec2), wrong_state(pcx, "active", "rejected"):
        strangers.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
