"""Every answer has every field that the vendor's model documents, in its type. Each Alibaba test is held to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

MODELS = Path(__file__).resolve().parents[2] / "peering_mock" / "alibaba" / "models"
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
ONLY_FOR_SOME = {  # documented as told of some callers only
    "GetCallerIdentity.UserId",
    "GetCallerIdentity.RoleId",
}
MAY_BE_NULL = {"GmtExpired", "Name", "Description", "ManagedService"}  # of a peering connection


@cache
def responses() -> dict[tuple[str, str], Any]:
    found = {}
    for file in MODELS.glob("*-20*.json"):
        model = json.loads(file.read_text())
        for name, operation in model["operations"].items():
            found[model["product"], name] = operation["response"]
    return found


def fits(shape: Mapping[str, Any], value: Any, where: str) -> None:
    kind = shape["type"]
    if value is None and where.rpartition(".")[2] in MAY_BE_NULL:
        return
    assert isinstance(value, KINDS[kind]), f"{where}: {value!r} is no {kind}"
    assert kind == "boolean" or not isinstance(value, bool), f"{where}: {value!r} is no {kind}"
    for name, inner in shape.get("properties", {}).items():
        path = f"{where}.{name}"
        if path in ONLY_FOR_SOME and name not in value:
            continue
        assert name in value, f"{path} is missing"
        fits(inner, value[name], path)
    if kind == "array":
        for each in value:
            fits(shape["items"], each, where)
