"""GetVpcPeerConnectionAttribute and ListVpcPeerConnections: what each account sees of a connection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from .common import has_tags, page, tag_list, utc
from .records import Account, Connection
from .states import ACCEPTING, EXPIRED, EXPIRY

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def visible(cloud: AlibabaCloud, caller: Account, instance_id: str) -> Connection:
    """The connection, for either of its accounts. For anybody else it does not exist (assumed)."""
    connection = cloud.connections.get(instance_id)
    if connection is None or caller.id not in connection.accounts or not cloud.world.lagging.found(connection):
        raise Refusal("ResourceNotFound.InstanceId")
    return connection


SideOf = Callable[[str], dict[str, Any]]


def describe(
    cloud: AlibabaCloud, connection: Connection, caller: Account, side_of: SideOf | None = None
) -> dict[str, Any]:
    """All fields of a connection as `caller` sees them; tags and resource group are the caller's own."""
    side_of = side_of or partial(_side, cloud)
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
        "ResourceGroupId": connection.resource_groups[caller.id],
        "Vpc": side_of(connection.vpc_id),
        "AcceptingVpc": side_of(connection.accepting_vpc_id),
        "Tags": tag_list(connection.tags[caller.id]),
    }


def business_status(cloud: AlibabaCloud, connection: Connection) -> str:
    """FinancialLocked while either account is in arrears."""
    for account in connection.accounts:
        if (status := cloud.peek(account).business_status) != "Normal":
            return status
    return "Normal"


def _side(cloud: AlibabaCloud, vpc_id: str) -> dict[str, Any]:
    vpc = cloud.vpcs.get(vpc_id)
    return {
        "VpcId": vpc_id,
        "Ipv4Cidrs": vpc.ipv4_cidrs if vpc else [],
        "Ipv6Cidrs": vpc.ipv6_cidrs if vpc else [],
    }


def get_vpc_peer_connection_attribute(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    asked = call.params["InstanceId"]
    shown = _shown(cloud, call.caller, lambda c: c.id == asked, [c for c in [cloud.connections.get(asked)] if c])
    if not shown:
        raise Refusal("ResourceNotFound.InstanceId")
    return describe(cloud, _seen(cloud, shown[0]), call.caller)


def list_vpc_peer_connections(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    found = _shown(cloud, call.caller, _matcher(call), _candidates(cloud, call))
    size = params.get("MaxResults", 20)
    shown, token = page(found, params.get("NextToken"), size)
    side_of = cache(partial(_side, cloud))  # many connections are of few VPCs
    answer = [describe(cloud, _seen(cloud, connection), call.caller, side_of) for connection in shown]
    return {"TotalCount": len(found), "MaxResults": size, "NextToken": token, "VpcPeerConnects": answer}


def _shown(
    cloud: AlibabaCloud, caller: Account, wanted: Callable[[Connection], bool], candidates: list[Connection]
) -> list[Connection]:
    """The caller's connections as this read shows them; with `world.lag`, some as they were."""
    lag = cloud.world.lagging
    mine = [shown for c in candidates if caller.id in c.accounts and (shown := lag.read(c)) is not None]
    mine = [connection for connection in mine if wanted(connection)]
    return mine + lag.gone(
        Connection, lambda c: cloud.connections.get(c.id) is None and caller.id in c.accounts and wanted(c)
    )


def _seen(cloud: AlibabaCloud, shown: Connection) -> Connection:
    """What is shown, counted as a read of it unless it is an old picture."""
    if cloud.connections.get(shown.id) is shown:
        cloud.lives.seen(shown)
    return shown


def _candidates(cloud: AlibabaCloud, call: AlibabaCall) -> list[Connection]:
    """The fewest connections that the indices can narrow it down to."""
    if call.params.get("InstanceId"):
        one = cloud.connections.get(call.params["InstanceId"])
        return [one] if one else []
    if call.params.get("VpcId"):
        return cloud.connections.by(vpc=call.params["VpcId"][0])
    return cloud.connections.by(account=call.caller.id)


def _matcher(call: AlibabaCall) -> Callable[[Connection], bool]:
    """Does a connection fit what was asked for? Each question is made once; an empty one asks nothing (assumed)."""
    params, caller = call.params, call.caller.id
    asked: list[Callable[[Connection], bool]] = []
    if one := params.get("InstanceId"):
        asked.append(lambda c: c.id == one)
    if region := params.get("RegionId"):
        asked.append(lambda c: region in (c.region, c.accepting_region))
    if vpcs := params.get("VpcId"):
        asked.append(lambda c: all(vpc_id in c.vpc_ids for vpc_id in vpcs))
    if name := params.get("Name"):
        asked.append(lambda c: c.name == name)
    if group := params.get("ResourceGroupId"):
        asked.append(lambda c: c.resource_groups[caller] == group)
    if tags := params.get("Tags"):
        asked.append(lambda c: has_tags(c.tags[caller], tags))
    return lambda c: all(fits(c) for fits in asked)
