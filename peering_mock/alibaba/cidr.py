"""CIDR blocks: how they are read, and which ones a VPC may not have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from ..core.ids import HEX, Ids

Network = IPv4Network | IPv6Network

WRITTEN = re.compile(r"[0-9A-Fa-f.:]+(/\d{1,3})?")
SYSTEM = "100.64.0.0/10"  # the cloud's own services
FORBIDDEN = tuple(IPv4Network(block) for block in (SYSTEM, "224.0.0.0/4", "127.0.0.0/8", "169.254.0.0/16"))


def read(text: str, *, bare: bool = False) -> Network | None:
    """The network that `text` names, or None. Host bits must be zero; `bare`: an address alone is one of itself."""
    if not WRITTEN.fullmatch(text) or ("/" not in text and not bare):
        return None
    try:
        return ip_network(text)
    except ValueError:
        return None


def read4(text: str) -> IPv4Network | None:
    network = read(text)
    return network if isinstance(network, IPv4Network) else None


def read6(text: str) -> IPv6Network | None:
    """A block that vSwitches, which have a /64 each, can be cut from."""
    network = read(text)
    return network if isinstance(network, IPv6Network) and network.prefixlen <= 64 else None


def new6(ids: Ids) -> IPv6Network:
    """A /56 as the cloud hands them out."""
    digits = ids.make("", 4, HEX)
    return IPv6Network(f"2408:400{digits[0]}:3{digits[1:3]}:{digits[3]}100::/56")


def inside(network: Network, block: Network | str) -> bool:
    """Is `network` the block or a part of it?"""
    outer = ip_network(block) if isinstance(block, str) else block
    if isinstance(network, IPv4Network) and isinstance(outer, IPv4Network):
        return network.subnet_of(outer)
    return isinstance(network, IPv6Network) and isinstance(outer, IPv6Network) and network.subnet_of(outer)


def overlaps_any(network: Network, blocks: Iterable[str]) -> bool:
    return any(inside(network, block) or inside(ip_network(block), network) for block in blocks)


def fit_for_vpc(text: str) -> IPv4Network | None:
    """The network, when it may be a VPC's primary or secondary block: mask of 8 to 28, none of the forbidden ranges."""
    network = read4(text)
    if network is None or not 8 <= network.prefixlen <= 28 or any(network.subnet_of(block) for block in FORBIDDEN):
        return None
    return network
