"""The gateway's wire format: parameters from query, form or JSON, wherever a client puts them; JSON or XML back.

Decoding is driven by the vendor's model. Unknown parameters are ignored, as the gateway does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..core.call import Refusal, Reply, Request
from ..core.query import of_url, pairs
from .hosts import place_of
from .model import Meant, product_of_version

ACS3 = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]+)")
PLACE = re.compile(r"([0-9]{1,6})(?:\.(.+))?")  # of an item in an array, and the member of it
INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
FORMATS = frozenset({"", "JSON", "XML"})
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_FIELDS = 10_000  # of a form
BOUNDS = {"int32": 1 << 31, "int64": 1 << 63}


class Asked(NamedTuple):
    """What a request says, before anything is checked. `params` are the merged parameters; the body's win."""

    product: str | None
    region: str | None  # as the host names it
    version: str
    action: str
    params: Mapping[str, Any]
    strings: Mapping[str, str]  # as they travelled in query and form, for signature version 1
    headers: Mapping[str, str]
    host: str
    xml: bool
    broken: bool  # the body cannot be read, or the answer is wanted in an unknown format
    acs3: re.Match[str] | None  # key, signed headers and signature of a signature of version 3
    key: str | None  # the access key id, when one is named
    bearer: bool  # signed by a bearer token instead of a key


def read(request: Request) -> Asked:
    """Takes a request apart. A host of the cloud's tells the product; with any other one the version does."""
    query, headers, host = dict(of_url(request.url)), request.headers, request.host
    claimed, product, region = place_of(host)
    body, broken, is_form = _body(request)
    params: dict[str, Any] = {**query, **body} if query else body
    version = headers.get("x-acs-version") or _string(params.get("Version"))
    given = params.get("Format", "")
    wanted = _string(given).upper()
    accept = headers.get("accept", "")
    strings = params if is_form else {**query, **{k: v for k, v in body.items() if isinstance(v, str)}}
    acs3 = ACS3.fullmatch(headers.get("authorization", ""))
    return Asked(
        product if claimed else product_of_version(version),
        region,
        version,
        headers.get("x-acs-action") or _string(params.get("Action")),
        params,
        strings,
        headers,
        headers.get("host") or request.authority,
        wanted == "XML" or (not wanted and "xml" in accept and "json" not in accept and "html" not in accept),
        broken or wanted not in FORMATS or not isinstance(given, str),
        acs3,
        acs3[1] if acs3 is not None else strings.get("AccessKeyId") or headers.get("x-acs-accesskey-id"),
        "x-acs-bearer-token" in headers or "BearerToken" in strings,
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _body(request: Request) -> tuple[dict[str, Any], bool, bool]:
    """What the body holds, whether it is broken, and whether it is a form."""
    is_form = "json" not in request.headers.get("content-type", "")
    if not request.body or request.body.isspace():
        return {}, False, is_form
    try:
        text = request.body.decode("utf-8")
        if is_form:
            return ({}, True, True) if text.count("&") >= MOST_FIELDS else (dict(pairs(text)), False, True)
        held = json.loads(text)
        json.dumps(held, ensure_ascii=False).encode()  # half of a surrogate pair is no text
        return (held, False, False) if isinstance(held, dict) else ({}, True, False)
    except (ValueError, RecursionError):
        return {}, True, is_form


def decode(meant: Meant, given: Mapping[str, Any]) -> dict[str, Any]:
    """The operation's parameters, in the model's types. Raises the gateway's Refusal for what is missing or wrong."""
    found: dict[str, Any] = {}
    for name, fact, required, is_text in meant.parameters:
        value = given.get(name)
        if is_text and value and type(value) is str:
            found[name] = value
            continue
        if required and value == "":
            value = None
        elif fact["type"] == "array":
            value = _array(name, fact, given)
        elif value is not None:
            value = _scalar(name, fact, value)
        if value is not None and not (required and value == []):
            found[name] = value
        elif required:
            raise Refusal(f"Missing{name}")
    return found


def check_limits(meant: Meant, params: Mapping[str, Any]) -> None:
    """Raises the Refusal of the first limit that is not kept."""
    for name, keeps, code in meant.limits:
        if name in params and not keeps(params[name]):
            raise Refusal(code)


def _array(name: str, fact: Mapping[str, Any], given: Mapping[str, Any]) -> list[Any] | None:
    whole = given.get(name)
    inner = fact["items"]
    if isinstance(whole, list):
        return [_item(f"{name}.{n}", inner, value) for n, value in enumerate(whole, 1)]
    if fact.get("style") == "simple" and isinstance(whole, str):
        return [part.strip() for part in whole.split(",") if part.strip()]
    items: dict[int, Any] = {}
    prefix = f"{name}."
    for key, value in given.items():
        if key.startswith(prefix) and (match := PLACE.fullmatch(key, len(prefix))):
            number, member = int(match[1]), match[2]
            if inner["type"] == "object" and member:
                items.setdefault(number, {})[member] = value
            elif inner["type"] != "object" and not member:
                items[number] = value
    if not items and whole is not None:
        raise Refusal(f"Invalid{name}")
    return [_item(f"{name}.{n}", inner, items[n]) for n in sorted(items)] if items else None


def _item(name: str, fact: Mapping[str, Any], value: Any) -> Any:
    if fact["type"] != "object":
        return _scalar(name, fact, value)
    if not isinstance(value, Mapping):
        raise Refusal(f"Invalid{name}")
    found = {}
    for member, inner in fact["properties"].items():
        if value.get(member) is not None:
            found[member] = _scalar(f"{name}.{member}", inner, value[member])
        elif inner.get("required"):
            raise Refusal(f"Missing{name}.{member}")
    return found


def _scalar(name: str, fact: Mapping[str, Any], value: Any) -> Any:
    kind = fact["type"]
    if kind == "string" and isinstance(value, str):
        return value
    if value is None or isinstance(value, (dict, list)):
        raise Refusal(f"Invalid{name}")
    text = str(value).strip()
    if kind == "boolean":
        if text.lower() not in ("true", "false"):  # Python's SDKs send True, Node's true
            raise Refusal(f"Invalid{name}")
        return text.lower() == "true"
    if kind == "integer":
        if isinstance(value, (bool, float)) or not INTEGER.fullmatch(text):
            raise Refusal(f"Invalid{name}")
        number = int(text)
        bound = BOUNDS[fact.get("format", "int64")]
        if not -bound <= number < bound:
            raise Refusal(f"Invalid{name}")
        return number
    return json.dumps(value)


class Written:  # no ABC, whose isinstance is slow: it is asked of every answer and of each of its parts
    """A part of an answer, or all of it, that may have been written before. What derives from it has both methods."""

    def fields(self) -> Any:
        """What it says: a structure or a list."""
        raise NotImplementedError

    def json(self) -> bytes:
        """The same as JSON."""
        raise NotImplementedError


_encode = json.JSONEncoder(ensure_ascii=False).encode


def as_json(value: object) -> bytes:
    return _encode(value).encode()


def reply(asked: Asked, operation: str, status: int, result: Mapping[str, Any] | Written, request_id: str) -> Reply:
    """The answer in the format the client asked for."""
    if asked.xml:
        root = "Error" if status >= 400 else f"{operation}Response"
        fields = {"RequestId": request_id, **(result.fields() if isinstance(result, Written) else result)}
        body = f"<?xml version='1.0' encoding='UTF-8'?><{root}>{''.join(_xml(fields))}</{root}>".encode()
        kind = "text/xml;charset=utf-8"  # the new SDKs look for exactly this
    else:
        body, kind = _members(result, request_id), "application/json;charset=utf-8"
    headers = {"content-type": kind, "content-length": str(len(body)), "x-acs-request-id": request_id}
    return Reply(status, headers, body)


def _members(result: Mapping[str, Any] | Written, request_id: str) -> bytes:
    """The JSON of a result and the request's id."""
    begin = f'{{"RequestId": "{request_id}"'.encode()
    if isinstance(result, Written):
        return begin + b", " + result.json()[1:]
    parts = [begin]
    for name, value in result.items():
        parts += f', "{name}": '.encode(), value.json() if isinstance(value, Written) else as_json(value)
    return b"".join((*parts, b"}"))


def _xml(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, given in fields.items():
        value = given.fields() if isinstance(given, Written) else given
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                yield f"<{name}>{''.join(_xml(each))}</{name}>"
            elif each is not None:
                yield f"<{name}>{_escape(_xml_text(each))}</{name}>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def _xml_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else NO_XML.sub("", str(value))
