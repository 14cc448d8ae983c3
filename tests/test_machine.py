"""A machine that plays against the world: two accounts and a stranger on both clouds, time, lag and refusals."""

from __future__ import annotations

import itertools
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from Tea.exceptions import TeaException

from peering_mock import World, mock, testing
from peering_mock.aws import errors as aws_errors
from peering_mock.core.world import TIME

from .alibaba.conftest import ME, STRANGER, THEM, Party
from .alibaba.test_change import _route

ACCOUNTS = ("111111111111", "222222222222", "333333333333")
BLOCKS = ("10.0.0.0/16", "10.1.0.0/16", "10.1.128.0/17", "10.2.0.0/16")
EC2: dict[str, Any] = {}


def ec2(account: str) -> Any:
    if account not in EC2:
        EC2[account] = boto3.client(
            "ec2", region_name="us-east-1", aws_access_key_id=account, aws_secret_access_key="x"
        )
    return EC2[account]


who = st.integers(0, 2)
which = st.integers(0, 20)
CHANGES = st.sampled_from(["accept", "reject", "delete"])


class Peerings(RuleBasedStateMachine):
    """Random calls; whatever happens, `testing.check` and the invariants below hold."""

    def __init__(self) -> None:
        super().__init__()
        self.mock = mock(seed=1, start="2026-01-01T00:00:00Z")
        self.world: World = self.mock.start()
        self.parties = [Party(account) for account in (ME, THEM, STRANGER)]
        self.vpcs: list[tuple[int, str]] = []
        self.pccs: list[str] = []
        self.aws_vpcs: list[tuple[int, str]] = []
        self.pcxs: list[str] = []
        self.tables: list[tuple[int, str]] = []
        self.routes = itertools.count(1)

    def teardown(self) -> None:
        self.mock.stop()

    @initialize()
    def two_accounts_have_vpcs(self) -> None:
        for owner in (0, 0, 1, 1):
            self.make_vpcs(owner, len(self.vpcs))

    @rule(owner=st.integers(0, 1), block=which)
    @precondition(lambda self: len(self.vpcs) < 6)
    def make_vpcs(self, owner: int, block: int) -> None:
        cidr = BLOCKS[block % len(BLOCKS)]
        self.vpcs.append((owner, self.parties[owner].vpc(cidr)))
        made = ec2(ACCOUNTS[owner]).create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        self.aws_vpcs.append((owner, made))
        table = ec2(ACCOUNTS[owner]).create_route_table(VpcId=made)["RouteTable"]["RouteTableId"]
        self.tables.append((owner, table))

    def attempt(self, act: Any) -> Any:
        """The result, or None when the cloud refused in its own words."""
        try:
            return act()
        except (TeaException, ClientError):
            assert self.world.calls[-1].code is not None
            return None

    @rule(one=which, two=which, asker=who)
    def create(self, one: int, two: int, asker: int) -> None:
        (_, mine), (owner, theirs) = self.vpcs[one % len(self.vpcs)], self.vpcs[two % len(self.vpcs)]
        party = self.parties[asker]
        made = self.attempt(lambda: party.create(mine, theirs, accepting_ali_uid=self.parties[owner].id))
        self.pccs += [made] if made else []
        (_, mine), (owner, theirs) = self.aws_vpcs[one % len(self.aws_vpcs)], self.aws_vpcs[two % len(self.aws_vpcs)]
        client = ec2(ACCOUNTS[asker])
        answer = self.attempt(
            lambda: client.create_vpc_peering_connection(VpcId=mine, PeerVpcId=theirs, PeerOwnerId=ACCOUNTS[owner])
        )
        self.pcxs += [answer["VpcPeeringConnection"]["VpcPeeringConnectionId"]] if answer else []

    @rule(one=which, asker=who, change=CHANGES)
    @precondition(lambda self: self.pccs)
    def change_on_alibaba(self, one: int, asker: int, change: str) -> None:
        peering = self.pccs[one % len(self.pccs)]
        self.attempt(lambda: getattr(self.parties[asker], change)(peering))

    @rule(one=which, asker=who, change=CHANGES)
    @precondition(lambda self: self.pcxs)
    def change_on_aws(self, one: int, asker: int, change: str) -> None:
        call = getattr(ec2(ACCOUNTS[asker]), f"{change}_vpc_peering_connection")
        self.attempt(lambda: call(VpcPeeringConnectionId=self.pcxs[one % len(self.pcxs)]))

    @rule(one=which, asker=st.integers(0, 1), force=st.booleans())
    @precondition(lambda self: self.pccs)
    def route_on_alibaba(self, one: int, asker: int, force: bool) -> None:
        peering = self.pccs[one % len(self.pccs)]
        for owner, vpc in self.vpcs:
            if owner == asker:
                self.attempt(lambda vpc=vpc: _route(self.parties[asker], vpc, peering))
        if force:
            self.attempt(lambda: self.parties[asker].delete(peering, force=True))

    @rule(one=which, table=which)
    @precondition(lambda self: self.pcxs)
    def route_on_aws(self, one: int, table: int) -> None:
        owner, route_table = self.tables[table % len(self.tables)]
        self.attempt(
            lambda: ec2(ACCOUNTS[owner]).create_route(
                RouteTableId=route_table,
                DestinationCidrBlock=f"192.168.{next(self.routes) % 256}.0/24",
                VpcPeeringConnectionId=self.pcxs[one % len(self.pcxs)],
            )
        )

    @rule(hours=st.integers(0, 24 * 8))
    def travel(self, hours: int) -> None:
        self.world.travel(hours=hours)

    @rule(reads=st.integers(0, 2))
    def lag(self, reads: int) -> None:
        self.world.lag(reads=reads)

    @rule(code=st.sampled_from(["Throttling.User", "InternalError"]), before=st.booleans())
    def refuse_on_alibaba(self, code: str, before: bool) -> None:
        self.world.refuse("CreateVpcPeerConnection", code, before=before)

    @invariant()
    def what_must_hold_holds(self) -> None:
        testing.check(self.world)

    @invariant()
    def every_refusal_of_aws_is_catalogued(self) -> None:
        for call in self.world.calls[-3:]:
            if call.cloud == "aws" and call.code and call.operation != TIME:
                known = {row.code for row in aws_errors.rows_of(call.operation)}
                assert call.code in known, call

    @rule()
    def both_sides_agree(self) -> None:
        testing.calm(self.world)
        seen: list[dict[str, Any]] = []
        for party in self.parties:
            shown = {one["InstanceId"]: one for one in party.list(max_results=100)["VpcPeerConnects"]}
            seen.append(shown)
        for instance_id in seen[0].keys() & seen[1].keys():
            own = ("Tags", "ResourceGroupId")
            first, second = ({k: v for k, v in side[instance_id].items() if k not in own} for side in seen[:2])
            assert first == second
        assert seen[2] == {}
        assert len(self.pccs) == len(set(self.pccs))

    @rule()
    def no_route_is_active_through_what_is_not(self) -> None:
        testing.calm(self.world)
        status = {connection.id: connection.status for connection in self.world.aws.connections}
        for account in ACCOUNTS[:2]:
            for table in ec2(account).describe_route_tables()["RouteTables"]:
                for route in table["Routes"]:
                    if pcx := route.get("VpcPeeringConnectionId"):
                        assert (route["State"] == "active") == (status.get(pcx) == "active"), route

    @rule()
    def a_snapshot_restored_is_the_same(self) -> None:
        data = self.world.snapshot()
        again = World.restore(data)
        other = again.snapshot()
        again.end()
        assert {**other, "now": "", "sum": ""} == {**data, "now": "", "sum": ""}


TestPeerings = Peerings.TestCase
TestPeerings.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


class TestAReconcileFunction:
    """What the README shows: a function of the user's that should survive anything."""

    def build(self, careful: bool) -> Any:
        client = ec2("123456789012")
        one, two = (client.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in BLOCKS[:2])

        def reconcile() -> None:
            wanted = [{"Name": "requester-vpc-info.vpc-id", "Values": [one]}]
            found = client.describe_vpc_peering_connections(Filters=wanted)["VpcPeeringConnections"]
            alive = [p for p in found if p["Status"]["Code"] in ("pending-acceptance", "active")]
            if not (alive if careful else [p for p in alive if p["Status"]["Code"] == "active"]):
                client.create_vpc_peering_connection(VpcId=one, PeerVpcId=two)

        return reconcile

    @settings(max_examples=25, deadline=None)
    @given(disturbed_by=testing.disturbances("aws", accounts=("123456789012",)))
    def test_a_careful_one_converges(self, disturbed_by: list[testing.Disturbance]) -> None:
        with mock() as world:
            testing.converges(world, self.build(careful=True), disturbed_by)

    def test_a_careless_one_does_not(self) -> None:
        with mock() as world, pytest.raises(AssertionError) as raised:
            testing.converges(world, self.build(careful=False), [testing.Disturbance("travel", {"hours": 1})])
        assert str(raised.value).startswith(
            "reconcile still changes something after 10 undisturbed runs; the last one made:\n"
            "  aws DescribeVpcPeeringConnections("
        )
