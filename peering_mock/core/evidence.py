"""How sure a cloud may be that a request is meant for it when the host does not tell, as on a server."""

from __future__ import annotations

from enum import IntEnum


class Evidence(IntEnum):
    """From nothing to certainty. The cloud with the most answers."""

    NONE = 0
    SHAPE = 1  # it could be one of ours
    HOST = 2
    WORDS = 3  # it says something that only we say, or that most who say it mean for us
    VERSION = 4
    SIGNATURE = 5
