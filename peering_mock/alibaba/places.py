"""DescribeRegions and DescribeZones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from .model import product
from .place_names import LETTERS, MOST_LETTERS, NAMES

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud


def region_ids(cloud: AlibabaCloud) -> list[str]:
    """Where there are VPCs: Vpc's own list, and every region that peering knows."""
    return list(dict.fromkeys([*product("Vpc").endpoints, *cloud.regions]))


def zone_ids(region: str) -> list[str]:
    return [f"{region}-{letter}" for letter in LETTERS.get(region, MOST_LETTERS)]


def describe_regions(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    endpoints = product("Vpc").endpoints
    rows = [
        {
            "RegionId": region,
            "LocalName": _name(region, call.params),
            "RegionEndpoint": endpoints.get(region, f"vpc.{region}.aliyuncs.com"),
        }
        for region in region_ids(cloud)
    ]
    return {"Regions": {"Region": rows}}


def describe_zones(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    region = call.params["RegionId"]
    if region not in region_ids(cloud):
        raise Refusal("InvalidRegionId.NotFound")
    kind = call.params.get("ZoneType") or "AvailabilityZone"
    zone = "可用区" if _chinese(call.params) else "Zone"
    rows = [
        {
            "ZoneId": zone_id,
            "LocalName": f"{_name(region, call.params)} {zone} {zone_id.rpartition('-')[2].upper()}",
            "ZoneType": kind,
        }
        for zone_id in zone_ids(region)
        if kind == "AvailabilityZone"
    ]
    return {"Zones": {"Zone": rows}}


def _name(region: str, params: dict[str, Any]) -> str:
    chinese, english = NAMES.get(region, (region, region))
    return chinese if _chinese(params) else english


def _chinese(params: dict[str, Any]) -> bool:
    """The documented default is zh-CN."""
    return str(params.get("AcceptLanguage") or "zh-CN").lower().startswith("zh")
