"""How EC2 writes an answer: one writer for each operation, made once from botocore's model."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache
from typing import Any, Protocol

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOMENT = "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"  # isoformat takes longer

Write = Callable[[Any], str]


class Written(Protocol):
    """A structure that may have been written before."""

    def xml(self, write: Write) -> str:
        """Its members as `write` writes them."""


def is_plain(text: str) -> bool:
    """Does XML hold this as it is? Most texts are so."""
    return text.isprintable() and "&" not in text and "<" not in text and ">" not in text


def escape(text: str) -> str:
    """Text for XML; a character that XML cannot hold becomes the replacement character."""
    if type(text) is str and is_plain(text):  # of what derives from it, what it holds and not what it says of itself
        return text
    clean = NOT_IN_XML.sub("\ufffd", text)
    return clean.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def text(value: Any) -> str:
    """A scalar as EC2 writes it, before it is escaped."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        t = value.astimezone(timezone.utc)
        parts = t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond // 1000
        return MOMENT % parts
    return str(value)


def string(value: Any) -> str:
    """What is meant as a string: moto keeps the number or the nothing that it was given where one belongs."""
    return escape(text(value))


def members_of(shape: Any) -> Write:
    """What writes the members of a structure, in the order of the model."""
    members = {name: _element(member.serialization.get("name", name), member) for name, member in shape.members.items()}

    @cache
    def form(given: tuple[str, ...]) -> tuple[str, list[tuple[str, Write]]]:
        """The tags of these members with room between them, and what writes each."""
        shown = {name: element for name, element in members.items() if name in given}
        return "".join([tags for tags, _ in shown.values()]), [(name, inside) for name, (_, inside) in shown.items()]

    def write(value: dict[str, Any] | Written) -> str:
        if not isinstance(value, dict):
            return value.xml(write)
        tags, shown = form(tuple(value))
        return tags % tuple([inside(value[name]) for name, inside in shown])

    return write


def _element(tag: str, shape: Any) -> tuple[str, Write]:
    """The tags of an element with room between them, and what writes there."""
    write: Write = text
    if shape.type_name == "string":
        write = string
    elif shape.type_name == "structure":
        write = members_of(shape)
    elif shape.type_name == "list":
        write = _items_of(shape)
    return f"<{tag}>%s</{tag}>", write


def _items_of(shape: Any) -> Write:
    tags, write = _element(shape.member.serialization.get("name", "item"), shape.member)
    return lambda items: "".join([tags % write(item) for item in items])
