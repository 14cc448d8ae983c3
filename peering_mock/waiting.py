"""Waiting is travelling: the sleeps of SDKs move the world's clock, not the wall's. A user's own are left alone."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from . import stack
from .core.world import World
from .seams import Seam, Wrap


def _travel(world: World, seconds: float) -> None:
    world.travel(seconds=max(0.0, float(seconds)))


class _Time:
    """A module's `time` whose sleep travels."""

    def __init__(self, real: ModuleType) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def sleep(self, seconds: float) -> None:
        world = stack.innermost()
        self._real.sleep(seconds) if world is None else _travel(world, seconds)


def _module_time(_: ModuleType, real: Any) -> Any:
    return _Time(real)


def _static(unit: float) -> Wrap:
    """For a static method that sleeps a number of units, each `unit` seconds long."""

    def wrap(_: ModuleType, original: Any) -> Any:
        def sleep(amount: float) -> None:
            world = stack.innermost()
            original.__func__(amount) if world is None else _travel(world, amount * unit)

        return staticmethod(sleep)

    return wrap


def _static_async(unit: float) -> Wrap:
    def wrap(_: ModuleType, original: Any) -> Any:
        async def sleep(amount: float) -> None:
            world = stack.innermost()
            if world is None:
                await original.__func__(amount)
            else:
                _travel(world, amount * unit)

        return staticmethod(sleep)

    return wrap


def _method_async(_: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    async def sleep(self: Any, seconds: float) -> None:
        world = stack.innermost()
        if world is None:
            await original(self, seconds)
        else:
            _travel(world, seconds)

    return sleep


MODULE = ""  # the seam is an attribute of the module itself
MILLISECOND = 0.001

SLEEPS = (
    Seam("botocore.waiter", MODULE, "time", _module_time, "boto3's waiters"),
    Seam("botocore.endpoint", MODULE, "time", _module_time, "boto3's retries"),
    Seam("aiobotocore.waiter", "AIOWaiter", "_sleep", _method_async, "aiobotocore's waiters"),
    Seam("aiobotocore.waiter", "AnyioWaiter", "_sleep", _method_async, "aiobotocore's waiters under httpx"),
    Seam("aiobotocore.endpoint", "AioEndpoint", "_sleep", _method_async, "aiobotocore's retries"),
    Seam("aiobotocore.endpoint", "AnyioEndpoint", "_sleep", _method_async, "aiobotocore's retries under httpx"),
    Seam("aliyunsdkcore.client", MODULE, "time", _module_time, "aliyun-python-sdk-core's retries"),
    Seam("Tea.core", "TeaCore", "sleep", _static(1), "alibabacloud-* on Tea"),
    Seam("Tea.core", "TeaCore", "sleep_async", _static_async(1), "alibabacloud-* on Tea"),
    Seam("darabonba.core", "DaraCore", "sleep", _static(MILLISECOND), "alibabacloud-* on darabonba"),
    Seam("darabonba.core", "DaraCore", "sleep_async", _static_async(MILLISECOND), "alibabacloud-* on darabonba"),
)
