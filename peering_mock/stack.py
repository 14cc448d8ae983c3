"""The stack of active worlds: the innermost answers. Global, not thread-local, since SDKs call from worker threads."""

from __future__ import annotations

from threading import RLock

from .core.call import Reply, Request, host_of
from .core.world import World

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


def answering(url: str) -> World | None:
    """The innermost world one of whose clouds claims the URL's host."""
    host = host_of(url)
    for world in reversed(tuple(_ACTIVE)):
        if world.cloud_of(host) is not None:
            return world
    return None


def answer(world: World, request: Request) -> Reply:
    """The reply of a world that `answering` gave."""
    reply = world.answer(request)
    if reply is None:
        raise LookupError(f"{request.url} is of no cloud in this world")  # a fragment or port changed the host
    return reply
