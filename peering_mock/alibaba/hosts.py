"""Which hosts are Alibaba Cloud's, and which product and region a host is for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

PRODUCTS = {  # first label of the host, without -vpc (VPC endpoints): product
    "vpcpeer": "VpcPeer",
    "vpc": "Vpc",
    "sts": "Sts",
    "resourcemanager": "ResourceManager",
    "cdt": "Cdt",
    "location": "Location",
    "location-readonly": "Location",
}
METADATA = "100.100.100.200"


class Place(NamedTuple):
    """What a host tells. `claimed`: it is one of the cloud's.

    `product` is what its first label names, None when that is none of ours; `region` is None for no regional host.
    """

    claimed: bool
    product: str | None
    region: str | None


def claims(host: str) -> bool:
    """Is this one of Alibaba Cloud's API hosts, or the instance metadata service?"""
    return f".{host}".endswith(".aliyuncs.com") or host == METADATA


@lru_cache(maxsize=256)
def place_of(host: str) -> Place:
    """The product and the region of a host such as vpc.cn-beijing.aliyuncs.com."""
    labels = host.split(".")
    return Place(
        claims(host),
        PRODUCTS.get(labels[0].removesuffix("-vpc")),
        labels[1] if len(labels) == 4 and labels[2] == "aliyuncs" else None,
    )
