"""Security groups across a peering: rules that name a group of the peer VPC, who refers to whom, what went stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..core.call import Refusal, Reply
from . import states
from .call import AwsCall, check_vpc_id, formed
from .connections import Place
from .errors import InvalidRequest
from .moto import Group, Rule
from .pages import check_page, position, token

if TYPE_CHECKING:
    from .cloud import AwsCloud

OWN = ("describe_security_group_references", "describe_stale_security_groups")
NEIGHBOURS = (
    "authorize_security_group_ingress",
    "authorize_security_group_egress",
    "revoke_security_group_ingress",
    "revoke_security_group_egress",
    "update_security_group_rule_descriptions_ingress",
    "update_security_group_rule_descriptions_egress",
    "describe_security_groups",
    "describe_security_group_rules",
)
LEAST, MOST = 5, 255


@dataclass(frozen=True)
class PeerGroup:
    """A group of a peer VPC that a rule names, as it was when the rule was made: it may vanish."""

    id: str
    vpc_id: str
    account: str


def authorize_security_group_ingress(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """Groups of another VPC may be named while there is an active peering in the same Region."""
    own = aws.moto.group_called(call.params.get("GroupName") or call.params.get("GroupId", ""), call.place)
    named = [(pair, _named(aws, call, pair)) for pair in _pairs(call)]
    lent = []
    for pair, group in named:
        if group is None:
            raise Refusal("InvalidGroup.NotFound", sg=pair["GroupId"], when="unknown group")
        if own is not None and group.vpc_id != own.vpc_id:
            if aws.connections.active_between(own.vpc_id, group.vpc_id) is None:
                raise Refusal("InvalidGroup.NotFound", when="not peered")
            aws.peer_groups[group.id] = PeerGroup(group.id, group.vpc_id, group.account)
            lent.append((group.id, (group.account, call.place[1])))
    with aws.moto.lending_groups(call.place, [(one, owner) for one, owner in lent if owner != call.place]):
        return answer()


authorize_security_group_egress = authorize_security_group_ingress


def revoke_security_group_ingress(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    """A rule can be revoked although the group that it names is of another account, or is no more."""
    lent = []
    for pair in _pairs(call):
        peer = aws.peer_groups.get(pair["GroupId"])
        if peer is not None and aws.moto.group(peer.id, call.place) is None:
            lent.append((peer.id, (peer.account, call.place[1])))
    with aws.moto.lending_groups(call.place, lent):
        return answer()


revoke_security_group_egress = revoke_security_group_ingress
update_security_group_rule_descriptions_ingress = revoke_security_group_ingress
update_security_group_rule_descriptions_egress = revoke_security_group_ingress


def describe_security_groups(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    def more(group: Group, rule: Rule) -> dict[str, str]:
        return _pair_facts(aws, group, rule, call.place[1])

    with aws.moto.telling_pairs(call.place, more):
        return answer()


describe_security_group_rules = describe_security_groups


def describe_security_group_references(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    """Which peer VPCs have rules that name these groups."""
    wanted = []
    for group_id in call.params["GroupId"]:
        if not formed("sg", group_id):
            raise InvalidRequest("InvalidGroupId.Malformed", given=group_id)
        group = aws.moto.group(group_id, call.place)
        if group is None:
            raise Refusal("InvalidGroup.NotFound", sg=group_id)
        wanted.append(group)
    call.dry_run()
    return {"SecurityGroupReferenceSet": [one for group in wanted for one in _references(aws, group, call.place)]}


def _references(aws: AwsCloud, group: Group, place: Place) -> list[dict[str, str]]:
    found = []
    for connection in aws.connections.of_vpc(group.vpc_id):
        peer = connection.other(group.vpc_id)
        if connection.status != states.ACTIVE or peer.region != place[1]:
            continue
        theirs = aws.moto.groups(peer.place, peer.vpc_id)
        if any(rule.group_id == group.id for other in theirs for rule in other.rules):
            found.append(
                {
                    "GroupId": group.id,
                    "ReferencingVpcId": peer.vpc_id,
                    "VpcPeeringConnectionId": connection.id,
                }
            )
    return found


def describe_stale_security_groups(aws: AwsCloud, call: AwsCall) -> dict[str, Any]:
    """The groups of a VPC with rules that lead nowhere: the peering is no more, or the group they name."""
    vpc_id = call.params["VpcId"]
    check_vpc_id(vpc_id)
    check_page(call.params.get("MaxResults"), LEAST, MOST)
    if aws.moto.vpc(vpc_id, call.place) is None:
        raise Refusal("InvalidVpcID.NotFound", vpc=vpc_id)
    start = position(call.params.get("NextToken"))
    call.dry_run()
    stale = [entry for group in aws.moto.groups(call.place, vpc_id) if (entry := _stale(aws, group, call.place[1]))]
    end = len(stale) if call.params.get("MaxResults") is None else start + call.params["MaxResults"]
    answer: dict[str, Any] = {"StaleSecurityGroupSet": stale[start:end]}
    if end < len(stale):
        answer["NextToken"] = token(end)
    return answer


def _stale(aws: AwsCloud, group: Group, region: str) -> dict[str, Any] | None:
    rules: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for rule in group.rules:
        facts = _pair_facts(aws, group, rule, region)
        if not facts:
            continue
        named = aws.moto.group(rule.group_id, (aws.peer_groups[rule.group_id].account, region))
        if facts["PeeringStatus"] == states.ACTIVE and named is not None:
            continue
        known = {} if named is None else {"UserId": named.account, "GroupName": named.name}
        pair = {"GroupId": rule.group_id, **known, **facts}
        told: dict[str, Any] = {"IpProtocol": rule.protocol, "UserIdGroupPairs": [pair]}
        told.update({} if rule.from_port is None else {"FromPort": rule.from_port, "ToPort": rule.to_port})
        rules[rule.egress].append(told)
    if not rules[False] and not rules[True]:
        return None
    return {
        "GroupId": group.id,
        "GroupName": group.name,
        "Description": group.description,
        "VpcId": group.vpc_id,
        "StaleIpPermissions": rules[False],
        "StaleIpPermissionsEgress": rules[True],
    }


def _pair_facts(aws: AwsCloud, group: Group, rule: Rule, region: str) -> dict[str, str]:
    """What is told of a group that a rule names, when it is of a peer VPC."""
    peer = aws.peer_groups.get(rule.group_id) or _made_by_a_stack(aws, group, rule, region)
    if peer is None or peer.vpc_id == group.vpc_id:
        return {}
    connection = aws.connections.active_between(group.vpc_id, peer.vpc_id) or aws.connections.last_between(
        group.vpc_id, peer.vpc_id
    )
    if connection is None:
        return {}
    return {
        "VpcId": peer.vpc_id,
        "VpcPeeringConnectionId": connection.id,
        "PeeringStatus": connection.status,
    }


def _made_by_a_stack(aws: AwsCloud, group: Group, rule: Rule, region: str) -> PeerGroup | None:
    """The group that a rule names which was not made by one of our operations; kept, if it is of another VPC."""
    found = aws.moto.group(rule.group_id, (rule.user_id, region))
    if found is None or found.vpc_id == group.vpc_id:
        return None
    return aws.peer_groups.setdefault(found.id, PeerGroup(found.id, found.vpc_id, found.account))


def _pairs(call: AwsCall) -> list[dict[str, Any]]:
    """The groups that the rules of the call name by ID."""
    permissions = call.params.get("IpPermissions", [])
    return [p for permission in permissions for p in permission.get("UserIdGroupPairs", []) if p.get("GroupId")]


def _named(aws: AwsCloud, call: AwsCall, pair: dict[str, Any]) -> Group | None:
    """The group of a pair: the caller's own, or of the account that the pair names."""
    place = (str(pair.get("UserId") or call.account), call.place[1])
    return aws.moto.group(pair["GroupId"], call.place) or aws.moto.group(pair["GroupId"], place)
