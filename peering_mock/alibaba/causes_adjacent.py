"""The same facts for the neighbours: which codes a state of the world leads to, and what is borrowed from whom.

Several operations have no error table in the reference. Their rows take status and words from the row of the same code
at a sister operation, so that no word is ours; the grade of every such row is *assumed*.
"""

from __future__ import annotations

TAG_CODES = (
    "IllegalParam.TagKey",
    "IllegalParam.TagValue",
    "Forbidden.TagKeys",
    "Forbidden.TagKey.Duplicated",
    "NumberExceed.Tags",
)
IPV6_ISP = "UnsupportedFeature.Ipv6Isp"

NEXT_HOP_CODES = (  # one for each type of next hop whose product is not served, and those of VpcPeer
    "InvalidInstanId.NotFound",
    "InvalidHaVipId.NotFound",
    "InvalidRouterInterface",
    "InvalidNetworkInterface.NotFound",
    "InvalidVpnInstanceId.NotFound",
    "InvalidIpv6Gateway.NotFound",
    "InvalidNatGatewayId.NotFound",
    "InvalidAttachment.NotFound",
    "ResourceNotFound.Ipv4Gateway",
    "ResourceNotAssociated.Ecr",
    "InvalidNextHopType",
    "ResourceNotFound.VpcPeer",
    "IncorrectStatus.VpcPeer",
)

DOCUMENTED: dict[str, tuple[str, ...]] = {
    "Vpc:CreateVpc": (
        "InvalidRegionId.NotFound",
        "InvalidParameter",
        "InvalidVpcName.Malformed",
        "InvalidVpcDiscription.Malformed",
        "QuotaExceeded.Vpc",
        "InvalidUserCidr.Quota",
        "InvalidUserCidr.Malformed",
        "IllegalParam.UserCidr",
        "InvalidResourceGroupId",
        "MissingParam.EnableIpv6",
        "InvalidIpv6CidrBlock.Malformed",
        IPV6_ISP,
        "IllegalParam.IpamPool",
        "ResourceNotFound.IpamPool",
    ),
    "Vpc:DescribeVpcs": (
        "InvalidVpcIdNumber.NotSupported",
        "InvalidResourceGroupId.NotFound",
        "IllegalParam.OwnerId",
        "InvalidTagKey",
        "InvalidTagValue",
    ),
    "Vpc:ModifyVpcAttribute": (
        "InvalidVpcId.NotFound",
        "IncorrectVpcStatus",
        "InvalidVpcName.Malformed",
        "InvalidVpcDiscription.Malformed",
        "InvalidCidrBlock.Malformed",
        "IllegalCidrBlock",
        "ParamExclusive.EnableIpv6AndCidrBlock",
        "OperationFailed.IpV6VSwitchInuse",
        "IllegalParam.Ipv6Cidr",
        IPV6_ISP,
    ),
    "Vpc:DeleteVpc": (
        "InvalidRegionId.NotFound",
        "InvalidVpcId.NotFound",
        "IncorrectVpcStatus",
        "OperationDenied.VpcPeerExists",
        "DependencyViolation.VSwitch",
        "DependencyViolation.RouteTable",
        "DependencyViolation.RouterInterface",
        "DependencyViolation.OppositeRouterInterface",
    ),
    "Vpc:CreateVSwitch": (
        "InvalidVpcId.NotFound",
        "IncorrectVpcStatus",
        "InvalidZoneId.NotFound",
        "InvalidVSwitchName.Malformed",
        "InvalidVSwitchDiscription.Malformed",
        "InvalidCidrBlock.Malformed",
        "InvalidCirdrBlock.MaskLength",
        "InvalidParameter",
        "InvalidCidrBlock.Overlapped",
        "RouteConflict.AlreadyExist",
        "QuotaExceeded.VSwitch",
        "OperationFailed.VpcIpv6Disabled",
        "OperationFailed.Ipv6CidrBlockExisted",
        "IllegalParam.Ipv6CidrBlock",
        "IllegalParam.VpcIpv6CidrBlock",
        "MissingParam.Ipv6CidrBlock",
    ),
    "Vpc:DescribeVSwitches": (
        "Forbidden.VpcNotFound",
        "InvalidVSwitchId.NotFound",
        "InvalidVSwitchIdNumber.NotSupported",
        "IllegalParam.OwnerId",
        "InvalidTagKey",
        "InvalidTagValue",
    ),
    "Vpc:DescribeVSwitchAttributes": ("InvalidVSwitchId.NotFound",),
    "Vpc:DeleteVSwitch": ("InvalidVSwitchId.NotFound", "IncorrectVSwitchStatus", "DependencyViolation.RouteTable"),
    "Vpc:AssociateVpcCidrBlock": (
        "InvalidVpc.NotFound",
        "IncorrectStatus.Vpc",
        "ParamExclusive.SecondaryCidrAndIpv6Cidr",
        "MissingParam.SecondaryCidrBlockOrIpv6CidrBlock",
        "InvalidCidrBlock.Malformed",
        "IllegalParam.SecondaryCidrBlock",
        "Duplicated.SecondaryCidrBlock",
        "OperationFailed.ConflictWithEntry",
        "QuotaExceeded.VpcMultiCidr",
        "OperationFailed.Ipv6CidrBlockExisted",
        "IllegalParam.IpVersion",
        "IllegalParam.IpamPool",
        "ResourceNotFound.IpamPool",
        IPV6_ISP,
    ),
    "Vpc:UnassociateVpcCidrBlock": (
        "InvalidVpc.NotFound",
        "IncorrectStatus.Vpc",
        "ParamExclusive.SecondaryCidrAndIpv6Cidr",
        "MissingParam.SecondaryCidrBlockOrIpv6CidrBlock",
        "InvalidSecondaryCidrBlock.NotFound",
        "OperationFailed.CidrInUse",
        "InvalidIpv6CidrBlock.NotFound",
        "OperationFailed.IpV6VSwitchInuse",
    ),
    "Vpc:CreateRouteEntry": (
        "InvalidRouteTableId.NotFound",
        "IncorrectVpcStatus",
        "InvalidRouteEntryName.Malformed",
        "InvalidCidrBlock.Malformed",
        "InvalidDestinationCidrBlock",
        "InvalidCidrBlock",
        "InvalidCIDRBlock.Duplicate",
        "OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch",
        "OperationDenied.VpcIpv6NotEnabled",
        "OperationDenied.GatewayRouteTableNotPermitted",
        "InvalidNexthopTypeAndList.BothNull",
        "InvalidNexthopTypeAndList.BothNotNull",
        "InvalidNexthopListSize",
        "QuotaExceeded",
        *NEXT_HOP_CODES,
    ),
    "Vpc:CreateRouteEntries": ("DryRunOperation",),
    "Vpc:DeleteRouteEntry": (
        "MissingParameter",
        "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock",
        "ParamExclusive.NextHopIdAndList",
        "InvalidRouteTableId.NotFound",
        "InvalidRouteEntryId.NotFound",
        "InvalidRouteEntry.NotFound",
        "InvalidCidrBlock.Malformed",
        "InvalidNextHop",
        "InvalidNextHopList.Size",
        "OperationDenied",
        "IncorrectRouteEntryStatus",
        "IncorrectVpcStatus",
    ),
    "Vpc:DeleteRouteEntries": ("DryRunOperation",),
    "Vpc:DescribeRouteTableList": ("InvalidTagKey", "InvalidTagValue"),
    "Vpc:DescribeRouteTables": ("InvalidVRouterId.NotFound",),
    "Vpc:DescribeRouteEntryList": (
        "InvalidRouteTable.NotFound",
        "IllegalParam.RouteEntryType",
        "IllegalParam.IpVersion",
        "IllegalParam.NextToken",
    ),
    "Sts:AssumeRole": (
        "InvalidParameter.RoleArn",
        "InvalidParameter.RoleSessionName",
        "InvalidParameter.DurationSeconds",
        "InvalidParameter.PolicySize",
        "InvalidParameter.PolicyGrammar",
        "InvalidParameter.ExternalId",
    ),
    "ResourceManager:CreateResourceGroup": (
        "InvalidParameter.Name.InvalidChars",
        "InvalidParameter.Name.Length",
        "InvalidParameter.DisplayName.Length",
        "LimitExceeded.ResourceGroup",
    ),
    "ResourceManager:GetResourceGroup": ("InvalidParameter.ResourceGroupId", "EntityNotExists.ResourceGroup"),
    "ResourceManager:DeleteResourceGroup": (
        "InvalidParameter.ResourceGroupId",
        "EntityNotExists.ResourceGroup",
        "DeleteConflict.ResourceGroup.Resource",
    ),
}

Sister = tuple[str, tuple[str, ...]]
BORROWED: dict[str, tuple[Sister, ...]] = {  # operation: (sister operation, codes whose rows it shares)
    "Vpc:CreateVpc": (("Vpc:CreateRouteEntries", ("DryRunOperation",)), ("TagResources", TAG_CODES)),
    "Vpc:DescribeVpcs": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:DescribeVpcAttribute": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:DeleteVpc": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:CreateVSwitch": (("TagResources", TAG_CODES),),
    "Vpc:DescribeVSwitches": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:DescribeVSwitchAttributes": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:DeleteVSwitch": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:ModifyVSwitchAttribute": (
        ("Vpc:DeleteVSwitch", ("InvalidVSwitchId.NotFound",)),
        (
            "Vpc:CreateVSwitch",
            (
                "InvalidVSwitchName.Malformed",
                "InvalidVSwitchDiscription.Malformed",
                "OperationFailed.VpcIpv6Disabled",
                "OperationFailed.Ipv6CidrBlockExisted",
                "IllegalParam.Ipv6CidrBlock",
                "IllegalParam.VpcIpv6CidrBlock",
                "MissingParam.Ipv6CidrBlock",
                "RouteConflict.AlreadyExist",
            ),
        ),
    ),
    "Vpc:CreateRouteTable": (
        ("Vpc:CreateVSwitch", ("InvalidVpcId.NotFound", "IncorrectVpcStatus")),
        ("TagResources", TAG_CODES),
    ),
    "Vpc:DeleteRouteTable": (
        ("Vpc:CreateRouteEntry", ("InvalidRouteTableId.NotFound", "OperationDenied.RouteTableTypeNotPermitted")),
        ("Vpc:DeleteVpc", ("DependencyViolation.VSwitch", "DependencyViolation.RouteEntry")),
    ),
    "Vpc:AssociateRouteTable": (
        ("Vpc:CreateRouteEntry", ("InvalidRouteTableId.NotFound", "OperationDenied.RouteTableTypeNotPermitted")),
        ("Vpc:DeleteVSwitch", ("InvalidVSwitchId.NotFound",)),
    ),
    "Vpc:UnassociateRouteTable": (
        ("Vpc:CreateRouteEntry", ("InvalidRouteTableId.NotFound",)),
        ("Vpc:DeleteVSwitch", ("InvalidVSwitchId.NotFound", "InvalidResource.NotBinding")),
    ),
    "Vpc:CreateRouteEntry": (("Vpc:CreateRouteEntries", ("DryRunOperation",)),),
    "Vpc:DeleteRouteEntry": (("Vpc:DeleteRouteEntries", ("DryRunOperation",)),),
    "Vpc:ModifyRouteEntry": (
        (
            "Vpc:DeleteRouteEntry",
            (
                "MissingParameter",
                "InvalidRouteTableId.NotFound",
                "InvalidRouteEntryId.NotFound",
                "InvalidRouteEntry.NotFound",
                "InvalidCidrBlock.Malformed",
                "OperationDenied",
                "IncorrectRouteEntryStatus",
                "IncorrectVpcStatus",
            ),
        ),
        (
            "Vpc:CreateRouteEntry",
            (
                "InvalidRouteEntryName.Malformed",
                "InvalidNextHop.NotFound",
                *NEXT_HOP_CODES,
            ),
        ),
        ("Vpc:CreateRouteEntries", ("DryRunOperation",)),
    ),
    "Vpc:DescribeZones": (("Vpc:CreateVpc", ("InvalidRegionId.NotFound",)),),
    "Vpc:TagResources": (
        (
            "TagResources",
            ("InvalidInstanceType.NotFound", "InvalidInstanceIds.NotFound", *TAG_CODES),
        ),
    ),
    "Vpc:UnTagResources": (("UnTagResources", ("InvalidInstanceType.NotFound", "InvalidInstanceIds.NotFound")),),
    "Vpc:ListTagResources": (
        (
            "ListTagResources",
            ("InvalidInstanceType.NotFound", "BothEmpty.TagsAndResources", "InvalidTagKey"),
        ),
        ("Vpc:DescribeRouteEntryList", ("IllegalParam.NextToken",)),
    ),
}

STATE = {
    operation: tuple(
        dict.fromkeys(
            [*DOCUMENTED.get(operation, ()), *(code for _, codes in BORROWED.get(operation, ()) for code in codes)]
        )
    )
    for operation in [*DOCUMENTED, *(name for name in BORROWED if name not in DOCUMENTED)]
}

CHOSEN: dict[tuple[str, str], int] = {
    # The 400 row's words speak of a name that is not valid.
    ("Vpc:ModifyVpcAttribute", "InvalidVpcId.NotFound"): 404,
    # Same words in both rows; the first stands.
    ("Vpc:DeleteVSwitch", "InvalidVSwitchId.NotFound"): 400,
    # The 400 row is about a network interface of an attachment.
    ("Vpc:CreateRouteEntry", "InvalidNetworkInterface.NotFound"): 404,
}
"""Where an operation's table has one code twice: the HTTP status of the row that a state leads to."""
