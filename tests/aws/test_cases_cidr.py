"""Cases K: AssociateVpcCidrBlock of a VPC that has a peering."""

from __future__ import annotations

from typing import Any

from .cases import case
from .scene import FAILED, Side, describe, refused, status, still, wrong_state

BOTH = ("describe_vpcs", "describe_vpc_peering_connections")

# The rule is documented, the code of the refusal is not: one of these.
NO_BLOCK = {"InvalidVpc.Range", "InvalidParameterValue"}


def associate(side: Side, block: str) -> Any:
    return side.ec2.associate_vpc_cidr_block(VpcId=side.vpc, CidrBlock=block)["CidrBlockAssociation"]


@case("K01", "D", "VPC user guide, CIDR rules for peered VPCs (code undocumented)")
def test_K01_the_requester_adds_no_block_while_its_request_is_pending(strangers):
    pcx = strangers.pending()
    for block in ("10.8.0.0/16", "10.1.9.0/24"):
        with still(strangers.requester.ec2, strangers.accepter.ec2, reads=BOTH), refused(NO_BLOCK):
            associate(strangers.requester, block)
    strangers.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert associate(strangers.requester, "10.8.0.0/16")["CidrBlock"] == "10.8.0.0/16"


@case("K02", "D", "VPC user guide (code undocumented)")
def test_K02_neither_side_of_an_active_one_adds_a_block_that_overlaps_the_other(strangers):
    strangers.active()
    for side, block in ((strangers.requester, "10.1.9.0/24"), (strangers.accepter, "10.0.9.0/24")):
        with still(strangers.requester.ec2, strangers.accepter.ec2, reads=BOTH), refused(NO_BLOCK):
            associate(side, block)


@case("K03", "D", "VPC user guide")
def test_K03_the_accepters_overlapping_block_fails_a_pending_request(pair):
    pcx = pair.pending()
    associate(pair.accepter, "10.8.0.0/16")
    assert status(pair.requester.ec2, pcx) == "pending-acceptance"

    assert associate(pair.accepter, "10.0.9.0/24")["CidrBlock"] == "10.0.9.0/24"
    assert describe(pair.requester.ec2, pcx)["Status"] == {"Code": "failed", "Message": FAILED}
    with still(pair.requester.ec2, reads=BOTH), wrong_state(pcx, "failed", "provisioning"):
        pair.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


def test_a_failed_request_to_another_account_cannot_be_accepted_either(strangers):
    pcx = strangers.pending()
    associate(strangers.accepter, "10.0.9.0/24")
    assert status(strangers.requester.ec2, pcx) == "failed"
    # A failed one is visible to the requester; whether the accepter ever sees one it had seen pending is open.
    with still(strangers.requester.ec2, reads=BOTH):
        with refused({"InvalidVpcPeeringConnectionID.NotFound", "InvalidStateTransition"}):
            strangers.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)


@case("K04", "D", "VPC user guide; CidrBlockSet")
def test_K04_a_block_added_to_an_active_connection_shows_on_both_sides(strangers):
    pcx = strangers.active()
    associate(strangers.requester, "10.8.0.0/16")
    associate(strangers.accepter, "10.9.0.0/16")
    for side in (strangers.requester, strangers.accepter):
        seen = describe(side.ec2, pcx)
        assert seen["RequesterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.0.0.0/16"}, {"CidrBlock": "10.8.0.0/16"}]
        assert seen["AccepterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.9.0.0/16"}]
        assert seen["RequesterVpcInfo"]["CidrBlock"] == "10.0.0.0/16"
