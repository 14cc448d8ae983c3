"""What a snapshot keeps of AWS: accounts, connections, limits, and moto's EC2."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..core import plain
from .connections import Connection, Side
from .groups import PeerGroup
from .moto import Lent
from .quotas import Quotas

if TYPE_CHECKING:
    from .cloud import AwsCloud

KNOWN = {cls.__name__: cls for cls in (Connection, Side, PeerGroup, Quotas, Lent)}
MODULES = ("moto.ec2.models", "moto.utilities.tagging_service")


def dump(aws: AwsCloud) -> Any:
    held = {
        "accounts": list(aws.accounts),
        "quotas": aws.quotas,
        "connections": aws.connections.kept(),
        "peer_groups": aws.peer_groups,
        "lag": aws.world.lagging.pictures(Connection, lambda i: aws.connections.get(i) is not None),
        "access_keys": aws.moto.access_keys(),
        "moto": aws.moto.kept() if aws.moto.used else None,
    }
    return plain.encode(held, _name_of)


def load(aws: AwsCloud, data: Any) -> None:
    held = plain.decode(data, _class_named)
    for account in held["accounts"]:
        aws.account(account)
    aws.quotas = held["quotas"]
    aws.connections.keep(held["connections"])
    aws.peer_groups = held["peer_groups"]
    aws.world.lagging.hang(held["lag"])
    aws.moto.keep_access_keys(held["access_keys"])
    if held["moto"] is not None:
        aws.moto.keep(held["moto"])


def _name_of(cls: type) -> str:
    if KNOWN.get(cls.__name__) is cls:
        return cls.__name__
    if cls.__module__.startswith(MODULES):
        return f"{cls.__module__}:{cls.__qualname__}"
    raise TypeError(f"a snapshot cannot keep a {cls.__module__}.{cls.__qualname__}")


def _class_named(name: str) -> type:
    module, _, qualname = name.rpartition(":")
    if not module:
        return KNOWN[name]
    found = getattr(import_module(module), qualname) if module.startswith(MODULES) else None
    if not isinstance(found, type):
        raise LookupError(f"a snapshot holds no {name}")
    return found
