"""AssumeRole and GetCallerIdentity. Every role of every account exists, and trusts everybody.

Session credentials expire by the system's clock, as signatures do: it is the clock that the client goes by.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from ..core.clock import system_now
from .common import utc
from .records import Credentials

if TYPE_CHECKING:
    from .call import AlibabaCall
    from .cloud import AlibabaCloud

ROLE = re.compile(r"acs:ram::([1-9]\d{0,18}):role/([\w.-]{1,64})", re.ASCII | re.IGNORECASE)
SESSION = re.compile(r"[\w.@-]{2,64}", re.ASCII)
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
DURATIONS = range(15 * 60, 60 * 60 + 1)  # seconds
POLICY_SIZE = 2048  # bytes; a policy must be smaller


def assume_role(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    params = call.params
    role = ROLE.fullmatch(params["RoleArn"])
    if role is None:
        raise Refusal("InvalidParameter.RoleArn")
    session = params["RoleSessionName"]
    if not SESSION.fullmatch(session):
        raise Refusal("InvalidParameter.RoleSessionName")
    seconds = params.get("DurationSeconds", DURATIONS[-1])
    if seconds not in DURATIONS:
        raise Refusal("InvalidParameter.DurationSeconds")
    if params.get("ExternalId") and not EXTERNAL_ID.fullmatch(params["ExternalId"]):
        raise Refusal("InvalidParameter.ExternalId")
    _check_policy(params.get("Policy", ""))

    make, account, name = cloud.world.ids.make, cloud.account(int(role[1])), role[2]
    key, expires = make("STS.N", 24, ascii_letters + digits), system_now() + timedelta(seconds=seconds)
    made = Credentials(account, make("", 44, ascii_letters + digits), make("CAIS", 400, ascii_letters + digits))
    made.expires, made.role, made.session = expires, name, session
    cloud.keys[key] = made
    return {
        "AssumedRoleUser": {"Arn": _arn(made), "AssumedRoleId": f"{_role_id(made)}:{session}"},
        "Credentials": {
            "AccessKeyId": key,
            "AccessKeySecret": made.secret,
            "SecurityToken": made.token,
            "Expiration": utc(expires),
        },
    }


def _check_policy(text: str) -> None:
    if len(text.encode()) >= POLICY_SIZE:
        raise Refusal("InvalidParameter.PolicySize")
    try:
        if text and not isinstance(json.loads(text), dict):
            raise Refusal("InvalidParameter.PolicyGrammar")
    except ValueError:
        raise Refusal("InvalidParameter.PolicyGrammar") from None


def get_caller_identity(cloud: AlibabaCloud, call: AlibabaCall) -> dict[str, Any]:
    """UserId is only told of accounts, RoleId only of roles."""
    account, held = str(call.caller.id), call.credentials
    if held.role is None:
        return {
            "IdentityType": "Account",
            "AccountId": account,
            "PrincipalId": account,
            "UserId": account,
            "Arn": f"acs:ram::{account}:root",
        }
    return {
        "IdentityType": "AssumedRoleUser",
        "AccountId": account,
        "PrincipalId": f"{_role_id(held)}:{held.session}",
        "RoleId": _role_id(held),
        "Arn": _arn(held),
    }


def _arn(held: Credentials) -> str:
    return f"acs:ram::{held.account.id}:assumed-role/{held.role}/{held.session}"


def _role_id(held: Credentials) -> str:
    """Eighteen digits, the same for the same role."""
    number = int(sha256(f"{held.account.id}/{held.role}".encode()).hexdigest(), 16)
    return f"3{number % 10**17:017d}"
