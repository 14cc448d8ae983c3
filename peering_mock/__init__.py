"""The test double for VPC peering on AWS and Alibaba Cloud."""

from __future__ import annotations

from .api import World, mock, world
from .client import connect
from .core.call import Call, NotMocked
from .version import VERSION as __version__

__all__ = ["Call", "NotMocked", "World", "__version__", "connect", "mock", "world"]
