"""The six operations on VPC peering connections: one function each, found by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal
from . import filters, states
from .call import AwsCall, check_connection_id, check_vpc_id
from .connections import Connection, Place, Side, overlap
from .errors import InvalidRequest
from .pages import check_page, position, token
from .quotas import ACTIVE_PER_VPC, OUTSTANDING
from .tags import check_tags
from .view import Shown, learn

if TYPE_CHECKING:
    from .cloud import AwsCloud

OWN = (
    "create_vpc_peering_connection",
    "accept_vpc_peering_connection",
    "reject_vpc_peering_connection",
    "delete_vpc_peering_connection",
    "describe_vpc_peering_connections",
    "modify_vpc_peering_connection_options",
)
OPERATIONS = frozenset("".join(word.capitalize() for word in name.split("_")) for name in OWN)

LEAST, MOST = 5, 1000
DNS = "AllowDnsResolutionFromRemoteVpc"


def create_vpc_peering_connection(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    params = call.params
    if not params.get("PeerVpcId"):
        raise InvalidRequest("MissingParameter", name="PeerVpcId")
    check_vpc_id(params["VpcId"])
    check_vpc_id(params["PeerVpcId"])
    tags = _tags_on_create(params["TagSpecifications"]) if "TagSpecifications" in params else {}
    place = account, region = call.place
    vpc = aws.moto.vpc(params["VpcId"], place)
    if vpc is None:
        raise Refusal("InvalidVpcID.NotFound", vpc=params["VpcId"])
    requester = Side(vpc.id, account, region)
    requester.learn(vpc)
    accepter = Side(params["PeerVpcId"], params.get("PeerOwnerId") or account, params.get("PeerRegion") or region)
    peer = aws.moto.vpc(accepter.vpc_id, accepter.place)
    accepter.learn(peer)
    same = _same_request(aws, requester, accepter)
    if same is None:
        _check_quotas_to_create(aws, requester)
    call.dry_run()
    if same is not None:
        learn(aws, same)
    else:
        event = "create that fails" if peer is None or overlap(requester, accepter) else "create"
        same = aws.connections.add(aws.new_id(), requester, accepter, event)
        aws.world.lagging.made(same)
        same.tags_of(place).update(tags)
    return {"VpcPeeringConnection": Shown(aws, same, place, kept=False)}


def _tags_on_create(specifications: list[dict[str, Any]]) -> dict[str, str]:
    tags: dict[str, str] = {}
    for specification in specifications:
        kind = specification.get("ResourceType", "")
        if kind != "vpc-peering-connection":
            raise InvalidRequest("InvalidParameterValue", when="not a taggable type", type=kind)
        tags.update({tag.get("Key", ""): tag.get("Value", "") for tag in specification.get("Tags", [])})
    check_tags(tags)
    return tags


def _same_request(aws: AwsCloud, requester: Side, accepter: Side) -> Connection | None:
    """The connection that the same request made before, while it lives: asking again makes no other."""
    for connection in aws.connections.between(requester.vpc_id, accepter.vpc_id):
        same = connection.requester.vpc_id == requester.vpc_id and connection.accepter.place == accepter.place
        if same and connection.status in states.ALIVE:
            return connection
    return None


def _check_quotas_to_create(aws: AwsCloud, requester: Side) -> None:
    if aws.connections.outstanding(requester.place) >= aws.quotas[OUTSTANDING.code]:
        raise Refusal("PendingVpcPeeringConnectionLimitExceeded")
    _check_active_quota(aws, requester)


def _check_active_quota(aws: AwsCloud, *sides: Side) -> None:
    for side in sides:
        if aws.connections.active(side.vpc_id) >= aws.quotas[ACTIVE_PER_VPC.code]:
            raise Refusal("VpcPeeringConnectionsPerVpcLimitExceeded", vpc=side.vpc_id)


def accept_vpc_peering_connection(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    connection = _wanted(aws, call)
    _check_answerer(call, connection)
    _check_state(aws, connection, "accept")
    one, other = connection.sides
    if aws.connections.active_between(one.vpc_id, other.vpc_id):
        raise Refusal("VpcPeeringConnectionAlreadyExists", pcx=connection.id)
    _check_active_quota(aws, *connection.sides)
    call.dry_run()
    aws.world.lagging.changes(connection)
    aws.connections.lives.step(connection, "accept")
    learn(aws, connection)
    return {"VpcPeeringConnection": Shown(aws, connection, call.place, kept=False)}


def reject_vpc_peering_connection(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    connection = _wanted(aws, call)
    _check_answerer(call, connection)
    _check_state(aws, connection, "reject")
    call.dry_run()
    aws.world.lagging.changes(connection)
    connection.by = call.place[0]
    aws.connections.lives.step(connection, "reject")
    return {"Return": True}


def delete_vpc_peering_connection(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    connection = _wanted(aws, call)
    if connection.status == states.PENDING and call.account != connection.requester.account:
        raise Refusal("OperationNotPermitted", pcx=connection.id)
    _check_state(aws, connection, "delete")
    call.dry_run()
    end(aws, connection, call.place[0])
    return {"Return": True}


def end(aws: AwsCloud, connection: Connection, account: str) -> None:
    """An account deletes the connection."""
    aws.world.lagging.changes(connection)
    connection.by = account
    aws.connections.lives.step(connection, "delete across Regions" if connection.across_regions else "delete")


def describe_vpc_peering_connections(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    params = call.params
    ids, wanted = params.get("VpcPeeringConnectionIds", []), params.get("Filters", [])
    for connection_id in ids:
        check_connection_id(connection_id)
    filters.check(wanted)
    most = params.get("MaxResults")
    check_page(most, LEAST, MOST)
    if ids and most is not None:
        raise InvalidRequest("InvalidParameterCombination", when="IDs with MaxResults")
    after = position(params.get("NextToken"))
    answer: dict[str, Any] = {}
    seen = [_shown(aws, call, one) for one in dict.fromkeys(ids)] if ids else _all_shown(aws, call, wanted, after)
    call.dry_run()
    page: list[Connection] = []
    for connection in seen:
        if connection.number > after and (not wanted or _passes(aws, connection, wanted, call.place)):
            if len(page) == most:
                answer["NextToken"] = token(page[-1].number)
                break
            learn(aws, connection)
            page.append(connection)
    answer["VpcPeeringConnections"] = [Shown(aws, connection, call.place, kept=True) for connection in page]
    for connection in page:
        if aws.connections.get(connection.id) is connection:  # and not, under lag, an old picture of it
            aws.connections.lives.seen(connection)
    return answer


def modify_vpc_peering_connection_options(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    connection = _wanted(aws, call)
    names = {"accepter": "AccepterPeeringConnectionOptions", "requester": "RequesterPeeringConnectionOptions"}
    sent = {side: call.params[name] for side, name in names.items() if call.params.get(name)}
    if not sent:
        raise InvalidRequest("MissingParameter", when="neither side", name=names["requester"])
    if connection.status != states.ACTIVE:
        raise Refusal("OperationNotPermitted", when="not active", pcx=connection.id)
    sides = {"accepter": connection.accepter, "requester": connection.requester}
    for side in sent:
        if sides[side].account != call.account:
            raise Refusal("OperationNotPermitted", when=f"{side} side of another account")
    for side in sent:
        if sides[side].region != call.region:
            raise Refusal("OperationNotPermitted", when=f"{side} side of another Region")
    if connection.across_regions and any(name != DNS for options in sent.values() for name in options):
        raise Refusal("OperationNotPermitted", when="ClassicLink across Regions")
    if any(options.get(DNS) for options in sent.values()) and not _dns_hostnames(aws, connection):
        raise Refusal("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", pcx=connection.id)
    call.dry_run()
    aws.world.lagging.changes(connection)
    for side, options in sent.items():
        sides[side].options = {**sides[side].options, **options}
    return {names[side]: dict(options) for side, options in sent.items()}


def _dns_hostnames(aws: AwsCloud, connection: Connection) -> bool:
    vpcs = [aws.moto.vpc(side.vpc_id, side.place) for side in connection.sides]
    return all(vpc is None or (vpc.dns_hostnames and vpc.dns_support) for vpc in vpcs)


def _wanted(aws: AwsCloud, call: AwsCall) -> Connection:
    connection_id = call.params["VpcPeeringConnectionId"]
    check_connection_id(connection_id)
    found = aws.connections.find(connection_id, call.place)
    if found is None or not aws.world.lagging.found(found):
        raise Refusal("InvalidVpcPeeringConnectionID.NotFound", pcx=connection_id)
    return found


def _shown(aws: AwsCloud, call: AwsCall, connection_id: str) -> Connection:
    """The connection as this read shows it; with `world.lag`, perhaps as it was."""
    found = aws.connections.find(connection_id, call.place)
    shown: Connection | None = found and aws.world.lagging.read(found)
    if shown is None:
        raise Refusal("InvalidVpcPeeringConnectionID.NotFound", pcx=connection_id)
    return shown


def _all_shown(aws: AwsCloud, call: AwsCall, wanted: list[dict[str, Any]], after: int) -> Iterable[Connection]:
    """What the account sees: with a lag every connection is read, otherwise those that may be in the answer."""
    lag = aws.world.lagging
    if lag.acts:
        return [shown for c in aws.connections.seen_by(call.place) if (shown := lag.read(c)) is not None]
    return aws.connections.seen_in_turn(call.place, after=after, of_vpcs=filters.vpcs(wanted))


def _passes(aws: AwsCloud, connection: Connection, wanted: list[dict[str, Any]], place: Place) -> bool:
    for side in connection.sides:
        side.learn(aws.moto.vpc(side.vpc_id, side.place))
    return filters.passes(connection, wanted, connection.tags_of(place))


def _check_answerer(call: AwsCall, connection: Connection) -> None:
    """Only the accepter, in its own Region, answers a request."""
    accepter = connection.accepter
    if call.account != accepter.account:
        raise Refusal("OperationNotPermitted", when="not the accepter", pcx=connection.id)
    if call.region != accepter.region:
        raise Refusal("OperationNotPermitted", when="wrong Region", pcx=connection.id, accepter_region=accepter.region)


def _check_state(aws: AwsCloud, connection: Connection, event: str) -> None:
    if not aws.connections.lives.can(connection, event):
        known = event.startswith("delete") and connection.status in (states.FAILED, states.REJECTED)  # seen on EC2
        when = f"wrong state: {connection.status}" if known else "wrong state"
        raise Refusal("InvalidStateTransition", when=when, pcx=connection.id, state=connection.status)
