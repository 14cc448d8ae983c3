"""Facts that a test sets: a mistake is told at once, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

import pytest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpcpeer20220101 import models
from alibabacloud_vpcpeer20220101.client import Client

from peering_mock import World

from .conftest import ME, Party

Of = Callable[[World], Any]


def account(world: World) -> Any:
    return world.alibaba.account(ME)


def vpc(world: World) -> Any:
    return next(iter(world.alibaba.vpcs))


def connection(world: World) -> Any:
    return next(iter(world.alibaba.connections))


def region(world: World) -> Any:
    return world.alibaba.regions["cn-beijing"]


@pytest.mark.parametrize(
    ("of", "name", "value", "words"),
    [
        (account, "cdt_open", "no", "cdt_open='no': give True or False"),
        (account, "cross_border_cdt_open", 0, "cross_border_cdt_open=0: give True or False"),
        (account, "business_status", "Locked", "business_status='Locked': give 'Normal' or 'FinancialLocked'"),
        (account, "site", "China", "site='China': give 'china' or 'international'"),
        (account, "link_types", "Gold", "link_types='Gold': give a set of 'Gold' and 'Platinum'"),
        (account, "charge_type_link_types", {"gold"}, "charge_type_link_types={'gold'}: give a set of 'Gold' and "),
        (vpc, "has_cloud_box", 1, "has_cloud_box=1: give True or False"),
        (vpc, "router_interface_to", 1, "router_interface_to=1: give a text, or None"),
        (vpc, "shared_by", "x", "shared_by='x': give an account's id, or None"),
        (connection, "managed_service", True, "managed_service=True: give a text, or None"),
        (region, "kind", "Finance", "kind='Finance': give 'public' or 'finance' or 'government'"),
        (region, "mainland", "cn", "mainland='cn': give True or False"),
        (region, "link_types", None, "link_types=None: give a set of 'Gold' and 'Platinum'"),
    ],
)
def test_a_value_that_does_not_fit(world: World, me: Party, of: Of, name: str, value: Any, words: str) -> None:
    me.create(me.vpc(), me.vpc("10.1.0.0/16"))
    thing = of(world)
    before = getattr(thing, name)
    with pytest.raises(ValueError) as raised:
        setattr(thing, name, value)
    assert str(raised.value).startswith(words)
    assert getattr(thing, name) is before


def test_an_edition_lasts_until_a_fact_is_set(world: World, me: Party) -> None:
    me.create(me.vpc(), me.vpc("10.1.0.0/16"))
    held = connection(world)
    first = held.new_edition()
    assert held.edition is first
    assert copy(held) == deepcopy(held) == held
    assert not hasattr(copy(held), "edition")
    assert not hasattr(deepcopy(held), "edition")
    with pytest.raises(ValueError):
        held.managed_service = 1
    assert held.edition is first
    held.managed_service = "SWAS"
    assert held.edition is None
    second = held.new_edition()
    del held.name
    assert held.edition is None
    assert held.new_edition() not in (first, second)
    assert "edition" not in vars(held)


@pytest.mark.parametrize(
    ("of", "name", "meant"),
    [
        (account, "cdt_opened", "cdt_open"),
        (vpc, "shared", "shared_by"),
        (connection, "managed_services", "managed_service"),
        (region, "linktypes", "link_types"),
    ],
)
def test_a_name_that_is_none(world: World, me: Party, of: Of, name: str, meant: str) -> None:
    me.create(me.vpc(), me.vpc("10.1.0.0/16"))
    thing = of(world)
    with pytest.raises(AttributeError, match=f"^'{name}' is not a fact of this .*; the nearest are: .*{meant}"):
        setattr(thing, name, True)
    assert not hasattr(thing, name)


def test_a_quota_that_is_none(world: World) -> None:
    with pytest.raises(KeyError, match="a quota has a name or a code, not \\['x'\\]"):
        world.alibaba.quotas[["x"]]
    with pytest.raises(KeyError, match="the nearest are: vpc_quota_peer_num"):
        world.alibaba.quotas["vpc_quota_peers_num"]


def test_a_key_of_zeros_names_no_account(world: World, me: Party) -> None:
    nobody = Client(Config(access_key_id="0" * 16, access_key_secret="any", region_id="cn-hangzhou"))
    made = me.create(me.vpc(), me.vpc("10.1.0.0/16"))
    asked = models.GetVpcPeerConnectionAttributeRequest(instance_id=made)
    assert nobody.get_vpc_peer_connection_attribute(asked).body.owner_id == ME
    assert world.calls[-1].account == ME
