"""A web page that a developer visits must not reach the developer's server: what a browser adds gives it away."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

OURS = (".localhost", ".internal", ".test")  # names that nobody can have on the public network
BROWSER = ("origin", "sec-fetch-site", "sec-fetch-mode")


def refuses(headers: Mapping[str, str], bound: str, *, steering: bool) -> str | None:
    """Why a request is refused, or None. `steering` is for the paths that change or tell a world's insides.

    A name that resolves here without being ours is how a foreign page makes itself same-origin (DNS rebinding).
    """
    host = headers.get("host", "")
    local = _local(_hostname("//" + host), bound)
    if steering and host and not local:
        return f"Host {host!r} is not this server's own: use 127.0.0.1, localhost or an IP address"
    if not any(name in headers for name in BROWSER):
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit_netloc(origin) != host:
        return f"a page of another origin ({origin}) may not use this server"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "a page of another site may not use this server"
    return None if local else f"Host {host!r} is not this server's own"


def urlsplit_netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _local(hostname: str, bound: str) -> bool:
    if hostname in ("localhost", bound) or hostname.endswith(OURS):
        return True
    if hostname and "." not in hostname and ":" not in hostname:
        return True  # a container's or machine's own name; a page out there always has a dot
    try:
        ipaddress.ip_address(hostname.partition("%")[0])
    except ValueError:
        return False
    return True
