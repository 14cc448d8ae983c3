"""The two signatures of Alibaba Cloud's RPC gateway: ACS3-HMAC-SHA256 and version 1 (HMAC over the parameters).

Checked against every signed capture in reference/wire.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

from ..core.call import Request
from ..core.clock import system_now

DIGESTS = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}


def acs3_string(request: Request, signed: list[str]) -> str:
    """The string to sign of an ACS3-HMAC-SHA256 request; `signed` are the names in SignedHeaders."""
    url = urlsplit(request.url)
    pairs = sorted(parse_qsl(url.query, keep_blank_values=True))
    query = "&".join(f"{key}={quote(value, safe='~')}" for key, value in pairs)
    held = {"host": url.netloc, **request.headers}
    headers = "".join(f"{name}:{held.get(name, '').strip()}\n" for name in signed)
    body = hashlib.sha256(request.body).hexdigest()
    canonical = "\n".join((request.method, url.path or "/", query, headers, ";".join(signed), body))
    return "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()


def acs3(string: str, secret: str) -> str:
    return hmac.new(secret.encode(), string.encode(), hashlib.sha256).hexdigest()


def v1_string(method: str, params: Mapping[str, str]) -> str:
    """The string to sign of a version 1 request: every parameter but the signature, sorted."""
    joined = "&".join(
        f"{quote(key, safe='~')}={quote(value, safe='~')}"
        for key, value in sorted(params.items())
        if key != "Signature"
    )
    return f"{method}&%2F&{quote(joined, safe='~')}"


def v1(string: str, secret: str, method: str) -> str:
    mac = hmac.new(f"{secret}&".encode(), string.encode(), DIGESTS[method])
    return base64.b64encode(mac.digest()).decode()


def signed(action: str, version: str, params: Mapping[str, str], key_id: str, secret: str) -> dict[str, str]:
    """The form of a POST with signature version 1, as a client sends it."""
    form = {
        **params,
        "Action": action,
        "Version": version,
        "Format": "JSON",
        "AccessKeyId": key_id,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": uuid.uuid4().hex,
        "Timestamp": system_now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return {**form, "Signature": v1(v1_string("POST", form), secret, "HMAC-SHA1")}
