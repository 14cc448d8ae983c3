"""Bodies that come in chunks."""

from __future__ import annotations

import re
from io import BufferedIOBase

LINE = 4096
SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class TooLarge(Exception):
    """More bytes than the server takes."""


def dechunk(stream: BufferedIOBase, limit: int) -> bytes:
    """The whole body. Raises ValueError for what is no chunk, TooLarge beyond `limit` bytes."""
    body = bytearray()
    while size := _size(stream):
        if len(body) + size > limit:
            raise TooLarge()
        chunk = stream.read(size)
        if len(chunk) < size or stream.readline(LINE) not in (b"\r\n", b"\n"):
            raise ValueError("a chunk is not as long as it says")
        body += chunk
    for _ in range(100):  # trailers
        if stream.readline(LINE) in (b"\r\n", b"\n", b""):
            return bytes(body)
    raise ValueError("too many trailers")


def _size(stream: BufferedIOBase) -> int:
    text = stream.readline(LINE).partition(b";")[0].strip()
    if not SIZE.fullmatch(text):
        raise ValueError("a chunk does not begin with its size")
    return int(text, 16)
