"""Headers and bodies of whichever client, as a Request has them."""

from __future__ import annotations

from typing import Any


def lower(headers: Any) -> dict[str, str]:
    """The headers under lower-case names, and as text."""
    kind = type(headers).__name__
    try:  # those of requests and of botocore hold their names in lower case, too, each in its way
        if kind == "CaseInsensitiveDict":
            pairs = dict.items(headers._store)  # an OrderedDict walks more slowly by itself
            return _named({name: x if type(x) is str else _text(x) for name, (_, x) in pairs})
        if kind == "HeadersDict":
            pairs = headers._dict.items()
            return _named({name._lower: x.decode("latin-1") if type(x) is bytes else _text(x) for name, x in pairs})
    except (AttributeError, TypeError, ValueError):  # in another way by now, or with a name that is no text
        pass
    return {_text(name).lower(): _text(value) for name, value in headers.items()}


def _named(headers: dict[str, str]) -> dict[str, str]:
    """The same. Raises TypeError when a name is no text."""
    "".join(headers)
    return headers


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
