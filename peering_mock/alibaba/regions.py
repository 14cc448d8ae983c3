"""Regions of VPC peering: a table of what the product guide lists, and what each supports.

Source: help.aliyun.com/zh/vpc/vpc-peer-to-peer-connection (documented; it gives names, the ids are those of the Vpc
endpoint list). Finance and government regions are in the table only so that peering them with a public region is
refused as regions of different kinds (assumed: the guide says that it is impossible, not with which code).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .facts import LINK_TYPES, YES_OR_NO, Facts, one_of


@dataclass
class Region(Facts):
    """`kind` is "public", "finance" or "government"; peering crosses the border when one side is `mainland`."""

    id: str
    kind: str = "public"
    mainland: bool = True
    link_types: set[str] = field(default_factory=lambda: {"Gold", "Platinum"})

    RULES = {"kind": one_of("public", "finance", "government"), "mainland": YES_OR_NO, "link_types": LINK_TYPES}


MAINLAND = (
    "cn-hangzhou cn-shanghai cn-nanjing cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-shenzhen "
    "cn-heyuan cn-guangzhou cn-chengdu cn-zhongwei cn-wuhan-lr cn-fuzhou"
).split()
ABROAD = (
    "cn-hongkong ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-3 ap-southeast-5 ap-southeast-6 "
    "ap-southeast-7 eu-central-1 eu-west-1 us-west-1 us-east-1 me-east-1 me-central-1"
).split()
FINANCE = "cn-hangzhou-finance cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-beijing-finance-1".split()
GOVERNMENT = ["cn-north-2-gov-1"]


def regions() -> dict[str, Region]:
    """A fresh table; a test may change a region's facts or take a region away."""
    listed = [Region(name) for name in MAINLAND]
    listed += [Region(name, mainland=False) for name in ABROAD]
    listed += [Region(name, kind="finance") for name in FINANCE]
    listed += [Region(name, kind="government") for name in GOVERNMENT]
    return {region.id: region for region in listed}
