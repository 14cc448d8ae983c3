"""GetVpcPeerConnectionAttribute and ListVpcPeerConnections: what each account sees of a connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from .common import has_tags, page, tag_list, utc
from .records import Account, Connection
from .states import ACCEPTING, EXPIRED, EXPIRY
from .wire import Written, as_json

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def visible(cloud: AlibabaCloud, caller: Account, instance_id: str) -> Connection:
    """The connection, for either of its accounts. For anybody else it does not exist (assumed)."""
    connection = cloud.connections.get(instance_id)
    if connection is None or caller.id not in connection.accounts or not cloud.world.lagging.found(connection):
        raise Refusal("ResourceNotFound.InstanceId")
    return connection


NO_BLOCKS = ("",)  # of a VPC that is no more; not empty, since what is empty counts as not yet looked up
Narrow = Callable[[list[Connection]], list[Connection]]
Side = tuple[object, ...]  # a VPC's IPv4 and IPv6 blocks


def _fields(cloud: AlibabaCloud, caller: int, connection: Connection) -> dict[str, Any]:
    """All that an account is shown of a connection; tags and resource group are its own."""
    pending = connection.status in (ACCEPTING, EXPIRED)
    return {
        "InstanceId": connection.id,
        "GmtCreate": utc(connection.created),
        "GmtModified": utc(connection.changed),
        "GmtExpired": utc(connection.created + EXPIRY) if pending else None,
        "Name": connection.name,
        "Description": connection.description,
        "OwnerId": connection.owner,
        "AcceptingOwnerUid": connection.accepting_owner,
        "RegionId": connection.region,
        "AcceptingRegionId": connection.accepting_region,
        "Bandwidth": connection.bandwidth,
        "LinkType": connection.link_type,
        "Status": connection.status,
        "BizStatus": business_status(cloud, connection),
        "ManagedService": connection.managed_service,
        "ResourceGroupId": connection.resource_groups[caller],
        "Vpc": _vpc(cloud, connection.vpc_id),
        "AcceptingVpc": _vpc(cloud, connection.accepting_vpc_id),
        "Tags": tag_list(connection.tags[caller]),
    }


def _texts(cloud: AlibabaCloud, caller: int, connections: list[Connection]) -> list[bytes]:
    """The same of each as JSON; kept, since most connections of most answers are what they were."""
    sides: dict[str, Side] = {}  # looked up once: many connections are of few VPCs and accounts
    statuses: dict[int, str] = {}
    side_of, status_of, texts, found = sides.get, statuses.get, cloud.texts[caller], []
    for connection in connections:
        tags = connection.tags[caller]
        facts = (
            getattr(connection, "edition", None) or connection.new_edition(),
            connection.resource_groups[caller],
            tuple(tags.items()) if tags else (),
            side_of(connection.vpc_id) or _side(cloud, connection.vpc_id, sides),
            side_of(connection.accepting_vpc_id) or _side(cloud, connection.accepting_vpc_id, sides),
            status_of(connection.owner) or _status(cloud, connection.owner, statuses),
            status_of(connection.accepting_owner) or _status(cloud, connection.accepting_owner, statuses),
        )
        kept = texts.still(connection.id, facts)
        found.append(kept or texts.put(connection.id, facts, as_json(_fields(cloud, caller, connection))))
    return found


def _vpc(cloud: AlibabaCloud, vpc_id: str) -> dict[str, Any]:
    vpc = cloud.vpcs.get(vpc_id)
    ipv4, ipv6 = (vpc.ipv4_cidrs, vpc.ipv6_cidrs) if vpc else ([], [])
    return {"VpcId": vpc_id, "Ipv4Cidrs": ipv4, "Ipv6Cidrs": ipv6}


def _side(cloud: AlibabaCloud, vpc_id: str, found: dict[str, Side]) -> Side:
    vpc = cloud.vpcs.get(vpc_id)
    held = (vpc.cidr_block, *vpc.secondary_cidr_blocks, *vpc.ipv6_cidr_blocks) if vpc else NO_BLOCKS
    found[vpc_id] = held
    return held


def _status(cloud: AlibabaCloud, account_id: int, found: dict[int, str]) -> str:
    status = found[account_id] = cloud.peek(account_id).business_status
    return status


@dataclass
class Shown(Written):
    """Connections as an account sees them."""

    cloud: AlibabaCloud
    caller: int
    connections: list[Connection]

    def fields(self) -> Any:
        return [_fields(self.cloud, self.caller, connection) for connection in self.connections]

    def json(self) -> bytes:
        return b"[%b]" % b", ".join(_texts(self.cloud, self.caller, self.connections))


class OneShown(Shown):
    """The only one of them, not as a list."""

    def fields(self) -> Any:
        return _fields(self.cloud, self.caller, self.connections[0])

    def json(self) -> bytes:
        return _texts(self.cloud, self.caller, self.connections)[0]


def business_status(cloud: AlibabaCloud, connection: Connection) -> str:
    """FinancialLocked while either account is in arrears."""
    statuses = [cloud.peek(account).business_status for account in connection.accounts]
    return statuses[0] if statuses[0] != "Normal" else statuses[1]


def get_vpc_peer_connection_attribute(cloud: AlibabaCloud, call: AlibabaCall) -> Written:
    asked, caller = call.params["InstanceId"], call.caller
    held = cloud.connections.get(asked)
    found = [held] if held is not None and caller.id in held.accounts else []
    if cloud.world.lagging.acts:
        found = _shown(cloud, caller, [lambda some: [c for c in some if c.id == asked]], found)
    if not found:
        raise Refusal("ResourceNotFound.InstanceId")
    _seen(cloud, found)
    return OneShown(cloud, caller.id, found)


def list_vpc_peer_connections(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    found = _shown(cloud, call.caller, _narrowed(call), _candidates(cloud, call))
    size = params.get("MaxResults", 20)
    shown, token = page(found, params.get("NextToken"), size, attrgetter("id"))
    _seen(cloud, shown)
    answer = Shown(cloud, call.caller.id, shown)
    return {"TotalCount": len(found), "MaxResults": size, "NextToken": token, "VpcPeerConnects": answer}


def _shown(
    cloud: AlibabaCloud, caller: Account, narrowed: list[Narrow], candidates: list[Connection]
) -> list[Connection]:
    """The caller's connections as this read shows them; with `world.lag`, some as they were."""
    lag, me = cloud.world.lagging, caller.id

    def fitting(some: list[Connection]) -> list[Connection]:
        for narrow in narrowed:
            some = narrow(some)
        return some

    mine = [c for c in candidates if c.owner == me or c.accepting_owner == me]
    if not lag.acts:
        return fitting(mine)
    mine = [shown for connection in mine if (shown := lag.read(connection)) is not None]
    return fitting(mine) + lag.gone(
        Connection, lambda c: cloud.connections.get(c.id) is None and me in c.accounts and bool(fitting([c]))
    )


def _seen(cloud: AlibabaCloud, shown: list[Connection]) -> None:
    """Counts as a read of all that is shown and no old picture."""
    for connection in shown:
        if connection.reads_left and cloud.connections.get(connection.id) is connection:
            cloud.lives.seen(connection)


def _candidates(cloud: AlibabaCloud, call: AlibabaCall) -> list[Connection]:
    """The fewest connections that the indices can narrow it down to."""
    if call.params.get("InstanceId"):
        one = cloud.connections.get(call.params["InstanceId"])
        return [one] if one else []
    if call.params.get("VpcId"):
        return cloud.connections.by(vpc=call.params["VpcId"][0])
    return cloud.connections.by(account=call.caller.id)


def _narrowed(call: AlibabaCall) -> list[Narrow]:
    """What leaves those that fit what was asked for; an empty parameter asks for nothing (assumed)."""
    params, caller = call.params, call.caller.id
    asked: list[Narrow] = []
    if one := params.get("InstanceId"):
        asked.append(lambda some: [c for c in some if c.id == one])
    if region := params.get("RegionId"):
        asked.append(lambda some: [c for c in some if c.region == region or c.accepting_region == region])
    if vpcs := params.get("VpcId"):
        asked.append(lambda some: [c for c in some if all(vpc_id in c.vpc_ids for vpc_id in vpcs)])
    if name := params.get("Name"):
        asked.append(lambda some: [c for c in some if c.name == name])
    if group := params.get("ResourceGroupId"):
        asked.append(lambda some: [c for c in some if c.resource_groups[caller] == group])
    if tags := params.get("Tags"):
        asked.append(lambda some: [c for c in some if has_tags(c.tags[caller], tags)])
    return asked
