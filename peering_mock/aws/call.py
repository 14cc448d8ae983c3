"""A call to AWS, and the checks that every operation makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..core.call import Call, Refusal
from .connections import Place
from .errors import InvalidRequest
from .hosts import Target


@dataclass
class AwsCall(Call):
    """A Call with what only this cloud needs to know of it. `sent` are the parameters as they
    travelled; `json`: asked in the JSON form, to be answered in it."""

    target: Target = field(kw_only=True)
    sent: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    json: bool = False

    def forget(self) -> None:
        self.sent = {}

    @property
    def place(self) -> Place:
        return str(self.account), str(self.region)

    @property
    def ec2(self) -> bool:
        return self.target.service == "ec2"

    def dry_run(self) -> None:
        """Ends a dry run: called when nothing more can be refused. Raises Refusal."""
        if self.params.get("DryRun") is True:
            raise Refusal("DryRunOperation")


def formed(kind: str, value: Any) -> bool:
    """Is it an ID of this kind: its prefix, and 8 or 17 hex digits?"""
    return _form(kind).fullmatch(str(value)) is not None


@cache
def _form(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{kind}-(?:[0-9a-f]{{8}}|[0-9a-f]{{17}})")


def check_vpc_id(value: str) -> None:
    """Raises InvalidRequest for what is no VPC ID."""
    if not formed("vpc", value):
        raise InvalidRequest("InvalidVpcID.Malformed", given=value)


def check_connection_id(value: str) -> None:
    """Raises InvalidRequest for what is no ID of a connection."""
    if not formed("pcx", value):
        raise InvalidRequest("InvalidVpcPeeringConnectionId.Malformed", given=value)
