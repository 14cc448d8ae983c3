"""What a snapshot keeps of Alibaba Cloud: every record, and the tables a test may have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core import plain
from . import records
from .quotas import Quotas
from .regions import Region

if TYPE_CHECKING:
    from .cloud import AlibabaCloud

KNOWN = {
    cls.__name__: cls
    for cls in (
        records.Account,
        records.Credentials,
        records.ResourceGroup,
        records.Vpc,
        records.VSwitch,
        records.RouteTable,
        records.RouteEntry,
        records.Connection,
        Region,
        Quotas,
    )
}
TABLES = ("regions", "quotas", "known_keys_only", "accounts", "keys", "resource_groups", "tokens")
STORES = ("connections", "vpcs", "vswitches", "route_tables", "route_entries")


def dump(cloud: AlibabaCloud) -> Any:
    held = {name: getattr(cloud, name) for name in TABLES}
    held |= {name: list(getattr(cloud, name)) for name in STORES}
    held["lag"] = cloud.world.lagging.pictures(records.Connection, lambda i: cloud.connections.get(i) is not None)
    return plain.encode(held, _name_of)


def load(cloud: AlibabaCloud, data: Any) -> None:
    held = plain.decode(data, KNOWN.__getitem__)
    for name in TABLES:
        setattr(cloud, name, held[name])
    cloud.world.lagging.hang(held["lag"])
    for name in STORES:
        for record in held[name]:
            getattr(cloud, name).add(record)
    for connection in cloud.connections:
        cloud.tally.moved(connection, "")


def _name_of(cls: type) -> str:
    if KNOWN.get(cls.__name__) is not cls:
        raise TypeError(f"a snapshot cannot keep a {cls.__qualname__}")
    return cls.__name__
