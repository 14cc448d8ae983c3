"""Headers and bodies of whichever client, as a Request has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def lower(headers: Mapping[Any, Any]) -> dict[str, str]:
    """The headers under lower-case names, and as text."""
    if hasattr(headers, "lower_items"):  # requests' own hold their names in lower case, too
        return {
            name if type(name) is str else _text(name): value if type(value) is str else _text(value)
            for name, value in headers.lower_items()
        }
    if type(headers).__name__ == "HeadersDict":  # botocore's own make an object of a name at each look
        held = getattr(headers, "_dict", headers)
        return {str(name).lower(): value if type(value) is str else _text(value) for name, value in held.items()}
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
