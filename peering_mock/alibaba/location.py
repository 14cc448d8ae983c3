"""DescribeEndpoints: where aliyun-python-sdk-core asks for the host of a product that it does not know itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import FILES, product
from .places import region_ids

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

CENTRAL = {"VpcPeer": "vpcpeer.aliyuncs.com", "Sts": "sts.aliyuncs.com", "Cdt": "cdt.aliyuncs.com",
           "ResourceManager": "resourcemanager.aliyuncs.com"}  # fmt: skip
PRODUCTS = {name.lower(): name for name in FILES if name != "Location"}


def describe_endpoints(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    """One endpoint, or none for a product or a region that is not ours."""
    region, code = call.params["Id"], call.params["ServiceCode"]
    host = _host(cloud, PRODUCTS.get(code.lower()), region)
    row = {
        "Endpoint": host,
        "Id": region,
        "Namespace": "26842",
        "SerivceCode": code,  # the real service misspells it, and the SDK reads it so
        "Type": call.params.get("Type") or "openAPI",
        "Protocols": {"Protocols": ["HTTP", "HTTPS"]},
    }
    return {"Success": True, "Endpoints": {"Endpoint": [row] if host else []}}


def _host(cloud: AlibabaCloud, name: str | None, region: str) -> str | None:
    if name is None or region not in region_ids(cloud):
        return None
    default = CENTRAL.get(name) or f"{name.lower()}.{region}.aliyuncs.com"
    return product(name).endpoints.get(region, default)
