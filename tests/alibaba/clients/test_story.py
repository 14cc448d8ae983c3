"""The story of a peering between two accounts, told by every client, made before the mock starts and after."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from peering_mock import NotMocked, World, mock

from ..conftest import ME, THEM
from . import by_hand, tea
from .verbs import Client, Key

TAGS = {"Env x": "pro*d~", "空": ""}
HTTPX = {"Httpx", "HttpxAsync"}
WITHOUT = "aliyun-python-sdk-core is not installed here"


def _clients() -> list[object]:
    found: list[object] = [pytest.param(kind, id=f"{tea.GENERATION}-{kind.__name__}") for kind in tea.CLIENTS]
    if find_spec("aliyunsdkcore") and find_spec("aliyunsdkvpcpeer") and find_spec("aliyunsdkvpc"):
        from . import legacy

        found += [pytest.param(kind, id=f"legacy-{kind.__name__}") for kind in legacy.CLIENTS]
    else:
        found.append(pytest.param(None, id="legacy", marks=pytest.mark.skip("aliyun-python-sdk-* is not installed")))
    for kind in by_hand.CLIENTS:
        absent = kind.__name__ in HTTPX and not find_spec("httpx")
        marks = [pytest.mark.skip("httpx is not installed")] if absent else []
        found.append(pytest.param(kind, id=f"by-hand-{kind.__name__}", marks=marks))
    return found


every_client = pytest.mark.parametrize("kind", _clients())


def tell(world: World, me: Client, them: Client) -> None:
    """The whole story. Each refusal is compared word for word, and nothing has moved after it."""
    one, my_table = me.create_vpc("10.0.0.0/16")
    two, _ = them.create_vpc("10.1.0.0/16")
    other, _ = me.create_vpc("10.2.0.0/16")

    peering = me.create_peering(one, two, THEM)
    assert (me.status(peering), them.status(peering)) == ("Accepting", "Accepting")
    them.accept(peering)
    seen = them.get(peering)
    assert (seen["Status"], seen["OwnerId"], seen["AcceptingOwnerUid"]) == ("Activated", ME, THEM)
    assert (seen["Name"], seen["Description"]) == ("peer-é中", "Two VPCs & one + a %2A")
    assert (seen["Bandwidth"], seen["Vpc"]["Ipv4Cidrs"]) == (-1, ["10.0.0.0/16"])

    for asked in ([one], [two], [one, two], [two, one]):
        assert me.list_by_vpc(*asked) == them.list_by_vpc(*asked) == [peering]
    assert me.list_by_vpc(other) == me.list_by_vpc(one, other) == []

    me.tag(peering, TAGS)
    assert me.tags(peering) == TAGS
    me.untag(peering, "空")
    assert me.tags(peering) == {"Env x": "pro*d~"}

    refused = me.refused(lambda: them.accept(peering))
    assert (refused.code, refused.message, refused.status) == (
        "IncorrectStatus.VpcPeer",
        f"The status of VpcPeer [{peering}] is incorrect.",
        400,
    )
    assert refused.request_id == world.calls[-1].request_id
    assert me.status(peering) == "Activated"

    me.create_route(my_table, "10.1.0.0/16", peering)
    assert me.routes(my_table) == ["10.1.0.0/16"]
    refused = me.refused(lambda: me.delete(peering, force=False))
    assert (refused.code, refused.message, refused.status) == (
        "OperationDenied.RouteEntryExist",
        "The operation is not allowed because of existing routeEntry point to VpcPeer.",
        400,
    )
    assert refused.request_id == world.calls[-1].request_id
    assert (me.status(peering), me.routes(my_table)) == ("Activated", ["10.1.0.0/16"])

    me.delete(peering, force=True)
    assert me.routes(my_table) == []
    for party in (me, them):
        refused = party.refused(lambda party=party: party.get(peering))
        assert (refused.code, refused.message, refused.status) == (
            "ResourceNotFound.InstanceId",
            "The specified resource of InstanceId is not found.",
            400,
        )
        assert refused.request_id == world.calls[-1].request_id
        assert party.list_by_vpc(one) == []

    world.calls("AcceptVpcPeerConnection", account=THEM).times(2)
    world.calls("DeleteVpcPeerConnection", account=ME, Force=True).once()


def keys() -> tuple[Key, Key]:
    """Keys that name their accounts."""
    return Key(str(ME), "any"), Key(str(THEM), "any")


@every_client
def test_the_client_is_made_before_the_mock_starts(kind: type[Client]) -> None:
    me, them = map(kind, keys())
    with mock() as world:
        tell(world, me, them)


@every_client
def test_the_client_is_made_after_the_mock_started(kind: type[Client]) -> None:
    with mock() as world:
        tell(world, *map(kind, keys()))


@every_client
def test_the_signature_is_verified_where_the_world_knows_the_secret(kind: type[Client]) -> None:
    if kind.__name__ == "LegacyRole":
        pytest.skip("its keys are made by AssumeRole, and verified in the other stories")
    with mock() as world:
        world.alibaba.known_keys_only = True
        accounts = [world.alibaba.account(ME), world.alibaba.account(THEM)]
        tell(world, *(kind(Key(one.access_key_id, one.access_key_secret)) for one in accounts))


@every_client
def test_temporary_keys_of_assume_role_act_for_the_account_of_the_role(kind: type[Client]) -> None:
    if kind.__name__ == "LegacyRole":
        pytest.skip("it assumes the role itself")
    with mock() as world:
        trusted = by_hand.Requests(Key("1999999999999999", "any"))
        made = []
        for account in (ME, THEM):
            given = trusted.call(
                "Sts", "AssumeRole", RoleArn=f"acs:ram::{account}:role/peering", RoleSessionName="story"
            )["Credentials"]
            made.append(kind(Key(given["AccessKeyId"], given["AccessKeySecret"], given["SecurityToken"])))
        tell(world, *made)


@every_client
def test_a_mock_inside_a_mock_hears_the_story_alone(kind: type[Client]) -> None:
    with mock() as outer:
        me, them = map(kind, keys())
        me.create_vpc("10.9.0.0/16")
        before = len(outer.calls)
        with mock() as inner:
            tell(inner, me, them)
        assert len(outer.calls) == before
        me.create_vpc("10.8.0.0/16")
        assert len(outer.calls) > before


def test_a_bearer_token_is_the_default_account() -> None:
    with mock() as world:
        tell(world, tea.Bearer(Key("", "")), tea.Typed(Key(str(THEM), "any")))
        assert {call.account for call in world.calls} == {ME, THEM}


@every_client
def test_not_mocked_arrives_unchanged(kind: type[Client]) -> None:
    with mock() as world:
        client = kind(keys()[0])
        with pytest.raises(NotMocked) as raised:
            client.unserved()
        assert type(raised.value) is NotMocked
        assert raised.value.operation == "Vpc DescribeNatGateways"
        assert str(raised.value) == (
            "Vpc DescribeNatGateways is not served by peering_mock, and nothing was sent to the cloud. "
            f"Served here: {', '.join(raised.value.served)}."
        )
        assert raised.value.served == sorted(raised.value.served)
        assert {"CreateVpc", "CreateRouteEntry", "DeleteVpc"} <= set(raised.value.served)
        assert world.calls[-1].code == "NotMocked"
        client.create_vpc("10.0.0.0/16")  # and the client works on


ORDERED = {
    "Forbidden.RAM": (
        403,
        "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
    ),
    "ServiceUnavailable": (503, "The request has failed due to a temporary failure of the server."),
    "Throttling.User": (400, "Request was denied due to user flow control."),
}


@every_client
def test_a_refusal_ordered_by_the_test_arrives_as_the_sdks_own(kind: type[Client]) -> None:
    """The client's fault, the server's fault, and too many calls are three classes in the newest generation."""
    with mock() as world:
        client = kind(keys()[0])
        for code, (status, words) in ORDERED.items():
            fault = world.refuse("GetVpcPeerConnectionAttribute", code)
            refused = client.refused(lambda: client.get("pcc-1"))
            assert (refused.code, refused.message, refused.status) == (code, words, status)
            assert refused.request_id == world.calls[-1].request_id
            assert fault.hits == 1
        assert client.refused(lambda: client.get("pcc-1")).code == "ResourceNotFound.InstanceId"
