"""The doors to the network below every seam: a connection to one of the clouds that gets here is refused."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from . import stack
from .core.call import NotMocked
from .seams import Seam

ANSWERED = ["requests", "aiohttp", "httpx", "botocore", "aliyun-python-sdk-core"]


def _refuse(module: ModuleType, original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: Any, *args: Any, **options: Any) -> Any:
        host = getattr(self, "_tunnel_host", None) or self.host
        if stack.answering(f"https://{host}/") is not None:
            raise NotMocked(f"A connection of {module.__name__} to {host}", ANSWERED)
        return original(self, *args, **options)

    return connect


DOORS = (
    Seam("http.client", "HTTPConnection", "connect", _refuse, "http.client, urllib: refused"),
    Seam("urllib3.connection", "HTTPConnection", "_new_conn", _refuse, "urllib3, an HTTPAdapter of one's own: refused"),
)
