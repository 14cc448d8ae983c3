"""A connection as EC2 shows it: which fields, in which state, to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from . import states
from .connections import Connection, Place, Side
from .filters import expiration
from .xml import Write, escape, is_plain, string, text

if TYPE_CHECKING:
    from .cloud import AwsCloud

Options = tuple[tuple[str, bool], ...]


def learn(aws: AwsCloud, connection: Connection) -> None:
    """The sides that show their VPC's blocks take over what these are now."""
    shown = states.SHOWN[connection.status]
    for name, side in (("requester", connection.requester), ("accepter", connection.accepter)):
        if states.BLOCKS in shown[name]:
            side.learn(aws.moto.vpc(side.vpc_id, side.place))


class Shown:
    """A connection as an account sees it in a Region; its sides have learnt what their VPCs are now.

    `kept`: it may be as it was when it was last shown, as most connections of most answers are.
    """

    __slots__ = ("connection", "_kept", "_place", "_tags", "_texts")

    def __init__(self, aws: AwsCloud, connection: Connection, place: Place, *, kept: bool) -> None:
        self.connection, self._place, self._tags = connection, place, connection.tags_of(place)
        self._kept, self._texts = kept, aws.texts

    def fields(self) -> dict[str, Any]:
        """All that is shown, by EC2's names."""
        connection, expires = self.connection, expiration(self.connection)
        return _fields(connection.status, connection.id, connection.sides, connection.message, expires, self._tags)

    def xml(self, write: Write) -> str:
        """The same in XML."""
        if not self._kept:
            return self.anew(write)
        connection, texts = self.connection, self._texts
        one, other = connection.requester, connection.accepter
        facts = (  # all that they hold, and what is in that which may change in itself
            *vars(connection).values(),
            *vars(one).values(),
            *vars(other).values(),
            tuple(one.options.items()),
            tuple(other.options.items()),
            *self._tags.items(),
        )
        name = connection.id, self._place
        return texts.still(name, facts) or texts.put(name, facts, self.anew(write))

    def anew(self, write: Write) -> str:
        """A form that is written once for all connections like this one, filled with the texts of this."""
        connection, tags = self.connection, self._tags
        one, other = connection.requester, connection.accepter
        status, of_one, of_other = connection.status, tuple(one.options.items()), tuple(other.options.items())
        counts = len(one.blocks), len(one.ipv6_blocks), len(other.blocks), len(other.ipv6_blocks), len(tags)
        expires = text(expiration(connection)) if status in states.EXPIRATION_SHOWN else ""
        form, in_order = _form(write, status, of_one, of_other, counts)
        ordered = in_order(_texts(expires, connection.id, connection.by, one, other, tags))
        filled = form.copy()
        try:
            filled[1::2] = ordered if is_plain("".join(ordered)) else map(escape, ordered)
        except TypeError:  # a test has set what is no string
            filled[1::2] = map(string, ordered)
        return "".join(filled)


@lru_cache(maxsize=256)
def _form(
    write: Write, status: str, of_one: Options, of_other: Options, counts: tuple[int, ...]
) -> tuple[list[str], Callable[[tuple[str, ...]], tuple[str, ...]]]:
    """The XML in parts, each second one a blank, and what puts the texts in the order of the blanks."""
    blanks = (f"{{{number}}}" for number in count())

    def some(number: int) -> tuple[str, ...]:
        return tuple(islice(blanks, number))

    def side(blocks: int, ipv6_blocks: int, options: Options) -> Side:
        vpc_id, account, region = some(3)
        return Side(vpc_id, account, region, some(blocks), some(ipv6_blocks), dict(options))

    expires, connection_id, by = some(3)
    one, other = side(counts[0], counts[1], of_one), side(counts[2], counts[3], of_other)
    message = states.MESSAGES[status].format(accepter=other.account, by=by)
    tags = dict(zip(some(counts[4]), some(counts[4]), strict=True))
    parts = re.split(r"(\{\d+\})", write(_fields(status, connection_id, (one, other), message, expires, tags)))
    return parts, itemgetter(*map(_texts(expires, connection_id, by, one, other, tags).index, parts[1::2]))


def _texts(
    expires: str, connection_id: str, by: str, one: Side, other: Side, tags: Mapping[str, str]
) -> tuple[str, ...]:
    """All that differs between connections with the same form."""
    texts = [expires, connection_id, by]
    for side in (one, other):
        texts += (side.vpc_id, side.account, side.region, *side.blocks, *side.ipv6_blocks)
    return (*texts, *tags, *tags.values())


def _fields(
    status: str, connection_id: str, ends: tuple[Side, Side], message: str, expires: Any, tags: Mapping[str, str]
) -> dict[str, Any]:
    shown = states.SHOWN[status]
    view: dict[str, Any] = {
        "VpcPeeringConnectionId": connection_id,
        "RequesterVpcInfo": _side(ends[0], shown["requester"]),
        "AccepterVpcInfo": _side(ends[1], shown["accepter"]),
        "Status": {"Code": status, "Message": message},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    if status in states.EXPIRATION_SHOWN:
        view["ExpirationTime"] = expires
    return view


def _side(side: Side, shown: tuple[str, ...]) -> dict[str, Any]:
    block: dict[str, Any] = {"OwnerId": side.account, "VpcId": side.vpc_id, "Region": side.region}
    if states.BLOCKS in shown:
        if side.blocks:
            block["CidrBlock"] = side.blocks[0]
            block["CidrBlockSet"] = [{"CidrBlock": cidr} for cidr in side.blocks]
        if side.ipv6_blocks:
            block["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": cidr} for cidr in side.ipv6_blocks]
    if states.OPTIONS in shown:
        block["PeeringOptions"] = dict(side.options)
    return block
