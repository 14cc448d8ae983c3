"""The JSON form: asked with JSON, answered by `{"success": …}`.

A refusal of the request itself is told in the documented words alone; EC2's own go in the headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..core.call import Reply, Request
from .errors import InvalidRequest
from .view import Shown
from .wire import model

DEFAULT_ACTION = "CreateVpcPeeringConnection"
INVALID = {"code": "VALIDATION_ERROR", "message": "Invalid request parameters"}
BESIDES = {"Action", "Version"}
LONE = re.compile("[\ud800-\udfff]")  # half a character, which JSON can write and no other form of EC2
TYPES: dict[str, type] = {"string": str, "boolean": bool, "integer": int, "long": int}


def asked(request: Request) -> bool:
    """Does the request ask for JSON, with JSON?"""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return False
    wanted = request.headers.get("accept", "*/*").lower()
    return "application/json" in wanted or "*/*" in wanted


def action(request: Request) -> str:
    """The action in the URL's fragment, its query or the body, else the one that the form was documented for."""
    parts = urlsplit(request.url)
    for text in (parts.fragment, parts.query):
        found = parse_qs(text).get("Action")
        if found:
            return found[0]
    try:
        body = _body(request)
    except InvalidRequest:
        return DEFAULT_ACTION
    named = body.get("Action", DEFAULT_ACTION)
    return named if isinstance(named, str) else DEFAULT_ACTION


def decode(operation: str, request: Request) -> dict[str, Any]:
    """The parameters, under EC2's names. Raises InvalidRequest for what EC2's model does not have."""
    shape = model().operation_model(operation).input_shape
    params = _value(shape, "body", {k: v for k, v in _body(request).items() if k not in BESIDES})
    assert isinstance(params, dict)
    for name in shape.required_members:
        if params.get(name) in (None, ""):
            raise InvalidRequest("MissingParameter", name=name)
    return params


def _body(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.body.strip() or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        given = request.body.decode("utf-8", "replace")
        raise InvalidRequest("InvalidParameterValue", when="value", name="body", given=given)
    return found


def _value(shape: Any, name: str, value: Any) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        for member in value:
            if member not in shape.members:
                raise InvalidRequest("UnknownParameter", name=member)
        return {member: _value(shape.members[member], member, held) for member, held in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_value(shape.member, name, held) for held in value]
    if type(value) is TYPES.get(shape.type_name) and not LONE.search(str(value)):  # a bool is no integer here
        return value
    raise InvalidRequest("InvalidParameterValue", when="value", name=name, given=value)


def encode(operation: str, result: Mapping[str, Any], request_id: str) -> Reply:
    """The answer to an operation."""
    data: Mapping[str, Any] = result
    if operation == DEFAULT_ACTION:
        made = result["VpcPeeringConnection"].connection
        data = {"id": made.id, "created_at": made.created}
    return _reply(200, {"success": True, "data": data}, request_id)


def error(status: int, code: str, message: str, request_id: str, *, invalid: bool) -> Reply:
    """A refusal. `invalid`: of the request itself."""
    if invalid:
        own = {"x-ec2-error-code": code, "x-ec2-error-message": _header(message)}
        return _reply(400, {"success": False, "error": INVALID}, request_id, own)
    return _reply(status, {"success": False, "error": {"code": code, "message": message}}, request_id)


def _header(message: str) -> str:
    """What may stand in a header: one line, of the characters every client can read."""
    return " ".join(message.encode("ascii", "backslashreplace").decode().split())


def _reply(status: int, body: Mapping[str, Any], request_id: str, more: Mapping[str, str] | None = None) -> Reply:
    headers = {"content-type": "application/json", "x-amzn-requestid": request_id, **(more or {})}
    return Reply(status, headers, json.dumps(body, default=_plain).encode())


def _plain(value: Any) -> Any:
    if isinstance(value, Shown):
        return value.fields()
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is nothing that EC2 answers")
    return value.astimezone(timezone.utc).isoformat()[:19] + "Z"
