"""What many operations refuse alike: tags, tag filters and dry runs; and the refusals of Sts and ResourceManager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .neighbours import HERE, Row, Scene

Asked = dict[str, Any]

TAGGED: dict[str, Callable[[Scene], Asked]] = {  # operations that take tags: a call that is right without them
    "Vpc:CreateVpc": lambda s: {"RegionId": HERE},
    "Vpc:CreateVSwitch": lambda s: {"ZoneId": f"{HERE}-b", "VpcId": s.vpc(), "CidrBlock": "10.0.1.0/24"},
    "Vpc:CreateRouteTable": lambda s: {"RegionId": HERE, "VpcId": s.vpc()},
    "Vpc:TagResources": lambda s: {"RegionId": HERE, "ResourceType": "VPC", "ResourceId": [s.vpc()]},
}
BAD_TAGS: dict[str, list[dict[str, str]]] = {
    "IllegalParam.TagKey": [{"Key": "http://a", "Value": "b"}],
    "IllegalParam.TagValue": [{"Key": "a", "Value": "https://b"}],
    "Forbidden.TagKeys": [{"Key": "acs:a", "Value": "b"}],
    "Forbidden.TagKey.Duplicated": [{"Key": "a", "Value": "b"}, {"Key": "a", "Value": "c"}],
    "NumberExceed.Tags": [{"Key": f"k{n}", "Value": "v"} for n in range(21)],
}
FILTERED: dict[str, Asked] = {  # operations that look for tags
    "Vpc:DescribeVpcs": {"RegionId": HERE},
    "Vpc:DescribeVSwitches": {},
    "Vpc:DescribeRouteTableList": {"RegionId": HERE},
}
BAD_FILTERS = {
    "InvalidTagKey": [{"Key": "", "Value": "b"}],
    "InvalidTagValue": [{"Key": "a", "Value": "b" * 129}],
}


def entry_id(s: Scene) -> Asked:
    return {"RouteEntryId": s.route(*s.peered_table())}


def new_entry(s: Scene) -> Asked:
    table, peering = s.peered_table()
    found = {"DestinationCidrBlock": "192.168.0.0/16", "NextHopType": "VpcPeer", "NextHopId": peering}
    return {"RouteTableId": table, **found}


def new_entries(s: Scene) -> Asked:
    table, peering = s.peered_table()
    item = {"RouteTableId": table, "DstCidrBlock": "192.168.0.0/16", "NextHopType": "VpcPeer", "NextHop": peering}
    return {"RegionId": HERE, "RouteEntries": [item]}


def old_entries(s: Scene) -> Asked:
    table, peering = s.peered_table()
    return {"RegionId": HERE, "RouteEntries": [{"RouteTableId": table, "RouteEntryId": s.route(table, peering)}]}


DRY: dict[str, Callable[[Scene], Asked]] = {  # a call that would succeed
    "Vpc:CreateVpc": lambda s: {"RegionId": HERE},
    "Vpc:DescribeVpcs": lambda s: {"RegionId": HERE},
    "Vpc:DescribeVpcAttribute": lambda s: {"RegionId": HERE, "VpcId": s.vpc()},
    "Vpc:DeleteVpc": lambda s: {"VpcId": s.vpc()},
    "Vpc:DescribeVSwitches": lambda s: {},
    "Vpc:DescribeVSwitchAttributes": lambda s: {"VSwitchId": s.vswitch(s.vpc())},
    "Vpc:DeleteVSwitch": lambda s: {"VSwitchId": s.vswitch(s.vpc())},
    "Vpc:CreateRouteEntry": new_entry,
    "Vpc:CreateRouteEntries": new_entries,
    "Vpc:ModifyRouteEntry": lambda s: {"RegionId": HERE, **entry_id(s), "RouteEntryName": "new"},
    "Vpc:DeleteRouteEntry": entry_id,
    "Vpc:DeleteRouteEntries": old_entries,
}


def tagged_to_the_brim(s: Scene) -> Asked:
    asked = TAGGED["Vpc:TagResources"](s)
    s.ask("Vpc:TagResources", **asked, Tag=[{"Key": f"k{n}", "Value": "v"} for n in range(20)])
    return {**asked, "Tag": [{"Key": "one", "Value": "more"}]}


def tags_of(resource_type: str, *ids: str) -> Asked:
    return {"RegionId": HERE, "ResourceType": resource_type, "ResourceId": list(ids)}


BATCH = "Vpc:CreateRouteEntries"
ONE_TAG = [{"Key": "a", "Value": "b"}]
ROLE: Asked = {"RoleArn": "acs:ram::2830000000000001:role/peering", "RoleSessionName": "story"}
GROUP: Asked = {"Name": "team-a", "DisplayName": "Team A"}


def group(s: Scene) -> str:
    return str(s.ask("ResourceManager:CreateResourceGroup", **GROUP)["ResourceGroup"]["Id"])


def crowded(s: Scene) -> Asked:
    group(s)
    s.world.alibaba.quotas["LimitExceeded.ResourceGroup"] = 2
    return {"Name": "team-b", "DisplayName": "Team B"}


def used_group(s: Scene) -> Asked:
    group_id = group(s)
    s.vpc(ResourceGroupId=group_id)
    return {"ResourceGroupId": group_id}


def default_group(s: Scene) -> Asked:
    return {"ResourceGroupId": s.world.alibaba.default_account.default_resource_group_id}


ROWS: tuple[Row, ...] = (
    *(
        Row(operation, 400, code, lambda s, ask=ask, tags=tags: {**ask(s), "Tag": tags}, as_at="TagResources")
        for operation, ask in TAGGED.items()
        for code, tags in BAD_TAGS.items()
    ),
    *(
        Row(operation, 400, code, lambda s, asked=asked, tags=tags: {**asked, "Tag": tags})
        for operation, asked in FILTERED.items()
        for code, tags in BAD_FILTERS.items()
    ),
    *(
        Row(operation, 400, "DryRunOperation", lambda s, ask=ask: {**ask(s), "DryRun": True}, as_at=BATCH)
        for operation, ask in DRY.items()
    ),
    Row(
        "Vpc:DescribeZones",
        404,
        "InvalidRegionId.NotFound",
        lambda s: {"RegionId": "cn-atlantis"},
        as_at="Vpc:CreateVpc",
    ),
    Row("Vpc:TagResources", 400, "NumberExceed.Tags", tagged_to_the_brim, as_at="TagResources"),
    *(
        Row(
            f"Vpc:{name}",
            400,
            "InvalidInstanceType.NotFound",
            lambda s, more=more: {**tags_of("UNICORN", "u-1"), **more},
            as_at="TagResources",
        )
        for name, more in (("TagResources", {"Tag": ONE_TAG}), ("UnTagResources", {}), ("ListTagResources", {}))
    ),
    Row(
        "Vpc:TagResources",
        400,
        "InvalidInstanceIds.NotFound",
        lambda s: {**tags_of("VPC", s.vpc(), "vpc-none"), "Tag": ONE_TAG},
        as_at="TagResources",
    ),
    Row(
        "Vpc:UnTagResources",
        400,
        "InvalidInstanceIds.NotFound",
        lambda s: tags_of("VSWITCH", s.vpc()),
        as_at="UnTagResources",
    ),
    Row(
        "Vpc:ListTagResources",
        400,
        "BothEmpty.TagsAndResources",
        lambda s: {"RegionId": HERE, "ResourceType": "VPC"},
        as_at="ListTagResources",
    ),
    Row(
        "Vpc:ListTagResources",
        400,
        "InvalidTagKey",
        lambda s: {"RegionId": HERE, "ResourceType": "VPC", "Tag": [{"Value": "b"}]},
        as_at="ListTagResources",
    ),
    Row(
        "Vpc:ListTagResources",
        400,
        "IllegalParam.NextToken",
        lambda s: {**tags_of("VPC", s.vpc()), "NextToken": "nonsense"},
        as_at="Vpc:DescribeRouteEntryList",
    ),
    Row("Sts:AssumeRole", 400, "InvalidParameter.RoleArn", lambda s: {**ROLE, "RoleArn": "acs:ram::role/x"}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.RoleSessionName", lambda s: {**ROLE, "RoleSessionName": "a b"}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.DurationSeconds", lambda s: {**ROLE, "DurationSeconds": 899}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.DurationSeconds", lambda s: {**ROLE, "DurationSeconds": 3601}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.PolicySize", lambda s: {**ROLE, "Policy": " " * 2048}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.PolicyGrammar", lambda s: {**ROLE, "Policy": "{"}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.PolicyGrammar", lambda s: {**ROLE, "Policy": "[]"}),
    Row("Sts:AssumeRole", 400, "InvalidParameter.ExternalId", lambda s: {**ROLE, "ExternalId": "?"}),
    Row(
        "ResourceManager:CreateResourceGroup",
        400,
        "InvalidParameter.Name.InvalidChars",
        lambda s: {**GROUP, "Name": "team a"},
    ),
    Row(
        "ResourceManager:CreateResourceGroup",
        400,
        "InvalidParameter.Name.Length",
        lambda s: {**GROUP, "Name": "a" * 51},
    ),
    Row(
        "ResourceManager:CreateResourceGroup",
        400,
        "InvalidParameter.DisplayName.Length",
        lambda s: {**GROUP, "DisplayName": "a" * 51},
    ),
    Row("ResourceManager:CreateResourceGroup", 409, "LimitExceeded.ResourceGroup", crowded),
    *(
        Row(
            f"ResourceManager:{name}ResourceGroup",
            400,
            "InvalidParameter.ResourceGroupId",
            lambda s: {"ResourceGroupId": "team-a"},
        )
        for name in ("Get", "Delete")
    ),
    *(
        Row(
            f"ResourceManager:{name}ResourceGroup",
            404,
            "EntityNotExists.ResourceGroup",
            lambda s: {"ResourceGroupId": "rg-none"},
        )
        for name in ("Get", "Delete")
    ),
    Row("ResourceManager:DeleteResourceGroup", 400, "InvalidParameter.ResourceGroupId", default_group),
    Row("ResourceManager:DeleteResourceGroup", 409, "DeleteConflict.ResourceGroup.Resource", used_group),
)
