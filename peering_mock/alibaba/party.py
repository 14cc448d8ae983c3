"""How an account of this cloud plays the other party: signed calls, like any client's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..core.call import Request
from ..core.party import ACTIVE, ASKED, Notice
from .model import product
from .records import Connection
from .signature import signed
from .states import ACCEPTING, ACTIVATED

if TYPE_CHECKING:
    from .cloud import AlibabaCloud

HOST = "vpcpeer.aliyuncs.com"
OPERATIONS = {
    "accept": ("AcceptVpcPeerConnection", {}),
    "reject": ("RejectVpcPeerConnection", {}),
    "delete": ("DeleteVpcPeerConnection", {"Force": "true"}),
}


def notices(connection: Connection) -> list[Notice]:
    """Who may react to the connection as it is now."""
    if connection.status == ACCEPTING:
        return [Notice(connection.id, connection.turn, ASKED, str(connection.accepting_owner))]
    if connection.status == ACTIVATED:
        accounts = dict.fromkeys(str(account) for account in connection.accounts)
        return [Notice(connection.id, connection.turn, ACTIVE, account) for account in accounts]
    return []


def standing(cloud: AlibabaCloud, account: str) -> list[Notice]:
    """What the account could react to now."""
    found = [n for connection in cloud.connections.by(account=int(account)) for n in notices(connection)]
    return [notice for notice in found if notice.account == account]


def order(cloud: AlibabaCloud, account: str, verb: str, instance_id: str, turn: int) -> Request | None:
    """The account's signed request to do `verb` to the connection, while it is still in its turn."""
    connection = cloud.connections.get(instance_id)
    if connection is None or connection.turn != turn:
        return None
    action, more = OPERATIONS[verb]
    acting = cloud.account(int(account))
    asked = {"InstanceId": instance_id, **more}
    version = product("VpcPeer").version
    form = signed(action, version, asked, acting.access_key_id, acting.access_key_secret)
    headers = {"content-type": "application/x-www-form-urlencoded", "host": HOST}
    return Request("POST", f"https://{HOST}/", headers, urlencode(form).encode())
