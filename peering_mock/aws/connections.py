"""The peering connections of a world: what is known of each, and who sees which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_network
from operator import attrgetter

from ..core.clock import Clock
from ..core.life import Lives, Living, Settle
from ..core.store import Store, Tally
from . import states

Place = tuple[str, str]  # an account in a Region

NO_OPTIONS = {
    "AllowDnsResolutionFromRemoteVpc": False,
    "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
    "AllowEgressFromLocalVpcToRemoteClassicLink": False,
}


@dataclass(frozen=True)
class Vpc:
    """What moto knows of a VPC, as of now."""

    id: str
    account: str
    region: str
    cidr_block: str
    cidr_blocks: tuple[str, ...]
    ipv6_cidr_blocks: tuple[str, ...] = ()
    dns_support: bool = True
    dns_hostnames: bool = False
    is_default: bool = False
    state: str = "available"
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def owner_id(self) -> str:
        return self.account


@dataclass
class Side:
    """One end. `blocks` and `ipv6_blocks` are as last seen, since the VPC may vanish; the first is the primary."""

    vpc_id: str
    account: str
    region: str
    blocks: tuple[str, ...] = ()
    ipv6_blocks: tuple[str, ...] = ()
    options: Mapping[str, bool] = field(default_factory=lambda: NO_OPTIONS)  # one for all until it is replaced

    @property
    def place(self) -> Place:
        return self.account, self.region

    def learn(self, vpc: Vpc | None) -> None:
        """Takes over the VPC's blocks; of a VPC that is no more, the last ones known stay."""
        if vpc is not None:
            self.blocks, self.ipv6_blocks = vpc.cidr_blocks, vpc.ipv6_cidr_blocks


@dataclass(kw_only=True)
class Connection(Living):
    """A peering connection. `by` is the account that ended it, `number` its place in the order of creation."""

    number: int
    requester: Side
    accepter: Side
    by: str = ""
    tags: dict[Place, dict[str, str]] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.requester, self.accepter

    @property
    def places(self) -> set[Place]:
        return {self.requester.place, self.accepter.place}

    @property
    def across_regions(self) -> bool:
        return self.requester.region != self.accepter.region

    @property
    def message(self) -> str:
        return states.MESSAGES[self.status].format(accepter=self.accepter.account, by=self.by)

    def side_of(self, vpc_id: str) -> Side | None:
        return next((side for side in self.sides if side.vpc_id == vpc_id), None)

    def other(self, vpc_id: str) -> Side:
        """The side that is not this VPC's."""
        return self.accepter if self.requester.vpc_id == vpc_id else self.requester

    def tags_of(self, place: Place) -> dict[str, str]:
        """The tags of one account in one Region; nobody else sees them."""
        return self.tags.setdefault(place, {})


def overlap(first: Side, second: Side) -> bool:
    """Does any block of one side share addresses with any of the other, IPv4 or IPv6?"""
    return _overlap(first.blocks, second.blocks) or _overlap(first.ipv6_blocks, second.ipv6_blocks)


@lru_cache(maxsize=1024)
def _range(block: str) -> tuple[int, int]:
    """The first and the last address of a block, as numbers; those of IPv6 come after all of IPv4."""
    network = ip_network(block, strict=False)
    kind = network.version << 128
    return kind + int(network.network_address), kind + int(network.broadcast_address)


def _overlap(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    for first, last in map(_range, some):
        for other_first, other_last in map(_range, others):
            if first <= other_last and other_first <= last:
                return True
    return False


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _vpc_ids(connection: Connection) -> tuple[str, str]:
    return connection.requester.vpc_id, connection.accepter.vpc_id


def _outstanding_keys(connection: Connection) -> list[tuple[object, ...]]:
    return [("outstanding", *connection.requester.place)]


def _in_use_keys(connection: Connection) -> list[tuple[object, ...]]:
    return [("in use", vpc_id) for vpc_id in set(_vpc_ids(connection))]


class Connections:
    """The connections, their lives, and the windows in which they are seen."""

    def __init__(
        self,
        clock: Clock,
        settle: Settle,
        cloud: str,
        *,
        entered: Callable[[Connection], None],
        told: Callable[[Connection, str], None],
    ) -> None:
        self._clock = clock
        self._made = 0
        self._store: Store[Connection] = Store(
            place=lambda connection: connection.places,
            vpc=_vpc_ids,
            pair=lambda connection: [_pair(*_vpc_ids(connection))],
        )
        self._tally: Tally[Connection] = Tally(
            states.COUNTED, {"outstanding": _outstanding_keys, "in use": _in_use_keys}
        )
        self._last: dict[frozenset[str], Connection] = {}
        self.lives: Lives[Connection] = Lives(
            states.MACHINE,
            clock,
            settle,
            cloud,
            tally=self._tally,
            find=self._store.get,
            entered=entered,
            vanish=self._store.remove,
            told=told,
        )

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def add(self, connection_id: str, requester: Side, accepter: Side, event: str) -> Connection:
        """A new connection, in the first state of `event`."""
        now = self._clock.now
        self._made += 1
        made = Connection(
            id=connection_id,
            created=now,
            changed=now,
            number=self._made,
            requester=requester,
            accepter=accepter,
        )
        self.lives.begin(self._store.add(made), event)
        self._last[frozenset({requester.vpc_id, accepter.vpc_id})] = made
        return made

    def kept(self) -> tuple[list[Connection], dict[frozenset[str], Connection], int]:
        """All that a snapshot keeps of the connections."""
        return list(self._store), self._last, self._made

    def keep(self, kept: tuple[list[Connection], dict[frozenset[str], Connection], int]) -> None:
        """Takes over what `kept` gave."""
        connections, self._last, self._made = kept
        for connection in connections:
            self._tally.moved(self._store.add(connection), "")

    def get(self, connection_id: str) -> Connection | None:
        return self._store.get(connection_id)

    def of_vpc(self, vpc_id: str) -> list[Connection]:
        return self._store.by(vpc=vpc_id)

    def between(self, one: str, other: str) -> list[Connection]:
        """The connections between two VPCs, in either direction."""
        return self._store.by(pair=_pair(one, other))

    def outstanding(self, place: Place) -> int:
        """How many requests of an account in a Region wait for an answer."""
        return self._tally.get(("outstanding", *place), 0)

    def active(self, vpc_id: str) -> int:
        """How many connections of a VPC count as active."""
        return self._tally.get(("in use", vpc_id), 0)

    def active_between(self, one: str, other: str) -> Connection | None:
        return next((c for c in self.between(one, other) if c.status == states.ACTIVE), None)

    def last_between(self, one: str, other: str) -> Connection | None:
        """The connection made last between two VPCs, even when it is no longer described to anybody."""
        return self._last.get(frozenset({one, other}))

    def seen_by(self, place: Place) -> list[Connection]:
        """What an account sees in a Region, oldest first."""
        return [connection for connection in self._store.by(place=place) if self.is_visible(connection, place)]

    def seen_in_turn(self, place: Place, *, after: int, of_vpcs: Iterable[str] | None) -> Iterator[Connection]:
        """The same one by one, those numbered higher than `after`; of these VPCs alone, if any are named."""
        if of_vpcs is None:
            held = self._store.by(place=place)
            held = held[bisect_right(held, after, key=attrgetter("number")) :]
        else:
            found = {c.number: c for vpc_id in of_vpcs for c in self._store.by(vpc=vpc_id)}
            held = [found[number] for number in sorted(found)]
        return (connection for connection in held if self.is_visible(connection, place))

    def find(self, connection_id: str, place: Place) -> Connection | None:
        """The connection, if this account sees it in this Region."""
        connection = self._store.get(connection_id)
        return connection if connection is not None and self.is_visible(connection, place) else None

    def is_visible(self, connection: Connection, place: Place) -> bool:
        if place != connection.requester.place and place != connection.accepter.place:
            return False
        if connection.status not in states.VISIBLE:
            doomed = connection.ahead == (states.FAILED,)  # the accepter never hears of it
            return not doomed or place == connection.requester.place
        to_requester, to_accepter, to_both = states.VISIBLE[connection.status]
        if connection.requester.account == connection.accepter.account:
            window = to_both
        elif connection.status == states.DELETED and place[0] == connection.by:
            window = states.VISIBLE_TO_WHO_DELETED
        else:
            window = to_requester if place == connection.requester.place else to_accepter
        return self._clock.now < connection.changed + window
