"""The door for requests whose host tells nothing: is it meant for Alibaba Cloud, and an error in its form."""

from __future__ import annotations

from ..core.call import Reply, Request
from ..core.evidence import Evidence
from . import wire
from .model import product, product_of_version

SCHEMES = ("ACS3-", "acs ")


def recognises(request: Request) -> Evidence:
    """What a request carries of this cloud: its headers, its signature, a version of one of its products."""
    asked = wire.read(request)
    if request.headers.get("authorization", "").startswith(SCHEMES):
        return Evidence.SIGNATURE
    if any(name.startswith("x-acs-") for name in asked.headers):
        return Evidence.SIGNATURE
    if "SignatureNonce" in asked.strings or {"AccessKeyId", "Signature"} <= asked.strings.keys():
        return Evidence.SIGNATURE
    if product_of_version(asked.version) is not None:
        return Evidence.VERSION
    if asked.action in product("VpcPeer").all_operations and "VpcPeer" in asked.action:
        return Evidence.WORDS
    if request.host.endswith(".aliyuncs.com"):
        return Evidence.HOST
    return Evidence.NONE


def fault(request: Request, status: int, code: str, message: str, request_id: str) -> Reply:
    """An error that no catalogue has, in this cloud's form."""
    asked = wire.read(request)
    fields = {"HostId": asked.host, "Code": code, "Message": message}
    return wire.reply(asked, asked.action, status, fields, request_id.upper())
