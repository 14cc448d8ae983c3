"""The products beside VpcPeer through their own SDKs.

A `Scene` is one account's clients; operations and parameters are named as the pages name them. A `Row` is a refusal:
the state that leads to it, and the status, code and words that the reference data hold for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from alibabacloud_cdt20210813 import models as cdt_models
from alibabacloud_cdt20210813.client import Client as CdtClient
from alibabacloud_resourcemanager20200331 import models as group_models
from alibabacloud_resourcemanager20200331.client import Client as GroupClient
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as VpcClient

from peering_mock import World

from .conftest import ME, Party, config

HERE = "cn-hangzhou"
DATA = Path(__file__).resolve().parent.parent / "data"
SDKS: dict[str, tuple[Any, ModuleType]] = {
    "Vpc": (VpcClient, vpc_models),
    "Sts": (StsClient, sts_models),
    "ResourceManager": (GroupClient, group_models),
    "Cdt": (CdtClient, cdt_models),
}


class Scene:
    """One account in one region, with the verbs that stories begin with."""

    def __init__(
        self, world: World, account: int | None = None, region: str = HERE, keys: Config | None = None
    ) -> None:
        self.world, self.id, self.region = world, account or ME, region
        self.config = keys or config(account, region)
        self.party = Party(account, region)
        world.alibaba.account(self.id)  # made now, so that the first call moves nothing

    def ask(self, operation: str, **params: Any) -> dict[str, Any]:
        """The answer of `Product:Operation`, as the SDK parsed it."""
        return answer(self.config, operation, params)

    def vpc(self, block: str = "10.0.0.0/16", **more: Any) -> str:
        return str(self.ask("Vpc:CreateVpc", **{"RegionId": self.region, "CidrBlock": block, **more})["VpcId"])

    def vswitch(self, vpc_id: str, block: str = "10.0.1.0/24", **more: Any) -> str:
        asked = {"ZoneId": f"{self.region}-b", "VpcId": vpc_id, "CidrBlock": block, **more}
        return str(self.ask("Vpc:CreateVSwitch", **asked)["VSwitchId"])

    def system_table(self, vpc_id: str) -> str:
        return str(self.world.alibaba.vpc(vpc_id).route_table_id)

    def custom_table(self, vpc_id: str, **more: Any) -> str:
        asked = {"RegionId": self.region, "VpcId": vpc_id, **more}
        return str(self.ask("Vpc:CreateRouteTable", **asked)["RouteTableId"])

    def peering(self, vpc_id: str) -> str:
        """An activated one, from another new VPC of the account."""
        return self.party.create(self.vpc("172.16.0.0/12"), vpc_id)

    def route(self, table_id: str, peering: str, destination: str = "192.168.0.0/16", **more: Any) -> str:
        asked = {
            "RegionId": self.region,
            "RouteTableId": table_id,
            "DestinationCidrBlock": destination,
            "NextHopType": "VpcPeer",
            "NextHopId": peering,
            **more,
        }
        return str(self.ask("Vpc:CreateRouteEntry", **asked)["RouteEntryId"])

    def routes(self, table_id: str, kind: str = "Custom") -> dict[str, str]:
        """Destination and next hop of the entries of one kind."""
        asked = {"RegionId": self.region, "RouteTableId": table_id, "RouteEntryType": kind, "MaxResult": 100}
        entries = self.ask("Vpc:DescribeRouteEntryList", **asked)["RouteEntrys"]["RouteEntry"]
        return {e["DestinationCidrBlock"]: e["NextHops"]["NextHop"][0]["NextHopId"] for e in entries}

    def peered_table(self) -> tuple[str, str]:
        """The system table of a new VPC, and a peering that its routes may lead to."""
        vpc_id = self.vpc()
        return self.system_table(vpc_id), self.peering(vpc_id)


def answer(keys: Config, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
    product, _, name = operation.partition(":")
    client_class, models = SDKS[product]
    client = client_class(keys)
    wanted = name.lower()
    method = next(m for m in dir(client) if m.replace("_", "") == wanted)
    request_class = getattr(models, f"{name}Request", None)
    arguments = [] if request_class is None else [_request(request_class, params)]
    return dict(getattr(client, method)(*arguments).body.to_map())


def _request(request_class: Any, params: Mapping[str, Any]) -> Any:
    request = request_class()
    request.from_map(dict(params))
    sent = request.to_map()
    assert params.keys() <= sent.keys(), f"the SDK knows no {params.keys() - sent.keys()}"
    return request


def everything(world: World) -> dict[str, Any]:
    """All that the Alibaba side holds, to see that nothing moved; what is due happens first."""
    world.travel(seconds=0)
    cloud = world.alibaba
    stores = ("vpcs", "vswitches", "route_tables", "route_entries", "connections")
    held = {name: [asdict(record) for record in getattr(cloud, name)] for name in stores}
    held["groups"] = [asdict(group) for group in cloud.resource_groups.values()]
    held["keys"] = sorted(cloud.keys)  # type: ignore[assignment]
    return held


@dataclass(frozen=True)
class Row:
    """`attempt` prepares the state and returns the parameters of the call that is refused.

    `words` is only needed where the page has placeholders; `as_at` names the operation whose row is borrowed.
    """

    operation: str
    status: int
    code: str
    attempt: Callable[[Scene], dict[str, Any]]
    words: str | None = None
    as_at: str | None = None

    def message(self, params: dict[str, Any]) -> str:
        documented = _documented()[self.as_at or self.operation, self.status, self.code]
        assert ("%s" in documented) == (self.words is not None), documented
        return documented if self.words is None else self.words.format(**params)

    def __str__(self) -> str:
        return f"{self.operation}-{self.code}"


@cache
def _documented() -> dict[tuple[str, int, str], str]:
    found: dict[tuple[str, int, str], str] = {}
    for file in ("adjacent-errors", "vpcpeer-errors"):
        for row in json.loads((DATA / f"{file}.json").read_text()):
            found.setdefault((row["operation"], row["http_status"], row["code"]), row["message"])
    return found
