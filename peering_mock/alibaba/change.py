"""Create, Accept, Reject, Modify and Delete of VPC peering connections.

Each function asks its questions in one order, raises the first refusal, and only then changes anything. The order is
not documented (assumed): places, then VPCs, accounts, the pair, what was wished for, and limits last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import requirements as require
from .read import business_status, visible
from .records import Account, Connection
from .tagging import tags_of

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

UNLIMITED_BANDWIDTH = -1  # what an intra-region connection reports
DEFAULT_BANDWIDTH = 1024  # Mbit/s, inter-region
DEFAULT_LINK_TYPE = "Gold"


def create_vpc_peer_connection(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params, caller = call.params, call.caller
    region, accepting_region = params["RegionId"], params["AcceptingRegionId"]
    inter = region != accepting_region
    crosses_border = require.regions_allowed(cloud, region, accepting_region)
    if params["VpcId"] == params["AcceptingVpcId"]:
        raise Refusal("IllegalParam.AcceptingVpcId")
    _not_shared(cloud, params["VpcId"], caller)
    vpc = require.vpc_ready(cloud, params["VpcId"], caller.id, region, "IncorrectStatus.Vpc")
    peer = cloud.peek(params["AcceptingAliUid"])
    if peer.site != caller.site:
        raise Refusal("OperationFailed.CrossBusinessNotAllowed")
    accepting = require.vpc_ready(
        cloud, params["AcceptingVpcId"], peer.id, accepting_region, "IncorrectStatus.AcceptingVpc"
    )
    require.account_ready(caller, crosses_border, vpc.id)
    if peer.id != caller.id:
        require.peer_ready(cloud, peer, crosses_border, accepting.id)
    require.vpcs_free(cloud, vpc, accepting)
    require.link_type_allowed(cloud, params.get("LinkType"), (region, accepting_region), caller, [caller, peer])
    if "Bandwidth" in params:
        if not inter:
            raise Refusal("IllegalParam.Bandwidth")
        require.bandwidth_within_quota(cloud, params["Bandwidth"], crosses_border, "IllegalParam.Bandwidth")
    group = require.resource_group(cloud, caller, params.get("ResourceGroupId"))
    tags = tags_of(params.get("Tag", []))
    require.quotas_left(cloud, vpc, accepting)
    require.nothing_under_way(cloud, vpc, accepting)
    _not_dry(params)

    now = cloud.world.clock.now
    connection = Connection(
        id=cloud.world.ids.make("pcc-", 18),
        created=now,
        changed=now,
        owner=caller.id,
        region=region,
        vpc_id=vpc.id,
        accepting_owner=peer.id,
        accepting_region=accepting_region,
        accepting_vpc_id=accepting.id,
        bandwidth=params.get("Bandwidth", DEFAULT_BANDWIDTH if inter else UNLIMITED_BANDWIDTH),
        link_type=params.get("LinkType", DEFAULT_LINK_TYPE if inter else ""),
        name=params.get("Name"),
        description=params.get("Description"),
        resource_groups={peer.id: cloud.account(peer.id).default_resource_group_id, caller.id: group},
        tags={peer.id: {}, caller.id: tags},
    )
    cloud.connections.add(connection)
    cloud.world.lagging.made(connection)
    cloud.lives.begin(connection, "Create within one account" if peer.id == caller.id else "Create across accounts")
    return {"InstanceId": connection.id}


def accept_vpc_peer_connection(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    connection = _for_accepter(cloud, call, "Accept")
    crosses_border = _crosses_border(cloud, connection)
    require.account_ready(call.caller, crosses_border, connection.id)
    group = require.resource_group(cloud, call.caller, call.params.get("ResourceGroupId"))
    tags = tags_of(call.params.get("Tag", []))
    _not_dry(call.params)

    cloud.world.lagging.changes(connection)
    connection.resource_groups[call.caller.id] = group
    connection.tags[call.caller.id].update(tags)
    cloud.lives.step(connection, "Accept")
    return {}


def reject_vpc_peer_connection(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    connection = _for_accepter(cloud, call, "Reject")
    _not_dry(call.params)

    cloud.world.lagging.changes(connection)
    cloud.lives.step(connection, "Reject")
    return {}


def modify_vpc_peer_connection(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    connection = visible(cloud, call.caller, params["InstanceId"])
    _not_managed(connection)
    require.status_allows(cloud, connection, "Modify")
    if business_status(cloud, connection) != "Normal":
        raise Refusal("IncorrectBusinessStatus.VpcPeer", kind="VpcPeer", id=connection.id)
    if "Bandwidth" in params:
        if not connection.inter_region:
            raise Refusal("OperationFailed.BandwidthCannotBeChangedInSameRegion")
        crosses_border = _crosses_border(cloud, connection)
        require.bandwidth_within_quota(cloud, params["Bandwidth"], crosses_border, "QuotaExceeded.Bandwidth")
    places = (connection.region, connection.accepting_region)
    accounts = [cloud.peek(account) for account in connection.accounts]
    require.link_type_allowed(cloud, params.get("LinkType"), places, call.caller, accounts)
    _not_dry(params)

    cloud.world.lagging.changes(connection)
    connection.name = params.get("Name", connection.name)
    connection.description = params.get("Description", connection.description)
    connection.bandwidth = params.get("Bandwidth", connection.bandwidth)
    connection.link_type = params.get("LinkType", connection.link_type)
    cloud.lives.step(connection, "Modify")
    return {}


def delete_vpc_peer_connection(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    connection = visible(cloud, call.caller, call.params["InstanceId"])
    _not_managed(connection)
    require.status_allows(cloud, connection, "Delete")
    routes = cloud.route_entries.by(next_hop=connection.id)
    if routes and not call.params.get("Force", False):
        raise Refusal("OperationDenied.RouteEntryExist")
    _not_dry(call.params)

    for route in routes:
        cloud.route_entries.remove(route)
    cloud.world.lagging.changes(connection)
    cloud.lives.step(connection, "Delete")
    return {}


def _for_accepter(cloud: AlibabaCloud, call: AlibabaCall, event: str) -> Connection:
    """The connection, for its accepter. That the requester lacks the permission is assumed: no page says it."""
    connection = visible(cloud, call.caller, call.params["InstanceId"])
    require.status_allows(cloud, connection, event)
    if call.caller.id != connection.accepting_owner:
        raise Refusal("Forbidden.NoPermission", what=call.operation)
    return connection


def _crosses_border(cloud: AlibabaCloud, connection: Connection) -> bool:
    sides = [cloud.regions.get(region) for region in (connection.region, connection.accepting_region)]
    return len({side.mainland for side in sides if side}) == 2


def _not_shared(cloud: AlibabaCloud, vpc_id: str, caller: Account) -> None:
    vpc = cloud.vpcs.get(vpc_id)
    if vpc is not None and vpc.owner == caller.id and vpc.shared_by not in (None, caller.id):
        raise Refusal("OperationDenied.OperateShareResource")


def _not_managed(connection: Connection) -> None:
    if connection.managed_service:
        raise Refusal("OperationDenied.ServiceManagedInstance")


def _not_dry(params: dict[str, Any]) -> None:
    """The end of every check: a dry run that got here is answered by an error that says so."""
    if params.get("DryRun", False):
        raise Refusal("DryRunOperation")
