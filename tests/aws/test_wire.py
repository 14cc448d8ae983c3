"""The query in, by EC2's model, and the XML out: what botocore never sends, and what it cannot read back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone
from urllib.parse import parse_qsl

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peering_mock.aws import wire
from peering_mock.aws.errors import InvalidRequest
from peering_mock.aws.xml import text
from peering_mock.core.query import pairs

from .scene import client

URL = "https://ec2.us-east-1.amazonaws.com/"
CREATE, ACCEPT, DESCRIBE = (
    "CreateVpcPeeringConnection",
    "AcceptVpcPeeringConnection",
    "DescribeVpcPeeringConnections",
)
NAMES = "VpcId|PeerVpcId|Filter|TagSpecification|MaxResults|NextToken|VpcPeeringConnectionId"
VPC = "vpc-0123456789abcdef0"


def post(**params):
    return requests.post(URL, data={"Version": "2016-11-15", **params})


def error(answer):
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "Response"
    assert root.find("RequestID").text == answer.headers["x-amzn-requestid"]
    return answer.status_code, root.find("Errors/Error/Code").text, root.find("Errors/Error/Message").text


# -- in


@given(st.text("ab=&%+;/ é2Ff4", max_size=16))
def test_a_query_is_taken_apart_as_the_standard_library_does_it(sent):
    assert pairs(sent) == parse_qsl(sent, keep_blank_values=True)


def test_lists_structures_and_scalars_by_the_model():
    sent = {
        "Action": "x",
        "Version": "2016-11-15",
        "AWSAccessKeyId": "x",
        "X-Amz-Date": "x",
        "VpcId": VPC,
        "DryRun": "true",
        "TagSpecification.1.ResourceType": "vpc-peering-connection",
        "TagSpecification.1.Tag.1.Key": "a",
        "TagSpecification.1.Tag.1.Value": "",
        "TagSpecification.1.Tag.10.Key": "c",
        "TagSpecification.1.Tag.2.Key": "b",
    }
    assert wire.decode("CreateVpcPeeringConnection", sent, strict=True) == {
        "VpcId": VPC,
        "DryRun": True,
        "TagSpecifications": [
            {
                "ResourceType": "vpc-peering-connection",
                "Tags": [{"Key": "a", "Value": ""}, {"Key": "b"}, {"Key": "c"}],
            }
        ],
    }
    sent = {"MaxResults": "5", "VpcPeeringConnectionId.1": "x", "Filter.1.Name": "n", "Filter.1.Value.1": "v"}
    assert wire.decode("DescribeVpcPeeringConnections", sent, strict=True) == {
        "MaxResults": 5,
        "VpcPeeringConnectionIds": ["x"],
        "Filters": [{"Name": "n", "Values": ["v"]}],
    }


@pytest.mark.parametrize(
    ("action", "sent", "name"),
    [
        (CREATE, {"Colour": "red"}, "Colour"),
        (CREATE, {"vpcId": VPC}, "vpcId"),
        (CREATE, {"VpcId.1": VPC}, "VpcId.1"),
        (DESCRIBE, {"Filter.x.Name": "x"}, "Filter.x"),
        (DESCRIBE, {"Filter.1.Nome": "x"}, "Nome"),
        (DESCRIBE, {"Filter.1": "x", "Filter.1.Name": "x"}, "Filter.1.Name"),
    ],
)
def test_a_name_that_the_model_does_not_have(world, action, sent, name):
    told = f"The parameter {name} is not recognized"
    assert error(post(Action=action, **sent)) == (400, "UnknownParameter", told)
    assert world.calls[-1].code == "UnknownParameter"


@pytest.mark.parametrize(
    ("action", "sent", "name"),
    [
        (CREATE, {"PeerVpcId": VPC}, "VpcId"),
        (CREATE, {"VpcId": VPC}, "PeerVpcId"),
        (ACCEPT, {"VpcPeeringConnectionId": ""}, "VpcPeeringConnectionId"),
    ],
)
def test_a_parameter_that_is_missing(world, action, sent, name):
    told = f"The request must contain the parameter {name}"
    assert error(post(Action=action, **sent)) == (400, "MissingParameter", told)


@pytest.mark.parametrize(("name", "value"), [("MaxResults", "many"), ("DryRun", "perhaps"), ("Filter", "x")])
def test_a_value_of_a_wrong_type(world, name, value):
    told = f"Value ({value}) for parameter {name} is invalid."
    assert error(post(Action=DESCRIBE, **{name: value})) == (400, "InvalidParameterValue", told)


def test_no_action_an_unknown_one_and_one_of_before_there_was_peering(world):
    assert error(post())[:2] == (400, "MissingAction")
    words = "The action Frobnicate is not valid for this web service."
    assert error(post(Action="Frobnicate")) == (400, "InvalidAction", words)
    old = error(post(Action="DescribeVpcPeeringConnections", Version="2013-10-15"))
    assert old == (400, "InvalidAction", "The action DescribeVpcPeeringConnections is not valid for this web service.")
    assert post(Action="DescribeVpcPeeringConnections", Version="2014-02-01").ok


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    action=st.sampled_from([CREATE, DESCRIBE, ACCEPT]),
    sent=st.dictionaries(
        st.from_regex(rf"({NAMES})(\.\w{{1,4}}){{0,3}}", fullmatch=True),
        st.text(max_size=20),
        max_size=5,
    ),
)
def test_whatever_is_sent_is_answered(world, action, sent):
    answer = post(Action=action, **sent)
    assert answer.status_code in (200, 400)
    ElementTree.fromstring(answer.content)


# -- out


def test_the_envelope_of_an_answer(world):
    answer = post(Action="DescribeVpcPeeringConnections")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://ec2.amazonaws.com/doc/2016-11-15/}DescribeVpcPeeringConnectionsResponse"
    names = [child.tag.partition("}")[2] for child in root]
    assert names == ["requestId", "vpcPeeringConnectionSet"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", root[0].text)
    assert root[0].text == answer.headers["x-amzn-requestid"] == world.calls[0].request_id


def test_text_is_escaped_and_read_back(world):
    ec2 = client("ec2")
    one, other = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
    tags = [{"Key": "<a>&\"'", "Value": "ключ & <b/>"}]
    kind = {"ResourceType": "vpc-peering-connection", "Tags": tags}
    made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other, TagSpecifications=[kind])
    assert made["VpcPeeringConnection"]["Tags"] == tags
    status, code, words = error(post(Action="AcceptVpcPeeringConnection", VpcPeeringConnectionId="<&>"))
    assert words == 'Invalid id: "<&>" (expecting "pcx-...")'


def test_scalars():
    assert text(True) == "true"
    assert text(False) == "false"
    assert text(5) == "5"
    assert text(datetime(2026, 1, 2, 3, 4, 5, 678901, timezone.utc)) == "2026-01-02T03:04:05.678Z"


def test_a_lenient_reading_takes_what_it_knows():
    sent = {"CidrBlock": "10.0.0.0/16", "Colour": "red", "DryRun": "perhaps"}
    assert wire.decode("CreateVpc", sent, strict=False) == {"CidrBlock": "10.0.0.0/16", "DryRun": "perhaps"}
    with pytest.raises(InvalidRequest):
        wire.decode("CreateVpc", sent, strict=True)
    assert wire.decode("CreateVpc", {"CidrBlock.1": "x"}, strict=False) == {}


def test_ids_and_request_ids_come_again_with_the_same_seed():
    from peering_mock import mock

    def run():
        with mock(seed=7) as world:
            ec2 = client("ec2")
            one, other = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
            made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
            return one, other, made["VpcPeeringConnectionId"], [call.request_id for call in world.calls]

    assert run() == run()
