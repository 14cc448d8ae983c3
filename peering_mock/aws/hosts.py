"""Which hosts are AWS's, and which service, Region and account a request is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..core.call import Request
from ..core.query import of_url

PUBLIC = (".amazonaws.com", ".amazonaws.com.cn")
DOMAINS = (  # of every partition that botocore knows, single-stack and dual-stack
    *PUBLIC,
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
    ".api.aws.ic.gov",
    ".api.aws.scloud",
    ".api.cloud-aws.adc-e.uk",
    ".api.aws.hci.ic.gov",
)
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
    return ("." + host).endswith(DOMAINS) or host in METADATA


def target(request: Request) -> Target:
    """Service and Region by the host name, else by the signature; the access key by the signature or the query."""
    query = dict(reversed(of_url(request.url)))  # of a name given twice, the first
    whole = request.headers.get("authorization", "")
    scope = whole.partition(",")[0]  # of what clients send, the part that stays the same
    if "Credential=" not in scope or "X-Amz-Credential" in query:
        scope = f"{whole} Credential={query.get('X-Amz-Credential', '')}"
    return _target(request.host, scope, query.get("AWSAccessKeyId"))


@lru_cache(maxsize=256)  # a client asks the same host with the same key again and again
def _target(host: str, scope: str, key_in_query: str | None) -> Target:
    signed = CREDENTIAL.search(scope)
    signed_key, scope_region, scope_service = signed.groups() if signed else (None, None, None)
    key = key_in_query or signed_key
    labels = labels_of(host)
    regions = [label for label in labels if REGION.fullmatch(label)]
    if host in METADATA:
        return Target("metadata", DEFAULT_REGION, key)
    at_ec2 = {"ec2", "ec2-fips"} & set(labels) and "s3" not in labels
    elsewhere = not claims(host)  # a server of ours, under whatever name
    if at_ec2 or (elsewhere and scope_service in (None, "ec2")):
        named = regions or [x for x in labels[1:2] if len(labels) == 2 and x not in PLACEHOLDERS]
        return Target("ec2", named[0] if named else scope_region or DEFAULT_REGION, key)
    others = [label for label in labels if label not in regions]
    service = scope_service or (others[0] if others else "")
    return Target(service, scope_region or (regions[-1] if regions else DEFAULT_REGION), key)


def labels_of(host: str) -> list[str]:
    """The labels before AWS's domain; none for any other host."""
    host = host.lower()  # urlsplit leaves alone what follows a percent sign
    domain = next((domain for domain in DOMAINS if host.endswith(domain)), None)
    return host.removesuffix(domain).split(".") if domain else []
