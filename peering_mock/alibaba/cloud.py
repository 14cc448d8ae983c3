"""Alibaba Cloud in one world: its accounts and resources, and how a call to it is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ..core.call import Call, NotMocked, Refusal, Reply, Request
from ..core.clock import Due
from ..core.ids import ALPHANUMERIC
from ..core.life import Lives
from ..core.party import Notice
from ..core.store import Record, Store, Tally
from ..core.texts import Texts
from . import errors, gateway, keeping, party, wire
from .call import AlibabaCall
from .hosts import claims
from .model import FILES, product
from .quotas import Quotas
from .records import Account, Connection, Credentials, ResourceGroup, RouteEntry, RouteTable, Vpc, VSwitch
from .regions import regions
from .states import COUNTED, MACHINE, live_keys, passing_keys

if TYPE_CHECKING:
    from ..core.world import World

DEFAULT_ACCOUNT = 1210123456123456
RETRY_AFTER = 1000  # milliseconds; assumed: no page gives a number
HANDLERS = {  # product: the modules that hold one function per operation
    "VpcPeer": ("change", "read", "tags"),
    "Vpc": (
        "vpc",
        "vpc_read",
        "vpc_cidr",
        "vswitch",
        "route_table",
        "route_entry",
        "route_entries",
        "route_read",
        "vpc_tags",
        "places",
    ),
    "Sts": ("sts",),
    "ResourceManager": ("resourcemanager",),
    "Cdt": ("cdt",),
    "Location": ("location",),
}
Result = dict[str, Any] | wire.Written
Operation = Callable[["AlibabaCloud", "AlibabaCall"], Result]


class AlibabaCloud:
    """What `world.alibaba` is.

    `regions` is the table of regions that peering supports, `quotas` the limits by name or code, both open to change.
    `known_keys_only`: True to refuse access keys that no account of this world has, with InvalidAccessKeyId.NotFound.
    """

    name = "alibaba"

    def __init__(self, world: World) -> None:
        self.world = world
        self.regions = regions()
        self.quotas = Quotas()
        self.known_keys_only = False
        self.accounts: dict[int, Account] = {}
        self.keys: dict[str, Credentials] = {}
        self._any_secret: dict[str, Credentials] = {}  # of keys that are not among them
        self.resource_groups: dict[str, ResourceGroup] = {}
        self.connections: Store[Connection] = Store(
            vpc=lambda c: c.vpc_ids,
            account=lambda c: set(c.accounts),
        )
        self.tally: Tally[Connection] = Tally(COUNTED, {"live": live_keys, "passing": passing_keys})
        self.vpcs: Store[Vpc] = Store(home=lambda v: [(v.owner, v.region)])
        self.vswitches: Store[VSwitch] = Store(vpc=lambda s: [s.vpc_id], account=lambda s: [s.owner])
        self.route_tables: Store[RouteTable] = Store(vpc=lambda t: [t.vpc_id], account=lambda t: [t.owner])
        self.route_entries: Store[RouteEntry] = Store(table=lambda e: [e.table_id], next_hop=lambda e: [e.next_hop_id])
        self.tokens: dict[tuple[int, str, str], tuple[dict[str, Any], Result]] = {}
        self.nonces = gateway.Nonces()
        self.texts: dict[int, Texts[bytes]] = defaultdict(Texts)  # by the account that reads
        self.lives: Lives[Connection] = Lives(
            MACHINE,
            world.clock,
            world.settle,
            self.name,
            tally=self.tally,
            find=self.connections.get,
            entered=self._entered,
            vanish=self.connections.remove,
            told=lambda connection, was: world.tell(self.name, connection, was),
        )

    # what a test touches

    def account(self, account_id: int) -> Account:
        """The account with this id, made when first named.

        Raises ValueError unless `account_id` is a positive whole number.
        """
        if not isinstance(account_id, int) or isinstance(account_id, bool) or account_id <= 0:
            raise ValueError(f"an account of Alibaba Cloud is a positive int like {DEFAULT_ACCOUNT}: {account_id!r}")
        with self.world.lock:
            if account_id not in self.accounts:
                ids = self.world.ids
                made = Account(
                    account_id,
                    ids.make("LTAI5t", 18, ALPHANUMERIC),
                    ids.make("", 30, ALPHANUMERIC),
                    ids.make("rg-acfm", 11, ALPHANUMERIC),
                )
                self.accounts[account_id] = made
                self.keys[made.access_key_id] = Credentials(made, made.access_key_secret)
                now, group_id = self.world.clock.now, made.default_resource_group_id
                group = ResourceGroup(group_id, account_id, "default", "default resource group", now)
                self.resource_groups[group.id] = group
            return self.accounts[account_id]

    @property
    def default_account(self) -> Account:
        """The account of any access key that names no other."""
        return self.account(DEFAULT_ACCOUNT)

    def vpc(self, vpc_id: str) -> Vpc:
        """The VPC with this id, of whichever account. Raises KeyError when there is none."""
        return _known("VPC", vpc_id, self.vpcs)

    def connection(self, instance_id: str) -> Connection:
        """The peering connection with this id, as it is now. Raises KeyError when there is none."""
        return _known("peering connection", instance_id, self.connections)

    # what the world asks

    claims = staticmethod(claims)

    def operations(self) -> list[str]:
        return [name for names in FILES for name in product(names).operations]

    def codes(self, operation: str) -> list[str] | None:
        wanted, _, action = operation.rpartition(":")  # "Vpc:TagResources": of that product only
        found = [(n, product(n).operations.get(action)) for n in FILES if wanted in ("", n)]
        serving = [errors.codes(name, action, list(model["parameters"])) for name, model in found if model]
        return [code for codes in serving for code in codes] if serving else None

    def has_row(self, product_name: str, operation: str, code: str, facts: Mapping[str, Any]) -> bool:
        wanted, _, action = operation.rpartition(":")
        names = [n for n in FILES if (product_name or wanted) in ("", n) and action in product(n).operations]
        wait = facts.get("retry_after", RETRY_AFTER)
        sensible = isinstance(wait, int) and wait >= 0
        return sensible and any(errors.find(n, action, code, facts.get("http_status")) for n in names)

    def account_named(self, account: Any) -> str | None:
        given = account.id if isinstance(account, Account) else account
        known = isinstance(given, int) and not isinstance(given, bool) and given > 0
        return str(self.account(given).id) if known else None

    def standing(self, account: str) -> list[Notice]:
        return party.standing(self, account)

    def order(self, account: str, verb: str, thing: str, turn: int) -> Request | None:
        return party.order(self, account, verb, thing, turn)

    def open(self, request: Request) -> AlibabaCall:
        asked = wire.read(request)
        credentials = self._credentials(asked)
        region = asked.params.get("RegionId")
        return AlibabaCall(
            self.name,
            asked.action or f"{request.method} {asked.host}",
            credentials.account.id,
            region if isinstance(region, str) else asked.region,
            self.world.clock.now,
            self.world.ids.uuid().upper(),
            asked=asked,
            product=asked.product or "",
            caller=credentials.account,
            credentials=credentials,
        )

    def decode(self, call: Call, request: Request) -> None:
        assert isinstance(call, AlibabaCall)
        asked = call.asked
        if asked.product is None:
            what = f"{asked.action} on {asked.host}" if asked.action else f"{request.method} {request.url}"
            raise NotMocked(what, [f"{name} {product(name).version}" for name in FILES])
        served = product(asked.product)
        gateway.check_action(asked, request, served)
        if asked.action not in served.operations:
            raise NotMocked(f"{served.name} {asked.action}", sorted(served.operations))
        self._check_caller(call, request)
        meant = served.parameters[asked.action].meant_by(asked.params)
        call.params = wire.decode(meant, asked.params)
        wire.check_limits(meant, call.params)

    def perform(self, call: Call, request: Request) -> Reply:
        assert isinstance(call, AlibabaCall)
        function = _function(call.product, call.operation)
        again = call.params.get("ClientToken")  # an empty one is as good as none
        result = self._once(call, function, again) if again else function(self, call)
        return wire.reply(call.asked, call.operation, 200, result, call.request_id)

    def refuse(self, call: Call, refusal: Refusal, request: Request) -> Reply:
        assert isinstance(call, AlibabaCall)
        found = errors.find(call.product, call.operation, refusal.code, refusal.facts.get("http_status"))
        if found is None:
            raise LookupError(f"{refusal.code} is not catalogued for {call.product} {call.operation}")
        row, name = found
        refusal.facts = self.quotas.told(refusal.code, refusal.facts)
        fields = {
            "HostId": call.asked.host,
            "Code": refusal.code,
            "Message": errors.words(row, name, refusal),
            "Recommend": f"https://api.aliyun.com/troubleshoot?q={refusal.code}"
            f"&product={call.product}&requestId={call.request_id}",
        }
        reply = wire.reply(call.asked, call.operation, row.http_status, fields, call.request_id)
        if refusal.code.startswith("Throttling"):  # where tea_openapi 0.4 looks, in milliseconds
            headers = {**reply.headers, "x-acs-retry-after": str(refusal.facts.get("retry_after", RETRY_AFTER))}
            return Reply(reply.status, headers, reply.body)
        return reply

    def happen(self, due: Due) -> None:
        self.lives.happen(due)

    def dump(self) -> Any:
        return keeping.dump(self)

    def load(self, data: Any) -> None:
        keeping.load(self, data)

    # inside

    def peek(self, account_id: int) -> Account:
        """An account as it is, or as it would be when nobody has named it yet."""
        return self.accounts.get(account_id) or Account(account_id, "", "", "")

    def _entered(self, connection: Connection) -> None:
        if self.world.parties.scripts:
            for notice in party.notices(connection):
                self.world.parties.notice(self, notice)

    def _credentials(self, asked: wire.Asked) -> Credentials:
        key = asked.key or ""
        found = self.keys.get(key) or self._any_secret.get(key)
        if found is None:
            is_account = len(key) == 16 and key.isdecimal() and key.isascii() and key.strip("0")
            found = Credentials(self.account(int(key)) if is_account else self.default_account)
            self._any_secret[key] = found
        return found

    def _check_caller(self, call: AlibabaCall, request: Request) -> None:
        key = call.asked.key
        if key is None and not call.asked.bearer:
            if "authorization" in call.asked.headers:
                raise Refusal("IncompleteSignature")
            raise Refusal("MissingAccessKeyId")
        if self.known_keys_only and key not in self.keys:
            raise Refusal("InvalidAccessKeyId.NotFound")
        gateway.check_signature(call.asked, request, call.credentials, self.nonces)

    def _once(self, call: AlibabaCall, function: Operation, token: str) -> Result:
        """The operation's result; the earlier one when the client token came before with the same parameters."""
        key = (call.caller.id, f"{call.product}:{call.operation}", token)
        if key in self.tokens:
            params, result = self.tokens[key]
            if params != call.params:
                raise Refusal("IdempotentParameterMismatch")
            return result
        result = function(self, call)
        self.tokens[key] = (dict(call.params), result)
        return result


@cache
def _function(product_name: str, operation: str) -> Operation:
    """The function of an operation that is served: it has its name, written as functions are."""
    for module in HANDLERS[product_name]:
        for name, function in vars(import_module(f"{__package__}.{module}")).items():
            if name.replace("_", "") == operation.lower():
                return cast(Operation, function)
    raise LookupError(f"no function for {product_name} {operation}")


def _known(kind: str, thing_id: str, store: Store[Record]) -> Record:
    found = store.get(thing_id)
    if found is None:
        known = ", ".join(thing.id for thing in list(store)[:5]) or "none"
        raise KeyError(f"no {kind} {thing_id!r} in this world; there are: {known}")
    return found
