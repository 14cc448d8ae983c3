"""Cases D: DeleteVpcPeeringConnection, who still sees a deleted one, and DeleteVpc with a peering attached."""

from __future__ import annotations

import pytest

from .cases import case
from .scene import (
    ME,
    NO_PCX,
    PEER,
    Pair,
    Side,
    describe,
    dry_run,
    no_such,
    refused,
    status,
    still,
    until,
    visible,
    wrong_state,
)

PEERINGS_AND_VPCS = ("describe_vpc_peering_connections", "describe_vpcs", "describe_route_tables")


def delete(side: Side, pcx: str) -> dict:
    """The whole answer, but for its metadata."""
    answer = side.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    del answer["ResponseMetadata"]
    return answer


# -- who may delete


@case("D01", "O", "ansible test (code); message text from moto cross-region commit 'tested in real AWS'")
def test_D01_an_active_one_is_deleted(pair):
    pcx = pair.active()
    assert delete(pair.requester, pcx) == {"Return": True}
    assert describe(pair.requester.ec2, pcx)["Status"] == {"Code": "deleted", "Message": f"Deleted by {ME}"}


@case("D02", "D", "API DeleteVpcPeeringConnection")
def test_D02_the_accepter_deletes_an_active_one_and_both_see_it(strangers):
    pcx = strangers.active()
    assert delete(strangers.accepter, pcx) == {"Return": True}
    for side in (strangers.requester, strangers.accepter):
        assert describe(side.ec2, pcx)["Status"] == {"Code": "deleted", "Message": f"Deleted by {PEER}"}


@case("D03", "D", "API DeleteVpcPeeringConnection")
def test_D03_the_requester_deletes_its_pending_request(strangers):
    pcx = strangers.pending()
    assert delete(strangers.requester, pcx) == {"Return": True}
    for side in (strangers.requester, strangers.accepter):
        assert describe(side.ec2, pcx)["Status"] == {"Code": "deleted", "Message": f"Deleted by {ME}"}


@case("D04", "D", "API DeleteVpcPeeringConnection; exact code undocumented (OperationNotPermitted inferred)")
def test_D04_the_accepter_cannot_delete_a_pending_request_but_reject_it(strangers):
    pcx = strangers.pending()
    # The rule is documented, the code is inferred, and the words are neither.
    with still(strangers.requester.ec2, strangers.accepter.ec2), refused("OperationNotPermitted"):
        delete(strangers.accepter, pcx)
    assert status(strangers.requester.ec2, pcx) == "pending-acceptance"
    strangers.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(strangers.requester.ec2, pcx) == "rejected"


# -- in which state


@case("D05", "O", "aws-nuke#723, terraform#7465 (verbatim)")
def test_D05_a_rejected_one_cannot_be_deleted(pair):
    pcx = pair.rejected()
    with still(pair.requester.ec2), wrong_state(pcx, "rejected", "deleting"):
        delete(pair.requester, pcx)


@case("D06", "O", "terraform#2322 (verbatim)")
def test_D06_a_failed_one_cannot_be_deleted(world):
    twins = Pair(Side.make(), Side.make())
    pcx = twins.failed()
    with still(twins.requester.ec2), wrong_state(pcx, "failed", "deleting"):
        delete(twins.requester, pcx)


@case("D07", "I", "same message form; undocumented")
def test_D07_a_deleted_one_cannot_be_deleted_again(pair):
    pcx = pair.deleted()
    with still(pair.requester.ec2), wrong_state(pcx, "deleted", "deleting"):
        delete(pair.requester, pcx)


@case("D08", "D", "error codes page; terraform errors.go")
def test_D08_an_unknown_one_is_not_found(pair, home):
    pair.active()
    with still(home), no_such(NO_PCX):
        home.delete_vpc_peering_connection(VpcPeeringConnectionId=NO_PCX)


@case("D09", "D", "peering guide lifecycle")
@pytest.mark.options(settle=1)
def test_D09_between_regions_it_is_deleting_first(regions):
    pcx = regions.active()
    assert delete(regions.requester, pcx) == {"Return": True}
    assert status(regions.requester.ec2, pcx) == "deleting"
    assert describe(regions.requester.ec2, pcx)["Status"] == {"Code": "deleted", "Message": f"Deleted by {ME}"}
    until(regions.accepter.ec2, pcx, "deleted")


@case("D10", "D", "API reference")
def test_D10_a_dry_run_deletes_nothing(pair):
    pcx = pair.active()
    with still(pair.requester.ec2), dry_run():
        pair.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx, DryRun=True)
    assert status(pair.requester.ec2, pcx) == "active"


# -- how long it is seen


@case("D11", "D", "peering guide lifecycle")
def test_D11_a_deleted_one_is_seen_for_two_hours_and_by_the_other_party_for_two_days(world, pair, strangers):
    mine, theirs = pair.deleted(), strangers.active()
    delete(strangers.accepter, theirs)
    requester, accepter = strangers.requester.ec2, strangers.accepter.ec2

    world.travel(hours=1, minutes=59)
    assert sorted(visible(requester)) == sorted([mine, theirs])
    assert visible(accepter) == [theirs]

    world.travel(hours=1, minutes=1)
    assert visible(requester) == [theirs]
    assert visible(accepter) == []
    for ec2, gone in ((requester, mine), (accepter, theirs)):
        with no_such(gone):
            describe(ec2, gone)

    world.travel(hours=44, minutes=59)
    assert visible(requester) == [theirs]
    world.travel(minutes=1)
    assert visible(requester) == []
    with no_such(theirs):
        describe(requester, theirs)


# -- DeleteVpc


@case(
    "D12",
    "O",
    "terraform-provider-aws#3118, PR 9499; giantswarm/aws-operator#401. The guide says only that the CONSOLE "
    "deletes the peering too",
)
def test_D12_a_vpc_with_an_active_peering_cannot_be_deleted(strangers):
    pcx = strangers.active()
    for side in (strangers.requester, strangers.accepter):
        words = f"The vpc '{side.vpc}' has dependencies and cannot be deleted."
        with still(strangers.requester.ec2, strangers.accepter.ec2, reads=PEERINGS_AND_VPCS):
            with refused("DependencyViolation", words):
                side.ec2.delete_vpc(VpcId=side.vpc)
    delete(strangers.requester, pcx)
    for side in (strangers.requester, strangers.accepter):
        side.ec2.delete_vpc(VpcId=side.vpc)
        assert side.vpc not in [vpc["VpcId"] for vpc in side.ec2.describe_vpcs()["Vpcs"]]


@case("D13", "D", "peering guide, delete page")
def test_D13_an_accepter_must_reject_a_request_before_it_deletes_its_vpc(strangers):
    pcx, mine = strangers.pending(), strangers.accepter
    words = f"The vpc '{mine.vpc}' has dependencies and cannot be deleted."
    with still(strangers.requester.ec2, mine.ec2, reads=PEERINGS_AND_VPCS), refused("DependencyViolation", words):
        mine.ec2.delete_vpc(VpcId=mine.vpc)
    mine.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    mine.ec2.delete_vpc(VpcId=mine.vpc)
    assert mine.vpc not in [vpc["VpcId"] for vpc in mine.ec2.describe_vpcs()["Vpcs"]]


@case("D14", "D", "peering guide, delete page")
def test_D14_a_requester_deletes_its_vpc_and_its_request_with_it(strangers):
    pcx, mine = strangers.pending(), strangers.requester
    mine.ec2.delete_vpc(VpcId=mine.vpc)
    assert mine.vpc not in [vpc["VpcId"] for vpc in mine.ec2.describe_vpcs()["Vpcs"]]
    for side in (mine, strangers.accepter):
        assert status(side.ec2, pcx) == "deleted"
    with wrong_state(pcx, "deleted", "provisioning"):
        strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
