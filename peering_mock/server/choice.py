"""Which cloud a request is meant for, and the answers that are no cloud's own."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from ..core.call import Reply, Request
from ..core.evidence import Evidence
from ..core.world import Cloud, World


def door_of(cloud: Cloud) -> Any:
    """A cloud's module of that name: `recognises(request)` and `fault(request, status, code, message, request_id)`."""
    return import_module(type(cloud).__module__.rpartition(".")[0] + ".door")


def meant(world: World, request: Request) -> tuple[Cloud | None, Evidence]:
    """The cloud with the most evidence, and how much that is."""
    found = [(door_of(cloud).recognises(request), cloud) for cloud in world.clouds.values()]
    evidence, cloud = max(found, key=lambda one: one[0])
    return (cloud, evidence) if evidence else (None, Evidence.NONE)


def plain(status: int, code: str, message: str, request_id: str) -> Reply:
    """For a request that no cloud recognises."""
    fields = {"Code": code, "Message": message, "RequestId": request_id}
    return as_json(status, fields)


def as_json(status: int, held: Any) -> Reply:
    body = json.dumps(held, ensure_ascii=False).encode("utf-8", "replace")
    return Reply(status, {"content-type": "application/json;charset=utf-8"}, body)


def fault(cloud: Cloud | None, request: Request, status: int, code: str, message: str, request_id: str) -> Reply:
    """An error in the form of the cloud that was meant."""
    if cloud is None:
        return plain(status, code, message, request_id)
    reply: Reply = door_of(cloud).fault(request, status, code, message, request_id)
    return reply
