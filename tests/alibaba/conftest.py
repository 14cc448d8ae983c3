"""Real SDK clients of Alibaba Cloud, and the two VPCs that most stories begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as VpcClient
from alibabacloud_vpcpeer20220101 import models as peer_models
from alibabacloud_vpcpeer20220101.client import Client as PeerClient
from hypothesis import settings
from Tea.exceptions import TeaException

from peering_mock import World, mock
from peering_mock.alibaba import AlibabaCloud, errors, wire
from peering_mock.core.call import Refusal
from peering_mock.core.faults import Faults

from . import shapes

settings.register_profile("unhurried", deadline=None)  # the first call of an SDK imports half of it
settings.load_profile("unhurried")

ME = 1210123456123456
THEM = 2830000000000001
STRANGER = 2830000000000009


@pytest.fixture(autouse=True)
def every_answer_has_its_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that lacks a field of the vendor's model, or has it in another type, fails the test.

    So does one whose text, which may have been kept, says anything but what the fields say now.
    """
    write = wire.reply

    def reply(asked: wire.Asked, operation: str, status: int, result: Any, request_id: str) -> Any:
        written = write(asked, operation, status, result, request_id)
        fields = {"RequestId": request_id, **plain(result)}
        if status == 200:
            shapes.fits(shapes.responses()[asked.product or "", operation], fields, operation)
        if not asked.xml:
            assert json.loads(written.body) == fields
        return written

    monkeypatch.setattr(wire, "reply", reply)


def plain(part: Any) -> Any:
    """A part of an answer, with all that is written of it made anew."""
    if isinstance(part, wire.Written):
        return part.fields()
    if isinstance(part, list):
        return [plain(each) for each in part]
    return {name: plain(held) for name, held in part.items()} if isinstance(part, dict) else part


@pytest.fixture
def world() -> Iterator[World]:
    with mock() as world:
        yield world


def config(account: int | None, region: str) -> Config:
    """Keys of an account by its 16-digit id, or any other key for the default account."""
    key = "LTAI-any-key" if account is None else str(account)
    return Config(access_key_id=key, access_key_secret="any", region_id=region)


@pytest.fixture
def vpc_client() -> Callable[..., VpcClient]:
    return lambda account=None, region="cn-hangzhou": VpcClient(config(account, region))


@pytest.fixture
def peer_client() -> Callable[..., PeerClient]:
    return lambda account=None, region="cn-hangzhou": PeerClient(config(account, region))


@dataclass
class Refused:
    """An SDK's exception as the tests compare it."""

    status: int
    code: str
    message: str


def refusal(call: Callable[[], Any]) -> Refused:
    """The refusal that `call` ends with, its message without what the SDK adds."""
    with pytest.raises(TeaException) as raised:
        call()
    data = raised.value.data
    return Refused(data["statusCode"], data["Code"], data["Message"])


class Party:
    """One account with its clients: the verbs of the stories."""

    def __init__(self, account: int | None = None, region: str = "cn-hangzhou") -> None:
        self.id, self.region = account or ME, region
        self.peer = PeerClient(config(account, region))
        self.vpcs = VpcClient(config(account, region))

    def vpc(self, cidr: str = "10.0.0.0/16", region: str | None = None) -> str:
        request = vpc_models.CreateVpcRequest(region_id=region or self.region, cidr_block=cidr)
        return str(self.vpcs.create_vpc(request).body.vpc_id)

    def create(self, vpc_id: str, to: str, **options: Any) -> str:
        """A peering from `vpc_id` to `to`; the other side is this account and region unless said otherwise."""
        asked = {
            "region_id": self.region,
            "vpc_id": vpc_id,
            "accepting_ali_uid": self.id,
            "accepting_region_id": self.region,
            "accepting_vpc_id": to,
        }
        request = peer_models.CreateVpcPeerConnectionRequest(**{**asked, **options})
        return str(self.peer.create_vpc_peer_connection(request).body.instance_id)

    def get(self, instance_id: str) -> dict[str, Any]:
        request = peer_models.GetVpcPeerConnectionAttributeRequest(instance_id=instance_id)
        return dict(self.peer.get_vpc_peer_connection_attribute(request).body.to_map())

    def status(self, instance_id: str) -> str:
        return str(self.get(instance_id)["Status"])

    def accept(self, instance_id: str, **options: Any) -> None:
        request = peer_models.AcceptVpcPeerConnectionRequest(instance_id=instance_id, **options)
        self.peer.accept_vpc_peer_connection(request)

    def reject(self, instance_id: str, **options: Any) -> None:
        request = peer_models.RejectVpcPeerConnectionRequest(instance_id=instance_id, **options)
        self.peer.reject_vpc_peer_connection(request)

    def modify(self, instance_id: str, **options: Any) -> None:
        request = peer_models.ModifyVpcPeerConnectionRequest(instance_id=instance_id, **options)
        self.peer.modify_vpc_peer_connection(request)

    def delete(self, instance_id: str, **options: Any) -> None:
        request = peer_models.DeleteVpcPeerConnectionRequest(instance_id=instance_id, **options)
        self.peer.delete_vpc_peer_connection(request)

    def list(self, **options: Any) -> dict[str, Any]:
        request = peer_models.ListVpcPeerConnectionsRequest(**options)
        return dict(self.peer.list_vpc_peer_connections(request).body.to_map())

    def listed(self, **options: Any) -> list[str]:
        return [one["InstanceId"] for one in self.list(**options)["VpcPeerConnects"]]


@pytest.fixture
def me(world: World) -> Party:
    return Party()


@pytest.fixture
def them(world: World) -> Party:
    return Party(THEM)


@pytest.fixture
def stranger(world: World) -> Party:
    return Party(STRANGER)


# every row whose cause is a state is seen to arise from one: collected over the whole run, counted by the last test

ARISEN: set[errors.Row] = set()
LAST = "test_every_row_that_a_state_causes_has_arisen"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.name == LAST)


@pytest.fixture(scope="session", autouse=True)
def watch_refusals() -> Iterator[None]:
    refuse, strike = AlibabaCloud.refuse, Faults.strike
    ordered: list[BaseException] = []

    def watched_strike(self: Faults, *args: Any, **kwargs: Any) -> None:
        try:
            strike(self, *args, **kwargs)
        except Refusal as refusal:
            ordered.append(refusal)
            raise

    def watched_refuse(self: AlibabaCloud, call: Any, refusal: Refusal, request: Any) -> Any:
        if not any(refusal is one for one in ordered):
            found = errors.find(call.product, call.operation, refusal.code, refusal.facts.get("http_status"))
            ARISEN.update([found[0]] if found else [])
        ordered.clear()
        return refuse(self, call, refusal, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AlibabaCloud, "refuse", watched_refuse)
        patch.setattr(Faults, "strike", watched_strike)
        yield
