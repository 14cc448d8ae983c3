"""AssociateVpcCidrBlock and UnassociateVpcCidrBlock: secondary IPv4 blocks, and IPv6 blocks, of a VPC.

Most codes of their tables are documented without words; the sentences given here are assumed.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import cidr, quotas
from . import vpc_checks as check
from .records import Vpc

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

NOT_FOUND = "The specified VPC does not exist."
STATUS = "The status of the VPC does not support this operation."
EXCLUSIVE = "SecondaryCidrBlock and IPv6CidrBlock are mutually exclusive."
ILLEGAL_BLOCK = "The specified SecondaryCidrBlock is illegal."
DUPLICATED = "The specified SecondaryCidrBlock overlaps with a CIDR block of the VPC."
CONFLICT = "The specified SecondaryCidrBlock conflicts with a route entry of the VPC."
QUOTA = "The quota of secondary CIDR blocks of the VPC is exceeded."
IPV6_EXISTS = "The VPC already has an IPv6 CIDR block of this kind."
IP_VERSION = "The specified IpVersion is illegal."
NO_SUCH_BLOCK = "The specified SecondaryCidrBlock does not exist."
IN_USE = "A vSwitch uses the specified CIDR block."
NO_SUCH_IPV6_BLOCK = "The specified IPv6CidrBlock does not exist."


def associate_vpc_cidr_block(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    vpc = _ready(cloud, call)
    if params.get("IpVersion", "").upper() not in ("", "IPV4", "IPV6"):
        raise Refusal("IllegalParam.IpVersion", words=IP_VERSION)
    secondary = params.get("SecondaryCidrBlock")
    wants_ipv6 = bool(params.get("IPv6CidrBlock")) or params.get("IpVersion", "").upper() == "IPV6"
    if secondary and wants_ipv6:
        raise Refusal("ParamExclusive.SecondaryCidrAndIpv6Cidr", words=EXCLUSIVE)
    if params.get("IpamPoolId"):
        raise Refusal("ResourceNotFound.IpamPool")
    if "SecondaryCidrMask" in params or "Ipv6CidrMask" in params:
        raise Refusal("IllegalParam.IpamPool")
    if wants_ipv6:
        _add_ipv6(cloud, vpc, params)
    elif secondary:
        _add_secondary(cloud, vpc, secondary)
    else:
        raise Refusal("MissingParam.SecondaryCidrBlockOrIpv6CidrBlock")
    return {}


def _ready(cloud: AlibabaCloud, call: AlibabaCall) -> Vpc:
    vpc = check.vpc(cloud, call, call.params["VpcId"], "InvalidVpc.NotFound", words=NOT_FOUND)
    check.available(vpc, "IncorrectStatus.Vpc", words=STATUS)
    return vpc


def _add_secondary(cloud: AlibabaCloud, vpc: Vpc, text: str) -> None:
    if cidr.read4(text) is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    block = cidr.fit_for_vpc(text)
    if block is None:
        raise Refusal("IllegalParam.SecondaryCidrBlock", words=ILLEGAL_BLOCK)
    if cidr.overlaps_any(block, vpc.ipv4_cidrs):
        raise Refusal("Duplicated.SecondaryCidrBlock", words=DUPLICATED)
    for table in cloud.route_tables.by(vpc=vpc.id):
        for entry in cloud.route_entries.by(table=table.id):
            if entry.kind == "Custom" and cidr.inside(ip_network(entry.destination), block):
                raise Refusal("OperationFailed.ConflictWithEntry", words=CONFLICT)
    if len(vpc.secondary_cidr_blocks) >= cloud.quotas[quotas.SECONDARY_CIDRS]:
        raise Refusal("QuotaExceeded.VpcMultiCidr", words=QUOTA)
    vpc.secondary_cidr_blocks.append(str(block))


def _add_ipv6(cloud: AlibabaCloud, vpc: Vpc, params: dict[str, Any]) -> None:
    chosen = check.isp(params)
    given = params.get("IPv6CidrBlock")
    block = cidr.read6(given) if given else cidr.new6(cloud.world.ids)
    if block is None:
        raise Refusal("InvalidCidrBlock.Malformed")
    if str(block) in vpc.ipv6_cidrs or any(isp == chosen for _, isp in vpc.ipv6_cidr_blocks):
        raise Refusal("OperationFailed.Ipv6CidrBlockExisted", words=IPV6_EXISTS)
    vpc.ipv6_cidr_blocks.append((str(block), chosen))


def unassociate_vpc_cidr_block(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    vpc = _ready(cloud, call)
    secondary, ipv6 = call.params.get("SecondaryCidrBlock"), call.params.get("IPv6CidrBlock")
    if secondary and ipv6:
        raise Refusal("ParamExclusive.SecondaryCidrAndIpv6Cidr", words=EXCLUSIVE)
    vswitches = cloud.vswitches.by(vpc=vpc.id)
    if secondary:
        if secondary not in vpc.secondary_cidr_blocks:
            raise Refusal("InvalidSecondaryCidrBlock.NotFound", words=NO_SUCH_BLOCK)
        if any(cidr.inside(ip_network(vswitch.cidr_block), secondary) for vswitch in vswitches):
            raise Refusal("OperationFailed.CidrInUse", words=IN_USE)
        vpc.secondary_cidr_blocks.remove(secondary)
    elif ipv6:
        outer = str(cidr.read6(ipv6))
        if outer not in vpc.ipv6_cidrs:
            raise Refusal("InvalidIpv6CidrBlock.NotFound", words=NO_SUCH_IPV6_BLOCK)
        used = [vswitch.ipv6_cidr_block for vswitch in vswitches if vswitch.ipv6_cidr_block]
        if any(cidr.inside(ip_network(block), outer) for block in used):
            raise Refusal("OperationFailed.IpV6VSwitchInuse")
        vpc.ipv6_cidr_blocks = [pair for pair in vpc.ipv6_cidr_blocks if pair[0] != outer]
    else:
        raise Refusal("MissingParam.SecondaryCidrBlockOrIpv6CidrBlock")
    return {}
