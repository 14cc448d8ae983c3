"""The door for requests whose host tells nothing: is it meant for AWS, and an error in the form of its service."""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape

from ..core.call import Reply, Request
from ..core.evidence import Evidence
from . import envelope, hosts, wire

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SCHEMES = ("AWS4-", "AWS ")


def recognises(request: Request) -> Evidence:
    """What a request carries of this cloud: its signature, its headers, an action with a version, the JSON form."""
    sent = wire.fields(request)
    if request.headers.get("authorization", "").startswith(SCHEMES) or "X-Amz-Algorithm" in sent:
        return Evidence.SIGNATURE
    if "AWSAccessKeyId" in sent or any(name.startswith("x-amz-") for name in request.headers):
        return Evidence.SIGNATURE
    if "Action" in sent and DATE.fullmatch(sent.get("Version", "")):
        return Evidence.WORDS
    if hosts.claims(request.host):
        return Evidence.HOST
    if "Action" in sent or (request.method == "POST" and envelope.asked(request)):
        return Evidence.SHAPE
    return Evidence.NONE


def fault(request: Request, status: int, code: str, message: str, request_id: str) -> Reply:
    """An error that no catalogue has, in the form of the service that was asked."""
    kind = request.headers.get("content-type", "")
    service = hosts.target(request).service
    if "x-amz-target" in request.headers or "x-amz-json" in kind:
        body = json.dumps({"__type": code, "message": message}).encode()
        return Reply(status, {"content-type": "application/x-amz-json-1.1", "x-amzn-requestid": request_id}, body)
    if service == "ec2" and envelope.asked(request):
        return envelope.error(status, code, message, request_id, invalid=False)
    if service == "ec2":
        return wire.error(status, code, message, request_id)
    told = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    side = "Receiver" if status >= 500 else "Sender"
    text = f"<ErrorResponse><Error><Type>{side}</Type>{told}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    return Reply(status, {"content-type": "text/xml", "x-amzn-requestid": request_id}, text.encode())
