"""How EC2 writes an answer: one writer for each operation, made once from botocore's model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Put = Callable[[str], None]
Write = Callable[[Any, Put], None]


@lru_cache(maxsize=4096)  # an answer says the same VPCs, accounts and Regions again and again
def escape(text: str) -> str:
    """Text for XML; a character that XML cannot hold becomes the replacement character."""
    clean = NOT_IN_XML.sub("\ufffd", text)
    return clean.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def text(value: Any) -> str:
    """A scalar as EC2 writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return str(value)


def members_of(shape: Any) -> Write:
    """What writes the members of a structure, in the order of the model."""
    writers = [
        (name, _element(member.serialization.get("name", name), member)) for name, member in shape.members.items()
    ]

    def write(value: Mapping[str, Any], put: Put) -> None:
        for name, write_member in writers:
            if name in value:
                write_member(value[name], put)

    return write


def _element(tag: str, shape: Any) -> Write:
    opening, closing = f"<{tag}>", f"</{tag}>"
    if shape.type_name == "structure":
        inside = members_of(shape)
    elif shape.type_name == "list":
        inside = _items_of(shape)
    else:

        def scalar(value: Any, put: Put) -> None:
            put(f"{opening}{escape(value if isinstance(value, str) else text(value))}{closing}")

        return scalar

    def element(value: Any, put: Put) -> None:
        put(opening)
        inside(value, put)
        put(closing)

    return element


def _items_of(shape: Any) -> Write:
    write_item = _element(shape.member.serialization.get("name", "item"), shape.member)

    def write(items: Any, put: Put) -> None:
        for item in items:
            write_item(item, put)

    return write
