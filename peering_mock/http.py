"""Headers and bodies of whichever client, as a Request has them."""

from __future__ import annotations

from typing import Any


def lower(headers: Any) -> dict[str, str]:
    """The headers under lower-case names, and as text."""
    try:  # those of requests and of botocore hold their names in lower case, too, each in its way
        kind = type(headers).__name__
        if kind == "CaseInsensitiveDict":
            return _all_text({name: text for name, (_, text) in headers._store.items()})
        if kind == "HeadersDict":
            return _all_text({name._lower: text for name, text in headers._dict.items()})
    except (AttributeError, TypeError, ValueError):  # in another way by now, or not all are names
        pass
    return {_text(name).lower(): _text(value) for name, value in headers.items()}


def _all_text(headers: dict[Any, Any]) -> dict[str, str]:
    "".join(headers)
    return {
        name: text if type(text) is str else text.decode("latin-1") if type(text) is bytes else _text(text)
        for name, text in headers.items()
    }


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
