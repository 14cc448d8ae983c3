"""EC2's dialect: a query comes in, XML goes out, both by botocore's own model of EC2."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..core.call import Reply, Request
from ..core.query import of_url, pairs
from .errors import InvalidRequest
from .xml import Write, escape, members_of

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
XML = "text/xml;charset=UTF-8"
PEERING_SINCE = "2014-02-01"
MOST_KEPT = 64  # of each operation

# what every request may carry besides the parameters of its operation
COMMON = re.compile(r"Action|Version|AWSAccessKeyId|Signature\w*|Timestamp|Expires|SecurityToken|X-Amz-.*|ContentType")


@cache
def model() -> Any:
    """botocore's model of EC2. Loading it takes a moment, so it is done once and when needed."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model("ec2", "service-2"), "ec2")


@cache
def operation_names() -> frozenset[str]:
    """The operations of EC2, read without importing botocore: who uses another cloud alone must not need it."""
    package = find_spec("botocore")
    folders = (package.submodule_search_locations if package else None) or []
    files = sorted(path for folder in folders for path in Path(folder, "data", "ec2").glob("*/service-2.json.gz"))
    if not files:
        return frozenset(model().operation_names)
    found = re.findall(rb'"name"\s*:\s*"(\w+)"\s*,\s*"http"', gzip.decompress(files[-1].read_bytes()))
    return frozenset(name.decode() for name in found)


def knows(operation: str) -> bool:
    """Is there such an operation in EC2?"""
    return operation in operation_names()


def fields(request: Request) -> dict[str, str]:
    """The parameters of a query as sent, from the URL and the body."""
    found = of_url(request.url)
    if request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        found += pairs(request.body.decode("utf-8", "replace"))
    return dict(found)


def decode(operation: str, sent: Mapping[str, str], *, strict: bool) -> dict[str, Any]:
    """The parameters of an operation under the names botocore gives them.

    Strict: raises InvalidRequest for one that is unknown, missing or of a wrong type. Otherwise what makes no sense is
    left for moto to judge.
    """
    shape = _input_shape(operation)
    if shape is None:
        return {}
    plain = _all_text(shape, tuple(sent))
    if plain is not None:
        params = {name: sent[given] for given, name in plain}
    else:
        try:
            tree = _tree({name: value for name, value in sent.items() if not _is_common(name)})
            params = _structure(shape, tree, strict)
        except InvalidRequest:
            if strict:
                raise
            return {}
    for name in shape.required_members if strict else ():
        if params.get(name) in (None, ""):
            raise InvalidRequest("MissingParameter", name=_wire_name(name, shape.members[name]))
    return params


@cache
def _input_shape(operation: str) -> Any:
    return model().operation_model(operation).input_shape


def _all_text(shape: Any, sent: tuple[str, ...]) -> list[tuple[str, str]] | None:
    """The parameters that these names mean, each with the name it was sent under; None unless all of them are text.

    Calls of one client send the same names each time. Kept is no name that a client made up.
    """
    known = _known(shape)
    found = known.texts.get(sent)
    if found is None:
        named = [(given, *known.get(given, ("", None))) for given in sent if not _is_common(given)]
        if any(member is None or member.type_name != "string" for _, _, member in named):
            return None
        found = [(given, name) for given, name, _ in named]
        if len(known.texts) < MOST_KEPT and len(found) + len({"Action", "Version"}.intersection(sent)) == len(sent):
            known.texts[sent] = found
    return found


@lru_cache(maxsize=256)
def _is_common(name: str) -> bool:
    return COMMON.fullmatch(name) is not None


def _tree(sent: Mapping[str, str]) -> dict[str, Any]:
    """`{"Filter.1.Name": "x"}` as `{"Filter": {"1": {"Name": "x"}}}`."""
    tree: dict[str, Any] = {}
    for name, value in sent.items():
        *path, last = name.split(".")
        branch = tree
        for part in path:
            below = branch.setdefault(part, {})
            if not isinstance(below, dict):
                raise InvalidRequest("UnknownParameter", name=name)
            branch = below
        branch[last] = value
    return tree


def _wire_name(name: str, shape: Any) -> str:
    """The name of a member in a query: EC2 capitalises the location name."""
    if "queryName" in shape.serialization:
        return str(shape.serialization["queryName"])
    located = str(shape.serialization.get("name", name))
    return located[0].upper() + located[1:]


class _Members(dict[str, tuple[str, Any]]):
    """The members of a structure by their names in a query. `texts`: see `_all_text`."""

    def __init__(self, shape: Any) -> None:
        super().__init__({_wire_name(name, member): (name, member) for name, member in shape.members.items()})
        self.texts: dict[tuple[str, ...], list[tuple[str, str]]] = {}


_known = cache(_Members)


def _structure(shape: Any, tree: Any, strict: bool) -> dict[str, Any]:
    if not isinstance(tree, dict):
        raise InvalidRequest("UnknownParameter", name=shape.name)
    known = _known(shape)
    found: dict[str, Any] = {}
    for sent, value in tree.items():
        if sent in known:
            name, member = known[sent]
            found[name] = _value(member, sent, value, strict)
        elif strict:
            raise InvalidRequest("UnknownParameter", name=sent)
    return found


def _value(shape: Any, name: str, value: Any, strict: bool) -> Any:
    if shape.type_name == "structure":
        return _structure(shape, value, strict)
    if shape.type_name == "list":
        return _list(shape, name, value, strict)
    if isinstance(value, dict):
        raise InvalidRequest("UnknownParameter", name=f"{name}.{next(iter(value))}")
    return _scalar(shape, name, value, strict)


def _list(shape: Any, name: str, value: Any, strict: bool) -> list[Any]:
    if not isinstance(value, dict):
        raise InvalidRequest("InvalidParameterValue", when="value", given=value, name=name)
    if not all(index.isdecimal() for index in value):
        raise InvalidRequest("UnknownParameter", name=f"{name}.{next(i for i in value if not i.isdecimal())}")
    return [_value(shape.member, f"{name}.{index}", value[index], strict) for index in sorted(value, key=int)]


def _scalar(shape: Any, name: str, value: str, strict: bool) -> Any:
    if shape.type_name == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if shape.type_name in ("integer", "long") and re.fullmatch(r"[+-]?\d{1,18}", value):
        return int(value)
    if strict and shape.type_name in ("boolean", "integer", "long"):
        raise InvalidRequest("InvalidParameterValue", when="value", given=value, name=name)
    return value


def encode(operation: str, result: Mapping[str, Any], request_id: str) -> Reply:
    """The answer to an operation."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{operation}Response xmlns="{NAMESPACE}">'
        f"<requestId>{request_id}</requestId>{_writer(operation)(result)}</{operation}Response>"
    )
    return _reply(200, body, request_id)


@cache
def _writer(operation: str) -> Write:
    shape = model().operation_model(operation).output_shape
    return members_of(shape) if shape is not None else lambda result: ""


def error(status: int, code: str, message: str, request_id: str) -> Reply:
    """A refusal."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Response><Errors><Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    )
    return _reply(status, body, request_id)


def _reply(status: int, body: str, request_id: str) -> Reply:
    return Reply(status, {"content-type": XML, "x-amzn-requestid": request_id, "server": "AmazonEC2"}, body.encode())
