"""Cases Q: DescribeVpcPeeringConnections: ids, the twelve filters, and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from .cases import case
from .scene import (
    FAILED,
    HOME,
    ME,
    NO_PCX,
    PEER,
    Pair,
    Side,
    client,
    describe,
    dry_run,
    malformed,
    no_such,
    refused,
    tag,
    visible,
)

# -- by id


@case("Q01", "D", "botocore waiters; ansible/terraform handle it")
def test_Q01_an_unknown_id_is_an_error_and_not_an_empty_list(home):
    with no_such(NO_PCX):
        home.describe_vpc_peering_connections(VpcPeeringConnectionIds=[NO_PCX])


@case("Q02", "O", "terraform-provider-mongodbatlas#56; ansible is_boto3_error_code")
def test_Q02_a_malformed_id_is_refused(pair):
    pcx = pair.pending()
    for given in ("foo", "pcx-xyz", "vpc-0123456789abcdef0"):
        with malformed(given):
            pair.requester.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[given])
    assert describe(pair.requester.ec2, pcx)["VpcPeeringConnectionId"] == pcx


@case("Q03", "I", "general EC2 describe-by-id behaviour")
def test_Q03_one_unknown_among_known_ids_is_an_error(pair):
    pcx = pair.pending()
    for asked in ([pcx, NO_PCX], [NO_PCX, pcx]):
        with no_such(NO_PCX):
            pair.requester.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=asked)


# -- by filter


class Five:
    """Five connections that account ME sees in region HOME, as different as can be."""

    def __init__(self, world: Any) -> None:
        self.ec2 = client("ec2", ME, HOME)
        self.a, self.b, self.c = (Side.make(cidr=f"10.{n}.0.0/16") for n in (0, 1, 2))
        self.theirs = Side.make(PEER, cidr="10.3.0.0/16")
        self.active = Pair(self.a, self.b).active()
        world.travel(minutes=1)
        self.out = Pair(self.a, self.theirs).pending()
        world.travel(hours=1)
        self.back = Pair(self.theirs, self.c).pending()
        self.rejected = Pair(self.b, self.c).rejected()
        self.failed = Pair(self.c, Side.make(cidr="10.2.0.0/16")).failed()
        tag(self.ec2, self.active, Owner="ops", Name="one")
        tag(self.ec2, self.out, Owner="dev")
        tag(self.theirs.ec2, self.back, Owner="ops")  # not seen by ME
        self.names = {
            self.active: "active",
            self.out: "out",
            self.back: "back",
            self.rejected: "rejected",
            self.failed: "failed",
        }
        assert self.found() == {"active", "out", "back", "rejected", "failed"}

    def found(self, *filters: tuple[str, str | list[str]]) -> set[str]:
        """Which of the five match."""
        asked = [{"Name": name, "Values": [v] if isinstance(v, str) else v} for name, v in filters]
        return {self.names[pcx] for pcx in visible(self.ec2, *asked)}


@pytest.fixture
def five(world) -> Five:
    return Five(world)


@case("Q10", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q10_filter_accepter_vpc_info_cidr_block(five):
    # The accepter's block is told of an active one; of the others it is not.
    name = "accepter-vpc-info.cidr-block"
    assert "active" in five.found((name, "10.1.0.0/16"))
    assert five.found((name, "10.1.0.0/16")) == {"active"}
    assert "active" in five.found((name, ["10.1.0.0/16", "10.77.0.0/16"]))
    assert five.found((name, "10.0.0.0/16")) == set()
    assert five.found((name, "10.1.0.0")) == set()


@case("Q11", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q11_filter_accepter_vpc_info_owner_id(five):
    name = "accepter-vpc-info.owner-id"
    assert five.found((name, PEER)) == {"out"}
    assert five.found((name, ME)) == {"active", "back", "rejected", "failed"}
    assert five.found((name, [PEER, ME])) == {"active", "out", "back", "rejected", "failed"}
    assert five.found((name, "333333333333")) == set()


@case("Q12", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q12_filter_accepter_vpc_info_vpc_id(five):
    name = "accepter-vpc-info.vpc-id"
    assert five.found((name, five.b.vpc)) == {"active"}
    assert five.found((name, [five.c.vpc, five.theirs.vpc])) == {"out", "back", "rejected"}
    assert five.found((name, five.a.vpc)) == set()


def as_told(moment: datetime) -> str:
    """A time as EC2 writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


@case("Q13", "D", "API DescribeVpcPeeringConnections Filter.N")
@pytest.mark.options(start="2026-01-01T12:00:00Z")
def test_Q13_filter_expiration_time(five):
    name = "expiration-time"
    out, back = (describe(five.ec2, pcx)["ExpirationTime"] for pcx in (five.out, five.back))
    assert five.found((name, as_told(out))) == {"out"}
    assert five.found((name, [as_told(out), as_told(back)])) >= {"out", "back"}
    assert "active" not in five.found((name, "*"))
    assert five.found((name, "2026-01-08T12:*")) == {"out"}
    assert five.found((name, "2027-01-08T12:*")) == set()


@case("Q14", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q14_filter_requester_vpc_info_cidr_block(five):
    name = "requester-vpc-info.cidr-block"
    assert five.found((name, "10.0.0.0/16")) == {"active", "out"}
    assert five.found((name, "10.3.0.0/16")) == {"back"}
    assert five.found((name, ["10.0.0.0/16", "10.3.0.0/16"])) == {"active", "out", "back"}
    assert five.found((name, "10.77.0.0/16")) == set()


@case("Q15", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q15_filter_requester_vpc_info_owner_id(five):
    name = "requester-vpc-info.owner-id"
    assert five.found((name, PEER)) == {"back"}
    assert five.found((name, ME)) == {"active", "out", "rejected", "failed"}
    assert five.found((name, "333333333333")) == set()


@case("Q16", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q16_filter_requester_vpc_info_vpc_id(five):
    name = "requester-vpc-info.vpc-id"
    assert five.found((name, five.a.vpc)) == {"active", "out"}
    assert five.found((name, [five.b.vpc, five.c.vpc])) == {"rejected", "failed"}
    assert five.found((name, "vpc-0123456789abcdef0")) == set()


@case("Q17", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q17_filter_status_code(five):
    name = "status-code"
    assert five.found((name, "active")) == {"active"}
    assert five.found((name, "pending-acceptance")) == {"out", "back"}
    assert five.found((name, ["rejected", "failed"])) == {"rejected", "failed"}
    assert five.found((name, "Active")) == set()
    assert five.found((name, "deleted")) == set()


@case("Q18", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q18_filter_status_message(five):
    name = "status-message"
    assert five.found((name, "Active")) == {"active"}
    assert five.found((name, f"Pending Acceptance by {PEER}")) == {"out"}
    assert five.found((name, [f"Pending Acceptance by {ME}", FAILED])) == {"back", "failed"}
    assert five.found((name, "active")) == set()


@case("Q19", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q19_filter_tag(five):
    assert five.found(("tag:Owner", "ops")) == {"active"}
    assert five.found(("tag:Owner", ["ops", "dev"])) == {"active", "out"}
    assert five.found(("tag:Name", "ops")) == set()
    assert five.found(("tag:owner", "ops")) == set()
    assert five.found(("tag:Owner", "Ops")) == set()


@case("Q20", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q20_filter_tag_key(five):
    assert five.found(("tag-key", "Owner")) == {"active", "out"}
    assert five.found(("tag-key", "Name")) == {"active"}
    assert five.found(("tag-key", "ops")) == set()


@case("Q21", "D", "API DescribeVpcPeeringConnections Filter.N")
def test_Q21_filter_vpc_peering_connection_id(five):
    name = "vpc-peering-connection-id"
    assert five.found((name, five.out)) == {"out"}
    assert five.found((name, [five.out, five.failed])) == {"out", "failed"}
    assert five.found((name, NO_PCX)) == set()  # a filter that matches nothing is no error


@case("Q22", "O", "mondoohq/mql PR 8243 (verified on live AWS)")
def test_Q22_filters_are_anded(five):
    same = [("requester-vpc-info.vpc-id", five.b.vpc), ("accepter-vpc-info.vpc-id", five.b.vpc)]
    assert five.found(same[0]) == {"rejected"}
    assert five.found(same[1]) == {"active"}
    assert five.found(*same) == set()
    assert five.found(("requester-vpc-info.vpc-id", five.a.vpc), ("status-code", ["active", "failed"])) == {"active"}


@case("Q23", "I", "general EC2 filter behaviour")
def test_Q23_an_unknown_filter_is_refused(five):
    for name in ("foo", "accepter-vpc-info.region", "tag-value", "Status-Code"):
        with refused("InvalidParameterValue", f"The filter '{name}' is invalid"):
            five.found((name, "active"))


@case("Q24", "D", "EC2 filtering guide")
def test_Q24_values_have_wildcards(five):
    assert five.found(("status-code", "*e*ed")) == {"rejected"}
    assert five.found(("status-code", "activ?")) == {"active"}
    assert five.found(("status-code", "activ??")) == set()
    assert five.found(("status-message", "Pending*")) == {"out", "back"}
    assert five.found(("tag:Owner", "?ps")) == {"active"}
    assert five.found(("requester-vpc-info.cidr-block", "10.?.0.0/*")) >= {"active", "out", "back"}
    assert five.found(("vpc-peering-connection-id", "pcx-*")) == {"active", "out", "back", "rejected", "failed"}
    assert five.found(("status-code", "activ.")) == set()
    assert five.found(("status-code", "[ab]ctive")) == set()  # only * and ? are wildcards


# -- in pages


def outgoing(number: int) -> list[str]:
    """The ids of that many connections of one VPC, pending."""
    mine = Side.make()
    return [Pair(mine, Side.make(cidr="10.1.0.0/16")).pending() for _ in range(number)]


@case("Q25", "D", "API reference MaxResults 5..1000")
def test_Q25_five_of_seven_and_then_the_other_two(home):
    made = outgoing(7)
    first = home.describe_vpc_peering_connections(MaxResults=5)
    assert len(first["VpcPeeringConnections"]) == 5
    second = home.describe_vpc_peering_connections(MaxResults=5, NextToken=first["NextToken"])
    assert len(second["VpcPeeringConnections"]) == 2
    assert "NextToken" not in second
    both = first["VpcPeeringConnections"] + second["VpcPeeringConnections"]
    assert sorted(one["VpcPeeringConnectionId"] for one in both) == sorted(made)


@case("Q26", "D", "API reference: minimum 5")
def test_Q26_max_results_of_four_is_too_few(pair, ec2):
    pair.pending()
    words = "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5."
    with refused("InvalidParameterValue", words):
        ec2(checked=False).describe_vpc_peering_connections(MaxResults=4)
    assert len(ec2().describe_vpc_peering_connections(MaxResults=5)["VpcPeeringConnections"]) == 1


@case("Q27", "D", "API reference: maximum 1000")
def test_Q27_max_results_of_1001_is_too_many(pair, home):
    pair.pending()
    with refused("InvalidParameterValue"):  # the words are known, by inference, for too few only
        home.describe_vpc_peering_connections(MaxResults=1001)
    assert len(home.describe_vpc_peering_connections(MaxResults=1000)["VpcPeeringConnections"]) == 1


def test_ids_and_max_results_do_not_go_together(pair):
    pcx = pair.pending()
    words = "The parameter vpcPeeringConnectionIds cannot be used with the parameter maxResults"
    with refused("InvalidParameterCombination", words):
        pair.requester.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[pcx], MaxResults=5)


@case("Q28", "D", "error codes page (InvalidPaginationToken)")
def test_Q28_a_next_token_that_nobody_gave_is_refused(pair, home):
    pair.pending()
    with refused({"InvalidPaginationToken", "InvalidNextToken"}):  # the error page has the first
        home.describe_vpc_peering_connections(MaxResults=5, NextToken="garbage")


@case("Q29", "D", "botocore paginators-1.json")
def test_Q29_the_paginator_gives_twelve_in_three_pages(home):
    made = outgoing(12)
    paginator = home.get_paginator("describe_vpc_peering_connections")
    pages = [page["VpcPeeringConnections"] for page in paginator.paginate(PaginationConfig={"PageSize": 5})]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert sorted(one["VpcPeeringConnectionId"] for page in pages for one in page) == sorted(made)


@case("Q30", "D", "API reference")
def test_Q30_a_dry_run_describes_nothing(pair):
    pair.pending()
    with dry_run():
        pair.requester.ec2.describe_vpc_peering_connections(DryRun=True)
