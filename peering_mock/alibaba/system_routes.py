"""The route entries that the cloud makes by itself: in every table of a VPC, the cloud's services and each vSwitch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import cidr
from .records import RouteEntry, RouteTable, VSwitch

if TYPE_CHECKING:
    from .cloud import AlibabaCloud


def add_table(cloud: AlibabaCloud, table: RouteTable) -> None:
    """The table, with its system entries."""
    cloud.route_tables.add(table)
    _add(cloud, table, cidr.SYSTEM, "service")
    for vswitch in cloud.vswitches.by(vpc=table.vpc_id):
        for block in blocks_of(vswitch):
            _add(cloud, table, block, "local")


def add_blocks(cloud: AlibabaCloud, vpc_id: str, blocks: list[str]) -> None:
    """CIDR blocks of a vSwitch appear in every table of its VPC."""
    for table in cloud.route_tables.by(vpc=vpc_id):
        for block in blocks:
            _add(cloud, table, block, "local")


def remove_blocks(cloud: AlibabaCloud, vpc_id: str, blocks: list[str]) -> None:
    for table in cloud.route_tables.by(vpc=vpc_id):
        for entry in cloud.route_entries.by(table=table.id):
            if entry.kind == "System" and entry.destination in blocks:
                cloud.route_entries.remove(entry)


def blocks_of(vswitch: VSwitch) -> list[str]:
    return [block for block in (vswitch.cidr_block, vswitch.ipv6_cidr_block) if block]


def _add(cloud: AlibabaCloud, table: RouteTable, destination: str, next_hop_type: str) -> None:
    entry_id, now = cloud.world.ids.make("rte-", 21), cloud.world.clock.now
    cloud.route_entries.add(RouteEntry(entry_id, table.id, destination, next_hop_type, "", now, kind="System"))
