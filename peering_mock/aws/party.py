"""How an account of AWS plays the other party: requests like any client's, in its own side's Region."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..core.call import Request
from ..core.party import ACTIVE as IS_ACTIVE
from ..core.party import ASKED, Notice
from .connections import Connection
from .states import ACTIVE, PENDING

if TYPE_CHECKING:
    from .cloud import AwsCloud

OPERATIONS = {
    "accept": "AcceptVpcPeeringConnection",
    "reject": "RejectVpcPeeringConnection",
    "delete": "DeleteVpcPeeringConnection",
}


def notices(connection: Connection) -> list[Notice]:
    """Who may react to the connection as it is now."""
    if connection.status == PENDING:
        return [Notice(connection.id, connection.turn, ASKED, connection.accepter.account)]
    if connection.status == ACTIVE:
        accounts = dict.fromkeys(side.account for side in connection.sides)
        return [Notice(connection.id, connection.turn, IS_ACTIVE, account) for account in accounts]
    return []


def standing(aws: AwsCloud, account: str) -> list[Notice]:
    """What the account could react to now."""
    return [notice for one in aws.connections for notice in notices(one) if notice.account == account]


def order(aws: AwsCloud, account: str, verb: str, connection_id: str, turn: int) -> Request | None:
    """The account's request to do `verb` to the connection, while it is still in its turn."""
    connection = aws.connections.get(connection_id)
    if connection is None or connection.turn != turn:
        return None
    accepter, requester = connection.accepter, connection.requester
    region = accepter.region if account == accepter.account else requester.region
    params = {"Action": OPERATIONS[verb], "Version": "2016-11-15", "VpcPeeringConnectionId": connection_id}
    key = aws.account(account).access_key_id
    scope = f"Credential={key}/{aws.world.clock.now:%Y%m%d}/{region}/ec2/aws4_request"
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
    }
    return Request("POST", f"https://ec2.{region}.amazonaws.com/", headers, urlencode(params).encode())
