"""The words everything else speaks: a request comes in, a call is made of it, a reply goes out.

Inside, one neutral `Refusal` is raised; each cloud gives it its dialect at its own door.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Request(NamedTuple):
    """An HTTP request as a client was about to send it.

    `headers` has lower-case names; `url` is absolute and keeps its fragment.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def authority(self) -> str:
        """The host as the URL writes it, with its port if there is one."""
        return _place_of(self.url)[1]


def host_of(url: str) -> str:
    """The host name of an absolute URL in lower case, or an empty string when there is none."""
    return _place_of(url)[0]


def _place_of(url: str) -> tuple[str, str]:
    """Host and authority of a URL; asked several times for each call, and the same for many."""
    end = url.find("/", url.find("//") + 2)
    return _place(url[:end] if end >= 0 else url)


@lru_cache(maxsize=256)
def _place(base: str) -> tuple[str, str]:
    try:
        parts = urlsplit(base)
        return (parts.hostname or "").rstrip("."), parts.netloc
    except ValueError:  # not a URL, such as "http://[": nobody's host
        return "", ""


class Reply(NamedTuple):
    """An HTTP answer: status, headers with lower-case names, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Call:
    """One entry of `world.calls`: what was asked, by whom, and what came of it.

    `params` are the operation's own parameters as decoded; credentials and signatures are never among them.
    `status` is the HTTP status of the answer, `code` the error code when it was a refusal, `product` the cloud's
    product where operations of several share a name.
    """

    cloud: str
    operation: str
    account: str | int
    region: str | None
    at: datetime
    request_id: str
    params: dict[str, Any] = field(default_factory=dict)
    status: int | None = None
    code: str | None = None
    product: str = ""

    def forget(self) -> None:
        """The call is over: what only answering it needed, such as its credentials, is let go."""

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        who = f" by {self.account}" if self.account else ""
        where = f" in {self.region}" if self.region else ""
        came = self.code or self.status
        return f"{self.cloud} {self.operation}({given}){who}{where}" + (f": {came}" if came else "")


class Refusal(Exception):
    """The cloud says no: a catalogued code, and the facts that fill the placeholders of its message."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Dropped(BaseException):
    """The connection breaks without an answer. Each transport turns it into the error that its clients know."""


class NotMocked(BaseException):
    """A call to a cloud that is not served here. It never reaches the network.

    `operation` is what was asked, `served` what would have been answered. Not an Exception, like pytest's own
    failures: the SDKs catch every Exception and wrap or retry it, and this must come out unchanged.
    """

    def __init__(self, operation: str, served: list[str], why: str = "") -> None:
        self.operation = operation
        self.served = served
        reason = f" ({why})" if why else ""
        super().__init__(
            f"{operation} is not served by peering_mock{reason}, and nothing was sent to the cloud. "
            f"Served here: {', '.join(served)}."
        )
