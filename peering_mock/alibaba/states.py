"""The life cycle of a VPC peering connection on Alibaba Cloud, as tables.

Sources: the status table of the product guide (help.aliyun.com/zh/vpc/vpc-peer-to-peer-connection), the operation
pages, and for what they leave open the vendor's Terraform provider. `grade` of each row is in `GRADES`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..core.machine import Machine

if TYPE_CHECKING:
    from .records import Connection

CREATING, ACCEPTING, UPDATING, ACTIVATED = "Creating", "Accepting", "Updating", "Activated"
REJECTED, EXPIRED, DELETING, DELETED = "Rejected", "Expired", "Deleting", "Deleted"

EXPIRY = timedelta(days=7)

MACHINE = Machine(
    begin={
        "Create within one account": (CREATING, ACTIVATED),
        "Create across accounts": (CREATING, ACCEPTING),
    },
    on={
        CREATING: {},
        ACCEPTING: {"Accept": (UPDATING, ACTIVATED), "Reject": (REJECTED,), "Delete": (DELETING, DELETED)},
        UPDATING: {},
        ACTIVATED: {"Modify": (UPDATING, ACTIVATED), "Delete": (DELETING, DELETED)},
        REJECTED: {"Delete": (DELETING, DELETED)},
        EXPIRED: {"Delete": (DELETING, DELETED)},
        DELETING: {},
        DELETED: {},
    },
    after={ACCEPTING: (EXPIRY, EXPIRED)},
    gone={DELETED: timedelta(0)},
)

GRADES: dict[tuple[str, str], tuple[str, str]] = {
    ("-", "Create within one account"): ("documented", "CreateVpcPeerConnection page; guide: auto-initiated, accepted"),
    ("-", "Create across accounts"): ("documented", "CreateVpcPeerConnection page"),
    (ACCEPTING, "Accept"): ("documented", "AcceptVpcPeerConnection page"),
    (ACCEPTING, "Reject"): ("documented", "RejectVpcPeerConnection page; no state between is named"),
    (ACCEPTING, "Delete"): ("documented", "guide: either account may delete the request"),
    (ACCEPTING, "7 days after creation"): ("documented", "guide; GmtExpired example is GmtCreate + 7 days"),
    (ACTIVATED, "Modify"): ("documented", "ModifyVpcPeerConnection page"),
    (ACTIVATED, "Delete"): ("documented", "DeleteVpcPeerConnection page"),
    (REJECTED, "Delete"): ("assumed", "no page lists the statuses that allow it"),
    (EXPIRED, "Delete"): ("assumed", "no page lists the statuses that allow it"),
    (DELETED, "at once"): ("observed", "Terraform's delete waits until Get answers ResourceNotFound.InstanceId"),
}

LIVE = frozenset({CREATING, ACCEPTING, UPDATING, ACTIVATED, DELETING})
"""Statuses that count for quotas and stand in the way of another peering of the same two VPCs. Grade: assumed."""

PASSING = frozenset({CREATING, UPDATING, DELETING})
"""Statuses that end by themselves."""


COUNTED = {
    status: frozenset(kind for kind, statuses in (("live", LIVE), ("passing", PASSING)) if status in statuses)
    for status in MACHINE.states
}
"""What a connection in a status counts as: see the questions in requirements.py."""


def live_keys(connection: Connection) -> tuple[tuple[object, ...], ...]:
    """What a live connection is counted under: its pair of VPCs, its owner in its region, and each VPC by its kind."""
    one, other, inter = connection.vpc_id, connection.accepting_vpc_id, connection.inter_region
    return (
        ("live", frozenset((one, other))),
        ("live", connection.owner, connection.region),
        ("live", one, inter),
        ("live", other, inter),
    )


def passing_keys(connection: Connection) -> tuple[tuple[object, ...], ...]:
    """What a connection that is on its way to another status is counted under: each VPC."""
    return ("passing", connection.vpc_id), ("passing", connection.accepting_vpc_id)
