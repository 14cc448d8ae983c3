"""AWS through boto3: ours, the same client with canned bytes at the same seam, and plain moto."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any
from unittest.mock import patch

from .harness import Line, Subject, Task, compared, side_by_side, told

ME, REGION = "123456789012", "us-east-1"
MANY = 10**9


def _client() -> Any:
    import boto3

    keys = {"aws_access_key_id": ME, "aws_secret_access_key": "any"}
    return boto3.client("ec2", region_name=REGION, **keys)


def _pairs(ec2: Any, count: int) -> Iterator[tuple[str, str]]:
    """Pairs of VPCs that have no connection yet."""
    vpcs = [ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(count)]
    return combinations(vpcs, 2)


def _tasks(ec2: Any, pairs: Iterator[tuple[str, str]]) -> dict[str, Any]:
    def create(pair: tuple[str, str]) -> str:
        made = ec2.create_vpc_peering_connection(VpcId=pair[0], PeerVpcId=pair[1])
        return str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])

    def created(n: int) -> list[str]:
        return [create(next(pairs)) for _ in range(n)]

    def accept(pcx: str) -> None:
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    [one] = created(1)
    accept(one)
    ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[one])
    options = {"AllowDnsResolutionFromRemoteVpc": False}
    return {
        "create": Task(create, lambda n: [next(pairs) for _ in range(n)]),
        "accept": Task(accept, created),
        "describe one": Task(lambda _: ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[one])),
        "modify": Task(
            lambda _: ec2.modify_vpc_peering_connection_options(
                VpcPeeringConnectionId=one, RequesterPeeringConnectionOptions=options
            )
        ),
        "describe all": Task(lambda _: ec2.describe_vpc_peering_connections()),
        "describe paged": Task(lambda _: _paged(ec2)),
    }


def _paged(ec2: Any) -> None:
    pages = ec2.get_paginator("describe_vpc_peering_connections").paginate(PaginationConfig={"PageSize": 1000})
    for _ in pages:
        pass


def world(connections: int) -> Any:
    """A started mock whose account has that many connections more than those of the tasks."""
    from peering_mock import mock
    from peering_mock.aws.connections import Side

    started = mock().start()
    aws = started.aws
    for quota in aws.quotas:
        aws.quotas[quota] = MANY
    ec2 = _client()
    vpcs = [ec2.create_vpc(CidrBlock=f"172.16.{n}.0/24")["Vpc"]["VpcId"] for n in range(20)]
    for n in range(connections):
        one, other = vpcs[n % 20], vpcs[(n // 20) % 20]
        sides = [Side(vpc, ME, REGION, (f"172.16.{m}.0/24",)) for vpc, m in ((one, n % 20), (other, n // 20 % 20))]
        aws.connections.add(aws.new_id(), sides[0], sides[1], "create")
    return started


def ours(connections: int = 0) -> dict[str, Any]:
    world(connections)
    ec2 = _client()
    return _tasks(ec2, _pairs(ec2, 90))


def floor(connections: int = 0) -> dict[str, Any]:
    """The same calls; while one is timed, the seam gives the bytes that ours gave to the first of its kind."""
    from botocore.awsrequest import AWSResponse
    from botocore.httpsession import URLLib3Session

    from peering_mock import transports

    world(connections)
    ec2 = _client()
    tasks = _tasks(ec2, _pairs(ec2, 90))

    def canned(task: Task) -> Any:
        kept: list[tuple[int, Any, bytes]] = []
        real = URLLib3Session.send

        def record(self: Any, request: Any) -> Any:
            answer = real(self, request)
            kept.append((answer.status_code, dict(answer.headers), answer.content))
            return answer

        [given] = task.prepare(1)
        with patch.object(URLLib3Session, "send", record):
            task.call(given)
        turn = 0

        def send(self: Any, request: Any) -> Any:
            nonlocal turn
            status, headers, body = kept[turn % len(kept)]
            turn += 1
            answer = AWSResponse(request.url, status, headers, transports._Raw(body))
            answer.content
            return answer

        def time(calls: int) -> float:
            with patch.object(URLLib3Session, "send", send):
                return Task(task.call, lambda n: [given] * n).time(calls)

        return time

    return {name: canned(task) for name, task in tasks.items()}


def peer(connections: int = 0) -> dict[str, Any]:
    from moto import mock_aws
    from moto.ec2.models import ec2_backends

    mock_aws().start()
    ec2 = _client()
    backend = ec2_backends[ME][REGION]
    vpcs = [backend.create_vpc(f"172.16.{n}.0/24") for n in range(2)]
    for _ in range(connections):
        backend.create_vpc_peering_connection(vpcs[0], vpcs[1])
    return _tasks(ec2, _pairs(ec2, 90))


def lines(short: bool) -> list[Line]:
    made = []
    told("AWS, single calls")
    with (
        Subject("benchmarks.aws:ours") as mine,
        Subject("benchmarks.aws:floor") as bare,
        Subject("benchmarks.aws:peer") as moto,
    ):
        all_three = {"ours": mine, "floor": bare, "peer": moto}
        for task in ("create", "accept", "describe one", "modify"):
            rounds, calls = (2, 3) if short else (91, 20)
            subjects = {k: v for k, v in all_three.items() if task != "modify" or k != "peer"} if short else all_three
            found = side_by_side(subjects, task, rounds=rounds, calls=calls)
            made.append(compared(f"AWS {task}", found, to="floor", at_most=1.25))
    for size in (100,) if short else (1000, 10_000):
        told(f"AWS, {size} connections")
        with Subject("benchmarks.aws:ours", size) as mine, Subject("benchmarks.aws:floor", size) as bare:
            both = {"ours": mine, "floor": bare}
            rounds = 2 if short else 9 if size == 1000 else 5
            for task, words in (("describe all", "in one answer"), ("describe paged", "in pages of 1,000")):
                found = side_by_side(both, task, rounds=rounds, calls=1)
                if size <= 1000 and not short:
                    with Subject("benchmarks.aws:peer", size) as moto:
                        found["peer"] = side_by_side({"peer": moto}, task, rounds=2, calls=1)["peer"]
                made.append(compared(f"AWS describe of {size:,}, {words}", found, to="floor", at_most=1.15))
    return made
