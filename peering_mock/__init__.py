"""The test double for VPC peering on AWS and Alibaba Cloud."""

from __future__ import annotations

from .version import VERSION as __version__

TYPE_CHECKING = False  # typing's own costs more than all else here
if TYPE_CHECKING:
    from .api import World, mock, world
    from .client import connect
    from .core.call import Call, NotMocked

__all__ = ["Call", "NotMocked", "World", "__version__", "connect", "mock", "world"]

# Loaded when first used: pytest imports the plugin, and so this package, in every run, whether a test needs it or not.
_HOMES = {
    "Call": "core.call",
    "NotMocked": "core.call",
    "World": "api",
    "connect": "client",
    "mock": "api",
    "world": "api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
