"""The catalogue: no row of the reference is missing, each says how sure it is, and each can be ordered or arises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from peering_mock.aws import errors

from . import arisen
from .scene import NO_PCX, NO_VPC, client

REFERENCE = json.loads((Path(__file__).parent.parent / "data" / "aws-peering-errors.json").read_text())
ROWS = [row for row in errors.rows() if row.code]


def operations(row):
    named = row["operation"]
    return [named] if isinstance(named, str) else named


def alternatives(row):
    """The codes of a row: some rows hold several, with remarks in brackets."""
    return re.findall(r"[A-Z][A-Za-z.]+(?=\s|$)", re.sub(r"\(.*?\)|\bor\b", " ", row["code"]))


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: f"{row['code']}"[:40])
def test_every_row_of_the_reference_is_in_the_catalogue(row):
    if row["code"] is None:
        assert [(r.operation, r.message, r.http_status) for r in errors.rows() if not r.code] == [
            (row["operation"], row["message"], None)
        ]
        return
    codes = alternatives(row)
    assert codes
    for operation in operations(row):
        for code in codes:
            found = [r for r in errors.rows_of(operation) if r.code == code]
            assert found, f"{code} of {operation}"
            if row["message"] is not None:
                assert row["message"] in {r.message for r in found}
            status = 503 if code == "Unavailable" else row["http_status"]
            assert status in {r.http_status for r in found}


def test_every_row_says_how_sure_it_is_and_where_it_comes_from():
    for row in errors.rows():
        assert row.grade in {"documented", "observed", "assumed"}
        assert row.cause in {"state", "injection"}
        assert row.source
        assert row.message
        assert row.when


def test_an_observed_row_has_a_source_that_says_so():
    for row in errors.rows():
        assert row.grade in row.source or (row.grade == "assumed" and re.search("inferred|assumed|words", row.source))


def params(operation):
    """The least that botocore lets out."""
    known = {
        "VpcPeeringConnectionId": NO_PCX,
        "VpcId": NO_VPC,
        "RouteTableId": "rtb-0123456789abcdef0",
        "Resources": [NO_PCX],
        "Tags": [],
        "GroupId": "sg-0123456789abcdef0",
    }
    shape = client("ec2").meta.service_model.operation_model(operation).input_shape
    lists = {name for name, member in shape.members.items() if member.type_name == "list"}
    return {
        name: [known[name]] if name in lists and isinstance(known[name], str) else known[name]
        for name in shape.required_members
    }


@pytest.mark.parametrize(
    ("operation", "code", "status"),
    sorted({(row.operation, row.code, row.http_status) for row in ROWS if row.operation != "*"})
    + sorted({("CreateVpcPeeringConnection", row.code, row.http_status) for row in ROWS if row.operation == "*"}),
)
def test_every_row_can_be_ordered(world, operation, code, status):
    order = world.refuse(operation, code, cloud="aws")
    ec2 = client("ec2")
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    with pytest.raises(ClientError) as told:
        getattr(ec2, name)(**params(operation))
    answer = told.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert any(
        re.fullmatch(re.sub(r"\\{\w+\\}", ".*", re.escape(row.message)), answer["Error"]["Message"])
        for row in errors.rows_of(operation)
        if row.code == code
    )
    assert order.hits == 1
    assert world.calls[-1].code == code


def test_an_order_may_name_its_occasion_and_its_facts(world):
    ec2 = client("ec2")
    for when, words in (
        ("not active", f"Peering {NO_PCX} is not active. Peering options can be added only to active peerings."),
        (
            "accepter side of another Region",
            "Accepter's VPC Peering connection options cannot be modified for a different region",
        ),
    ):
        world.refuse("ModifyVpcPeeringConnectionOptions", "OperationNotPermitted", cloud="aws", when=when)
        with pytest.raises(ClientError) as told:
            ec2.modify_vpc_peering_connection_options(VpcPeeringConnectionId=NO_PCX)
        assert told.value.response["Error"]["Message"] == words
    world.refuse("DeleteVpcPeeringConnection", "InvalidStateTransition", cloud="aws", state="failed")
    with pytest.raises(ClientError) as told:
        ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=NO_PCX)
    assert told.value.response["Error"]["Message"] == (
        f"Invalid state transition for {NO_PCX}, attempted to transition from failed to deleting"
    )


def asked(call, **params):
    with pytest.raises(ClientError) as told:
        call(**params)
    return told.value.response["Error"]["Code"]


def test_what_no_other_test_brings_about_arises_too(world, pair):
    ec2, pcx = pair.requester.ec2, pair.active()
    for call in (ec2.reject_vpc_peering_connection, ec2.delete_vpc_peering_connection):
        assert asked(call, VpcPeeringConnectionId="foo") == "InvalidVpcPeeringConnectionId.Malformed"
    many = [{"Name": "status-code", "Values": [str(n) for n in range(201)]}]
    assert asked(ec2.describe_vpc_peering_connections, Filters=many) == "FilterLimitExceeded"
    reserved = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "aws:a", "Value": ""}]}]
    vpcs = {"VpcId": pair.requester.vpc, "PeerVpcId": pair.accepter.vpc}
    assert asked(ec2.create_vpc_peering_connection, TagSpecifications=reserved, **vpcs) == "InvalidTagKey.Malformed"

    stranger = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    foreign = ec2.create_route_table(VpcId=stranger)["RouteTable"]["RouteTableId"]
    to = {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": pcx}
    assert asked(ec2.replace_route, RouteTableId=foreign, **to) == "InvalidParameterValue"
    assert asked(ec2.replace_route, RouteTableId="rtb-0123456789abcdef0", **to) == "InvalidRouteTableID.NotFound"
    mine = ec2.create_route_table(VpcId=pair.requester.vpc)["RouteTable"]["RouteTableId"]
    assert asked(ec2.replace_route, RouteTableId=mine, **to) == "InvalidParameterValue"
    assert asked(ec2.delete_route, RouteTableId=mine, DestinationCidrBlock="10.1.0.0/16") == "InvalidRoute.NotFound"

    own = pair.requester.group("web")
    away = ec2.create_security_group(GroupName="away", Description="away", VpcId=stranger)["GroupId"]
    for named in (away, "sg-0123456789abcdef0"):
        rule = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": named}]}]
        for call in (ec2.authorize_security_group_egress, ec2.authorize_security_group_ingress):
            assert asked(call, GroupId=own, IpPermissions=rule) == "InvalidGroup.NotFound"
    lax = client("ec2", checked=False)
    stale = lax.describe_stale_security_groups
    assert asked(stale, VpcId=pair.requester.vpc, MaxResults=4) == "InvalidParameterValue"


def test_every_row_that_a_state_causes_has_arisen_on_aws(request):
    ran = {Path(item.path).name for item in request.session.items}
    if hasattr(request.config, "workerinput") or not {p.name for p in Path(__file__).parent.glob("test_*.py")} <= ran:
        pytest.skip("only the whole of tests/aws in one process shows it")
    by_state = [row for row in ROWS if row.cause == "state"]
    print(f"{len(by_state)} rows arise from a state, {len(ROWS) - len(by_state)} by injection only")
    assert [f"{row.operation} {row.code} {row.when}" for row in arisen.unseen(by_state)] == []
