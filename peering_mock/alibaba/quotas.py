"""Quotas by their official name or by the error code they lead to, readable and settable.

Names and defaults: Quota Center, product vpc, as in the guide's quota table (documented). Which code belongs to which
quota is told by the names (assumed). `VpcPeerCountPerVpc` is the older limit on all connections of one VPC, which the
table no longer names: it is unlimited unless set (assumed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

from ..core.faults import unknown

CROSS_REGION_PER_VPC = "vpc_quota_cross_region_peer_num_per_vpc"
INTRA_REGION_PER_VPC = "vpc_quota_intra_region_peer_num_per_vpc"
PER_REGION = "vpc_quota_peer_num"
CROSS_BORDER_BANDWIDTH = "vpc_quota_peer_cross_border_bandwidth"
CROSS_REGION_BANDWIDTH = "vpc_quota_peer_cross_region_bandwidth"
PER_VPC = "VpcPeerCountPerVpc"
ROUTE_ENTRIES = "vpc_quota_route_entrys_num"
SECONDARY_CIDRS = "vpc_quota_secondary_cidr_num"
VPCS = "vpc_quota_instances_num"
VSWITCHES = "vpc_quota_vswitches_num"
RESOURCE_GROUPS = "ResourceGroupCountPerAccount"

UNLIMITED = 2**31 - 1

DEFAULTS = {
    CROSS_REGION_PER_VPC: 20,
    INTRA_REGION_PER_VPC: 10,
    PER_REGION: 20,
    CROSS_BORDER_BANDWIDTH: 1024,  # Mbit/s
    CROSS_REGION_BANDWIDTH: 1024,  # Mbit/s
    PER_VPC: UNLIMITED,
    ROUTE_ENTRIES: 200,  # custom entries of one route table
    SECONDARY_CIDRS: 5,
    VPCS: UNLIMITED,  # of one account in one region; 10 on the real cloud, adjustable: a test that wants it sets it
    VSWITCHES: 150,  # of one VPC
    RESOURCE_GROUPS: UNLIMITED,  # no page of the reference names the number
}

CODES = {
    "QuotaExceeded.CrossRegionVpcPeerCountPerVpc": (CROSS_REGION_PER_VPC,),
    "QuotaExceeded.IntraRegionVpcPeerCountPerVpc": (INTRA_REGION_PER_VPC,),
    "QuotaExceeded.VpcPeerCountPerUserPerRegion": (PER_REGION,),
    "QuotaExceeded.VpcPeerCountPerVpc": (PER_VPC,),
    "QuotaExceeded.Bandwidth": (CROSS_REGION_BANDWIDTH, CROSS_BORDER_BANDWIDTH),
    "QuotaExceeded": (ROUTE_ENTRIES,),
    "QuotaExceeded.VpcMultiCidr": (SECONDARY_CIDRS,),
    "QuotaExceeded.Vpc": (VPCS,),
    "QuotaExceeded.VSwitch": (VSWITCHES,),
    "LimitExceeded.ResourceGroup": (RESOURCE_GROUPS,),
}


class Quotas(MutableMapping[str, int]):
    """`quotas["vpc_quota_peer_num"] = 1`, or by code: `quotas["QuotaExceeded.VpcPeerCountPerVpc"] = 1`."""

    def __init__(self) -> None:
        self._limits = dict(DEFAULTS)

    def __getitem__(self, name: str) -> int:
        return self._limits[self._names(name)[0]]

    def __setitem__(self, name: str, limit: int) -> None:
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
            raise ValueError(f"a quota is a whole number, not negative; {name} cannot be {limit!r}")
        for each in self._names(name):
            self._limits[each] = limit

    def __delitem__(self, name: str) -> None:
        """Back to the default."""
        for each in self._names(name):
            self._limits[each] = DEFAULTS[each]

    def __iter__(self) -> Iterator[str]:
        return iter(self._limits)

    def __len__(self) -> int:
        return len(self._limits)

    def told(self, code: str, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts of an ordered refusal; what it does not tell of a quota's name, usage and limit is as it stands."""
        if code not in CODES or not facts.keys() <= {"quota", "usage", "limit"}:
            return dict(facts)
        limit = facts.get("limit", self[code])
        return {"quota": self._names(code)[0], "usage": limit, "limit": limit, **facts}

    def _names(self, name: str) -> tuple[str, ...]:
        if not isinstance(name, str):
            raise KeyError(f"a quota has a name or a code, not {name!r}")
        names = (name,) if name in self._limits else CODES.get(name) or CODES.get(f"QuotaExceeded.{name}")
        if names is None:
            raise KeyError(str(unknown("a quota", name, [*self._limits, *CODES])))
        return names
