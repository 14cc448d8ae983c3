"""CreateRouteTable, DeleteRouteTable, AssociateRouteTable and UnassociateRouteTable. All their codes are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import vpc_checks as check
from .records import RouteTable, VSwitch
from .system_routes import add_table

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

ASSOCIATE_TYPES = ("VSwitch", "Gateway")


def create_route_table(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    vpc = check.vpc(cloud, call, params["VpcId"], "InvalidVpcId.NotFound")
    check.available(vpc)
    kind = params.get("AssociateType") or "VSwitch"
    if kind not in ASSOCIATE_TYPES:
        raise Refusal("InvalidAssociateType")
    table = RouteTable(
        id=cloud.world.ids.make("vtb-", 21),
        owner=vpc.owner,
        vpc_id=vpc.id,
        region=vpc.region,
        created=cloud.world.clock.now,
        resource_group_id=vpc.resource_group_id,
        associate_type=kind,
        name=params.get("RouteTableName", ""),
        description=params.get("Description", ""),
        tags=check.new_tags(params),
    )
    add_table(cloud, table)
    return {"RouteTableId": table.id}


def delete_route_table(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    table = check.route_table(cloud, call, call.params["RouteTableId"])
    if table.kind == "System":
        raise Refusal("OperationDenied.RouteTableTypeNotPermitted")
    if vswitches_of(cloud, table):
        raise Refusal("DependencyViolation.VSwitch")
    entries = cloud.route_entries.by(table=table.id)
    if any(entry.kind == "Custom" for entry in entries):
        raise Refusal("DependencyViolation.RouteEntry")

    for entry in entries:
        cloud.route_entries.remove(entry)
    cloud.route_tables.remove(table)
    return {}


def vswitches_of(cloud: AlibabaCloud, table: RouteTable) -> list[VSwitch]:
    """The vSwitches that the table routes for."""
    return [vswitch for vswitch in cloud.vswitches.by(vpc=table.vpc_id) if vswitch.route_table_id == table.id]


def associate_route_table(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    """A vSwitch that has another custom table is taken over by this one (assumed)."""
    table, vswitch = _pair(cloud, call)
    if table.kind == "System" or table.associate_type == "Gateway":
        raise Refusal("OperationDenied.RouteTableTypeNotPermitted")
    vswitch.route_table_id = table.id
    return {}


def unassociate_route_table(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    """The vSwitch is back with the system table."""
    table, vswitch = _pair(cloud, call)
    if vswitch.route_table_id != table.id or table.kind == "System":
        raise Refusal("InvalidResource.NotBinding")
    vswitch.route_table_id = cloud.vpc(table.vpc_id).route_table_id
    return {}


def _pair(cloud: AlibabaCloud, call: AlibabaCall) -> tuple[RouteTable, VSwitch]:
    table = check.route_table(cloud, call, call.params["RouteTableId"])
    vswitch = check.vswitch(cloud, call, call.params["VSwitchId"])
    if vswitch.vpc_id != table.vpc_id:
        raise Refusal("InvalidVSwitchId.NotFound")
    return table, vswitch
