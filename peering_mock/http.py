"""Headers and bodies of whichever client, as a Request has them."""

from __future__ import annotations

from typing import Any


def lower(headers: Any) -> dict[str, str]:
    """The headers under lower-case names, and as text."""
    kind = type(headers).__name__
    try:  # those of requests and of botocore hold their names in lower case, too, each in its way
        if kind == "CaseInsensitiveDict":
            found = {name: x if type(x) is str else _text(x) for name, (_, x) in headers._store.items()}
        elif kind == "HeadersDict":
            found = {name._lower: x if type(x) is str else _text(x) for name, x in headers._dict.items()}
        else:
            raise TypeError
        "".join(found)  # where a name is no text, that is a TypeError as well
        return found
    except (AttributeError, TypeError, ValueError):
        return {_text(name).lower(): _text(value) for name, value in headers.items()}


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, (bytes, bytearray)) else str(value)


def as_bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if hasattr(body, "read"):
        return as_bytes(body.read())
    return b"".join(as_bytes(part) for part in body)
