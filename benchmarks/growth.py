"""The same calls in a small and in a large world, what time and memory a large one takes, and threads."""

from __future__ import annotations

import gc
from itertools import count
from statistics import median
from threading import Thread
from time import perf_counter
from typing import Any

from . import alibaba, aws
from .blocks import resident
from .harness import Line, Subject, Task, quick, ratio, side_by_side, told

HUBS = 10  # connections that a filter or a List by VPC finds, in a world of any size


def aws_world(connections: int) -> dict[str, Any]:
    tasks = aws.ours(connections)
    from peering_mock import world
    from peering_mock.aws.connections import Side

    cloud, ec2 = world().aws, aws._client()
    hub = ec2.create_vpc(CidrBlock="192.168.0.0/24")["Vpc"]["VpcId"]
    for n in range(HUBS):
        sides = [Side(vpc, aws.ME, aws.REGION) for vpc in (hub, f"vpc-0000000{n}")]
        cloud.connections.add(cloud.new_id(), sides[0], sides[1], "create")
    wanted = [{"Name": "requester-vpc-info.vpc-id", "Values": [hub]}]

    def filtered(_: object) -> None:
        found = ec2.describe_vpc_peering_connections(Filters=wanted)["VpcPeeringConnections"]
        assert len(found) == HUBS

    return {**tasks, "filter": Task(filtered)}


def alibaba_world(connections: int) -> dict[str, Any]:
    tasks = alibaba.ours("new", connections)
    from peering_mock import world

    cloud, call = world().alibaba, alibaba.new_sdk()
    hub = alibaba.add_vpc(cloud, "vpc-hub")
    for n in range(HUBS):
        alibaba.add_connection(cloud, hub, alibaba.add_vpc(cloud, f"vpc-spoke{n}"))

    def listed(_: object) -> None:
        found = call("ListVpcPeerConnections", RegionId=alibaba.REGION, VpcId=[hub])["VpcPeerConnects"]
        assert len(found) == HUBS

    return {**tasks, "list by VPC": Task(listed)}


def travelling(connections: int) -> dict[str, Any]:
    """A world in which ten of many connections expire in an hour."""
    from peering_mock import world
    from peering_mock.aws.connections import Side

    aws.world(0)  # what is imported on the way is none of theirs
    gc.collect()
    before = resident()
    aws.world(connections)
    gc.collect()
    used = resident() - before
    here = world()
    names = count()

    def ten_due(_: int) -> list[Any]:
        for _ in range(10):
            sides = [Side(f"vpc-{next(names)}", aws.ME, aws.REGION) for _ in range(2)]
            due = here.aws.connections.add(here.aws.new_id(), sides[0], sides[1], "create that fails")
            assert due.status == "initiating-request"
        return [None]

    return {
        "travel": Task(lambda _: here.travel(minutes=1), ten_due),
        "bytes": lambda _: used / max(connections, 1),
    }


def alibaba_memory(connections: int) -> dict[str, Any]:
    alibaba.world(0)
    gc.collect()
    before = resident()
    alibaba.world(connections)
    gc.collect()
    used = resident() - before
    return {"bytes": lambda _: used / max(connections, 1)}


def threads() -> dict[str, Any]:
    """Calls a second of one thread, and of eight at once in the same world."""
    aws.world(0)
    from peering_mock import world

    clients = [aws._client() for _ in range(8)]
    pairs = aws._pairs(clients[0], 90)
    made = 0

    def work(client: Any, given: list[tuple[str, str]]) -> None:
        for one, other in given:
            client.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)

    def run(workers: int, calls: int) -> float:
        nonlocal made
        shares = [[next(pairs) for _ in range(calls)] for _ in range(workers)]
        crew = [Thread(target=work, args=pair) for pair in zip(clients, shares, strict=False)]
        begun = perf_counter()
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        made += workers * calls
        return (perf_counter() - begun) / (workers * calls)

    return {
        "one": lambda calls: run(1, calls),
        "eight": lambda calls: run(8, max(1, calls // 8)),
        "lost": lambda _: float(made - len(world().aws.connections)),
    }


def lines(short: bool) -> list[Line]:
    return [*_flat(short), *_found(short), *_large(short), *_threads(short)]


def _flat(short: bool) -> list[Line]:
    sizes = (10, 100) if short else (10, 1000, 100_000)
    made = []
    for path, tasks, words in (
        ("benchmarks.growth:aws_world", ("create", "accept", "describe one"), "AWS"),
        ("benchmarks.growth:alibaba_world", ("create", "get"), "Alibaba"),
    ):
        told(f"{words}, worlds of {', '.join(f'{size:,}' for size in sizes)}")
        subjects = {str(size): Subject(path, size) for size in sizes}
        for task in tasks:
            rounds, calls = (2, 3) if short else (31, 20)
            found = side_by_side(subjects, task, rounds=rounds, calls=calls)
            held = ratio(found, str(sizes[-1]), str(sizes[0]))
            line = Line(f"{words} {task}: {sizes[-1]:,} connections to {sizes[0]}", "at most 1.2", held, held <= 1.2)
            line.ours, line.floor = (quick(found[str(size)]) * 1000 for size in (sizes[-1], sizes[0]))
            made.append(line)
        for subject in subjects.values():
            subject.close()
    return made


def _found(short: bool) -> list[Line]:
    sizes = (10, 100) if short else (100, 100_000)
    made = []
    for path, task, words in (
        ("benchmarks.growth:aws_world", "filter", "AWS filter"),
        ("benchmarks.growth:alibaba_world", "list by VPC", "Alibaba list by VPC"),
    ):
        told(f"{words}")
        subjects = {str(size): Subject(path, size) for size in sizes}
        found = side_by_side(subjects, task, rounds=2 if short else 9, calls=2 if short else 5)
        held = ratio(found, str(sizes[1]), str(sizes[0]))
        line = Line(f"{words}, 10 matches: {sizes[1]:,} connections to {sizes[0]}", "at most 3", held, held <= 3)
        line.ours, line.floor = (quick(found[str(size)]) * 1000 for size in (sizes[1], sizes[0]))
        made.append(line)
        for subject in subjects.values():
            subject.close()
    return made


def _large(short: bool) -> list[Line]:
    size = 100 if short else 100_000
    told(f"time and memory of {size:,}")
    with Subject("benchmarks.growth:travelling", size) as large:
        took = median(large.time("travel", 1) for _ in range(2 if short else 9)) * 1000
        aws_bytes = large.time("bytes", 1)
    with Subject("benchmarks.growth:alibaba_memory", size) as large:
        alibaba_bytes = large.time("bytes", 1)
    made = [Line(f"travel over {size:,}, 10 due", "under 5 ms", None, took < 5, ours=took)]
    for words, used in (("AWS", aws_bytes), ("Alibaba", alibaba_bytes)):
        judged = None if short else used < 2000
        note = "the short form has too few" if short else ""
        made.append(
            Line(f"{words} memory of one of {size:,}", "under 2 kB", None, judged, ours=used, unit="B", note=note)
        )
    return made


def _threads(short: bool) -> list[Line]:
    told("threads")
    with Subject("benchmarks.growth:threads", alone=False) as subject:
        rounds, calls = (1, 8) if short else (15, 80)
        found: dict[str, list[float]] = {"one": [], "eight": []}
        for _ in range(rounds):
            for name in found:
                found[name].append(subject.time(name, calls))
        lost = subject.time("lost", 1)
    held = ratio(found, "one", "eight")
    line = Line("throughput of 8 threads to 1", "at least 0.8", held, held >= 0.8)
    line.ours, line.floor = (quick(found[name]) * 1000 for name in ("eight", "one"))
    return [line, Line("updates lost by 8 threads", "none", None, lost == 0, ours=lost, unit="")]
