"""One object, worn in every way: each wearing has its own World, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
import unittest
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta, timezone
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import requests

import peering_mock
from peering_mock import NotMocked, World, mock, stack
from peering_mock.transports import PATCHES

from .alibaba.clients import by_hand, tea
from .alibaba.clients.test_story import keys, tell
from .alibaba.clients.verbs import Key

ROOT = Path(__file__).resolve().parent.parent
ME = 1210123456123456
KEY = Key(str(ME), "any")
NONE_ACTIVE = "no mock is active: use @mock, `with mock() as world:` or the peering_mock fixture"


def client() -> by_hand.Requests:
    return by_hand.Requests(KEY)


def make_vpc() -> str:
    return client().create_vpc("10.0.0.0/16")[0]


def vpcs() -> int:
    """How many VPCs the active world has."""
    return len(peering_mock.world().alibaba.vpcs)


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """No test here leaves a mock active, a class patched or an import hook."""
    assert stack.innermost() is None
    before = patchable()
    yield
    assert stack.innermost() is None
    assert {name: patchable().get(name) for name in before} == before
    assert not any(type(finder).__module__.startswith("peering_mock") for finder in sys.meta_path)


def patchable() -> dict[tuple[str, str, str], Any]:
    """What the seams would replace, as it is now."""
    found = {}
    for seam in PATCHES._seams:
        module = sys.modules.get(seam.module)
        owner = seam.owner_in(module) if module else None
        if owner is not None and seam.method in vars(owner):
            found[seam.module, seam.owner, seam.method] = vars(owner)[seam.method]
    return found


# functions


def test_a_function() -> None:
    @mock
    def plain(number: int, *, word: str) -> tuple[int, str, int]:
        """Doc."""
        make_vpc()
        return number, word, vpcs()

    assert plain(1, word="a") == plain(1, word="a") == (1, "a", 1)
    assert (plain.__name__, plain.__doc__) == ("plain", "Doc.")


def test_a_function_with_options() -> None:
    @mock(seed=7, start="2026-01-01T00:00:00Z", settle=2)
    def plain() -> tuple[str, datetime]:
        return make_vpc(), peering_mock.world().clock.now

    (one, at), (other, _) = plain(), plain()
    assert one == other
    assert timedelta(0) <= at - datetime(2026, 1, 1, tzinfo=timezone.utc) < timedelta(seconds=30)


def test_an_async_function() -> None:
    @mock
    async def coroutine() -> int:
        await asyncio.sleep(0)
        make_vpc()
        return vpcs()

    assert asyncio.iscoroutinefunction(coroutine)
    assert asyncio.run(coroutine()) == asyncio.run(coroutine()) == 1


def test_a_generator_keeps_its_world_from_first_to_last() -> None:
    @mock
    def steps() -> Iterator[int]:
        make_vpc()
        yield vpcs()
        make_vpc()
        yield vpcs()

    assert list(steps()) == [1, 2]


def test_a_generator_closed_halfway_ends_its_world() -> None:
    @mock
    def steps() -> Iterator[int]:
        yield 1
        yield 2

    started = steps()
    next(started)
    assert stack.innermost() is not None
    started.close()
    assert stack.innermost() is None


def test_a_generator_as_a_context_manager() -> None:
    seen = []

    @contextmanager
    @mock
    def scene() -> Iterator[str]:
        try:
            yield make_vpc()
        except KeyError as error:
            seen.append(error)
        assert vpcs() == 1

    with scene() as vpc:
        assert vpc in peering_mock.world().alibaba.vpcs._records
        raise KeyError("told to the generator")
    assert len(seen) == 1


def test_an_async_generator() -> None:
    @mock
    async def steps() -> AsyncIterator[int]:
        for _ in range(2):
            make_vpc()
            yield vpcs()

    async def run() -> list[int]:
        return [step async for step in steps()]

    assert asyncio.run(run()) == [1, 2]


def test_an_async_generator_as_a_context_manager() -> None:
    seen: list[object] = []

    @asynccontextmanager
    @mock
    async def scene() -> AsyncIterator[str]:
        try:
            yield make_vpc()
        except KeyError as error:
            seen.append(error)
        finally:
            seen.append(vpcs())

    async def run() -> None:
        async with scene():
            raise KeyError("told to the generator")

    asyncio.run(run())
    assert isinstance(seen[0], KeyError)
    assert seen[1:] == [1]


def test_an_async_generator_closed_halfway_ends_its_world() -> None:
    ended = []

    @mock
    async def steps() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            ended.append(peering_mock.world())

    async def run() -> None:
        started = steps()
        await anext(started)
        await started.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())
    assert len(ended) == 1


def test_values_sent_to_a_generator_arrive() -> None:
    @mock
    def plain() -> Iterator[Any]:
        got = yield 1
        yield got

    @mock
    async def async_() -> AsyncIterator[Any]:
        got = yield 1
        yield got

    started = plain()
    assert (next(started), started.send("a")) == (1, "a")  # type: ignore[attr-defined]
    started.close()  # type: ignore[attr-defined]

    async def run() -> Any:
        started = async_()
        await anext(started)
        got = await started.asend("b")  # type: ignore[attr-defined]
        await started.aclose()  # type: ignore[attr-defined]
        return got

    assert asyncio.run(run()) == "b"


@pytest.mark.parametrize("what", [7, "2026-01-01T00:00:00Z", {"seed": 1}])
def test_what_cannot_be_decorated(what: Any) -> None:
    with pytest.raises(TypeError) as raised:
        mock(what)
    assert str(raised.value) == (
        f"mock decorates a function or a class, not {what!r}; its options are seed=, start= and settle="
    )


# classes


def run_pytest_class(cls: Any) -> None:
    """As pytest runs each test of a plain class: a new instance, the set-up, the test, the tear-down."""
    for name in sorted(name for name in dir(cls) if name.startswith("test")):
        instance = cls()
        if hasattr(instance, "setup_method"):
            instance.setup_method(getattr(instance, name))
        try:
            getattr(instance, name)()
        finally:
            if hasattr(instance, "teardown_method"):
                instance.teardown_method(getattr(instance, name))


def test_a_plain_class_shares_a_world_with_its_set_up_and_tear_down() -> None:
    seen = []

    @mock(seed=1)
    class Plain:
        def setup_method(self, method: Callable[..., Any]) -> None:
            self.vpc = make_vpc()
            seen.append(method.__name__)

        def test_one(self) -> None:
            self.helper()
            assert vpcs() == 2

        def test_two(self) -> None:
            assert vpcs() == 1

        def helper(self) -> None:
            make_vpc()

        def teardown_method(self) -> None:
            seen.append(vpcs())

    run_pytest_class(Plain)
    assert seen == ["test_one", 2, "test_two", 1]


def test_a_plain_class_without_set_up_may_also_be_called_by_hand() -> None:
    @mock
    class Plain:
        def test_one(self) -> int:
            make_vpc()
            return self.test_two()

        def test_two(self) -> int:
            return vpcs()

        @staticmethod
        def test_static() -> int:
            return vpcs()

    assert (Plain().test_one(), Plain().test_two(), Plain().test_static(), Plain.test_static()) == (1, 0, 0, 0)
    run_pytest_class(Plain)


def test_a_failing_set_up_ends_the_world() -> None:
    @mock
    class Plain:
        def setup_method(self) -> None:
            raise KeyError("set-up")

        def test_one(self) -> None: ...

    with pytest.raises(KeyError):
        Plain().setup_method(None)  # type: ignore[call-arg]


def run_unittest(case: type[unittest.TestCase]) -> unittest.TestResult:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return result


def test_a_class_and_its_base_may_both_be_decorated() -> None:
    @mock(seed=1)
    class Base:
        def setup_method(self) -> None:
            self.set_up_in = peering_mock.world()

        @staticmethod
        def test_static() -> None:
            peering_mock.world()

    @mock(seed=2)
    class Derived(Base):
        def setup_method(self) -> None:
            self.before = peering_mock.world()
            super().setup_method()

        def teardown_method(self) -> None:
            super().teardown_method()  # type: ignore[misc]
            assert peering_mock.world() is self.before

        def test_one(self) -> None:
            assert peering_mock.world() is self.set_up_in is self.before

    derived = Derived()
    derived.setup_method()
    derived.test_one()
    derived.test_static()
    derived.teardown_method()
    with pytest.raises(RuntimeError, match="no mock is active"):
        peering_mock.world()


def test_a_unittest_class_and_its_base_share_one_world() -> None:
    seen: list[World] = []

    @mock
    class Base(unittest.TestCase):
        def setUp(self) -> None:
            seen.append(peering_mock.world())

    @mock(start="2031-01-01T00:00:00Z")
    class Derived(Base):
        def test_one(self) -> None:
            seen.append(peering_mock.world())

    assert unittest.defaultTestLoader.loadTestsFromTestCase(Derived).run(unittest.TestResult()).wasSuccessful()
    assert seen[0] is seen[1]
    assert seen[0].clock.now.year == 2031


def test_a_fixture_that_is_made_already_cannot_be_decorated() -> None:
    with pytest.raises(TypeError, match="write @pytest.fixture above @mock"):

        @mock
        @pytest.fixture
        def fixture() -> int:
            return 1


def test_a_unittest_class_shares_a_world_with_its_set_up() -> None:
    seen = []

    @mock
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            make_vpc()
            self.addCleanup(lambda: seen.append(vpcs()))

        def test_one(self) -> None:
            make_vpc()

        def test_two(self) -> None:
            assert vpcs() == 1

        def test_wrong(self) -> None:
            raise KeyError("wrong")

        def tearDown(self) -> None:
            seen.append(vpcs())

    result = run_unittest(Case)
    assert (result.testsRun, len(result.errors), len(result.failures)) == (3, 1, 0)
    assert seen == [2, 2, 1, 1, 1, 1]


def test_an_async_unittest_class() -> None:
    @mock
    class Case(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self) -> None:
            await asyncio.to_thread(make_vpc)

        async def test_one(self) -> None:
            await asyncio.to_thread(make_vpc)
            assert vpcs() == 2

        async def test_two(self) -> None:
            assert vpcs() == 1

    assert run_unittest(Case).wasSuccessful()


# by hand


def test_a_context_manager_with_or_without_async() -> None:
    with mock() as world:
        make_vpc()
        assert peering_mock.world() is world

    async def run() -> int:
        async with mock() as world:
            assert peering_mock.world() is world
            make_vpc()
            return vpcs()

    assert asyncio.run(run()) == 1


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt, SystemExit, NotMocked])
def test_an_exception_passes_through_and_ends_the_world(error: type[BaseException]) -> None:
    raised = error("x", []) if error is NotMocked else error("x")
    with pytest.raises(error) as seen, mock():
        raise raised
    assert seen.value is raised

    @mock
    def wrong() -> None:
        raise raised

    with pytest.raises(error):
        wrong()


def test_starts_and_stops_in_any_order() -> None:
    one, two, three = mock(), mock(), mock()
    first, second, third = one.start(), two.start(), three.start()
    two.stop()
    assert peering_mock.world() is third
    three.stop()
    assert peering_mock.world() is first
    make_vpc()
    assert (len(first.alibaba.vpcs), len(second.alibaba.vpcs), len(third.alibaba.vpcs)) == (1, 0, 0)
    one.stop()


def test_stop_without_start() -> None:
    with pytest.raises(RuntimeError) as raised:
        mock().stop()
    assert str(raised.value) == "stop() without start(): this mock is not active"
    used = mock()
    used.start()
    used.stop()
    with pytest.raises(RuntimeError):
        used.stop()


def test_one_mock_used_again_has_a_new_world() -> None:
    again = mock(seed=3)
    with again as one:
        vpc = make_vpc()
    with again as two:
        assert vpcs() == 0
        assert make_vpc() == vpc
        with again as inner:
            assert vpcs() == 0
        assert peering_mock.world() is two
    assert len({id(one), id(two), id(inner)}) == 3
    assert len(one.alibaba.vpcs) == 1  # what happened can still be read


def test_a_mock_inside_a_mock_has_a_world_of_its_own() -> None:
    with mock() as outer:
        make_vpc()
        with mock() as inner:
            assert vpcs() == 0
            make_vpc()
            make_vpc()
            assert (len(inner.calls), len(outer.calls)) == (2, 1)
        assert peering_mock.world() is outer
        assert vpcs() == 1


def test_without_a_mock_there_is_no_world() -> None:
    with pytest.raises(RuntimeError) as raised:
        peering_mock.world()
    assert str(raised.value) == NONE_ACTIVE
    with mock():
        pass
    with pytest.raises(RuntimeError, match="no mock is active"):
        peering_mock.world()


# options


def a_day() -> list[str]:
    """A peering's ids and everything the log says, but for the time."""
    me = client()
    one, other = me.create_vpc("10.0.0.0/16")[0], me.create_vpc("10.1.0.0/16")[0]
    peering = me.create_peering(one, other, ME)
    group = me.get(peering)["ResourceGroupId"]
    return [one, other, peering, group, *(call.request_id for call in peering_mock.world().calls)]


@pytest.mark.parametrize("seed", [0, 7, "a word"])
def test_the_same_seed_makes_the_same_ids_and_request_ids(seed: Any) -> None:
    days = []
    for _ in range(2):
        with mock(seed=seed):
            days.append(a_day())
    assert days[0] == days[1]
    assert len(set(days[0])) == len(days[0])
    with mock(seed="another"):
        assert not set(a_day()) & set(days[0])


def test_without_a_seed_no_two_worlds_are_alike() -> None:
    days = []
    for _ in range(2):
        with mock():
            days.append(a_day())
    assert not set(days[0]) & set(days[1])


STARTS = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T08:00:00+08:00",
    datetime(2026, 1, 1, tzinfo=timezone.utc),
    datetime(2025, 12, 31, 19, tzinfo=timezone(timedelta(hours=-5))),
]


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_the_clock_begins_at_start_and_runs(start: Any) -> None:
    with mock(start=start) as world:
        begun = world.clock.now
        assert timedelta(0) <= begun - datetime(2026, 1, 1, tzinfo=timezone.utc) < timedelta(seconds=30)
        assert begun.utcoffset() == timedelta(0)
        while world.clock.now == begun:
            pass
        assert world.clock.now > begun


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"settle": -1}, "settle=-1: give 0, a number of reads, or a timedelta"),
    ({"settle": True}, "settle=True: give 0, a number of reads, or a timedelta"),
    ({"settle": 1.5}, "settle=1.5: give 0, a number of reads, or a timedelta"),
    ({"settle": "0"}, "settle='0': give 0, a number of reads, or a timedelta"),
    ({"settle": None}, "settle=None: give 0, a number of reads, or a timedelta"),
    (
        {"settle": timedelta(seconds=-1)},
        "settle=datetime.timedelta(days=-1, seconds=86399): give 0, a number of reads, or a timedelta",
    ),
    ({"start": "yesterday"}, "'yesterday' is not a time; write it as '2026-01-01T00:00:00Z'"),
    ({"start": ""}, "'' is not a time; write it as '2026-01-01T00:00:00Z'"),
    ({"start": 1767225600}, "1767225600 is not a time; write it as '2026-01-01T00:00:00Z'"),
    (
        {"start": "2026-01-01T00:00:00"},
        "2026-01-01 00:00:00 has no time zone; add one, as in '2026-01-01T00:00:00Z'",
    ),
    ({"start": datetime(2026, 1, 1)}, "2026-01-01 00:00:00 has no time zone; add one, as in '2026-01-01T00:00:00Z'"),
    ({"seed": 1.5}, "seed=1.5: give an int, a text, or None"),
    ({"seed": [1]}, "seed=[1]: give an int, a text, or None"),
]


@pytest.mark.parametrize(("options", "words"), WRONG, ids=lambda value: str(value)[:50])
def test_a_wrong_option_is_refused_before_anything_starts(options: dict[str, Any], words: str) -> None:
    for make in (mock, World):
        with pytest.raises(ValueError) as raised:
            make(**options)
        assert str(raised.value) == words


def test_options_are_keywords() -> None:
    with pytest.raises(TypeError):
        mock(None, 7)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="sede"):
        mock(sede=7)  # type: ignore[call-overload]


# many at once


def test_thirty_two_threads_share_one_world() -> None:
    with mock() as world, ThreadPoolExecutor(32) as pool:
        made = list(pool.map(lambda _: [make_vpc() for _ in range(5)], range(32)))
        assert len({vpc for some in made for vpc in some}) == 160 == vpcs()
        assert len({call.request_id for call in world.calls}) == 160


def test_thirty_two_coroutines_share_one_world() -> None:
    from alibabacloud_vpc20160428 import models

    async def one(number: int) -> str:
        made = models.CreateVpcRequest(region_id="cn-hangzhou", cidr_block=f"10.{number}.0.0/16")
        return str((await sdk.vpc.create_vpc_async(made)).body.vpc_id)

    async def run() -> list[str]:
        return await asyncio.gather(*(one(number) for number in range(32)))

    sdk = tea.Typed(KEY)
    with mock() as world:
        assert len(set(asyncio.run(run()))) == 32 == vpcs()
        assert len({call.request_id for call in world.calls}) == 32


def test_mocks_start_and_stop_in_many_threads() -> None:
    def worn(_: int) -> None:
        for _ in range(10):
            with mock() as world:
                world.alibaba.account(ME)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(worn, range(32)))


def test_a_worker_thread_started_before_the_mock_is_caught() -> None:
    begin, made = threading.Event(), []
    thread = threading.Thread(target=lambda: (begin.wait(10), made.append(make_vpc())))
    thread.start()
    with mock() as world:
        begin.set()
        thread.join(10)
        assert made[0] in world.alibaba.vpcs._records


# what is restored


def test_everything_is_as_it_was_after_the_last_stop() -> None:
    for seam in PATCHES._seams:
        if find_spec(seam.module.partition(".")[0]):
            import_module(seam.module)
    before, path, environment = patchable(), list(sys.meta_path), dict(os.environ)
    one, two = mock(), mock()
    one.start()
    during = patchable()
    assert all(during[name] is not before[name] for name in before)
    two.start()
    assert patchable() == during  # patched once
    one.stop()
    assert patchable() == during
    two.stop()
    assert patchable() == before
    assert all(patchable()[name] is before[name] for name in before)
    assert sys.meta_path == path
    assert dict(os.environ) == environment


def test_a_call_outside_of_any_mock_goes_where_it_always_went() -> None:
    with mock():
        make_vpc()
    with pytest.raises(BaseException, match="a call left for vpc.aliyuncs.com"):
        make_vpc()


def test_other_hosts_are_nobodys_business() -> None:
    with mock() as world:
        with pytest.raises(BaseException, match="a call left for example.com"):
            requests.get("https://example.com/", timeout=1)
        assert len(world.calls) == 0


HOSTS = [
    "VPCPEER.aliyuncs.com",
    "vpcpeer.aliyuncs.com:443",
    "vpcpeer.aliyuncs.com.",
    "vpc.cn-beijing.aliyuncs.com:8443",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("kind", by_hand.CLIENTS, ids=lambda kind: kind.__name__)
def test_a_host_is_the_clouds_however_it_is_written(kind: Any, host: str) -> None:
    with mock() as world:
        status, _, body = kind(KEY).send(f"https://{host}/", {})
        assert (status, b"MissingVersion" in body) == (400, True)
        assert len(world.calls) == 1


def _urllib() -> None:
    import urllib.request

    urllib.request.urlopen("https://vpcpeer.aliyuncs.com/?Action=x", timeout=1)


def _urllib_in_clear() -> None:
    import urllib.request

    urllib.request.urlopen("http://vpcpeer.aliyuncs.com/?Action=x", timeout=1)


def _http_client() -> None:
    import http.client

    http.client.HTTPSConnection("vpcpeer.aliyuncs.com", timeout=1).request("GET", "/")


def _tunnel() -> None:
    import http.client

    through = http.client.HTTPSConnection("127.0.0.1", 1, timeout=1)
    through.set_tunnel("vpcpeer.aliyuncs.com")
    through.request("GET", "/")


def _urllib3() -> None:
    import urllib3

    urllib3.PoolManager(retries=False).request("GET", "https://vpcpeer.aliyuncs.com/", timeout=1)


def _adapter() -> None:
    request = requests.Request("GET", "https://vpcpeer.aliyuncs.com/").prepare()
    requests.adapters.HTTPAdapter().send(request, timeout=1)


@pytest.mark.parametrize(
    ("call", "module"),
    [
        (_urllib, "http.client"),
        (_urllib_in_clear, "http.client"),
        (_http_client, "http.client"),
        (_tunnel, "http.client"),
        (_urllib3, "urllib3.connection"),
        (_adapter, "urllib3.connection"),
    ],
)
def test_a_way_that_is_not_answered_does_not_lead_out_either(call: Callable[[], None], module: str) -> None:
    with mock(), pytest.raises(NotMocked) as raised:
        call()
    assert str(raised.value) == (
        f"A connection of {module} to vpcpeer.aliyuncs.com is not served by peering_mock, and nothing was sent to the "
        "cloud. Served here: requests, aiohttp, httpx, botocore, aliyun-python-sdk-core."
    )


def test_httpx_reads_streams_and_times_an_answer_as_it_does_with_a_real_one() -> None:
    httpx = pytest.importorskip("httpx")
    with mock(), httpx.Client() as plain:
        answer = plain.post("https://vpcpeer.aliyuncs.com/")
        assert answer.elapsed >= timedelta(0)
        assert answer.is_closed
        with plain.stream("POST", "https://vpcpeer.aliyuncs.com/") as answer:
            assert b"MissingVersion" in b"".join(answer.iter_bytes())
        refused = plain.post("https://vpcpeer.aliyuncs.com/")
        with pytest.raises(httpx.HTTPStatusError):
            refused.raise_for_status()


def test_aiohttp_reads_streams_and_raises_as_it_does_with_a_real_one() -> None:
    aiohttp = pytest.importorskip("aiohttp")

    async def run() -> None:
        async with aiohttp.ClientSession("https://vpcpeer.aliyuncs.com") as session:
            async with session.post("/", json={"Version": "1"}) as answer:
                assert (await answer.json())["Code"] == "InvalidVersion"
            async with session.get("/", params={"Version": "1"}) as answer:
                told = b"".join([chunk async for chunk in answer.content.iter_chunked(10)])
                assert b"InvalidVersion" in told
            with pytest.raises(aiohttp.ClientResponseError) as raised:
                await session.post("/", raise_for_status=True)
            assert raised.value.status == 400
        with pytest.raises(RuntimeError, match="Session is closed"):
            await session.post("/")

    with mock():
        asyncio.run(run())


def test_requests_streams_as_it_does_with_a_real_one() -> None:
    url = "https://vpcpeer.aliyuncs.com/"
    with mock(), requests.Session() as session:
        answer = session.post(url, stream=True)
        assert b"MissingVersion" in b"".join(answer.iter_content(7))
        assert answer.elapsed >= timedelta(0)
        with pytest.raises(requests.exceptions.StreamConsumedError):
            answer.iter_content(7)
        with session.post(url, stream=True) as answer:
            assert answer.raw.read(9) == b'{"Request'
        whole = session.post(url)
        assert whole.raw.read() == b""
        assert b"".join(whole.iter_content(7)) == whole.content
        assert whole.json()["Code"] == "MissingVersion"


def test_requests_hooks_and_sends_parts_as_it_does_with_a_real_one() -> None:
    url = "https://vpcpeer.aliyuncs.com/"
    seen: list[Any] = []
    with mock() as world, requests.Session() as session:
        emptied = session.post(url, hooks={"response": lambda answer, *_, **__: seen.append(answer.raw.read())})
        assert emptied.content == b""
        assert b"MissingVersion" in seen.pop()
        session.hooks["response"].append(lambda answer, *_, **__: seen.append(answer.status_code))
        session.post(url, files={"file": b"x"})
        session.post(url, data=(part for part in (b"Version", b"=1")))
        assert seen == [400, 400]
        assert [call.code for call in world.calls] == ["MissingVersion", "MissingVersion", "InvalidVersion"]


# beside other doubles


def test_responses_inside_answers_what_is_registered_and_leaves_us_the_clouds() -> None:
    import responses

    with mock(), responses.RequestsMock() as fake:
        fake.get("https://example.com/", body="registered")
        assert requests.get("https://example.com/", timeout=1).text == "registered"
        make_vpc()
        assert vpcs() == 1


def test_responses_outside_answers_what_is_registered_and_leaves_us_the_clouds() -> None:
    import responses

    with responses.RequestsMock(assert_all_requests_are_fired=False) as fake:
        fake.get("https://example.com/", body="registered")
        fake.post("https://vpc.aliyuncs.com/", body="not asked")
        with mock():
            assert requests.get("https://example.com/", timeout=1).text == "registered"
            make_vpc()
            assert vpcs() == 1
        assert requests.post("https://vpc.aliyuncs.com/", timeout=1).text == "not asked"


KINDS: list[Any] = [tea.Typed, tea.TypedAsync, *by_hand.CLIENTS]
if find_spec("aliyunsdkvpcpeer"):
    from .alibaba.clients.legacy import Legacy

    KINDS.append(Legacy)


@pytest.mark.parametrize("order", ["moto inside", "moto outside"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_with_mock_aws_no_alibaba_call_escapes(kind: Any, order: str) -> None:
    moto = pytest.importorskip("moto")
    with mock() if order == "moto inside" else moto.mock_aws(), moto.mock_aws() if order == "moto inside" else mock():
        tell(peering_mock.world(), *map(kind, keys()))
        import boto3

        assert boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]


def test_mock_aws_alone_still_answers_after_we_stopped() -> None:
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        with mock():
            pass
        import boto3

        assert boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]


# in a fresh interpreter


def fresh(code: str) -> str:
    """What `code` prints in an interpreter that has imported nothing yet."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


HEAVY = "boto3 botocore moto aiohttp requests httpx responses alibabacloud_tea_openapi aliyunsdkcore".split()


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, peering_mock\nprint([name for name in {HEAVY} if name in sys.modules])"
    assert fresh(code) == "[]\n"


def test_starting_and_stopping_imports_nothing_heavy_either() -> None:
    code = (
        f"import sys\nfrom peering_mock import mock\nwith mock(): pass\nprint([n for n in {HEAVY} if n in sys.modules])"
    )
    assert fresh(code) == "[]\n"


GUARD = """
import socket, sys
def refuse(*args, **kwargs): raise SystemExit(f"a call left for {args}")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""
STORY = "from tests.alibaba.clients.test_story import keys, tell\n"


def test_the_alibaba_story_imports_neither_moto_nor_botocore() -> None:
    code = (
        GUARD
        + STORY
        + "from peering_mock import mock\nfrom tests.alibaba.clients import by_hand, tea\n"
        + "for kind in (tea.Typed, by_hand.Requests):\n    with mock() as world: tell(world, *map(kind, keys()))\n"
        + "print([name for name in ('moto', 'botocore', 'boto3', 'responses') if name in sys.modules])"
    )
    assert fresh(code) == "[]\n"


@pytest.mark.parametrize(
    ("module", "kinds"),
    [
        ("tea", "Typed TypedAsync Generic"),
        ("legacy", "Legacy Common"),
        ("by_hand", "Requests Httpx HttpxAsync Aiohttp"),
    ],
)
def test_a_library_imported_after_the_start_is_caught(module: str, kinds: str) -> None:
    """Nothing of an SDK is imported before the mock starts."""
    if module == "legacy" and not find_spec("aliyunsdkvpcpeer"):
        pytest.skip("aliyun-python-sdk-* is not installed")
    if not find_spec("httpx"):
        kinds = kinds.replace("Httpx HttpxAsync ", "")
    code = (
        GUARD
        + "from peering_mock import mock\n"
        + "loaded = [n for n in ('requests', 'aiohttp', 'httpx', 'aliyunsdkcore') if n in sys.modules]\n"
        + "import importlib\n"
        + "keep = mock()\nkeep.start()\n"
        + f"clients = importlib.import_module('tests.alibaba.clients.{module}')\n"
        + "from tests.alibaba.clients.verbs import Key\n"
        + f"for name in {kinds.split()}:\n"
        + "    getattr(clients, name)(Key('1210123456123456', 'any')).create_vpc('10.0.0.0/16')\n"
        + "import peering_mock\n"
        + "print(loaded, len(peering_mock.world().alibaba.vpcs))\n"
        + "keep.stop()\n"
        + "from peering_mock.transports import PATCHES\nprint(PATCHES._done, sys.meta_path[0].__class__.__module__)"
    )
    assert re.fullmatch(rf"\[\] {len(kinds.split())}\n\[\] (?!peering_mock).*\n", fresh(code))


@pytest.mark.parametrize("first", ["boto3", "botocore.awsrequest", "botocore.utils", "botocore.httpsession", "moto"])
def test_whatever_of_botocore_is_imported_first(first: str) -> None:
    """Its modules import each other in a circle, and the seam opens somewhere on the way."""
    code = (
        GUARD
        + "from peering_mock import mock\n"
        + f"with mock():\n    import {first}, boto3\n"
        + "    keys = {'aws_access_key_id': 'any', 'aws_secret_access_key': 'any'}\n"
        + "    ec2 = boto3.client('ec2', region_name='us-east-1', **keys)\n"
        + "    print(ec2.describe_vpc_peering_connections()['VpcPeeringConnections'])"
    )
    assert fresh(code) == "[]\n"


def test_a_library_imported_anew_is_told_in_its_own_words() -> None:
    """As in tests of cold starts, which throw modules away: botocore's retries know the error, and so does `except`."""
    code = (
        GUARD
        + "from peering_mock import mock\n"
        + "def ask():\n"
        + "    import boto3, botocore.config, botocore.exceptions\n"
        + "    once = botocore.config.Config(retries={'max_attempts': 2, 'mode': 'standard'})\n"
        + "    keys = {'aws_access_key_id': 'any', 'aws_secret_access_key': 'any'}\n"
        + "    ec2 = boto3.client('ec2', region_name='us-east-1', config=once, **keys)\n"
        + "    with mock() as world:\n"
        + "        world.refuse('DescribeVpcPeeringConnections', drop=True, cloud='aws', times=9)\n"
        + "        try:\n            ec2.describe_vpc_peering_connections()\n"
        + "        except botocore.exceptions.ConnectionClosedError:\n            print(len(world.calls))\n"
        + "ask()\n"
        + "for name in [n for n in sys.modules if n.split('.')[0] in ('boto3', 'botocore', 'moto')]:\n"
        + "    del sys.modules[name]\n"
        + "ask()"
    )
    assert fresh(code) == "3\n3\n"  # the first and two more


def test_a_library_found_during_a_mock_but_imported_after_it_is_not_patched() -> None:
    code = (
        "import importlib.util, sys\nfrom peering_mock import mock\n"
        "with mock():\n    spec = importlib.util.find_spec('requests.sessions')\n"
        "module = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(module)\n"
        "print(module.Session.get_adapter.__module__)"
    )
    assert fresh(code) == "requests.sessions\n"
