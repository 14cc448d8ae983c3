"""Cases M: ModifyVpcPeeringConnectionOptions."""

from __future__ import annotations

from typing import Any

from .cases import case
from .scene import (
    CLASSIC,
    DNS,
    ME,
    NO_PCX,
    OPTIONS_OFF,
    OPTIONS_ON,
    PEER,
    Pair,
    Side,
    describe,
    dry_run,
    no_such,
    refusal,
    refused,
    still,
)

ON = {DNS: True}


def modify(side: Side, pcx: str, **sides: Any) -> dict[str, Any]:
    """The answer to a side that sets `requester` or `accepter` options, without metadata; what is off is left out."""
    named = {f"{name.title()}PeeringConnectionOptions": options for name, options in sides.items()}
    answer = side.ec2.modify_vpc_peering_connection_options(VpcPeeringConnectionId=pcx, **named)
    del answer["ResponseMetadata"]
    # Of the members that were not set it is not known whether they are told; if so, they are off.
    return {key: {name: on for name, on in told.items() if on} for key, told in answer.items()}


def options(side: Side, pcx: str) -> tuple[dict[str, bool], dict[str, bool]]:
    """The options of requester and accepter as a side sees them."""
    seen = describe(side.ec2, pcx)
    return seen["RequesterVpcInfo"]["PeeringOptions"], seen["AccepterVpcInfo"]["PeeringOptions"]


def active_with_dns(peers: Pair) -> str:
    """An active connection of VPCs that have DNS hostnames."""
    peers.requester.dns_hostnames()
    peers.accepter.dns_hostnames()
    return peers.active()


@case("M01", "O", "grem11n#21 (verbatim)")
def test_M01_a_pending_one_has_no_options_to_set(pair):
    pair.requester.dns_hostnames()
    pair.accepter.dns_hostnames()
    pcx = pair.pending()
    words = f"Peering {pcx} is not active. Peering options can be added only to active peerings."
    with still(pair.requester.ec2), refused("OperationNotPermitted", words):
        modify(pair.requester, pcx, requester=ON)


@case("M02", "D", "peering guide DNS page")
def test_M02_one_account_sets_both_sides_in_one_call(pair):
    pcx = active_with_dns(pair)
    assert options(pair.requester, pcx) == (OPTIONS_OFF, OPTIONS_OFF)
    assert modify(pair.requester, pcx, requester=ON, accepter=ON) == {
        "RequesterPeeringConnectionOptions": ON,
        "AccepterPeeringConnectionOptions": ON,
    }
    assert options(pair.requester, pcx) == (OPTIONS_ON, OPTIONS_ON)


@case("M03", "D", "aws-cli modify example")
def test_M03_the_answer_has_the_side_that_was_sent(pair):
    pcx = active_with_dns(pair)
    assert modify(pair.requester, pcx, requester=ON) == {"RequesterPeeringConnectionOptions": ON}
    assert options(pair.requester, pcx) == (OPTIONS_ON, OPTIONS_OFF)
    assert modify(pair.requester, pcx, accepter=ON) == {"AccepterPeeringConnectionOptions": ON}
    assert options(pair.requester, pcx) == (OPTIONS_ON, OPTIONS_ON)
    assert modify(pair.requester, pcx, requester={DNS: False}) == {"RequesterPeeringConnectionOptions": {}}
    assert options(pair.requester, pcx) == (OPTIONS_OFF, OPTIONS_ON)


# -- whose side


@case("M04", "O", "terraform-provider-aws#582, #31068 (verbatim)")
def test_M04_the_requesters_account_cannot_set_the_accepters_side(strangers):
    pcx = active_with_dns(strangers)
    words = f"User {ME} does not have permission to modify the accepter side peering options"
    for sides in ({"accepter": ON}, {"accepter": ON, "requester": ON}):
        with still(strangers.requester.ec2, strangers.accepter.ec2), refused("OperationNotPermitted", words):
            modify(strangers.requester, pcx, **sides)
    modify(strangers.requester, pcx, requester=ON)
    assert options(strangers.accepter, pcx) == (OPTIONS_ON, OPTIONS_OFF)


@case("M05", "I", "mirror of M04; terraform-provider-aws#3676")
def test_M05_the_accepters_account_cannot_set_the_requesters_side(strangers):
    pcx = active_with_dns(strangers)
    words = f"User {PEER} does not have permission to modify the requester side peering options"
    for sides in ({"requester": ON}, {"accepter": ON, "requester": ON}):
        with still(strangers.requester.ec2, strangers.accepter.ec2), refused("OperationNotPermitted", words):
            modify(strangers.accepter, pcx, **sides)
    modify(strangers.accepter, pcx, accepter=ON)
    assert options(strangers.requester, pcx) == (OPTIONS_OFF, OPTIONS_ON)


@case("M06", "O", "terraform-provider-aws#12113; public CDK code comment")
def test_M06_each_side_is_set_in_its_own_region(regions):
    pcx = active_with_dns(regions)
    here, there = regions.requester, regions.accepter
    words = "Accepter's VPC Peering connection options cannot be modified for a different region"
    with still(here.ec2, there.ec2), refused("OperationNotPermitted", words):
        modify(here, pcx, accepter=ON)
    words = "Requester's VPC Peering connection options cannot be modified for a different region"
    with still(here.ec2, there.ec2), refused("OperationNotPermitted", words):
        modify(there, pcx, requester=ON)
    modify(here, pcx, requester=ON)
    modify(there, pcx, accepter=ON)
    assert options(here, pcx) == options(there, pcx) == (OPTIONS_ON, OPTIONS_ON)


# -- ClassicLink


@case("M07", "O", "terraform-provider-aws PR 3909 (verbatim)")
def test_M07_between_regions_there_is_no_classic_link_not_even_off(regions):
    pcx = active_with_dns(regions)
    words = (
        f"Modifying VPC peering connection options {', '.join(CLASSIC)} "
        "is not supported for cross-region VPC peering connections"
    )
    for on in (True, False):
        with still(regions.requester.ec2, regions.accepter.ec2), refused("OperationNotPermitted", words):
            modify(regions.requester, pcx, requester={DNS: True, CLASSIC[0]: on, CLASSIC[1]: on})


@case("M09", "U", "botocore model 'Deprecated.'")
def test_M09_classic_link_in_one_region_is_kept_or_refused(pair):
    pcx = active_with_dns(pair)
    # EC2-Classic is retired, and what EC2 answers today is not documented: it keeps the option as it did, or refuses.
    refused = refusal(lambda: modify(pair.requester, pcx, requester={CLASSIC[0]: True}))
    if refused:
        assert refused["Error"]["Code"] in {"OperationNotPermitted", "InvalidParameterValue"}
        assert refused["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert options(pair.requester, pcx) == (OPTIONS_OFF, OPTIONS_OFF)
    else:
        assert options(pair.requester, pcx) == (OPTIONS_OFF | {CLASSIC[0]: True}, OPTIONS_OFF)


# -- what else is refused


@case("M08", "D", "error codes page")
def test_M08_dns_resolution_needs_dns_hostnames_in_both_vpcs(pair):
    pcx = pair.active()
    for requester, accepter in ((False, False), (True, False), (False, True)):
        pair.requester.dns_hostnames(requester)
        pair.accepter.dns_hostnames(accepter)
        with still(pair.requester.ec2), refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"):
            modify(pair.requester, pcx, requester=ON, accepter=ON)
        with still(pair.requester.ec2), refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"):
            modify(pair.requester, pcx, requester=ON, accepter={DNS: False})
    modify(pair.requester, pcx, requester={DNS: False})  # which needs nothing
    pair.requester.dns_hostnames()
    modify(pair.requester, pcx, requester=ON, accepter=ON)
    assert options(pair.requester, pcx) == (OPTIONS_ON, OPTIONS_ON)


@case("M10", "I", "undocumented")
def test_M10_neither_side_is_refused(pair):
    pcx = active_with_dns(pair)
    # Not documented: one or the other.
    with still(pair.requester.ec2), refused({"MissingParameter", "InvalidParameterCombination"}):
        modify(pair.requester, pcx)


@case("M11", "D", "error codes page")
def test_M11_an_unknown_one_is_not_found(pair):
    active_with_dns(pair)
    with still(pair.requester.ec2), no_such(NO_PCX):
        modify(pair.requester, NO_PCX, requester=ON)


@case("M12", "D", "API reference")
def test_M12_a_dry_run_sets_nothing(pair):
    pcx = active_with_dns(pair)
    with still(pair.requester.ec2), dry_run():
        pair.requester.ec2.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=pcx, RequesterPeeringConnectionOptions=ON, DryRun=True
        )
    assert options(pair.requester, pcx) == (OPTIONS_OFF, OPTIONS_OFF)
