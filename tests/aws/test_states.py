"""Every operation in every state: in the table, or refused with a catalogued code, and then nothing moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from peering_mock.aws import errors, states

from .scene import AWAY, HOME, ME, PEER, Pair, Side

ASK = {
    "accept": lambda side, pcx: side.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx),
    "reject": lambda side, pcx: side.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx),
    "delete": lambda side, pcx: side.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx),
    "modify": lambda side, pcx: side.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pcx,
        **{
            "RequesterPeeringConnectionOptions"
            if (side.account, side.region) == (ME, HOME)
            else "AccepterPeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": False}
        },
    ),
}
OPERATION = {"modify": "ModifyVpcPeeringConnectionOptions"}
WHO = {"accept": "accepter", "reject": "accepter", "delete": "requester", "modify": "requester"}

BOTH = (False, True)  # within one account and Region; across both
REACH = {states.DELETING: (True,)}  # seen only across Regions


def bring(world, pair, state):
    """A connection in the state, with time standing still in it: a passing state lasts an hour here."""
    asked = pair.request()["VpcPeeringConnectionId"]
    if state in (states.INITIATING,):
        return asked
    world.travel(hours=1)
    if state == states.FAILED or state == states.PENDING:
        return asked
    if state == states.REJECTED:
        ASK["reject"](pair.accepter, asked)
    elif state == states.EXPIRED:
        world.travel(days=7)
    else:
        ASK["accept"](pair.accepter, asked)
        if state == states.PROVISIONING:
            return asked
        world.travel(hours=1)
        if state in (states.DELETING, states.DELETED):
            ASK["delete"](pair.requester, asked)
            if state == states.DELETED:
                world.travel(hours=1)
    return asked


def code_of(world, pcx):
    world.travel()
    return world.aws.connections.get(pcx).status


@pytest.mark.options(settle=timedelta(hours=1))
@pytest.mark.parametrize("event", list(ASK))
@pytest.mark.parametrize(("state", "far"), [(state, far) for state in states.SHOWN for far in REACH.get(state, BOTH)])
def test_every_operation_in_every_state(world, state, event, far):
    cidr = "10.0.0.0/16" if state == states.FAILED else "10.1.0.0/16"
    there = Side.make(PEER, AWAY, cidr=cidr) if far else Side.make(cidr=cidr)
    pair = Pair(Side.make(cidr="10.0.0.0/16"), there)
    pcx = bring(world, pair, state)
    assert code_of(world, pcx) == state

    who = getattr(pair, WHO[event])
    table_event = "delete across Regions" if event == "delete" and far else event
    path = states.MACHINE.path(state, table_event)
    if path is not None:
        ASK[event](who, pcx)
        assert code_of(world, pcx) == path[0]
        if len(path) > 1:
            world.travel(hours=1)
            assert code_of(world, pcx) == path[1]
        return
    if event == "modify" and state == states.ACTIVE:
        ASK[event](who, pcx)
        assert code_of(world, pcx) == state
        return
    with pytest.raises(ClientError) as told:
        ASK[event](who, pcx)
    refused = told.value.response["Error"]
    operation = OPERATION.get(event, f"{event.capitalize()}VpcPeeringConnection")
    assert refused["Code"] in errors.codes(operation)
    assert "{" not in refused["Message"]
    if far and state == states.FAILED and WHO[event] == "accepter":
        assert refused["Code"] == "InvalidVpcPeeringConnectionID.NotFound"  # the other account never sees it
    else:
        assert refused["Code"] == ("OperationNotPermitted" if event == "modify" else "InvalidStateTransition")
        assert event == "modify" or f"attempted to transition from {state} to " in refused["Message"]
    assert code_of(world, pcx) == state


def test_every_transition_names_its_source_and_every_state_its_words_and_fields():
    assert set(states.GRADES) == {(state, event) for state, event, _ in states.MACHINE.rows()}
    assert set(states.MESSAGES) == set(states.SHOWN) == set(states.MACHINE.states)
    assert set(states.VISIBLE) == set(states.MACHINE.gone)
    for state, window in states.MACHINE.gone.items():
        assert window == max(states.VISIBLE[state])


def test_a_passing_state_is_over_by_the_next_call_unless_told_otherwise(world, pair):
    pcx = pair.request()["VpcPeeringConnectionId"]
    assert code_of(world, pcx) == "pending-acceptance"


@pytest.mark.options(settle=2)
def test_a_passing_state_is_seen_twice(world, pair):
    pcx = pair.request()["VpcPeeringConnectionId"]

    def seen():
        (one,) = pair.requester.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        return one["Status"]["Code"]

    assert [seen() for _ in range(4)] == ["initiating-request"] * 2 + ["pending-acceptance"] * 2
    ASK["accept"](pair.accepter, pcx)
    assert [seen() for _ in range(3)] == ["provisioning"] * 2 + ["active"]


@pytest.mark.options(settle=timedelta(hours=1))
def test_a_request_that_will_fail_is_never_seen_by_the_other_account(world):
    pair = Pair(Side.make(cidr="10.0.0.0/16"), Side.make(PEER, cidr="10.0.0.0/16"))
    pair.request()
    for seen in (["initiating-request"], ["failed"]):
        mine = pair.requester.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        theirs = pair.accepter.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert [one["Status"]["Code"] for one in mine] == seen
        assert theirs == []
        world.travel(hours=1)
