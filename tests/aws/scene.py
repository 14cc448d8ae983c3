"""What the tests of AWS peering share: accounts, VPCs and peerings made through boto3, and how to say
that a call is refused, and that nothing moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ME, PEER, OTHER = "123456789012", "222222222222", "333333333333"
HOME, AWAY, THIRD = "us-east-1", "us-west-2", "eu-west-1"

NO_PCX = "pcx-0123456789abcdef0"
NO_VPC = "vpc-0123456789abcdef0"

FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
DNS = "AllowDnsResolutionFromRemoteVpc"
CLASSIC = ("AllowEgressFromLocalClassicLinkToRemoteVpc", "AllowEgressFromLocalVpcToRemoteClassicLink")
OPTIONS_OFF = {DNS: False, CLASSIC[0]: False, CLASSIC[1]: False}
OPTIONS_ON = OPTIONS_OFF | {DNS: True}

_once = Config(retries={"total_max_attempts": 1})
_once_unchecked = Config(retries={"total_max_attempts": 1}, parameter_validation=False)


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def client(service: str, account: str = ME, region: str = HOME, *, checked: bool = True) -> Any:
    """A boto3 client of an account, made once for all tests; unchecked, it sends what botocore would refuse."""
    return _session().client(
        service,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="not-a-secret",
        config=_once if checked else _once_unchecked,
    )


@cache
def resource(account: str = ME, region: str = HOME) -> Any:
    """The boto3 resource API of EC2, made once for all tests."""
    return _session().resource(
        "ec2", region_name=region, aws_access_key_id=account, aws_secret_access_key="not-a-secret", config=_once
    )


@dataclass(frozen=True)
class Side:
    """One VPC of a peering, and the client of its owner in its region."""

    account: str
    region: str
    cidr: str
    vpc: str
    ec2: Any

    @classmethod
    def make(cls, account: str = ME, region: str = HOME, cidr: str = "10.0.0.0/16", **options: Any) -> Side:
        ec2 = client("ec2", account, region)
        vpc = ec2.create_vpc(CidrBlock=cidr, **options)["Vpc"]["VpcId"]
        return cls(account, region, cidr, vpc, ec2)

    @property
    def ids(self) -> dict[str, Any]:
        """The block of this side where no CIDR block is told."""
        return {"OwnerId": self.account, "VpcId": self.vpc, "Region": self.region}

    @property
    def block(self) -> dict[str, Any]:
        """The whole block of this side."""
        return self.ids | {
            "CidrBlock": self.cidr,
            "CidrBlockSet": [{"CidrBlock": self.cidr}],
            "PeeringOptions": OPTIONS_OFF,
        }

    @property
    def route_table(self) -> str:
        """The id of the VPC's main route table."""
        found = self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])
        return found["RouteTables"][0]["RouteTableId"]

    def routes(self) -> list[dict[str, Any]]:
        """The routes to peerings."""
        table = self.ec2.describe_route_tables(RouteTableIds=[self.route_table])["RouteTables"][0]
        return [route for route in table["Routes"] if "VpcPeeringConnectionId" in route]

    def group(self, name: str) -> str:
        """A new security group of the VPC."""
        return self.ec2.create_security_group(GroupName=name, Description=f"The group {name}", VpcId=self.vpc)[
            "GroupId"
        ]

    def dns_hostnames(self, on: bool = True) -> None:
        """Sets the VPC's DNS hostnames."""
        self.ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": on})


@dataclass(frozen=True)
class Pair:
    """A requester and an accepter."""

    requester: Side
    accepter: Side

    @property
    def names(self) -> dict[str, str]:
        """The parameters of a create: the peer's account and region only where they differ."""
        named = {"VpcId": self.requester.vpc, "PeerVpcId": self.accepter.vpc}
        if self.accepter.account != self.requester.account:
            named["PeerOwnerId"] = self.accepter.account
        if self.accepter.region != self.requester.region:
            named["PeerRegion"] = self.accepter.region
        return named

    @property
    def reversed(self) -> Pair:
        return Pair(self.accepter, self.requester)

    def request(self, **more: Any) -> dict[str, Any]:
        """The connection that the create answers with."""
        return self.requester.ec2.create_vpc_peering_connection(**self.names, **more)["VpcPeeringConnection"]

    def pending(self, **more: Any) -> str:
        pcx = self.request(**more)["VpcPeeringConnectionId"]
        return until(self.requester.ec2, pcx, "pending-acceptance")

    def failed(self) -> str:
        return until(self.requester.ec2, self.request()["VpcPeeringConnectionId"], "failed")

    def active(self, **more: Any) -> str:
        pcx = self.pending(**more)
        self.accepter.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
        return until(self.requester.ec2, pcx, "active")

    def rejected(self) -> str:
        pcx = self.pending()
        self.accepter.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
        return until(self.requester.ec2, pcx, "rejected")

    def deleted(self) -> str:
        pcx = self.active()
        self.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
        return until(self.requester.ec2, pcx, "deleted")


def describe(ec2: Any, pcx: str) -> dict[str, Any]:
    """The one connection of that id."""
    (connection,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx])["VpcPeeringConnections"]
    assert connection["VpcPeeringConnectionId"] == pcx
    return connection


def status(ec2: Any, pcx: str) -> str:
    return describe(ec2, pcx)["Status"]["Code"]


def until(ec2: Any, pcx: str, wanted: str) -> str:
    """Reads until the connection is in that state, as it must be after few reads."""
    seen = [status(ec2, pcx)]
    while seen[-1] != wanted and len(seen) < 5:
        seen.append(status(ec2, pcx))
    assert seen[-1] == wanted, f"{pcx} was {seen} and not {wanted}"
    return pcx


def visible(ec2: Any, *filters: dict[str, Any]) -> list[str]:
    """The ids of all connections that a client sees."""
    found = ec2.describe_vpc_peering_connections(**({"Filters": list(filters)} if filters else {}))
    return [connection["VpcPeeringConnectionId"] for connection in found["VpcPeeringConnections"]]


def tag(ec2: Any, pcx: str, **tags: str) -> None:
    ec2.create_tags(Resources=[pcx], Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


@contextmanager
def still(*clients: Any, reads: tuple[str, ...] = ("describe_vpc_peering_connections",)) -> Iterator[None]:
    """Nothing that these clients can read is changed by the block."""

    def picture() -> list[dict[str, Any]]:
        answers = [getattr(ec2, read)() for ec2 in clients for read in reads]
        return [{key: value for key, value in answer.items() if key != "ResponseMetadata"} for answer in answers]

    before = picture()
    yield
    assert picture() == before


@contextmanager
def refused(code: str | set[str], message: str | set[str] | None = None, status: int = 400) -> Iterator[None]:
    """The block is refused with this HTTP status, code and message. A set: one of these, as the vendor's documents
    leave it open; no message: the words are not documented, but there are some."""
    with pytest.raises(ClientError) as caught:
        yield
    answer = caught.value.response
    assert answer["Error"]["Code"] in ({code} if isinstance(code, str) else code)
    if message is None:
        assert answer["Error"]["Message"]
    else:
        assert answer["Error"]["Message"] in ({message} if isinstance(message, str) else message)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status


def refusal(call: Callable[[], Any]) -> dict[str, Any] | None:
    """The refusal of a call, or None when it was answered: for the few cases where the vendor leaves both open."""
    try:
        call()
    except ClientError as error:
        return error.response
    return None


def no_such(pcx: str = NO_PCX) -> Any:
    """Refused: there is no such connection for this caller."""
    return refused("InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{pcx}' does not exist")


def malformed(given: str) -> Any:
    """Refused: this is no id of a connection. The code has Id here, and ID in NotFound."""
    return refused("InvalidVpcPeeringConnectionId.Malformed", f'Invalid id: "{given}" (expecting "pcx-...")')


def missing(name: str) -> Any:
    """Refused: the parameter is required. The words are inferred, and so is the case of the name's first letter."""
    lowered = name[0].lower() + name[1:]
    return refused("MissingParameter", {f"The request must contain the parameter {n}" for n in (name, lowered)})


def wrong_state(pcx: str, state: str, to: str) -> Any:
    """Refused: not in this state. The form was seen for delete; accept and reject use it by inference."""
    return refused(
        "InvalidStateTransition",
        f"Invalid state transition for {pcx}, attempted to transition from {state} to {to}",
    )


def dry_run() -> Any:
    """Refused, as a dry run that would have succeeded is."""
    return refused("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status=412)
