"""Cases A: AcceptVpcPeeringConnection, and the request that nobody accepts in time."""

from __future__ import annotations

from .cases import case
from .scene import (
    AWAY,
    HOME,
    ME,
    NO_PCX,
    OPTIONS_OFF,
    OTHER,
    describe,
    dry_run,
    malformed,
    missing,
    no_such,
    refused,
    status,
    still,
    wrong_state,
)


@case("A01", "D", "aws-cli accept example; terraform#8733 debug log")
def test_A01_the_answer_says_provisioning(far):
    pcx = far.pending()
    accepted = far.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)["VpcPeeringConnection"]
    for block in (accepted["RequesterVpcInfo"], accepted["AccepterVpcInfo"]):
        # Whether the accept tells the options is not known, nor the accepter's block set.
        assert block.pop("PeeringOptions", OPTIONS_OFF) == OPTIONS_OFF
        assert block.pop("CidrBlockSet", [{"CidrBlock": block["CidrBlock"]}]) == [{"CidrBlock": block["CidrBlock"]}]
    assert accepted == {
        "VpcPeeringConnectionId": pcx,
        "Status": {"Code": "provisioning", "Message": "Provisioning"},
        "RequesterVpcInfo": far.requester.ids | {"CidrBlock": far.requester.cidr},
        "AccepterVpcInfo": far.accepter.ids | {"CidrBlock": far.accepter.cidr},
        "Tags": [],
    }


@case("A02", "O", "LocalStack snapshot")
def test_A02_described_after_accept_it_is_active(far):
    pcx = far.pending()
    far.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    for side in (far.accepter, far.requester):
        assert describe(side.ec2, pcx)["Status"] == {"Code": "active", "Message": "Active"}


# -- who may accept, and where


@case("A03", "O", "terraform#20473 (no parentheses round the id)")
def test_A03_the_requester_of_another_account_cannot_accept(strangers):
    pcx = strangers.pending()
    with still(strangers.requester.ec2, strangers.accepter.ec2):
        with refused("OperationNotPermitted", f"User {ME} cannot accept peering {pcx}"):
            strangers.requester.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(strangers.accepter.ec2, pcx) == "pending-acceptance"


@case("A04", "D", "API reference")
def test_A04_the_accepter_account_accepts(strangers):
    pcx = strangers.pending()
    strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(strangers.accepter.ec2, pcx) == "active"
    assert status(strangers.requester.ec2, pcx) == "active"


@case("A05", "I", "connection is not visible to it")
def test_A05_an_unrelated_account_cannot_see_it_to_accept(strangers, ec2):
    pcx = strangers.pending()
    with still(strangers.requester.ec2, strangers.accepter.ec2), no_such(pcx):
        ec2(OTHER).accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("A06", "O", "terraform-provider-aws PR 2508 (verbatim)")
def test_A06_the_requesters_region_is_the_wrong_one(regions):
    pcx = regions.pending()
    words = (
        f"Incorrect region ({HOME}) specified for this request. "
        f"VPC peering connection {pcx} must be accepted in region {AWAY}"
    )
    with still(regions.requester.ec2, regions.accepter.ec2), refused("OperationNotPermitted", words):
        regions.requester.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(regions.accepter.ec2, pcx) == "pending-acceptance"


@case("A07", "D", "API reference")
def test_A07_the_accepters_region_is_the_right_one(regions):
    pcx = regions.pending()
    regions.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert status(regions.accepter.ec2, pcx) == "active"
    assert status(regions.requester.ec2, pcx) == "active"


# -- in which state


@case("A08", "D", "error codes page")
def test_A08_an_active_one_cannot_be_accepted(pair):
    pcx = pair.active()
    with still(pair.requester.ec2), wrong_state(pcx, "active", "provisioning"):
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("A09", "D", "error codes page")
def test_A09_a_rejected_one_cannot_be_accepted(pair):
    pcx = pair.rejected()
    with still(pair.requester.ec2), wrong_state(pcx, "rejected", "provisioning"):
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("A10", "D", "error codes page")
def test_A10_a_deleted_one_cannot_be_accepted(pair):
    pcx = pair.deleted()
    with still(pair.requester.ec2), wrong_state(pcx, "deleted", "provisioning"):
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


# -- which id


@case("A11", "D", "error codes page; botocore waiters-2.json; terraform errors.go")
def test_A11_an_unknown_one_is_not_found_with_a_capital_d(pair):
    pair.pending()
    with still(pair.requester.ec2), refused("InvalidVpcPeeringConnectionID.NotFound"):
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=NO_PCX)


@case("A12", "I", "several emulators and generated docs agree; no verbatim AWS log found")
def test_A12_the_words_for_an_unknown_one_name_it(home):
    with still(home), no_such(NO_PCX):
        home.accept_vpc_peering_connection(VpcPeeringConnectionId=NO_PCX)


@case("A13", "O", "terraform-provider-mongodbatlas#56 (verbatim)")
def test_A13_a_malformed_id_is_refused_with_a_small_d(pair):
    pair.pending()
    for given in ("foo", "pcx-xyz", "vpc-0123456789abcdef0"):
        with still(pair.requester.ec2), malformed(given):
            pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=given)


@case("A14", "D", "API reference 'you must specify'")
def test_A14_a_missing_id_is_refused(pair, ec2):
    pair.pending()
    with still(pair.requester.ec2), missing("VpcPeeringConnectionId"):
        ec2(checked=False).accept_vpc_peering_connection()


@case("A15", "D", "API reference")
def test_A15_a_dry_run_accepts_nothing(pair):
    pcx = pair.pending()
    with still(pair.requester.ec2), dry_run():
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx, DryRun=True)
    assert status(pair.requester.ec2, pcx) == "pending-acceptance"


# -- when


@case("A16", "D", "peering guide lifecycle")
def test_A16_a_request_expires_after_seven_days(world, strangers):
    pcx = strangers.pending()
    world.travel(days=6, hours=23, minutes=59)
    assert status(strangers.requester.ec2, pcx) == "pending-acceptance"

    world.travel(minutes=1)
    for side in (strangers.requester, strangers.accepter):
        assert status(side.ec2, pcx) == "expired"
    with still(strangers.requester.ec2, strangers.accepter.ec2), wrong_state(pcx, "expired", "provisioning"):
        strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    world.travel(hours=47)
    assert status(strangers.requester.ec2, pcx) == "expired"
    world.travel(hours=1)
    for side in (strangers.requester, strangers.accepter):
        with no_such(pcx):
            describe(side.ec2, pcx)


@case("A17", "I", "form observed for delete: aws-nuke#723, terraform#2322")
def test_A17_the_words_for_an_active_one_name_both_states(strangers):
    pcx = strangers.active()
    words = f"Invalid state transition for {pcx}, attempted to transition from active to provisioning"
    with still(strangers.requester.ec2, strangers.accepter.ec2), refused("InvalidStateTransition", words):
        strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
