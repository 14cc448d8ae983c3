"""What can be drawn of a world: VPCs and what links them, the same for every cloud."""

from __future__ import annotations

from dataclasses import dataclass

from .machine import Machine

ALIVE, WAITING, PASSING, ENDED = "alive", "waiting", "passing", "ended"


@dataclass(frozen=True)
class Node:
    """A VPC."""

    id: str
    account: str
    region: str
    cidrs: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Link:
    """A peering: `ends` are the ids of its VPCs, the requester's first; `tone` is one of the four above."""

    id: str
    ends: tuple[str, str]
    status: str
    tone: str
    since: str = ""


@dataclass(frozen=True)
class Sketch:
    """One cloud of a world."""

    title: str
    nodes: list[Node]
    links: list[Link]
    machine: Machine
