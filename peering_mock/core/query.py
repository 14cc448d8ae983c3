"""Queries and forms taken apart, as `urllib.parse.parse_qsl` does it, but unquoting only what is quoted."""

from __future__ import annotations

from urllib.parse import unquote_plus


def pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of `a=1&b=2`; a name without a value has an empty one."""
    found = []
    for pair in text.split("&") if text else ():
        if pair:
            name, _, value = pair.partition("=")
            quoted = "%" in pair or "+" in pair
            found.append((unquote_plus(name), unquote_plus(value)) if quoted else (name, value))
    return found
