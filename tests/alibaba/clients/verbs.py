"""What the story does, in its own words. An adapter only says how a call is made and how its SDK words a refusal."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

VERSIONS = {"VpcPeer": "2022-01-01", "Vpc": "2016-04-28", "Sts": "2015-04-01"}
HOSTS = {"VpcPeer": "vpcpeer.aliyuncs.com", "Vpc": "vpc.aliyuncs.com", "Sts": "sts.aliyuncs.com"}


@dataclass(frozen=True)
class Key:
    """What a client signs with. `token` makes it a temporary key of STS."""

    id: str
    secret: str
    token: str | None = None


@dataclass(frozen=True)
class Refused:
    """A refusal as the SDK's own exception tells it."""

    code: str
    message: str
    status: int
    request_id: str


class Client(ABC):
    """The verbs, on top of `call`: one SDK, one account, cn-hangzhou."""

    region = "cn-hangzhou"

    def __init__(self, key: Key) -> None:
        self.key = key

    @abstractmethod
    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        """Makes the call as this SDK makes it. The answer's body as a dict; the SDK's own exception otherwise."""

    @abstractmethod
    def worded(self, error: BaseException) -> Refused:
        """Reads the SDK's own exception, and fails when it is another one."""

    def refused(self, call: Callable[[], Any]) -> Refused:
        """The refusal that `call` ends with."""
        try:
            answer = call()
        except Exception as error:
            return self.worded(error)
        raise AssertionError(f"not refused: {answer!r}")

    def create_vpc(self, cidr: str) -> tuple[str, str]:
        """A VPC and its system route table."""
        made = self.call("Vpc", "CreateVpc", RegionId=self.region, CidrBlock=cidr)
        return made["VpcId"], made["RouteTableId"]

    def create_peering(self, vpc: str, to: str, account: int) -> str:
        made = self.call(
            "VpcPeer",
            "CreateVpcPeerConnection",
            RegionId=self.region,
            VpcId=vpc,
            AcceptingAliUid=account,
            AcceptingRegionId=self.region,
            AcceptingVpcId=to,
            Name="peer-é中",
            Description="Two VPCs & one + a %2A",
            DryRun=False,
        )
        return str(made["InstanceId"])

    def accept(self, peering: str) -> dict[str, Any]:
        return self.call("VpcPeer", "AcceptVpcPeerConnection", InstanceId=peering)

    def get(self, peering: str) -> dict[str, Any]:
        return self.call("VpcPeer", "GetVpcPeerConnectionAttribute", InstanceId=peering)

    def status(self, peering: str) -> str:
        return str(self.get(peering)["Status"])

    def list_by_vpc(self, *vpcs: str) -> list[str]:
        found = self.call("VpcPeer", "ListVpcPeerConnections", RegionId=self.region, VpcId=list(vpcs), MaxResults=10)
        assert found["TotalCount"] == len(found["VpcPeerConnects"])
        return [one["InstanceId"] for one in found["VpcPeerConnects"]]

    def tag(self, peering: str, tags: dict[str, str]) -> None:
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        done = self.call("VpcPeer", "TagResources", **self._tagged(peering), Tag=pairs)
        assert done["Success"] is True

    def tags(self, peering: str) -> dict[str, str]:
        found = self.call("VpcPeer", "ListTagResources", **self._tagged(peering))
        return {one["TagKey"]: one["TagValue"] for one in found["TagResources"]}

    def untag(self, peering: str, *keys: str) -> None:
        self.call("VpcPeer", "UnTagResources", **self._tagged(peering), TagKey=list(keys))

    def create_route(self, table: str, cidr: str, peering: str) -> str:
        made = self.call(
            "Vpc",
            "CreateRouteEntry",
            RegionId=self.region,
            RouteTableId=table,
            DestinationCidrBlock=cidr,
            NextHopType="VpcPeer",
            NextHopId=peering,
        )
        return str(made["RouteEntryId"])

    def routes(self, table: str) -> list[str]:
        """The destinations of a table's custom routes."""
        found = self.call(
            "Vpc", "DescribeRouteEntryList", RegionId=self.region, RouteTableId=table, RouteEntryType="Custom"
        )
        return [one["DestinationCidrBlock"] for one in found["RouteEntrys"]["RouteEntry"]]

    def delete(self, peering: str, force: bool) -> dict[str, Any]:
        return self.call("VpcPeer", "DeleteVpcPeerConnection", InstanceId=peering, Force=force)

    def unserved(self) -> Any:
        """An operation of Vpc that has nothing to do with peering."""
        return self.call("Vpc", "DescribeNatGateways", RegionId=self.region)

    def _tagged(self, peering: str) -> dict[str, Any]:
        return {"RegionId": self.region, "ResourceType": "PeerConnection", "ResourceId": [peering]}


def flat(params: dict[str, Any]) -> dict[str, str]:
    """Lists and objects as the SDKs flatten them: Tag.1.Key."""
    out: dict[str, str] = {}

    def put(name: str, value: Any) -> None:
        if isinstance(value, list):
            for number, each in enumerate(value, 1):
                put(f"{name}.{number}", each)
        elif isinstance(value, dict):
            for member, each in value.items():
                put(f"{name}.{member}", each)
        else:
            out[name] = str(value)

    for name, value in params.items():
        put(name, value)
    return out
