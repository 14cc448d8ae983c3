"""Cases X: the XML itself, as a plain HTTP client reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import requests

from .cases import case
from .scene import HOME, ME, NO_PCX, status

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def post(action: str, account: str = ME, **fields: str) -> requests.Response:
    """A Query request, signed for form's sake by the account."""
    credential = f"{account}/20260101/{HOME}/ec2/aws4_request"
    return requests.post(
        f"https://ec2.{HOME}.amazonaws.com/",
        data={"Action": action, "Version": "2016-11-15"} | fields,
        headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"},
    )


def read(answer: requests.Response) -> tuple[str, Any]:
    """The root's name and what is in it: lists for sets, dicts for structures, text for the rest."""

    def value(element: ElementTree.Element) -> Any:
        names = [child.tag for child in element]
        if not names:
            return element.text or ""
        if set(names) == {f"{{{NAMESPACE}}}item"}:
            return [value(child) for child in element]
        assert len(set(names)) == len(names)
        return {child.tag.removeprefix(f"{{{NAMESPACE}}}"): value(child) for child in element}

    root = ElementTree.fromstring(answer.content)
    assert root.tag.startswith(f"{{{NAMESPACE}}}")
    return root.tag.removeprefix(f"{{{NAMESPACE}}}"), value(root)


@case("X01", "D", "botocore model (ec2 protocol)")
def test_X01_describe_in_xml(pair):
    pcx = pair.active()
    answer = post("DescribeVpcPeeringConnections", **{"VpcPeeringConnectionId.1": pcx})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert f'xmlns="{NAMESPACE}"' in answer.text
    name, told = read(answer)
    assert name == "DescribeVpcPeeringConnectionsResponse"
    assert UUID(told.pop("requestId"))
    options = {
        "allowDnsResolutionFromRemoteVpc": "false",
        "allowEgressFromLocalClassicLinkToRemoteVpc": "false",
        "allowEgressFromLocalVpcToRemoteClassicLink": "false",
    }
    (connection,) = told.pop("vpcPeeringConnectionSet")
    assert told == {}
    assert (connection.pop("tagSet", "")) == ""
    assert connection == {
        "vpcPeeringConnectionId": pcx,
        "requesterVpcInfo": {
            "ownerId": ME,
            "vpcId": pair.requester.vpc,
            "region": HOME,
            "cidrBlock": "10.0.0.0/16",
            "cidrBlockSet": [{"cidrBlock": "10.0.0.0/16"}],
            "peeringOptions": options,
        },
        "accepterVpcInfo": {
            "ownerId": ME,
            "vpcId": pair.accepter.vpc,
            "region": HOME,
            "cidrBlock": "10.1.0.0/16",
            "cidrBlockSet": [{"cidrBlock": "10.1.0.0/16"}],
            "peeringOptions": options,
        },
        "status": {"code": "active", "message": "Active"},
    }


@case("X02", "D", "API sample response")
def test_X02_delete_in_xml(pair):
    pcx = pair.active()
    answer = post("DeleteVpcPeeringConnection", VpcPeeringConnectionId=pcx)
    assert answer.status_code == 200
    name, told = read(answer)
    assert name == "DeleteVpcPeeringConnectionResponse"
    assert UUID(told.pop("requestId"))
    assert told == {"return": "true"}
    assert status(pair.requester.ec2, pcx) == "deleted"


@case("X03", "O", "boto3#303 (verbatim body)")
def test_X03_an_error_in_xml(home):
    answer = post("DescribeVpcPeeringConnections", **{"VpcPeeringConnectionId.1": NO_PCX})
    assert answer.status_code == 400
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "Response"  # an error has no namespace
    assert [child.tag for child in root] == ["Errors", "RequestID"]
    (error,) = root[0]
    assert error.tag == "Error"
    assert [(child.tag, child.text) for child in error] == [
        ("Code", "InvalidVpcPeeringConnectionID.NotFound"),
        ("Message", f"The vpcPeeringConnection ID '{NO_PCX}' does not exist"),
    ]
    assert UUID(root[1].text)


@case("X04", "D", "error codes page")
def test_X04_an_unknown_action_is_refused(world):
    answer = post("AdoptVpcPeeringConnection", VpcPeeringConnectionId=NO_PCX)
    assert answer.status_code == 400
    root = ElementTree.fromstring(answer.content)
    assert root.findtext("Errors/Error/Code") == "InvalidAction"
    assert (
        root.findtext("Errors/Error/Message")
        == "The action AdoptVpcPeeringConnection is not valid for this web service."
    )


@case("X05", "D", "API sample responses")
def test_X05_every_response_has_a_request_id_of_its_own(pair):
    pcx = pair.active()
    asked = [pair.requester.ec2.describe_vpc_peering_connections() for _ in range(3)]
    told = [UUID(answer["ResponseMetadata"]["RequestId"]) for answer in asked]
    told += [UUID(read(post("DescribeVpcPeeringConnections"))[1]["requestId"])]
    told += [UUID(read(post("DeleteVpcPeeringConnection", VpcPeeringConnectionId=pcx))[1]["requestId"])]
    refused = [post("DeleteVpcPeeringConnection", VpcPeeringConnectionId=pcx) for _ in range(2)]
    told += [UUID(ElementTree.fromstring(answer.content).findtext("RequestID")) for answer in refused]
    assert len(set(told)) == 7
