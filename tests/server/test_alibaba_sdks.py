"""Alibaba Cloud's Python SDKs against the server: `endpoint` and `protocol='HTTP'`, and nothing else."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest

from peering_mock.client import RemoteWorld

from ..alibaba.clients import tea
from ..alibaba.clients.test_story import tell
from ..alibaba.clients.verbs import Client, Key, Refused
from ..alibaba.conftest import ME, THEM

TEA = [tea.Typed, tea.TypedAsync, tea.TypedV2, tea.TypedV2Async, tea.Generic]
LEGACY = ["Legacy", "Common", "CommonForm"]


def pointed_tea(kind: type[tea.Tea], endpoint: str) -> type[Client]:
    class Pointed(kind):  # type: ignore[valid-type,misc]
        def configured(self, **more: Any) -> Any:
            return super().configured(**{**more, "endpoint": endpoint, "protocol": "HTTP"})

        def worded(self, error: BaseException) -> Refused:
            data = error.data  # type: ignore[attr-defined]
            return Refused(data["Code"], data["Message"], data["statusCode"], data["RequestId"])

    return Pointed


def pointed_legacy(name: str, endpoint: str) -> type[Client]:
    from ..alibaba.clients import legacy

    class Pointed(getattr(legacy, name)):  # type: ignore[misc]
        def request(self, product: str, action: str, params: dict[str, Any]) -> Any:
            made = super().request(product, action, params)
            made.set_endpoint(endpoint)
            return made

    return Pointed


@pytest.mark.parametrize("kind", TEA, ids=lambda kind: kind.__name__)
def test_the_new_sdks_tell_their_whole_story(kind: type[tea.Tea], world: RemoteWorld) -> None:
    client = pointed_tea(kind, world.endpoint)
    tell(world, client(Key(str(ME), "any")), client(Key(str(THEM), "any")))  # type: ignore[arg-type]


@pytest.mark.skipif(find_spec("aliyunsdkvpcpeer") is None, reason="aliyun-python-sdk-vpcpeer is not installed")
@pytest.mark.parametrize("kind", LEGACY)
def test_the_old_sdk_tells_its_whole_story(kind: str, world: RemoteWorld) -> None:
    client = pointed_legacy(kind, world.endpoint)
    tell(world, client(Key(str(ME), "any")), client(Key(str(THEM), "any")))  # type: ignore[arg-type]


def test_an_endpoint_with_http_in_front_sends_a_broken_host_and_is_answered_all_the_same(world: RemoteWorld) -> None:
    client = pointed_tea(tea.Typed, world.url)
    tell(world, client(Key(str(ME), "any")), client(Key(str(THEM), "any")))  # type: ignore[arg-type]


def test_a_known_secret_is_checked_although_the_endpoint_names_a_world(world: RemoteWorld) -> None:
    account = world.alibaba.account(THEM)
    right = pointed_tea(tea.Typed, world.endpoint)(Key(account.access_key_id, account.access_key_secret))
    assert right.create_vpc("10.0.0.0/16")[0].startswith("vpc-")
    wrong = pointed_tea(tea.Typed, world.endpoint)(Key(account.access_key_id, "guessed"))
    assert wrong.refused(lambda: wrong.create_vpc("10.0.0.0/16")).code == "SignatureDoesNotMatch"
