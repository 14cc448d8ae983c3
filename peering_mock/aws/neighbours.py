"""Operations of moto's that a peering has a say in: routes, VPCs and their blocks, and other services' view of it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal, Reply
from . import operations, states
from .call import AwsCall
from .connections import Connection, Place, Side, overlap
from .tags import tags_seen
from .xml import text

if TYPE_CHECKING:
    from .cloud import AwsCloud

NEIGHBOURS = ("create_route", "replace_route", "describe_route_tables", "delete_vpc", "associate_vpc_cidr_block")

TARGETS = {states.PENDING, states.PROVISIONING, states.ACTIVE}  # what a route may point at


def create_route(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    return _route(aws, call, answer, new=True)


def replace_route(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    return _route(aws, call, answer, new=False)


def _route(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply], *, new: bool) -> Reply:
    connection_id = call.params.get("VpcPeeringConnectionId")
    if not connection_id:
        return answer()
    connection = aws.connections.find(connection_id, call.place)
    if connection is None or not aws.world.lagging.found(connection):
        raise Refusal("InvalidVpcPeeringConnectionID.NotFound", pcx=connection_id)
    table = call.params.get("RouteTableId", "")
    found = aws.moto.route_table(table, call.place)
    if found is None:
        raise Refusal("InvalidRouteTableID.NotFound", rtb=table)
    vpc_id, taken = found
    if connection.status not in TARGETS or connection.side_of(vpc_id) is None:
        raise Refusal("InvalidParameterValue", when="not a target", pcx=connection_id)
    destination = call.params.get("DestinationCidrBlock") or call.params.get("DestinationIpv6CidrBlock")
    if new and _canonical(destination) in map(_canonical, taken):
        raise Refusal("RouteAlreadyExists", cidr=destination)
    call.dry_run()
    with aws.moto.lending(call.place, {connection_id: connection.tags_of(call.place)}):
        return answer()


def _canonical(block: str | None) -> str | None:
    """A destination as EC2 keeps it: 10.1.2.3/16 is 10.1.0.0/16. What is no block is left for moto to judge."""
    try:
        return block and str(ip_network(block, strict=False))
    except ValueError:
        return block


def describe_route_tables(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    def state(connection_id: str) -> str:
        connection = aws.connections.get(connection_id)
        return "active" if connection is not None and connection.status == states.ACTIVE else "blackhole"

    with aws.moto.telling_states(state):
        return answer()


def delete_vpc(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """Refused while peered; a request to another account that still waits is deleted with its VPC."""
    vpc_id = call.params.get("VpcId", "")
    withdrawn = []
    for connection in _of_own_vpc(aws, call, vpc_id):
        across_accounts = connection.requester.account != connection.accepter.account
        if connection.status == states.PENDING and connection.requester.vpc_id == vpc_id and across_accounts:
            withdrawn.append(connection)
        elif connection.status in states.ALIVE:
            raise Refusal("DependencyViolation", vpc=vpc_id)
    if withdrawn:  # moto knows no dry run of it, and a peering hangs on it
        call.dry_run()
    reply = answer()
    for connection in withdrawn if reply.status < 400 else ():
        connection.by = call.place[0]
        aws.connections.lives.step(connection, "requester deletes its VPC")
    return reply


def associate_vpc_cidr_block(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """A new block must suit the peerings: one that does not is refused, or ends a request that waits."""
    vpc_id, block = call.params.get("VpcId", ""), call.params.get("CidrBlock", "")
    broken = []
    for connection in _of_own_vpc(aws, call, vpc_id) if block else ():
        peer = connection.other(vpc_id)
        clash = _clashes(aws, block, peer)
        if connection.status in states.OUTSTANDING and connection.requester.vpc_id == vpc_id:
            raise Refusal("InvalidVpc.Range", when="requester is waiting", vpc=vpc_id)
        if connection.status in (states.PROVISIONING, states.ACTIVE) and clash:
            raise Refusal("InvalidVpc.Range", when="overlaps the peer", cidr=block, peer=peer.vpc_id)
        if connection.status in states.OUTSTANDING and clash:
            broken.append(connection)
    reply = answer()
    for connection in broken if reply.status < 400 else ():
        if connection.status == states.INITIATING:  # the blocks are yet to be compared
            connection.ahead = (states.FAILED,)
        else:
            aws.connections.lives.step(connection, "accepter adds an overlapping block")
    return reply


def _of_own_vpc(aws: AwsCloud, call: AwsCall, vpc_id: str) -> list[Connection]:
    """The connections of the caller's VPC."""
    mine = []
    for connection in aws.connections.of_vpc(vpc_id):
        side = connection.side_of(vpc_id)
        if side is not None and side.place == call.place:
            mine.append(connection)
    return mine


def _clashes(aws: AwsCloud, block: str, peer: Side) -> bool:
    peer.learn(aws.moto.vpc(peer.vpc_id, peer.place))
    try:
        return overlap(Side("", "", "", blocks=(block,)), peer)
    except ValueError:  # no block at all: moto says so
        return False


# other services


def cloudformation(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """Stacks make connections, and accept them: that is how CloudFormation does it."""

    def make(properties: dict[str, Any], place: Place) -> str:
        peer = _peer_in(properties, place)
        params = {"VpcId": properties["VpcId"], "PeerVpcId": properties["PeerVpcId"]}
        params.update(PeerOwnerId=peer[0], PeerRegion=peer[1])
        if tags := _tags_in(properties):
            params["TagSpecifications"] = [{"ResourceType": "vpc-peering-connection", "Tags": tags}]
        try:
            made = operations.create_vpc_peering_connection(aws, _as(call, "CreateVpcPeeringConnection", place, params))
            connection = made["VpcPeeringConnection"].connection
            _settle(aws, connection)
            accept = _as(call, "AcceptVpcPeeringConnection", peer, {"VpcPeeringConnectionId": connection.id})
            if connection.status != states.ACTIVE:
                operations.accept_vpc_peering_connection(aws, accept)
        except Refusal as refused:
            raise ValueError(f"VPCPeeringConnection failed to stabilize: {refused.code}") from refused
        _settle(aws, connection)
        return str(connection.id)

    def end(connection_id: str, place: Place) -> None:
        connection = aws.connections.get(connection_id)
        event = "delete across Regions" if connection is not None and connection.across_regions else "delete"
        if connection is not None and aws.connections.lives.can(connection, event):
            operations.end(aws, connection, place[0])

    def change(connection_id: str, properties: dict[str, Any], place: Place) -> str:
        """Tags change in place; whatever else changes, CloudFormation replaces the connection."""
        connection = aws.connections.get(connection_id)
        if connection is not None:
            one, other = connection.sides
            ends = (properties["VpcId"], properties["PeerVpcId"], _peer_in(properties, place))
            if (one.vpc_id, other.vpc_id, other.place) == ends:
                tags = connection.tags_of(place)
                tags.clear()
                tags.update({tag["Key"]: tag["Value"] for tag in _tags_in(properties)})
                return connection_id
        made = make(properties, place)
        end(connection_id, place)
        return made

    with aws.moto.lending(call.place, tags_seen(aws, call.place)), aws.moto.building(make, change, end):
        return answer()


def _peer_in(properties: dict[str, Any], place: Place) -> Place:
    """Where a template says that the peer VPC is."""
    account, region = place
    return str(properties.get("PeerOwnerId") or account), str(properties.get("PeerRegion") or region)


def _tags_in(properties: dict[str, Any]) -> list[dict[str, str]]:
    """The tags in a template, which may have numbers, booleans and dates where CloudFormation takes text."""
    return [{name: text(value) for name, value in tag.items()} for tag in properties.get("Tags") or []]


def _settle(aws: AwsCloud, connection: Connection) -> None:
    """CloudFormation waits until a state has passed, and is seen."""
    while connection.ahead:
        aws.connections.lives.push(connection, connection.ahead[0])
    while aws.world.lagging.read(connection) is not connection:
        pass


def _as(call: AwsCall, operation: str, place: Place, params: dict[str, Any]) -> AwsCall:
    account, region = place
    return AwsCall(
        cloud=call.cloud,
        operation=operation,
        account=account,
        region=region,
        at=call.at,
        request_id=call.request_id,
        params=params,
        target=call.target,
    )


def tagging(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """The Resource Groups Tagging API sees connections as resources of EC2."""
    with aws.moto.lending(call.place, tags_seen(aws, call.place)):
        return answer()


def servicequotas(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """An account's own limits are those of the world; the defaults stay AWS's."""
    if call.operation != "GetServiceQuota":
        return answer()
    with aws.moto.telling_quotas(aws.quotas.by_code()):
        return answer()


SERVICES: dict[str, Callable[[AwsCloud, AwsCall, Callable[[], Reply]], Reply]] = {
    "cloudformation": cloudformation,
    "tagging": tagging,
    "servicequotas": servicequotas,
}
