"""Pages of a list: how long they may be, and the token that leads to the next one."""

from __future__ import annotations

import base64
import binascii
import re

from .errors import InvalidRequest


def check_page(most: int | None, least: int, highest: int) -> None:
    """Raises InvalidRequest when a page is asked to be shorter or longer than allowed."""
    if most is not None and most < least:
        raise InvalidRequest("InvalidParameterValue", when="MaxResults too small", n=most, least=least)
    if most is not None and most > highest:
        raise InvalidRequest("InvalidParameterValue", when="MaxResults too large", n=most, most=highest)


def token(after: int) -> str:
    """The token for what comes after a position."""
    return base64.urlsafe_b64encode(f"after {after}".encode()).decode()


def position(given: str | None) -> int:
    """The position that a token stands for; 0 without one. Raises InvalidRequest for what is no token of ours."""
    if not given:
        return 0
    try:
        found = re.fullmatch(rb"after (\d+)", base64.b64decode(given, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        raise InvalidRequest("InvalidPaginationToken")
    return int(found[1])
