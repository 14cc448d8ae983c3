"""`mock`: one start and one stop, worn as decorator, context manager, by hand, on classes, and as a fixture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar, overload

from . import stack
from .alibaba import AlibabaCloud
from .aws import AwsCloud
from .core import snapshot
from .core import world as core
from .core.life import Settle
from .core.plain import Damaged
from .dress import dress, dress_class
from .environment import ENVIRONMENT
from .transports import PATCHES

Worn = TypeVar("Worn", bound=Callable[..., Any])

FIXTURE_MARKS = ("_pytestfixturefunction", "_fixture_function_marker")  # pytest's, before and since 8.4

CLOUDS: dict[str, core.Maker] = {"aws": AwsCloud, "alibaba": AlibabaCloud}


def _activate(world: core.World) -> None:
    with stack.LOCK:
        if stack.empty():
            PATCHES.apply()
            ENVIRONMENT.lend()
        stack.push(world)


def _deactivate(world: core.World) -> None:
    with stack.LOCK:
        stack.remove(world)
        if stack.empty():
            PATCHES.undo()
            ENVIRONMENT.take_back()
    world.end()


class World(core.World):
    """An in-memory world of both clouds, one clock and one log. Active inside `with world:` or `async with world:`.

    `seed` makes ids and request ids reproducible; `start` is what the clock reads at first (an aware datetime or
    ISO 8601 text; None: now); `settle` is how a passing state ends: 0, by the next call; n, after n reads of that
    resource; a timedelta, after that long on the world's clock. Raises ValueError for anything else.
    """

    def __init__(
        self, *, seed: int | str | None = None, start: datetime | str | None = None, settle: Settle = 0
    ) -> None:
        super().__init__(CLOUDS, seed=seed, start=start, settle=settle)

    @classmethod
    def restore(cls, data: Any) -> World:
        """A world that answers every read as the one did whose `snapshot()` this is; its clock goes on from there.

        Raises ValueError, with a sentence, for data that is no snapshot, of an unknown version, or damaged.
        """
        checked = snapshot.check(data)
        try:
            world = cls(**snapshot.options_of(checked))
            snapshot.give(world, checked)
        except Damaged:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as odd:
            raise ValueError("the snapshot is damaged: its content is not what world.snapshot() writes") from odd
        return world

    def __enter__(self) -> World:
        _activate(self)
        return self

    def __exit__(self, *_: object) -> None:
        _deactivate(self)

    async def __aenter__(self) -> World:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    @property
    def aws(self) -> AwsCloud:
        """AWS: its accounts, VPCs and quotas."""
        cloud = self.clouds["aws"]
        assert isinstance(cloud, AwsCloud)
        return cloud

    @property
    def alibaba(self) -> AlibabaCloud:
        """Alibaba Cloud: its accounts, VPCs, connections, regions and quotas."""
        cloud = self.clouds["alibaba"]
        assert isinstance(cloud, AlibabaCloud)
        return cloud

    def _repr_html_(self) -> str:
        """The world as a picture, for notebooks."""
        from . import picture

        return picture.html(self)


class Mock:
    """What `mock(...)` gives. Each start makes a new World; stops may come in any order."""

    def __init__(self, options: dict[str, Any]) -> None:
        core.check_options(**options)
        self._options = options
        self._worlds: list[World] = []

    def start(self) -> World:
        """Makes a World and makes it the innermost active one."""
        world = World(**self._options)
        _activate(world)
        self._worlds.append(world)
        return world

    def stop(self) -> None:
        """Ends the World this mock started last. Raises RuntimeError when it has started none."""
        if not self._worlds:
            raise RuntimeError("stop() without start(): this mock is not active")
        _deactivate(self._worlds.pop())

    def __enter__(self) -> World:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> World:
        return self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, worn: Worn) -> Worn:
        """Decorates a function, a coroutine function, a generator of either kind, or a class."""
        if any(hasattr(worn, mark) for mark in FIXTURE_MARKS):
            raise TypeError("@mock cannot decorate a fixture that is made already: write @pytest.fixture above @mock")
        if isinstance(worn, type):
            return dress_class(worn, lambda: Mock(self._options))  # type: ignore[return-value]
        dressed: Worn = dress(worn, lambda *_: Mock(self._options))
        return dressed


@overload
def mock(worn: Worn, /) -> Worn: ...
@overload
def mock(*, seed: int | str | None = ..., start: datetime | str | None = ..., settle: Settle = ...) -> Mock: ...
def mock(
    worn: Any = None, /, *, seed: int | str | None = None, start: datetime | str | None = None, settle: Settle = 0
) -> Any:
    """The mock, as `@mock`, `@mock(...)`, `with mock() as world:`, `async with`, or `mock().start()`.

    The options are those of `World`. A decorated function receives no extra argument: ask `peering_mock.world()`.
    """
    if worn is not None and not callable(worn):
        raise TypeError(
            f"mock decorates a function or a class, not {worn!r}; its options are seed=, start= and settle="
        )
    made = Mock({"seed": seed, "start": start, "settle": settle})
    return made if worn is None else made(worn)


def world() -> World:
    """The innermost active World. Raises RuntimeError when none is active."""
    found = stack.innermost()
    if not isinstance(found, World):
        raise RuntimeError("no mock is active: use @mock, `with mock() as world:` or the peering_mock fixture")
    return found
