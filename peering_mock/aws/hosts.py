"""Which hosts are AWS's, and which service, Region and account a request is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from ..core.call import Request

DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn")
METADATA = {"169.254.169.254", "fd00:ec2::254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"}
DEFAULT_REGION = "us-east-1"
# the seed writes http://ec2.{region}.amazonaws.com/, of which curl makes ec2.region: whoever sends it literally
# means no Region in particular
PLACEHOLDERS = {"{region}", "region", "%7bregion%7d"}

REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Target:
    """What a request is for. `service` is the host's own label for it, `ec2` for EC2 under any of its names."""

    service: str
    region: str
    access_key_id: str | None


def claims(host: str) -> bool:
    """Is this one of AWS's API hosts, or the instance metadata service?"""
    return host.endswith(DOMAINS) or host in METADATA


def target(request: Request) -> Target:
    """Service and Region by the host name, else by the signature; the access key by the signature or the query."""
    query = parse_qs(urlsplit(request.url).query)
    scope = "Credential=" + query["X-Amz-Credential"][0] if "X-Amz-Credential" in query else ""
    signed = CREDENTIAL.search(request.headers.get("authorization", "")) or CREDENTIAL.search(scope)
    key, scope_region, scope_service = signed.groups() if signed else (None, None, None)
    if "AWSAccessKeyId" in query:
        key = query["AWSAccessKeyId"][0]
    labels = _labels(request.host)
    region = next((label for label in labels if REGION.fullmatch(label)), scope_region) or DEFAULT_REGION
    if request.host in METADATA:
        return Target("metadata", region, key)
    if {"ec2", "ec2-fips"} & set(labels) and "s3" not in labels:
        other = [x for x in labels if x not in ("ec2", "ec2-fips", region, "vpce") and x not in PLACEHOLDERS]
        if other and not REGION.fullmatch(labels[-1]) and len(labels) == 2:
            region = other[0]  # a Region nobody knows: let it be named as it was asked for
        return Target("ec2", region, key)
    service = next((label for label in labels if not REGION.fullmatch(label)), scope_service) or "ec2"
    return Target(service, region, key)


def _labels(host: str) -> list[str]:
    host = host.lower()  # urlsplit leaves alone what follows a percent sign
    for domain in DOMAINS:
        if host.endswith(domain):
            return host.removesuffix(domain).split(".")
    return []
