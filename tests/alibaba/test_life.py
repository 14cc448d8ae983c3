"""The life of a connection, as its two accounts and a stranger see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peering_mock import World, mock
from peering_mock.alibaba.states import GRADES, MACHINE

from .conftest import ME, THEM, Party, Refused, refusal

ILLEGAL = "The status of VpcPeer [{}] is incorrect."


def pair(me: Party, them: Party, **options: object) -> str:
    """A request from me to them."""
    return me.create(me.vpc(), them.vpc("10.1.0.0/16"), accepting_ali_uid=them.id, **options)


def test_within_one_account_a_peering_activates_itself(me: Party) -> None:
    one, two = me.vpc(), me.vpc("10.1.0.0/16")
    peering = me.create(one, two, name="first", description="of two")

    seen = me.get(peering)
    request_id, created, modified, group = (
        seen.pop(name) for name in ("RequestId", "GmtCreate", "GmtModified", "ResourceGroupId")
    )
    assert seen == {
        "InstanceId": peering,
        "Name": "first",
        "Description": "of two",
        "OwnerId": ME,
        "AcceptingOwnerUid": ME,
        "RegionId": "cn-hangzhou",
        "AcceptingRegionId": "cn-hangzhou",
        "Bandwidth": -1,
        "LinkType": "",
        "Status": "Activated",
        "BizStatus": "Normal",
        "Vpc": {"VpcId": one, "Ipv4Cidrs": ["10.0.0.0/16"], "Ipv6Cidrs": []},
        "AcceptingVpc": {"VpcId": two, "Ipv4Cidrs": ["10.1.0.0/16"], "Ipv6Cidrs": []},
        "Tags": [],
    }
    assert peering.startswith("pcc-")
    assert request_id == request_id.upper()
    assert created <= modified
    assert group.startswith("rg-")

    refused = refusal(lambda: me.accept(peering))
    assert refused == Refused(400, "IncorrectStatus.VpcPeer", ILLEGAL.format(peering))
    assert me.status(peering) == "Activated"


def test_across_accounts_the_accepter_decides(me: Party, them: Party, stranger: Party) -> None:
    peering = pair(me, them)
    assert (me.status(peering), them.status(peering)) == ("Accepting", "Accepting")
    assert refusal(lambda: me.accept(peering)) == Refused(
        400, "Forbidden.NoPermission", "Authentication is failed for AcceptVpcPeerConnection."
    )
    unseen = Refused(400, "ResourceNotFound.InstanceId", "The specified resource of InstanceId is not found.")
    for attempt in (stranger.get, stranger.accept, stranger.reject, stranger.modify, stranger.delete):
        assert refusal(lambda attempt=attempt: attempt(peering)) == unseen
    assert stranger.listed() == []
    assert me.status(peering) == "Accepting"

    them.accept(peering)
    assert (me.status(peering), them.status(peering)) == ("Activated", "Activated")
    assert refusal(lambda: them.reject(peering)).code == "IncorrectStatus.VpcPeer"
    assert them.status(peering) == "Activated"


def test_a_rejected_request_stays_and_can_be_deleted_and_asked_again(me: Party, them: Party) -> None:
    one, two = me.vpc(), them.vpc("10.1.0.0/16")
    peering = me.create(one, two, accepting_ali_uid=THEM)
    them.reject(peering)
    assert me.status(peering) == "Rejected"
    for attempt in (them.accept, them.reject, me.modify):
        assert refusal(lambda attempt=attempt: attempt(peering)).code == "IncorrectStatus.VpcPeer"
    assert me.status(peering) == "Rejected"

    again = me.create(one, two, accepting_ali_uid=THEM)
    assert again != peering
    me.delete(peering)
    assert me.listed() == [again]


def test_a_request_expires_seven_days_after_it_was_made() -> None:
    with mock(start="2022-04-24T09:02:36Z") as world:
        me, them = Party(), Party(THEM)
        peering = pair(me, them)
        seen = me.get(peering)
        assert (seen["GmtCreate"], seen["GmtExpired"]) == ("2022-04-24T09:02:36Z", "2022-05-01T09:02:36Z")

        world.travel(days=6, hours=23, minutes=59)
        assert me.status(peering) == "Accepting"
        world.travel(minutes=1)
        seen = them.get(peering)
        assert (seen["Status"], seen["GmtExpired"]) == ("Expired", "2022-05-01T09:02:36Z")
        assert refusal(lambda: them.accept(peering)).code == "IncorrectStatus.VpcPeer"
        assert me.status(peering) == "Expired"
        world.travel(days=400)
        assert me.status(peering) == "Expired"


def test_an_accepted_request_no_longer_expires(me: Party, them: Party, world: World) -> None:
    peering = pair(me, them)
    them.accept(peering)
    world.travel(days=8)
    seen = me.get(peering)
    assert seen["Status"] == "Activated"
    assert "GmtExpired" not in seen  # null on the wire


@pytest.mark.parametrize("who", ["requester", "accepter"])
def test_either_account_may_delete(me: Party, them: Party, who: str) -> None:
    peering = pair(me, them)
    them.accept(peering)
    (me if who == "requester" else them).delete(peering)
    for party in (me, them):
        assert refusal(lambda party=party: party.get(peering)).code == "ResourceNotFound.InstanceId"
        assert party.listed() == []


def test_overlapping_blocks_are_no_obstacle(me: Party, them: Party) -> None:
    peering = me.create(me.vpc("172.16.0.0/12"), them.vpc("172.16.0.0/12"), accepting_ali_uid=THEM)
    them.accept(peering)
    assert me.status(peering) == "Activated"


def test_settle_by_reads_counts_the_reads_of_that_resource() -> None:
    with mock(settle=2):
        me, them = Party(), Party(THEM)
        peering = pair(me, them)
        assert me.status(peering) == "Creating"
        assert refusal(lambda: them.accept(peering)).code == "IncorrectStatus.VpcPeer"
        assert them.list()["VpcPeerConnects"][0]["Status"] == "Creating"
        assert me.status(peering) == "Accepting"

        them.accept(peering)
        assert [me.status(peering) for _ in range(3)] == ["Updating", "Updating", "Activated"]
        me.delete(peering)
        assert [me.status(peering) for _ in range(2)] == ["Deleting", "Deleting"]
        assert refusal(lambda: me.get(peering)).code == "ResourceNotFound.InstanceId"


def test_settle_by_time_follows_the_clock_of_the_world() -> None:
    with mock(settle=timedelta(seconds=30)) as world:
        me = Party()
        peering = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
        assert me.status(peering) == "Creating"
        world.travel(seconds=29)
        assert me.status(peering) == "Creating"
        world.travel(seconds=1)
        assert me.status(peering) == "Activated"


def test_while_one_peering_settles_its_vpcs_take_no_other() -> None:
    with mock(settle=1):
        me = Party()
        hub, one, two = me.vpc(), me.vpc("10.1.0.0/16"), me.vpc("10.2.0.0/16")
        peering = me.create(hub, one)
        assert refusal(lambda: me.create(hub, two)) == Refused(
            400,
            "Conflict.Operation",
            "There are other peering operations on the requester VPC or accepter VPC, try again later.",
        )
        assert me.listed() == [peering]
        me.create(hub, two)


# every (state, event) pair

REACH = {
    "Creating": ("create",),
    "Accepting": ("create", "wait"),
    "Updating": ("create", "wait", "accept"),
    "Activated": ("create", "wait", "accept", "wait"),
    "Rejected": ("create", "wait", "reject"),
    "Expired": ("create", "wait", "expire"),
    "Deleting": ("create", "wait", "delete"),
    "Deleted": ("create", "wait", "delete", "wait"),
}
EVENTS = ("Accept", "Reject", "Modify", "Delete")


def test_the_table_names_the_eight_documented_statuses_and_how_to_reach_each() -> None:
    documented = "Creating Accepting Updating Rejected Expired Activated Deleting Deleted".split()
    assert sorted(MACHINE.states) == sorted(documented) == sorted(REACH)
    assert {(a, e) for a, e, _ in MACHINE.rows()} == set(GRADES)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", MACHINE.states)
def test_every_pair_is_in_the_table_or_refused_and_nothing_moved(state: str, event: str) -> None:
    with mock(settle=timedelta(minutes=1)) as world:
        me, them = Party(), Party(THEM)
        peering = pair(me, them)
        steps = {
            "create": lambda: None,
            "wait": lambda: world.travel(minutes=2),
            "accept": lambda: them.accept(peering),
            "reject": lambda: them.reject(peering),
            "delete": lambda: me.delete(peering),
            "expire": lambda: world.travel(days=8),
        }
        for step in REACH[state]:
            steps[step]()
        events = {
            "Accept": lambda: them.accept(peering),
            "Reject": lambda: them.reject(peering),
            "Modify": lambda: me.modify(peering, name="other"),
            "Delete": lambda: me.delete(peering),
        }
        if state == "Deleted":
            assert refusal(events[event]).code == "ResourceNotFound.InstanceId"
            return
        before = me.get(peering)
        assert before.pop("RequestId")
        assert before["Status"] == state
        path = MACHINE.path(state, event)
        if path is None:
            assert refusal(events[event]) == Refused(400, "IncorrectStatus.VpcPeer", ILLEGAL.format(peering))
            after = me.get(peering)
            after.pop("RequestId")
            assert after == before
        else:
            events[event]()
            assert me.status(peering) == path[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["accept", "reject", "modify", "delete", "day"]), max_size=12), st.booleans())
def test_any_course_of_a_life_stays_in_the_table(course: list[str], same_account: bool) -> None:
    with mock() as world:
        me = Party()
        them = me if same_account else Party(THEM)
        peering = pair(me, them)
        for step in course:
            if step == "day":
                world.travel(days=3)
                continue
            known = peering in me.listed()
            before = me.status(peering) if known else None
            act = {
                "accept": lambda: them.accept(peering),
                "reject": lambda: them.reject(peering),
                "modify": lambda: me.modify(peering, description="d"),
                "delete": lambda: me.delete(peering),
            }[step]
            allowed = before is not None and MACHINE.path(before, step.capitalize())
            if allowed:
                act()
            else:
                expected = "IncorrectStatus.VpcPeer" if known else "ResourceNotFound.InstanceId"
                assert refusal(act).code == expected
                assert (me.status(peering) if known else None) == before
            assert me.listed() == them.listed()
