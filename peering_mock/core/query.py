"""Queries and forms taken apart, as `urllib.parse.parse_qsl` does it, but unquoting only what is quoted."""

from __future__ import annotations

from urllib.parse import unquote_plus, unquote_to_bytes


def of_url(url: str) -> list[tuple[str, str]]:
    """The same of a URL's query."""
    return pairs(url.partition("#")[0].partition("?")[2]) if "?" in url else []


def pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of `a=1&b=2`; a name without a value has an empty one."""
    return [
        (_unquoted(name), _unquoted(value)) if "%" in pair or "+" in pair else (name, value)
        for pair in text.split("&")
        if pair
        for name, _, value in [pair.partition("=")]
    ]


def _unquoted(text: str) -> str:
    if "%" not in text or not text.isascii():
        return unquote_plus(text)
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")  # what it comes to, sooner
