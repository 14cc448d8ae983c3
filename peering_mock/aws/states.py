"""The life of a VPC peering connection, what it shows in each state, and how long it is still shown at the end.

Everything that AWS says about states is a table here. Rows marked *assumed* are not documented.
"""

from __future__ import annotations

from datetime import timedelta

from ..core.machine import Machine

INITIATING = "initiating-request"
PENDING = "pending-acceptance"
PROVISIONING = "provisioning"
ACTIVE = "active"
DELETING = "deleting"
DELETED = "deleted"
REJECTED = "rejected"
EXPIRED = "expired"
FAILED = "failed"

MACHINE = Machine(
    begin={"create": (INITIATING, PENDING), "create that fails": (INITIATING, FAILED)},
    on={
        INITIATING: {},
        PENDING: {
            "accept": (PROVISIONING, ACTIVE),
            "reject": (REJECTED,),
            "delete": (DELETED,),
            "delete across Regions": (DELETING, DELETED),
            "requester deletes its VPC": (DELETED,),
            "accepter adds an overlapping block": (FAILED,),
        },
        PROVISIONING: {},
        ACTIVE: {"delete": (DELETED,), "delete across Regions": (DELETING, DELETED)},
        DELETING: {},
        DELETED: {},
        REJECTED: {},
        EXPIRED: {},
        FAILED: {},
    },
    after={PENDING: (timedelta(days=7), EXPIRED)},
    gone={
        DELETED: timedelta(days=2),
        REJECTED: timedelta(days=2),
        EXPIRED: timedelta(days=2),
        FAILED: timedelta(hours=2),
    },
)

# how sure each row of the machine is, and where it comes from
GRADES: dict[tuple[str, str], tuple[str, str]] = {
    ("-", "create"): ("documented", "API reference CreateVpcPeeringConnection; aws-cli create example"),
    ("-", "create that fails"): ("documented", "API reference: status failed on overlap; wrong Region: ansible#36881"),
    (PENDING, "accept"): ("documented", "aws-cli accept example; terraform#8733"),
    (PENDING, "reject"): ("documented", "API reference RejectVpcPeeringConnection; peering guide, lifecycle"),
    (PENDING, "delete"): ("documented", "API reference DeleteVpcPeeringConnection: only the requester"),
    (PENDING, "delete across Regions"): ("documented", "peering guide, lifecycle: deleting is tied to inter-Region"),
    (PENDING, "requester deletes its VPC"): ("documented", "peering guide, delete page"),
    (PENDING, "accepter adds an overlapping block"): ("documented", "VPC user guide, VPC CIDR blocks"),
    (PENDING, "7 days after creation"): ("documented", "peering guide, lifecycle and quotas"),
    (ACTIVE, "delete"): ("documented", "API reference DeleteVpcPeeringConnection; message observed by moto"),
    (ACTIVE, "delete across Regions"): ("documented", "peering guide, lifecycle: deleting is tied to inter-Region"),
    (DELETED, "2 days later"): ("documented", "peering guide, lifecycle: 2 hours for who deleted it, 2 days else"),
    (REJECTED, "2 days later"): ("documented", "peering guide, lifecycle: 2 days requester, 2 hours accepter"),
    (EXPIRED, "2 days later"): ("documented", "peering guide, lifecycle"),
    (FAILED, "2 hours later"): ("documented", "peering guide, lifecycle: visible to the requester"),
}

# rejected, expired and deleting are assumed
MESSAGES = {
    INITIATING: "Initiating Request to {accepter}",
    PENDING: "Pending Acceptance by {accepter}",
    PROVISIONING: "Provisioning",
    ACTIVE: "Active",
    DELETING: "Deleting",
    DELETED: "Deleted by {by}",
    REJECTED: "Rejected by {by}",
    EXPIRED: "Expired",
    FAILED: "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
}

# what a side's block shows besides OwnerId, Region and VpcId; rejected, expired, failed and deleting are assumed
BLOCKS = "CIDR blocks"
OPTIONS = "peering options"
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    INITIATING: {"requester": (BLOCKS,), "accepter": ()},
    PENDING: {"requester": (BLOCKS, OPTIONS), "accepter": ()},
    PROVISIONING: {"requester": (BLOCKS,), "accepter": (BLOCKS,)},
    ACTIVE: {"requester": (BLOCKS, OPTIONS), "accepter": (BLOCKS, OPTIONS)},
    DELETING: {"requester": (), "accepter": ()},
    DELETED: {"requester": (), "accepter": ()},
    REJECTED: {"requester": (), "accepter": ()},
    EXPIRED: {"requester": (), "accepter": ()},
    FAILED: {"requester": (), "accepter": ()},
}
EXPIRATION_SHOWN = {INITIATING, PENDING}

# how long a finished connection is described: to the requester, to the accepter, and when both are one account
HOURS_2, DAYS_2, NEVER = timedelta(hours=2), timedelta(days=2), timedelta(0)
VISIBLE = {
    FAILED: (HOURS_2, NEVER, HOURS_2),
    EXPIRED: (DAYS_2, DAYS_2, DAYS_2),
    REJECTED: (DAYS_2, HOURS_2, HOURS_2),
    DELETED: (DAYS_2, DAYS_2, HOURS_2),
}
VISIBLE_TO_WHO_DELETED = HOURS_2

ALIVE = {INITIATING, PENDING, PROVISIONING, ACTIVE}
OUTSTANDING = frozenset({INITIATING, PENDING})
IN_USE = frozenset({PROVISIONING, ACTIVE})
COUNTED = dict.fromkeys(OUTSTANDING, frozenset({"outstanding"})) | dict.fromkeys(IN_USE, frozenset({"in use"}))
"""What a connection in a status counts as towards the quotas."""
