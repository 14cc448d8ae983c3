"""The rules for tags of VpcPeer: documented on the Create and TagResources pages.

That a reserved prefix is answered with Forbidden.TagKeys is inferred from that code's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..core.call import Refusal

RESERVED = ("aliyun", "acs:")
URL = re.compile(r"https?://", re.IGNORECASE)
LONGEST = 128  # characters, of key and of value
MOST = 20  # tags of one connection


def tags_of(pairs: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Tags as given in Tag.N. Raises the Refusal of the first pair that breaks a rule."""
    found: dict[str, str] = {}
    for pair in pairs:
        key = check_key(pair.get("Key", ""), found)
        value = pair.get("Value", "")
        if len(value) > LONGEST or URL.search(value) or value.lower().startswith(RESERVED):
            raise Refusal("IllegalParam.TagValue", name="Tag.Value")
        found[key] = value
    return found


def check_key(key: str, others: Iterable[str] = ()) -> str:
    """A key that may be used beside `others`."""
    if key.lower().startswith(RESERVED):
        raise Refusal("Forbidden.TagKeys")
    if not key or len(key) > LONGEST or URL.search(key):
        raise Refusal("IllegalParam.TagKey", name="Tag.Key")
    if key in others:
        raise Refusal("Forbidden.TagKey.Duplicated")
    return key
