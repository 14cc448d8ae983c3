"""How EC2 writes an answer: one writer for each operation, made once from botocore's model."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, Protocol

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Write = Callable[[Any], str]


class Written(Protocol):
    """A structure that may have been written before."""

    def xml(self, write: Write) -> str:
        """Its members as `write` writes them."""


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
    members = [
        (name, *_element(member.serialization.get("name", name), member)) for name, member in shape.members.items()
    ]

    def write(value: dict[str, Any] | Written) -> str:
        if not isinstance(value, dict):
            return value.xml(write)
        parts: list[str] = []
        for name, opening, inside, closing in members:
            if name in value:
                held = value[name]
                parts += opening, inside(held) if inside else escape(held if type(held) is str else text(held)), closing
        return "".join(parts)

    return write


def _element(tag: str, shape: Any) -> tuple[str, Write | None, str]:
    """The tags of an element and what writes between them; None for a scalar."""
    inside = None
    if shape.type_name == "structure":
        inside = members_of(shape)
    elif shape.type_name == "list":
        inside = _items_of(shape)
    return f"<{tag}>", inside, f"</{tag}>"


def _items_of(shape: Any) -> Write:
    opening, inside, closing = _element(shape.member.serialization.get("name", "item"), shape.member)
    write = inside or (lambda item: escape(text(item)))
    return lambda items: "".join([f"{opening}{write(item)}{closing}" for item in items])
