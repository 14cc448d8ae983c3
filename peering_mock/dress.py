"""What a decorated function or class becomes: the same, run inside a mock of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partialmethod, wraps
from inspect import (
    getattr_static,
    isasyncgenfunction,
    iscoroutinefunction,
    isfunction,
    isgeneratorfunction,
    signature,
)
from typing import Any

Make = Callable[[], Any]  # makes a mock, not started yet


def dress(function: Callable[..., Any], mock_for: Callable[..., Any]) -> Any:
    """`function` run inside `mock_for(*args)`, whatever kind of function it is."""
    if iscoroutinefunction(function):

        @wraps(function)
        async def dressed_async(*args: Any, **kwargs: Any) -> Any:
            with mock_for(*args):
                return await function(*args, **kwargs)

        return dressed_async
    if isasyncgenfunction(function):

        @wraps(function)
        async def dressed_async_generator(*args: Any, **kwargs: Any) -> Any:
            with mock_for(*args):
                inner = function(*args, **kwargs)
                try:
                    value = await anext(inner)
                    while True:
                        try:
                            sent = yield value
                        except GeneratorExit:
                            await inner.aclose()
                            raise
                        except BaseException as error:
                            value = await inner.athrow(error)
                        else:
                            value = await inner.asend(sent)
                except StopAsyncIteration:
                    return

        return dressed_async_generator
    if isgeneratorfunction(function):

        @wraps(function)
        def dressed_generator(*args: Any, **kwargs: Any) -> Any:
            with mock_for(*args):
                return (yield from function(*args, **kwargs))

        return dressed_generator

    @wraps(function)
    def dressed(*args: Any, **kwargs: Any) -> Any:
        with mock_for(*args):
            return function(*args, **kwargs)

    return dressed


def dress_class(cls: type, make: Make) -> type:
    """A class whose every test has a World of its own, shared with its set-up and tear-down."""
    from unittest import TestCase

    if issubclass(cls, TestCase):
        run = cls.run

        @wraps(run)
        def run_in_world(self: Any, result: Any = None) -> Any:
            with _OncePer(self, make):
                return run(self, result)

        # no plain function: moto's class decorator would take it for a test's helper and start none of them afresh
        cls.run = partialmethod(run_in_world)  # type: ignore[method-assign,assignment]
        return cls
    names = [name for name in dir(cls) if not name.startswith("_") and isfunction(getattr(cls, name))]
    tests = [name for name in names if name.startswith("test")]
    for name in tests or names:
        if isinstance(getattr_static(cls, name), staticmethod):
            setattr(cls, name, staticmethod(dress(getattr(cls, name), lambda *_: make())))
        else:
            setattr(cls, name, dress(getattr(cls, name), lambda self, *_: _OncePer(self, make)))
    if tests:  # even without a set-up of its own: the fixtures of the class run after it
        _dress_setup(cls, make)
    for name in dir(cls):
        inner = getattr(cls, name)
        if name.startswith("Test") and isinstance(inner, type) and any(each.startswith("test") for each in dir(inner)):
            # pytest asks classes inside for the set-up of the class around them, too
            setattr(cls, name, dress_class(_derived(inner), make))
    return cls


def _derived(cls: type) -> type:
    """A class that is the same but for what is done to it: the one of a base is the base's."""
    same = {name: vars(cls)[name] for name in ("__module__", "__qualname__", "__doc__") if name in vars(cls)}
    return type(cls)(cls.__name__, (cls,), same)


def _dress_setup(cls: Any, make: Make) -> None:
    setup, teardown = getattr(cls, "setup_method", None), getattr(cls, "teardown_method", None)

    def setup_method(self: Any, method: Any = None) -> None:
        once = _OncePer(self, make)
        once.__enter__()
        try:
            _call(setup, self, method)
        except BaseException:
            once.__exit__()
            raise

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call(teardown, self, method)
        finally:
            _OncePer(self, make).__exit__()

    cls.setup_method, cls.teardown_method = setup_method, teardown_method


def _call(function: Callable[..., Any] | None, instance: Any, method: Any) -> None:
    """Like pytest: the set-up may or may not take the test's method."""
    if function is not None:
        function(*(instance, method)[: len(signature(function).parameters)])


class _OncePer:
    """The one mock of an instance, until the last that entered leaves: methods that call one another share it.

    So do a class and its base when both are decorated; the options are those of whoever enters first.
    """

    def __init__(self, instance: Any, make: Make) -> None:
        self._held: dict[str, Any] = instance.__dict__
        self._make = make

    def __enter__(self) -> None:
        if "_peering_mock" not in self._held:
            mine = self._make()
            mine.start()
            self._held["_peering_mock"] = [mine, 0]
        self._held["_peering_mock"][1] += 1

    def __exit__(self, *_: Any) -> None:
        self._held["_peering_mock"][1] -= 1
        if not self._held["_peering_mock"][1]:
            self._held.pop("_peering_mock")[0].stop()
