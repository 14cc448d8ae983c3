"""The pytest plugin in a real pytest: the fixture, its marker, and what a failing test is told."""

from __future__ import annotations

from pathlib import Path

import pytest

HELPERS = """
import peering_mock, pytest
from tests.alibaba.clients.by_hand import Requests
from tests.alibaba.clients.verbs import Key

def client(): return Requests(Key("1210123456123456", "any"))
def make_vpc(): return client().create_vpc("10.0.0.0/16")[0]
def vpcs(): return len(peering_mock.world().alibaba.vpcs)
"""


class Inner:
    """A pytest in a process of its own, with the plugin as an installed package has it."""

    def __init__(self, pytester: pytest.Pytester, installed: bool) -> None:
        self.pytester = pytester
        self.options = ["-p", "no:cacheprovider", "--tb=short", "-W", "error"]
        self.options += [] if installed else ["-p", "peering_mock.plugin"]
        pytester.makepyfile(helpers=HELPERS)

    def run(self, code: str, *options: str) -> pytest.RunResult:
        self.pytester.makepyfile(f"from helpers import *\n{code}")
        return self.pytester.runpytest_subprocess(*self.options, *options)

    def errors(self, code: str) -> list[str]:
        """The lines that pytest marks as the error's."""
        return [line[4:].rstrip() for line in self.run(code).outlines if line.startswith("E   ")]


@pytest.fixture
def inner(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Inner:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parent.parent))
    return Inner(pytester, installed=request.config.pluginmanager.has_plugin("peering_mock"))


def test_the_fixture_is_a_world_for_the_length_of_the_test(inner: Inner) -> None:
    inner.run(
        """
import pytest
seen = []

@pytest.fixture
def vpc(peering_mock): return make_vpc()

def test_one(peering_mock):
    assert isinstance(peering_mock, __import__("peering_mock").World)
    assert __import__("peering_mock").world() is peering_mock
    make_vpc()
    seen.append(peering_mock)

def test_two(peering_mock, vpc):
    assert vpcs() == 1
    assert peering_mock is not seen[0]

def test_none():
    with pytest.raises(RuntimeError):
        peering_mock.world()

class TestClass:
    def test_one(self, peering_mock): assert vpcs() == 0
"""
    ).assert_outcomes(passed=4)


def test_the_marker_has_the_options_of_the_mock(inner: Inner) -> None:
    inner.run(
        """
from datetime import timedelta
seen = []

@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.peering_mock(seed=7, start="2026-01-01T00:00:00Z", settle=2)
def test_seed(peering_mock, n):
    seen.append(make_vpc())
    assert seen[0] == seen[-1]
    assert peering_mock.clock.now.year == 2026
    assert peering_mock.settle == 2

@pytest.mark.peering_mock(settle=timedelta(hours=1))
class TestMarked:
    def test_class(self, peering_mock): assert peering_mock.settle == timedelta(hours=1)

    @pytest.mark.peering_mock(settle=3)
    def test_nearest(self, peering_mock): assert peering_mock.settle == 3
""",
        "--strict-markers",
    ).assert_outcomes(passed=4)


def test_the_marker_alone_is_enough(inner: Inner) -> None:
    inner.run(
        """
import unittest

@pytest.fixture
def before(): return make_vpc()

@pytest.mark.peering_mock(seed=1)
def test_marked(before):
    assert vpcs() == 1

@pytest.mark.peering_mock
async def never_collected(): ...

@pytest.mark.peering_mock(settle=1)
class TestCase(unittest.TestCase):
    def test_one(self):
        make_vpc()
        assert vpcs() == 1
        assert peering_mock.world().settle == 1
"""
    ).assert_outcomes(passed=2)


def test_the_marker_is_documented(inner: Inner) -> None:
    lines = inner.run("", "--markers").outlines
    assert (
        "@pytest.mark.peering_mock(seed=None, start=None, settle=0): the options of the peering_mock fixture" in lines
    )
    assert any(line.startswith("peering_mock") for line in inner.run("", "--fixtures").outlines)


def test_a_marker_with_a_wrong_option(inner: Inner) -> None:
    assert inner.errors(
        """
@pytest.mark.peering_mock(settle=-1)
def test_wrong(peering_mock): ...
"""
    ) == ["ValueError: settle=-1: give 0, a number of reads, or a timedelta"]
    assert inner.errors(
        """
@pytest.mark.peering_mock(7)
def test_wrong(peering_mock): ...
"""
    ) == ["TypeError: the options of the peering_mock marker are seed=, start= and settle=, not (7,)"]


def test_a_decorated_class_in_pytest_has_its_fixtures_in_its_world(inner: Inner) -> None:
    inner.run(
        """
from peering_mock import mock

@mock(seed=1)
class TestPlain:
    @pytest.fixture(autouse=True)
    def scene(self):
        self.vpc = make_vpc()

    def test_one(self): assert vpcs() == 1

    @pytest.mark.parametrize("number", [1, 2])
    def test_two(self, number, tmp_path):
        make_vpc()
        assert (vpcs(), tmp_path.exists()) == (2, True)

@mock
class TestSetUp:
    def setup_method(self, method):
        self.name = method.__name__
        make_vpc()

    def test_one(self): assert (self.name, vpcs()) == ("test_one", 1)

    def teardown_method(self):
        assert vpcs() == 1

@mock
def test_function(tmp_path, request):
    make_vpc()
    assert (vpcs(), request.node.name) == (1, "test_function")

def test_after():
    with pytest.raises(RuntimeError):
        peering_mock.world()
"""
    ).assert_outcomes(passed=6)


def test_what_a_call_that_is_not_served_is_told(inner: Inner) -> None:
    assert inner.errors(
        """
import requests

def test_ecs(peering_mock):
    requests.get("https://ecs.aliyuncs.com/?Action=DescribeInstances&Version=2014-05-26", timeout=1)
"""
    ) == [
        "peering_mock.core.call.NotMocked: DescribeInstances on ecs.aliyuncs.com is not served by peering_mock, and "
        "nothing was sent to the cloud. Served here: VpcPeer 2022-01-01, Vpc 2016-04-28, Sts 2015-04-01, "
        "ResourceManager 2020-03-31, Cdt 2021-08-13, Location 2015-06-12."
    ]


def test_what_a_test_without_a_mock_is_told(inner: Inner) -> None:
    assert inner.errors("def test_none(): peering_mock.world()") == [
        "RuntimeError: no mock is active: use @mock, `with mock() as world:` or the peering_mock fixture"
    ]


def test_what_a_missing_call_is_told(inner: Inner) -> None:
    told = inner.errors(
        """
def test_never_called(peering_mock):
    client().refused(lambda: client().get("pcc-1"))
    peering_mock.calls("DeleteVpcPeerConnection").once()
"""
    )
    assert told[0].startswith("AssertionError: expected one call of DeleteVpcPeerConnection") or told[0].startswith(
        "AssertionError: expected 1 call of DeleteVpcPeerConnection"
    )
    assert told[-1].strip() == (
        "alibaba GetVpcPeerConnectionAttribute(InstanceId='pcc-1') by 1210123456123456: ResourceNotFound.InstanceId"
    )


def test_a_failing_test_leaves_no_world_to_the_next(inner: Inner) -> None:
    result = inner.run(
        """
def test_fails(peering_mock):
    make_vpc()
    raise KeyError("wrong")

def test_next():
    with pytest.raises(RuntimeError):
        peering_mock.world()
"""
    )
    result.assert_outcomes(passed=1, failed=1)


def test_importing_the_plugin_imports_nothing_heavy(inner: Inner) -> None:
    """A plugin is imported in every run of pytest, also where nobody asks for it."""
    inner.pytester.makepyfile(
        """
import sys
def test_light():
    assert "peering_mock.plugin" in sys.modules
    assert not {"moto", "botocore", "boto3", "requests", "aiohttp", "httpx", "responses"} & set(sys.modules)
"""
    )
    inner.pytester.runpytest_subprocess(*inner.options).assert_outcomes(passed=1)


def test_classes_inside_a_decorated_class_have_worlds_too(inner: Inner) -> None:
    inner.run(
        """
import pytest
import peering_mock as package

class Plain:
    class TestInside:
        def test_inside(self): assert package.world().settle == 2

@package.mock(settle=2)
class TestOutside(Plain):
    @pytest.fixture(autouse=True)
    def noted(self): self.noted = package.world()

    def test_outside(self): assert package.world() is self.noted

    class TestDeeper:
        def setup_method(self): self.first = package.world()

        def test_deeper(self): assert package.world() is self.first

def test_the_base_is_as_it_was():
    assert not hasattr(Plain.TestInside, "setup_method")
    with pytest.raises(RuntimeError): package.world()
"""
    ).assert_outcomes(passed=4)
