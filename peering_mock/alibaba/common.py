"""What the operations of several products share."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from ..core.call import Refusal

Item = TypeVar("Item")


@lru_cache(maxsize=4096)  # a list tells the same times again and again
def utc(moment: datetime) -> str:
    """A time as every page of VpcPeer and Vpc writes it: 2022-04-24T09:02:36Z."""
    return f"{moment.isoformat()[:19]}Z"


def page(
    items: list[Item], token: str | None, size: int, illegal: str = "IllegalParam.NextToken"
) -> tuple[list[Item], str]:
    """One page of `items` and the token of the next, empty after the last. Raises Refusal(illegal) for a bad token."""
    start = 0
    if token:
        try:
            start = int(base64.urlsafe_b64decode(token.encode()).decode())
        except ValueError:
            raise Refusal(illegal) from None
        if start <= 0:
            raise Refusal(illegal)
    end = start + size
    following = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(items) else ""
    return items[start:end], following


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def has_tags(tags: dict[str, str], wanted: Iterable[dict[str, Any]]) -> bool:
    """Does every wanted pair match? A pair without a value matches any value of its key."""
    return all(pair.get("Key") in tags and pair.get("Value") in (None, tags[pair["Key"]]) for pair in wanted)
