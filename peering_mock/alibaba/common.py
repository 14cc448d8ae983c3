"""What the operations of several products share."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
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
    items: list[Item],
    token: str | None,
    size: int,
    name: Callable[[Item], str],
    illegal: str = "IllegalParam.NextToken",
) -> tuple[list[Item], str]:
    """One page of `items` and the token of the next, empty after the last. Raises Refusal(illegal) for a bad token.

    A token names the last item shown and the one to come, so that what is deleted between two pages makes none be left
    out; where both are gone, it begins anew (assumed).
    """
    start = _start([name(item) for item in items], token, illegal) if token else 0
    shown, following = items[start : start + size], items[start + size : start + size + 1]
    if not following:
        return shown, ""
    names = [name(shown[-1]), name(following[0])]
    return shown, base64.urlsafe_b64encode(json.dumps(names).encode()).decode()


def _start(names: list[str], token: str, illegal: str) -> int:
    try:
        last, following = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError):
        raise Refusal(illegal) from None
    if following in names:
        return names.index(following)
    return names.index(last) + 1 if last in names else 0


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_name(row: dict[str, Any]) -> str:
    """What a row of ListTagResources is called among the others."""
    return f"{row['ResourceId']} {row['TagKey']}"


def has_tags(tags: dict[str, str], wanted: Iterable[dict[str, Any]]) -> bool:
    """Does every wanted pair match? A pair without a value matches any value of its key."""
    return all(pair.get("Key") in tags and pair.get("Value") in (None, tags[pair["Key"]]) for pair in wanted)
