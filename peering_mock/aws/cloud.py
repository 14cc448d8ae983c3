"""AWS in one world: its accounts and connections, and how a call to it is answered."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..core.call import Call, NotMocked, Refusal, Reply, Request
from ..core.clock import Due
from ..core.ids import HEX
from ..core.party import Notice
from ..core.texts import Texts
from . import envelope, errors, groups, hosts, keeping, neighbours, operations, party, tags, wire
from .call import AwsCall
from .connections import Connection, Connections, Vpc
from .groups import PeerGroup
from .moto import Moto
from .quotas import Quotas

if TYPE_CHECKING:
    from ..core.world import World

DEFAULT_ACCOUNT = "123456789012"
ACCOUNT_ID = re.compile(r"\d{12}")
Own = Callable[["AwsCloud", AwsCall], dict[str, Any]]
Neighbour = Callable[["AwsCloud", AwsCall, Callable[[], Reply]], Reply]


def _functions(*modules: Any, of: str) -> dict[str, Any]:
    """`{"AcceptVpcPeeringConnection": accept_vpc_peering_connection}`: a module's functions by their operations."""
    return {
        "".join(word.capitalize() for word in name.split("_")): getattr(module, name)
        for module in modules
        for name in vars(module)[of]
    }


OWN: dict[str, Own] = _functions(operations, groups, of="OWN")
NEIGHBOURS: dict[str, Neighbour] = _functions(neighbours, groups, tags, of="NEIGHBOURS")


@dataclass(frozen=True)
class Account:
    """An AWS account. Its id is its access key id too."""

    id: str
    access_key_id: str
    secret_access_key: str = field(repr=False)


class AwsCloud:
    """What `world.aws` is. `quotas` are the limits on peering, by name or code, open to change."""

    name = "aws"

    def __init__(self, world: World) -> None:
        self.world = world
        self.quotas = Quotas()
        self.accounts: dict[str, Account] = {}
        self.connections = Connections(
            world.clock,
            world.settle,
            self.name,
            entered=self._entered,
            told=lambda connection, was: world.tell(self.name, connection, was),
        )
        self.peer_groups: dict[str, PeerGroup] = {}
        self.texts: Texts[str] = Texts()
        self.moto = Moto(world.ids.uuid)
        world.at_end(self.moto.drop)

    # what a test touches

    def account(self, account_id: str) -> Account:
        """The account with this id, made when first named. Raises ValueError unless it is 12 digits."""
        if not isinstance(account_id, str) or not ACCOUNT_ID.fullmatch(account_id):
            raise ValueError(f"an account id of AWS is 12 digits, as text, such as {DEFAULT_ACCOUNT!r}: {account_id!r}")
        return self.accounts.setdefault(account_id, Account(account_id, account_id, "not-a-secret"))

    @property
    def default_account(self) -> Account:
        """The account of any access key that names no other."""
        return self.account(DEFAULT_ACCOUNT)

    def vpc(self, vpc_id: str) -> Vpc:
        """What moto knows of the VPC with this id, of whichever account. Raises KeyError when there is none."""
        found = self.moto.find_vpc(vpc_id)
        if found is None:
            raise KeyError(f"there is no VPC {vpc_id!r} in this world")
        return found

    # what the world asks

    claims = staticmethod(hosts.claims)

    def operations(self) -> list[str]:
        return [*OWN, *NEIGHBOURS]

    def codes(self, operation: str) -> list[str] | None:
        served = operation in OWN or operation in NEIGHBOURS or wire.knows(operation)
        return errors.codes(operation) if served else None

    def has_row(self, product: str, operation: str, code: str, facts: Mapping[str, Any]) -> bool:
        return errors.has_row(operation, code, facts.get("when"))

    def account_named(self, account: Any) -> str | None:
        given = account.id if isinstance(account, Account) else account
        known = isinstance(given, str) and ACCOUNT_ID.fullmatch(given)
        return self.account(given).id if known else None

    def standing(self, account: str) -> list[Notice]:
        return party.standing(self, account)

    def order(self, account: str, verb: str, thing: str, turn: int) -> Request | None:
        return party.order(self, account, verb, thing, turn)

    def open(self, request: Request) -> AwsCall:
        target, sent = hosts.target(request), wire.fields(request)
        as_json = target.service == "ec2" and envelope.asked(request)
        return AwsCall(
            self.name,
            envelope.action(request) if as_json else _operation(request, sent, target),
            self._account(request, target),
            target.region,
            self.world.clock.now,
            self.world.ids.uuid(),
            target=target,
            sent=sent,
            json=as_json,
        )

    def decode(self, call: Call, request: Request) -> None:
        assert isinstance(call, AwsCall)
        if not call.ec2:
            call.params = _params_of_others(request, call.sent)
            return
        if not self.moto.knows_region(call.target.region):
            raise NotMocked(call.operation, self.operations(), f"there is no Region {call.target.region!r}")
        if not call.operation:
            raise errors.InvalidRequest("MissingAction")
        if not wire.knows(call.operation):
            raise Refusal("InvalidAction")
        if call.json:
            if call.operation not in OWN:
                raise NotMocked(f"{call.operation} asked with JSON", list(OWN))
            call.params = envelope.decode(call.operation, request)
            return
        sent = call.sent
        if call.operation in operations.OPERATIONS and sent.get("Version", wire.PEERING_SINCE) < wire.PEERING_SINCE:
            raise Refusal("InvalidAction")
        call.params = wire.decode(call.operation, sent, strict=call.operation in OWN)

    def perform(self, call: Call, request: Request) -> Reply:
        assert isinstance(call, AwsCall)

        if call.ec2 and call.operation in OWN:
            result = OWN[call.operation](self, call)
            write = envelope.encode if call.json else wire.encode
            return write(call.operation, result, call.request_id)

        def from_moto() -> Reply:
            return self.moto.answer(request, call.operation, call.target, str(call.account), self.operations())

        neighbour = NEIGHBOURS.get(call.operation) if call.ec2 else neighbours.SERVICES.get(call.target.service)
        with self.moto.in_place():
            reply = from_moto() if neighbour is None else neighbour(self, call, from_moto)
        if reply.status >= 400:
            call.code = _code(reply)
        return _with_request_id(call, reply)

    def refuse(self, call: Call, refusal: Refusal, request: Request) -> Reply:
        assert isinstance(call, AwsCall)
        facts = {**self._facts(call), **refusal.facts}
        row = errors.row_for(call.operation, refusal, facts)
        assert row.http_status is not None
        message = row.words(facts)
        if call.json:
            invalid = isinstance(refusal, errors.InvalidRequest)
            return envelope.error(row.http_status, refusal.code, message, call.request_id, invalid=invalid)
        return wire.error(row.http_status, refusal.code, message, call.request_id)

    def happen(self, due: Due) -> None:
        self.connections.lives.happen(due)

    def dump(self) -> Any:
        return keeping.dump(self)

    def load(self, data: Any) -> None:
        keeping.load(self, data)

    # what the operations ask

    def _entered(self, connection: Connection) -> None:
        if self.world.parties.scripts:
            for notice in party.notices(connection):
                self.world.parties.notice(self, notice)

    def new_id(self) -> str:
        """An ID for a connection."""
        return self.world.ids.make("pcx-0", 16, HEX)

    def _account(self, request: Request, target: hosts.Target) -> str:
        named = request.headers.get("x-moto-account-id")
        key = target.access_key_id
        if named is None and key is not None and key != DEFAULT_ACCOUNT:
            named = key if ACCOUNT_ID.fullmatch(key) else self.moto.account_of(key)
        return named or os.environ.get("MOTO_ACCOUNT_ID") or DEFAULT_ACCOUNT  # moto's variable for the default

    def _facts(self, call: AwsCall) -> dict[str, object]:
        """What a message may need and every call knows."""
        facts: dict[str, object] = {
            "caller_account": call.account,
            "caller_region": call.region,
            "Action": call.operation,
        }
        for fact, name in (("pcx", "VpcPeeringConnectionId"), ("vpc", "VpcId")):
            if name in call.params:
                facts[fact] = facts["given"] = call.params[name]
        connection = self.connections.get(str(facts.get("pcx")))
        if connection is not None:
            facts.update(state=connection.status, accepter_region=connection.accepter.region)
        return facts


def _operation(request: Request, sent: Mapping[str, str], target: hosts.Target) -> str:
    if "Action" in sent:
        return sent["Action"]
    named = request.headers.get("x-amz-target")
    if named:
        return named.rpartition(".")[2]
    return "" if target.service == "ec2" else f"{request.method} {_path(request)}"


def _path(request: Request) -> str:
    return request.host + "/" + request.url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]


def _params_of_others(request: Request, sent: Mapping[str, str]) -> dict[str, Any]:
    """As much as the log can tell of a call to another service: its query or its JSON, without what signs it."""
    if "json" in request.headers.get("content-type", ""):
        try:
            found = json.loads(request.body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return {name: value for name, value in sent.items() if not wire.COMMON.fullmatch(name)}


def _with_request_id(call: AwsCall, reply: Reply) -> Reply:
    """moto's answer under the request ID of the log: its EC2 gives every answer the same, others have one already."""
    if not call.ec2:
        call.request_id = reply.headers.get("x-amzn-requestid", call.request_id)
        return reply
    body = reply.body.replace(b">request-id<", b">" + call.request_id.encode() + b"<")
    return Reply(reply.status, {**reply.headers, "x-amzn-requestid": call.request_id}, body)


def _code(reply: Reply) -> str | None:
    found = re.search(rb"<Code>([^<]+)</Code>|\"__type\"\s*:\s*\"(?:[^\"#]*#)?([^\"]+)\"", reply.body)
    return (found[1] or found[2]).decode() if found else None
