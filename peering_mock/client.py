"""`connect`: the World of a server, steered over HTTP with the names of World itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from .core.call import Call
from .core.clock import instant
from .core.journal import Calls

ERRORS = {"KeyError": KeyError, "TypeError": TypeError}


def connect(url: str, world: str | None = None) -> RemoteWorld:
    """The world behind a server's address, such as `http://127.0.0.1:4610` or `http://127.0.0.1:4610/w/NAME`.

    `world` names another of its worlds. Nothing is sent until something is asked.
    """
    return RemoteWorld(url.rstrip("/") + (f"/w/{world}" if world else ""))


@dataclass(frozen=True)
class RemoteWorld:
    """A world of a server. `url` is the endpoint for AWS's clients, `endpoint` the one for Alibaba Cloud's."""

    url: str

    @property
    def endpoint(self) -> str:
        return self.url.partition("://")[2]

    @property
    def aws(self) -> RemoteCloud:
        return RemoteCloud(self, "aws")

    @property
    def alibaba(self) -> RemoteCloud:
        return RemoteCloud(self, "alibaba")

    @property
    def clock(self) -> RemoteClock:
        return RemoteClock(self)

    @property
    def calls(self) -> Calls:
        """Every call so far, with the filters and assertions of `World.calls`."""
        return Calls(self._log)

    def reset(self, **options: Any) -> None:
        """A new world; `seed`, `start` and `settle` replace the server's own options."""
        self.ask("reset", _told(options))

    def travel(self, **span: Any) -> None:
        """`days`, `hours`, `minutes`, `seconds`, or `to`."""
        self.ask("travel", _told(span))

    def refuse(self, operation: str, code: str | None = None, **options: Any) -> RemoteFault:
        """What `World.refuse` does. Returns an object with `.hits`."""
        given = {name: options.pop(name) for name in ("times", "cloud", "before", "drop") if name in options}
        told = self.ask("refuse", {"operation": operation, "code": code, **given, "facts": options})
        return RemoteFault(self, told["number"])

    def party(self, account: Any) -> RemoteParty:
        """The scripted counterpart of an account."""
        return RemoteParty(self, getattr(account, "id", account))

    def lag(self, *, reads: int) -> None:
        self.ask("lag", {"reads": reads})

    def snapshot(self) -> Any:
        """The whole state, as `World.restore` takes it."""
        return self.ask("snapshot")

    def restore(self, data: Any) -> None:
        """This world becomes what a snapshot tells."""
        self.ask("restore", data)

    def ask(self, verb: str, data: Any = None, **query: Any) -> Any:
        """One request under `/_peering/`: POST when there is data. Raises what the World's own method raises."""
        from urllib.error import HTTPError
        from urllib.request import ProxyHandler, Request, build_opener

        url = f"{self.url}/_peering/{verb}" + (f"?{urlencode(query)}" if query else "")
        body = None if data is None else json.dumps(data).encode()
        request = Request(url, body, {"content-type": "application/json"})
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
                return json.load(answer)
        except HTTPError as refused:
            with refused:
                told = json.loads(refused.read())
            raise ERRORS.get(told["Code"], ValueError)(told["Message"]) from None

    def _log(self) -> list[Call]:
        return [Call(**{**call, "at": instant(call["at"])}) for call in self.ask("calls")["calls"]]


@dataclass(frozen=True)
class RemoteClock:
    world: RemoteWorld

    @property
    def now(self) -> datetime:
        return instant(self.world.ask("clock")["now"])


@dataclass(frozen=True)
class RemoteFault:
    """A refusal that was ordered."""

    world: RemoteWorld
    number: int

    @property
    def hits(self) -> int:
        """How many calls it has refused so far."""
        return int(self.world.ask("refusals")["refusals"][self.number]["hits"])


@dataclass(frozen=True)
class RemoteParty:
    world: RemoteWorld
    account: Any

    def accepts(self, **when: Any) -> RemoteParty:
        return self._does("accepts", when)

    def rejects(self, **when: Any) -> RemoteParty:
        return self._does("rejects", when)

    def deletes(self, **when: Any) -> RemoteParty:
        return self._does("deletes", when)

    def never_answers(self, **when: Any) -> RemoteParty:
        return self._does("never_answers", when)

    def _does(self, verb: str, when: dict[str, Any]) -> RemoteParty:
        self.world.ask("party", {"account": self.account, "does": verb, **_told(when)})
        return self


@dataclass(frozen=True)
class RemoteCloud:
    """A cloud of the world: its quotas, and the facts that no API call can set."""

    world: RemoteWorld
    name: str

    @property
    def quotas(self) -> RemoteQuotas:
        return RemoteQuotas(self.world, self.name)

    @property
    def default_account(self) -> RemoteThing:
        return RemoteThing(self.world, {"cloud": self.name, "kind": "account"})

    def account(self, account_id: Any) -> RemoteThing:
        return RemoteThing(self.world, {"cloud": self.name, "kind": "account", "id": account_id})

    def vpc(self, vpc_id: str) -> RemoteThing:
        return RemoteThing(self.world, {"cloud": self.name, "kind": "vpc", "id": vpc_id})

    def connection(self, connection_id: str) -> RemoteThing:
        return RemoteThing(self.world, {"cloud": self.name, "kind": "connection", "id": connection_id})


class RemoteQuotas(MutableMapping[str, int]):
    """Limits by official name or code."""

    def __init__(self, world: RemoteWorld, cloud: str) -> None:
        self._world, self._cloud = world, cloud

    def __getitem__(self, name: str) -> int:
        return int(self._world.ask("quotas", cloud=self._cloud, name=name)["value"])

    def __setitem__(self, name: str, value: int) -> None:
        self._world.ask("quotas", {"cloud": self._cloud, "set": {name: value}})

    def __delitem__(self, name: str) -> None:
        raise TypeError("a quota cannot be removed; set it")

    def __iter__(self) -> Iterator[str]:
        return iter(self._world.ask("quotas", cloud=self._cloud)["quotas"])

    def __len__(self) -> int:
        return len(self._world.ask("quotas", cloud=self._cloud)["quotas"])


class RemoteThing:
    """An account, a VPC or a connection: its attributes are read from the server, and set there."""

    def __init__(self, world: RemoteWorld, which: dict[str, Any]) -> None:
        self.__dict__.update(_world=world, _which=which)

    def __getattr__(self, name: str) -> Any:
        facts = {} if name.startswith("__") else self._world.ask("facts", **self._which)["facts"]
        if name not in facts:
            raise AttributeError(f"{name!r} is no fact of this {self._which['kind']}: {', '.join(facts)}")
        return facts[name]

    def __setattr__(self, name: str, value: Any) -> None:
        held = sorted(value) if isinstance(value, (set, frozenset)) else value
        self._world.ask("facts", {**self._which, "set": {name: held}})


def _told(given: dict[str, Any]) -> dict[str, Any]:
    """As JSON tells it: a timedelta as seconds, an instant as text."""
    return {name: _text(value) for name, value in given.items()}


def _text(value: Any) -> Any:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():f}s"
    return value.isoformat() if isinstance(value, datetime) else value
