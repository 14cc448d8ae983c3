"""What the Alibaba side of a world holds. A test may set plain attributes; the API calls never set some of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ..core.life import Living
from ..core.machine import Path
from .facts import ACCOUNT_OR_NONE, LINK_TYPES, TEXT_OR_NONE, YES_OR_NO, Facts, made_at_once, one_of


@dataclass
class Account(Facts):
    """An account of Alibaba Cloud. What is not its id or keys are facts that documented refusals depend on.

    `site` is "china" or "international"; `business_status` is "Normal" or "FinancialLocked".
    """

    id: int
    access_key_id: str
    access_key_secret: str
    default_resource_group_id: str
    cdt_open: bool = True
    cross_border_cdt_open: bool = True
    business_status: str = "Normal"
    site: str = "china"
    link_types: set[str] = field(default_factory=lambda: {"Gold", "Platinum"})
    charge_type_link_types: set[str] = field(default_factory=lambda: {"Gold", "Platinum"})

    RULES = {
        "cdt_open": YES_OR_NO,
        "cross_border_cdt_open": YES_OR_NO,
        "business_status": one_of("Normal", "FinancialLocked"),
        "site": one_of("china", "international"),
        "link_types": LINK_TYPES,
        "charge_type_link_types": LINK_TYPES,
    }


@dataclass
class Credentials:
    """What an access key id stands for. `secret` is None when any secret is accepted."""

    account: Account
    secret: str | None = None
    token: str | None = None
    expires: datetime | None = None
    role: str | None = None
    session: str | None = None


@dataclass
class ResourceGroup:
    id: str
    account: int
    name: str
    display_name: str
    created: datetime
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Vpc(Facts):
    """A VPC. `status`, `has_cloud_box`, `router_interface_to` (a VPC id) and `shared_by` (the id of the account that
    owns it, when `owner` only uses it) may be set by a test."""

    id: str
    owner: int
    region: str
    cidr_block: str
    created: datetime
    vrouter_id: str
    route_table_id: str
    resource_group_id: str
    name: str = ""
    description: str = ""
    status: str = "Available"
    is_default: bool = False
    secondary_cidr_blocks: list[str] = field(default_factory=list)
    ipv6_cidr_blocks: list[tuple[str, str]] = field(default_factory=list)  # block, ISP
    user_cidrs: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    has_cloud_box: bool = False
    router_interface_to: str | None = None
    shared_by: int | None = None

    RULES = {"has_cloud_box": YES_OR_NO, "router_interface_to": TEXT_OR_NONE, "shared_by": ACCOUNT_OR_NONE}

    @property
    def ipv4_cidrs(self) -> list[str]:
        return [self.cidr_block, *self.secondary_cidr_blocks]

    @property
    def ipv6_cidrs(self) -> list[str]:
        return [block for block, _ in self.ipv6_cidr_blocks]


@dataclass
class VSwitch:
    id: str
    owner: int
    vpc_id: str
    zone_id: str
    cidr_block: str
    created: datetime
    route_table_id: str
    resource_group_id: str
    name: str = ""
    description: str = ""
    status: str = "Available"
    ipv6_cidr_block: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class RouteTable:
    id: str
    owner: int
    vpc_id: str
    region: str
    created: datetime
    resource_group_id: str
    kind: str = "Custom"
    associate_type: str = "VSwitch"  # or "Gateway"
    name: str = ""
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class RouteEntry:
    id: str
    table_id: str
    destination: str
    next_hop_type: str
    next_hop_id: str
    changed: datetime
    kind: str = "Custom"
    name: str = ""
    description: str = ""
    status: str = "Available"

    @property
    def ip_version(self) -> str:
        return "ipv6" if ":" in self.destination else "ipv4"


@made_at_once
@dataclass(kw_only=True)
class Connection(Facts, Living):
    """A VPC peering connection. Tags and resource group are kept by account: each side has its own.

    `managed_service` may be set by a test: the product that owns the connection, such as "SWAS".
    """

    owner: int
    region: str
    vpc_id: str
    accepting_owner: int
    accepting_region: str
    accepting_vpc_id: str
    bandwidth: int
    link_type: str
    name: str | None = None
    description: str | None = None
    managed_service: str | None = None
    resource_groups: dict[int, str] = field(default_factory=dict)
    tags: dict[int, dict[str, str]] = field(default_factory=dict)

    RULES = {"managed_service": TEXT_OR_NONE}

    def enter(self, status: str, ahead: Path, reads_left: int, now: datetime) -> None:
        vars(self).update(status=status, ahead=ahead, reads_left=reads_left, turn=self.turn + 1, changed=now)
        self.new_edition()

    @property
    def inter_region(self) -> bool:
        return self.region != self.accepting_region

    @property
    def accounts(self) -> tuple[int, int]:
        return self.owner, self.accepting_owner

    @property
    def vpc_ids(self) -> tuple[str, str]:
        return self.vpc_id, self.accepting_vpc_id
