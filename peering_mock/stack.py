"""The stack of active worlds: the innermost answers. Global, not thread-local, since SDKs call from worker threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import RLock

from .core.call import Reply, Request, host_of
from .core.world import World

Answer = Callable[[Request], Reply]

LOCK = RLock()
_ACTIVE: list[World] = []  # the only mutable state of the package


def push(world: World) -> None:
    """`world` becomes the innermost."""
    with LOCK:
        _ACTIVE.append(world)


def remove(world: World) -> None:
    """`world` is no longer active, wherever it stands."""
    with LOCK:
        _ACTIVE[:] = [other for other in _ACTIVE if other is not world]


def empty() -> bool:
    return not _ACTIVE


def innermost() -> World | None:
    """The world made active last, or None."""
    active = tuple(_ACTIVE)
    return active[-1] if active else None


def answering(url: str) -> Answer | None:
    """What answers for the URL's host: the innermost world one of whose clouds claims it. None when there is none."""
    host = host_of(url)
    for world in _ACTIVE[::-1]:
        cloud = world.cloud_of(host)
        if cloud is not None:
            return partial(world.ask, cloud)
    return None
