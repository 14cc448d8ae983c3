"""The page to look at."""

from __future__ import annotations

from ..core.call import Reply, Request
from .worlds import Held, Worlds


def asked(request: Request) -> bool:
    """Is this a browser that wants to look?"""
    path = request.url.partition("://")[2].partition("/")[2]
    return request.method in ("GET", "HEAD") and path == "" and "text/html" in request.headers.get("accept", "")


def answer(worlds: Worlds, held: Held) -> Reply:
    return Reply(200, {"content-type": "text/html;charset=utf-8"}, b"<!doctype html><title>peering_mock</title>")
