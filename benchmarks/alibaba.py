"""Alibaba Cloud through both generations of SDKs: ours, canned bytes at the same seam, a `responses` mock by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from io import BytesIO
from itertools import permutations
from typing import Any
from unittest.mock import patch

from .harness import Line, Subject, Task, compared, side_by_side, told

REGION, ME = "cn-hangzhou", 1210123456123456
KEY = (str(ME), "any")
MANY = 2**31 - 1
Client = Callable[..., Any]


def new_sdk() -> Client:
    """alibabacloud-*: `call("GetVpcPeerConnectionAttribute", instance_id=...)`."""
    from alibabacloud_tea_openapi.models import Config
    from alibabacloud_vpcpeer20220101 import models
    from alibabacloud_vpcpeer20220101.client import Client as Peer

    client = Peer(Config(access_key_id=KEY[0], access_key_secret=KEY[1], region_id=REGION))

    def call(action: str, **params: Any) -> Any:
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower()
        given = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in params.items()}
        return getattr(client, method)(getattr(models, f"{action}Request")(**given)).body.to_map()

    return call


def old_sdk() -> Client:
    """aliyun-python-sdk-*."""
    from aliyunsdkcore.client import AcsClient

    client = AcsClient(*KEY, REGION)

    def call(action: str, **params: Any) -> Any:
        request = getattr(import_module(f"aliyunsdkvpcpeer.request.v20220101.{action}Request"), f"{action}Request")()
        for name, value in params.items():
            if name != "RegionId":
                getattr(request, f"set_{name}")(value)
        return json.loads(client.do_action_with_exception(request))

    return call


SDKS = {"new": new_sdk, "old": old_sdk}
SESSIONS = {"new": "requests.sessions", "old": "aliyunsdkcore.vendored.requests.sessions"}


def _tasks(call: Client, pairs: Iterator[tuple[str, str]]) -> dict[str, Any]:
    def create(pair: tuple[str, str]) -> str:
        made = call(
            "CreateVpcPeerConnection",
            RegionId=REGION,
            VpcId=pair[0],
            AcceptingAliUid=ME,
            AcceptingRegionId=REGION,
            AcceptingVpcId=pair[1],
        )
        return str(made["InstanceId"])

    one = create(next(pairs))
    call("GetVpcPeerConnectionAttribute", InstanceId=one)
    return {
        "create": Task(create, lambda n: [next(pairs) for _ in range(n)]),
        "get": Task(lambda _: call("GetVpcPeerConnectionAttribute", InstanceId=one)),
        "list": Task(lambda _: call("ListVpcPeerConnections", RegionId=REGION, MaxResults=100)),
    }


def world(connections: int) -> Any:
    """A started mock whose account has that many connections, and VPCs for more."""
    from peering_mock import mock

    started = mock().start()
    cloud = started.alibaba
    for quota in cloud.quotas:
        cloud.quotas[quota] = MANY
    vpcs = [add_vpc(cloud, f"vpc-{n}") for n in range(20)]
    for n in range(connections):
        add_connection(cloud, vpcs[n % 20], vpcs[(n // 20) % 20])
    for n in range(80):
        add_vpc(cloud, f"vpc-new{n}")
    return started


def add_vpc(cloud: Any, vpc_id: str) -> str:
    from peering_mock.alibaba.records import Vpc

    now, group = cloud.world.clock.now, cloud.account(ME).default_resource_group_id
    cloud.vpcs.add(Vpc(vpc_id, ME, REGION, "10.0.0.0/16", now, "vrt-1", "vtb-1", group))
    return vpc_id


def add_connection(cloud: Any, one: str, other: str) -> str:
    from peering_mock.alibaba.records import Connection

    now, group = cloud.world.clock.now, cloud.account(ME).default_resource_group_id
    made = Connection(
        id=cloud.world.ids.make("pcc-", 18),
        created=now,
        changed=now,
        owner=ME,
        region=REGION,
        vpc_id=one,
        accepting_owner=ME,
        accepting_region=REGION,
        accepting_vpc_id=other,
        bandwidth=-1,
        link_type="",
        resource_groups={ME: group},
        tags={ME: {}},
    )
    cloud.connections.add(made)
    cloud.lives.begin(made, "Create within one account")
    return made.id


def new_pairs() -> Iterator[tuple[str, str]]:
    return ((f"vpc-new{a}", f"vpc-new{b}") for a, b in permutations(range(80), 2) if a < b)


def ours(sdk: str, connections: int = 99) -> dict[str, Any]:
    world(connections)
    return _tasks(SDKS[sdk](), new_pairs())


def floor(sdk: str, connections: int = 99) -> dict[str, Any]:
    """The same calls; while one is timed, an adapter gives the bytes that ours gave to the first of its kind."""
    world(connections)
    tasks = _tasks(SDKS[sdk](), new_pairs())
    sessions = import_module(SESSIONS[sdk])

    def canned(task: Task) -> Any:
        real, kept = sessions.Session.get_adapter, []

        def recording(self: Any, url: str) -> Any:
            adapter = real(self, url)
            send = adapter.send

            def record(*args: Any, **options: Any) -> Any:
                kept.append(send(*args, **options))
                return kept[-1]

            adapter.send = record
            return adapter

        [given] = task.prepare(1)
        with patch.object(sessions.Session, "get_adapter", recording):
            task.call(given)
        first = kept[-1]
        adapter = _adapter(sessions, first.status_code, first.headers, first.content)

        def time(calls: int) -> float:
            with patch.object(sessions.Session, "get_adapter", lambda self, url: adapter):
                return Task(task.call, lambda n: [given] * n).time(calls)

        return time

    return {name: canned(task) for name, task in tasks.items()}


def _adapter(sessions: Any, status: int, headers: Any, body: bytes) -> Any:
    package = sessions.__name__.rpartition(".")[0]
    models, adapters = import_module(f"{package}.models"), import_module(f"{package}.adapters")
    structures, utils = import_module(f"{package}.structures"), import_module(f"{package}.utils")

    class Canned(adapters.BaseAdapter):  # type: ignore[name-defined,misc]
        def send(self, request: Any, *_: Any, **__: Any) -> Any:
            answer = models.Response()
            answer.status_code, answer.reason = status, "OK"
            answer.headers = structures.CaseInsensitiveDict(headers)
            answer.raw, answer.url, answer.request = BytesIO(body), request.url, request
            answer.encoding = utils.get_encoding_from_headers(answer.headers)
            answer.connection = self
            return answer

        def close(self) -> None:
            pass

    return Canned()


def peer(sdk: str, connections: int = 99) -> dict[str, Any]:
    """What a team writes by hand: `responses` and a dictionary. It cannot reach the old SDK's own copy of requests."""
    import responses

    shown = {
        "InstanceId": "pcc-1",
        "Status": "Activated",
        "RegionId": REGION,
        "Vpc": {"VpcId": "vpc-1", "Ipv4Cidrs": ["10.0.0.0/16"]},
        "AcceptingVpc": {"VpcId": "vpc-2", "Ipv4Cidrs": ["10.1.0.0/16"]},
    }

    def answer(request: Any) -> tuple[int, dict[str, str], str]:
        action = request.headers["x-acs-action"]
        found = {
            "CreateVpcPeerConnection": {"InstanceId": "pcc-1"},
            "GetVpcPeerConnectionAttribute": shown,
            "ListVpcPeerConnections": {"TotalCount": 100, "VpcPeerConnects": [shown] * 100},
        }[action.decode() if isinstance(action, bytes) else action]
        return 200, {"content-type": "application/json"}, json.dumps({"RequestId": "1", **found})

    mock: AbstractContextManager[Any] = responses.RequestsMock(assert_all_requests_are_fired=False)
    mock.__enter__().add_callback("POST", re.compile(r"https?://vpcpeer\.aliyuncs\.com/.*"), answer)
    return _tasks(SDKS[sdk](), new_pairs())


def lines(short: bool) -> list[Line]:
    made = []
    for sdk, words in (("new", "alibabacloud-*"), ("old", "aliyun-python-sdk-*")):
        told(f"Alibaba Cloud, {words}")
        subjects = {"ours": Subject("benchmarks.alibaba:ours", sdk), "floor": Subject("benchmarks.alibaba:floor", sdk)}
        if sdk == "new":
            subjects["peer"] = Subject("benchmarks.alibaba:peer", sdk)
        for task in ("list", "get", "create"):  # the list first, while there are no more than its 100
            rounds, calls = (2, 3) if short else (91, 5 if task == "list" else 20)
            found = side_by_side(subjects, task, rounds=rounds, calls=calls)
            name = "list of 100" if task == "list" else task
            made.append(compared(f"Alibaba {name}, {words}", found, to="floor", at_most=1.25))
        for subject in subjects.values():
            subject.close()
    return made
