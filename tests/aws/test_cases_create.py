"""Cases C: what CreateVpcPeeringConnection answers, and what is described afterwards."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from .cases import case
from .scene import (
    AWAY,
    FAILED,
    HOME,
    ME,
    NO_PCX,
    NO_VPC,
    OPTIONS_OFF,
    OTHER,
    PEER,
    Pair,
    Side,
    describe,
    dry_run,
    missing,
    no_such,
    refusal,
    refused,
    status,
    still,
    until,
    visible,
)

# -- the answer to a create


@case("C01", "D", "aws-cli create example")
def test_C01_the_answer_says_initiating_request_to_the_accepter(pair, strangers):
    assert strangers.request()["Status"] == {
        "Code": "initiating-request",
        "Message": f"Initiating Request to {PEER}",
    }
    assert pair.request()["Status"] == {"Code": "initiating-request", "Message": f"Initiating Request to {ME}"}


@case("C02", "D", "aws-cli create example; boto3#326")
def test_C02_the_answer_names_the_accepter_and_tells_no_more_of_it(pair, far):
    assert far.request()["AccepterVpcInfo"] == far.accepter.ids
    assert pair.request()["AccepterVpcInfo"] == pair.accepter.ids


@case("C03", "D", "aws-cli create example; peering guide quotas")
def test_C03_the_answer_expires_in_seven_days(world, pair):
    before = world.clock.now
    expires = pair.request()["ExpirationTime"]
    assert before - timedelta(seconds=1) <= expires - timedelta(hours=168) <= world.clock.now
    assert expires.utcoffset() == timedelta(0)


@case("C04", "O", "LocalStack snapshot 2024-06-07; ansible ec2_vpc_peer test")
def test_C04_the_answer_tells_the_requesters_blocks(far):
    block = far.request()["RequesterVpcInfo"]
    # Whether the create already tells the requester's options is not known; if so, they are all off.
    assert block.pop("PeeringOptions", OPTIONS_OFF) == OPTIONS_OFF
    assert block == far.requester.ids | {"CidrBlock": "10.0.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.0.0.0/16"}]}


# -- what is described afterwards


@case("C05", "O", "LocalStack snapshot 2024-06-07")
def test_C05_described_after_create_it_is_pending_acceptance_by_the_accepter(pair, strangers):
    for peers, accepter in ((strangers, PEER), (pair, ME)):
        pcx = peers.request()["VpcPeeringConnectionId"]
        assert describe(peers.requester.ec2, pcx)["Status"] == {
            "Code": "pending-acceptance",
            "Message": f"Pending Acceptance by {accepter}",
        }


@case("C06", "O", "LocalStack snapshot; ansible test asserts absence")
def test_C06_while_pending_the_accepter_block_has_three_names_only(far):
    pcx = far.pending()
    assert describe(far.requester.ec2, pcx)["AccepterVpcInfo"] == far.accepter.ids
    assert describe(far.accepter.ec2, pcx)["AccepterVpcInfo"] == far.accepter.ids


@case("C07", "O", "LocalStack snapshot")
def test_C07_while_pending_the_requester_block_is_whole(far):
    pcx = far.pending()
    assert describe(far.requester.ec2, pcx)["RequesterVpcInfo"] == far.requester.block
    assert describe(far.accepter.ec2, pcx)["RequesterVpcInfo"] == far.requester.block


@case("C08", "O", "LocalStack snapshot")
def test_C08_while_pending_the_expiration_time_is_told_and_is_that_of_the_answer(pair):
    created = pair.request()
    pending = describe(pair.requester.ec2, created["VpcPeeringConnectionId"])
    assert pending["Status"]["Code"] == "pending-acceptance"
    assert pending["ExpirationTime"] == created["ExpirationTime"]
    assert set(pending) == {
        "AccepterVpcInfo",
        "ExpirationTime",
        "RequesterVpcInfo",
        "Status",
        "Tags",
        "VpcPeeringConnectionId",
    }


@case("C09", "O", "LocalStack snapshot")
def test_C09_an_active_one_has_no_expiration_time(pair):
    pcx = pair.active()
    assert set(describe(pair.requester.ec2, pcx)) == {
        "AccepterVpcInfo",
        "RequesterVpcInfo",
        "Status",
        "Tags",
        "VpcPeeringConnectionId",
    }


@case("C10", "O", "LocalStack snapshot")
def test_C10_an_active_one_tells_both_blocks_whole(far):
    pcx = far.active()
    for side in (far.requester, far.accepter):
        active = describe(side.ec2, pcx)
        assert active["AccepterVpcInfo"] == far.accepter.block
        assert active["RequesterVpcInfo"] == far.requester.block


@case("C11", "D", "API VpcPeeringConnectionVpcInfo")
def test_C11_an_active_one_tells_the_ipv6_blocks_of_a_vpc_that_has_them(world):
    six = Side.make(cidr="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)
    four = Side.make(cidr="10.1.0.0/16")
    (vpc,) = six.ec2.describe_vpcs(VpcIds=[six.vpc])["Vpcs"]
    blocks = [{"Ipv6CidrBlock": known["Ipv6CidrBlock"]} for known in vpc["Ipv6CidrBlockAssociationSet"]]
    assert len(blocks) == 1

    active = describe(six.ec2, Pair(six, four).active())
    assert active["RequesterVpcInfo"] == six.block | {"Ipv6CidrBlockSet": blocks}
    assert active["AccepterVpcInfo"] == four.block

    third = Side.make(cidr="10.2.0.0/16")
    active = describe(six.ec2, Pair(third, six).active())
    assert active["AccepterVpcInfo"] == six.block | {"Ipv6CidrBlockSet": blocks}


@case("C12", "D", "API VpcPeeringConnectionVpcInfo.cidrBlockSet")
def test_C12_an_active_one_lists_primary_and_secondary_blocks(pair):
    pair.requester.ec2.associate_vpc_cidr_block(VpcId=pair.requester.vpc, CidrBlock="10.8.0.0/16")
    pair.accepter.ec2.associate_vpc_cidr_block(VpcId=pair.accepter.vpc, CidrBlock="10.9.0.0/16")
    active = describe(pair.requester.ec2, pair.active())
    assert active["RequesterVpcInfo"]["CidrBlock"] == "10.0.0.0/16"
    assert active["RequesterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.0.0.0/16"}, {"CidrBlock": "10.8.0.0/16"}]
    assert active["AccepterVpcInfo"]["CidrBlock"] == "10.1.0.0/16"
    assert active["AccepterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.9.0.0/16"}]


@case("C13", "O", "ansible ec2_vpc_peer integration test")
def test_C13_a_deleted_one_keeps_its_names_and_tags_and_nothing_else(far):
    tags = [{"Key": "Name", "Value": "bridge"}]
    pcx = far.active(TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": tags}])
    far.requester.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    deleted = describe(far.requester.ec2, pcx)
    assert deleted["Status"]["Code"] == "deleted"
    assert deleted["RequesterVpcInfo"] == far.requester.ids
    assert deleted["AccepterVpcInfo"] == far.accepter.ids
    assert deleted["Tags"] == tags


@case("C14", "D", "EC2 error codes page")
def test_C14_an_id_is_pcx_and_17_hex_digits(pair):
    pcx = pair.request()["VpcPeeringConnectionId"]
    assert re.fullmatch(r"pcx-[0-9a-f]{17}", pcx)
    assert re.fullmatch(r"pcx-[0-9a-f]{17}", pair.reversed.request()["VpcPeeringConnectionId"])


# -- tags on create


@case("C15", "O", "LocalStack snapshot")
def test_C15_one_without_tags_has_an_empty_list(pair):
    created = pair.request()
    assert created["Tags"] == []
    assert describe(pair.requester.ec2, created["VpcPeeringConnectionId"])["Tags"] == []


@case("C16", "D", "API reference")
def test_C16_tags_given_on_create_are_answered_and_described(pair):
    tags = [{"Key": "Name", "Value": "bridge"}, {"Key": "Owner", "Value": "ops"}]
    created = pair.request(TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": tags}])
    described = describe(pair.requester.ec2, created["VpcPeeringConnectionId"])
    for told in (created["Tags"], described["Tags"]):
        assert sorted(told, key=lambda tag: tag["Key"]) == tags


@case("C17", "I", "general EC2 tag-on-create behaviour")
def test_C17_tags_for_another_type_of_resource_are_refused(pair):
    words = "'vpc' is not a valid taggable resource type for this operation."
    with still(pair.requester.ec2), refused("InvalidParameterValue", words):
        pair.request(TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "bridge"}]}])


# -- the same request again


@case("C18", "O", "terraform-provider-aws#27750, PR 27751")
def test_C18_identical_create_while_pending_gives_the_same_id(pair):
    pcx = pair.pending()
    with still(pair.requester.ec2):
        assert pair.request()["VpcPeeringConnectionId"] == pcx
    assert visible(pair.requester.ec2) == [pcx]
    assert status(pair.requester.ec2, pcx) == "pending-acceptance"


@case("C19", "O", "terraform-provider-aws#27750")
def test_C19_identical_create_while_active_gives_the_same_id(pair):
    pcx = pair.active()
    with still(pair.requester.ec2):
        assert pair.request()["VpcPeeringConnectionId"] == pcx
    assert visible(pair.requester.ec2) == [pcx]
    assert status(pair.requester.ec2, pcx) == "active"


@case("C20", "O", "terraform-provider-aws#44315; community.aws#580")
def test_C20_a_reversed_create_while_active_gives_a_new_pending_one(pair, strangers):
    for peers in (pair, strangers):
        pcx = peers.active()
        back = peers.reversed.request()["VpcPeeringConnectionId"]
        assert back != pcx
        assert status(peers.accepter.ec2, back) == "pending-acceptance"
        assert status(peers.accepter.ec2, pcx) == "active"
        assert peers.reversed.request()["VpcPeeringConnectionId"] == back


@case("C21", "O", "terraform-provider-aws#44315")
def test_C21_the_reversed_one_cannot_be_accepted(strangers):
    pcx = strangers.active()
    back = strangers.reversed.pending()
    words = f"The vpc peering connection identified by {back} already exists."
    with still(strangers.requester.ec2, strangers.accepter.ec2):
        with refused("VpcPeeringConnectionAlreadyExists", words):
            strangers.requester.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=back)
    assert [status(strangers.requester.ec2, known) for known in (pcx, back)] == ["active", "pending-acceptance"]


@case("C22", "O", "ansible integration test")
def test_C22_create_after_delete_gives_a_new_id(pair):
    gone = pair.deleted()
    pcx = pair.request()["VpcPeeringConnectionId"]
    assert pcx != gone
    assert status(pair.requester.ec2, pcx) == "pending-acceptance"
    assert status(pair.requester.ec2, gone) == "deleted"


# -- what fails: the create succeeds, and the connection is described as failed


def fails(peers: Pair) -> None:
    """The create is answered as any other; the connection it made has failed."""
    created = peers.request()
    accepter = peers.names.get("PeerOwnerId", peers.requester.account)
    assert created["Status"] == {"Code": "initiating-request", "Message": f"Initiating Request to {accepter}"}
    failed = describe(peers.requester.ec2, created["VpcPeeringConnectionId"])
    assert failed["Status"] == {"Code": "failed", "Message": FAILED}


@case("C23", "D", "API CreateVpcPeeringConnection; message observed in many issues")
def test_C23_overlapping_blocks_fail(world):
    fails(Pair(Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.0.128.0/17")))
    fails(Pair(Side.make(cidr="10.4.16.0/20"), Side.make(PEER, AWAY, cidr="10.4.0.0/16")))


@case("C24", "D", "peering guide, limitations")
def test_C24_identical_blocks_fail(world):
    fails(Pair(Side.make(cidr="10.0.0.0/16"), Side.make(cidr="10.0.0.0/16")))


@case("C25", "D", "peering guide, limitations (multiple IPv4 blocks)")
def test_C25_an_overlap_in_a_secondary_block_only_fails(pair):
    pair.accepter.ec2.associate_vpc_cidr_block(VpcId=pair.accepter.vpc, CidrBlock="10.9.0.0/16")
    fails(Pair(Side.make(cidr="10.9.9.0/24"), pair.accepter))
    fails(Pair(pair.accepter, Side.make(cidr="10.9.10.0/24")))
    pair.active()  # and where nothing overlaps nothing fails


@case("C26", "I", "from the message text ('incorrect VPC-ID'); observed only for the wrong-region variant C28")
def test_C26_a_peer_vpc_that_does_not_exist_fails_and_is_not_reported_as_unknown(home):
    mine = Side.make()
    for account in (ME, PEER):
        fails(Pair(mine, Side(account, HOME, "10.1.0.0/16", NO_VPC, home)))


@case("C27", "I", "from the message text ('Account ID'); CloudFormation re:Post article")
def test_C27_a_peer_vpc_of_another_account_without_its_owner_id_fails(strangers):
    hidden = Side(ME, HOME, strangers.accepter.cidr, strangers.accepter.vpc, strangers.accepter.ec2)
    fails(Pair(strangers.requester, hidden))
    assert visible(strangers.accepter.ec2) == []


@case("C28", "O", "ansible#36881; terragrunt comment in a public repo")
def test_C28_a_peer_vpc_in_another_region_without_its_region_fails(regions):
    hidden = Side(ME, HOME, regions.accepter.cidr, regions.accepter.vpc, regions.accepter.ec2)
    fails(Pair(regions.requester, hidden))
    assert visible(regions.accepter.ec2) == []


def test_a_failed_one_is_seen_by_its_requester_for_two_hours_and_by_the_accepter_never(world):
    """Documented by the guide's life cycle: "visible to the requester"."""
    twins = Pair(Side.make(cidr="10.0.0.0/16"), Side.make(PEER, cidr="10.0.0.0/16"))
    pcx = twins.failed()
    assert visible(twins.accepter.ec2) == []
    with no_such(pcx):
        describe(twins.accepter.ec2, pcx)
    world.travel(hours=1, minutes=59)
    assert status(twins.requester.ec2, pcx) == "failed"
    world.travel(minutes=1)
    assert visible(twins.requester.ec2) == []
    with no_such(pcx):
        describe(twins.requester.ec2, pcx)


# -- what is refused


@case("C29", "D", "error codes page")
def test_C29_a_requester_vpc_that_does_not_exist_is_refused(pair):
    with still(pair.requester.ec2), refused("InvalidVpcID.NotFound", f"The vpc ID '{NO_VPC}' does not exist"):
        pair.requester.ec2.create_vpc_peering_connection(VpcId=NO_VPC, PeerVpcId=pair.accepter.vpc)


@case("C30", "O", "error codes page (ID); cloudposse#109 and community.aws#1475 observed InvalidVpcId")
def test_C30_a_malformed_requester_vpc_is_refused(pair):
    # The error page has InvalidVpcID, two logs have InvalidVpcId.
    codes = {"InvalidVpcID.Malformed", "InvalidVpcId.Malformed"}
    with still(pair.requester.ec2), refused(codes, 'Invalid id: "foo" (expecting "vpc-...")'):
        pair.requester.ec2.create_vpc_peering_connection(VpcId="foo", PeerVpcId=pair.accepter.vpc)


@case("C31", "I", "follows from the overlap rule; exact answer unknown")
def test_C31_a_vpc_is_not_peered_with_itself(pair):
    mine = pair.requester
    # Refused or failed, the source leaves open. Refused: nothing is made. Failed: its block overlaps itself.
    refused = refusal(lambda: mine.ec2.create_vpc_peering_connection(VpcId=mine.vpc, PeerVpcId=mine.vpc))
    made = mine.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    if refused:
        assert refused["Error"]["Code"] == "InvalidParameterValue"
        assert refused["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert made == []
    else:
        assert [one["Status"] for one in made] == [{"Code": "failed", "Message": FAILED}]


@case("C32", "D", "API reference 'you must specify this parameter'")
def test_C32_a_missing_peer_vpc_is_refused(pair):
    with still(pair.requester.ec2), missing("PeerVpcId"):
        pair.requester.ec2.create_vpc_peering_connection(VpcId=pair.requester.vpc)


@case("C33", "D", "API reference 'Required: Yes'")
def test_C33_a_missing_requester_vpc_is_refused(pair, ec2):
    with still(pair.requester.ec2), missing("VpcId"):
        ec2(checked=False).create_vpc_peering_connection(PeerVpcId=pair.accepter.vpc)


@case("C34", "D", "API reference DryRun; message observed widely")
def test_C34_a_dry_run_is_answered_412(pair):
    with dry_run():
        pair.request(DryRun=True)


@case("C35", "D", "API reference DryRun")
def test_C35_a_dry_run_makes_nothing(far):
    with dry_run():
        far.request(DryRun=True)
    assert visible(far.requester.ec2) == []
    assert visible(far.accepter.ec2) == []
    assert status(far.requester.ec2, far.request()["VpcPeeringConnectionId"]) == "pending-acceptance"


# -- quotas


@case("C36", "O", "asiaq PR 254 (verbatim error); quota page")
def test_C36_the_26th_outstanding_request_is_refused(world):
    mine = Side.make()
    peers = [Pair(mine, Side.make(cidr="10.1.0.0/16")) for _ in range(26)]
    pending = [one.pending() for one in peers[:25]]
    # The quota page names OutstandingVpcPeeringConnectionLimitExceeded; this one was seen, with these words.
    words = "Vpc peering connection request limit exceeded."
    with still(mine.ec2), refused("PendingVpcPeeringConnectionLimitExceeded", words):
        peers[25].request()

    mine.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pending[0])
    until(mine.ec2, pending[0], "active")
    peers[25].pending()  # an accepted one is no longer outstanding


@case("C37", "D", "error codes page; quota L-7E9ECCDB")
def test_C37_the_51st_active_connection_of_a_vpc_is_refused(world):
    mine = Side.make()
    active = [Pair(mine, Side.make(cidr="10.1.0.0/16")).active() for _ in range(50)]
    one_more = Pair(mine, Side.make(cidr="10.1.0.0/16"))

    # Neither where it is checked nor which of the two codes is current is documented, and the words are not either.
    codes = {"VpcPeeringConnectionsPerVpcLimitExceeded", "ActiveVpcPeeringConnectionPerVpcLimitExceeded"}
    with refused(codes):
        mine.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=one_more.pending())
    actives = {"Name": "status-code", "Values": ["active"]}
    assert sorted(visible(mine.ec2, actives)) == sorted(active)

    mine.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=active[0])
    one_more.active()  # a deleted one is no longer counted


def test_both_quotas_can_be_set_by_code_and_by_name(world, pair):
    mine, third = pair.requester, Side.make(cidr="10.2.0.0/16")
    world.aws.quotas["L-DC9F7029"] = 1
    pcx = pair.pending()
    with still(mine.ec2), refused("PendingVpcPeeringConnectionLimitExceeded"):
        Pair(mine, third).request()
    mine.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    world.aws.quotas["Active VPC peering connections per VPC"] = 1
    with refused("VpcPeeringConnectionsPerVpcLimitExceeded"):
        mine.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=Pair(mine, third).pending())
    assert visible(mine.ec2, {"Name": "status-code", "Values": ["active"]}) == [pcx]


# -- threads


@case("C38", "I", "moto keeps the create status in a class-level dict: ec2/responses/vpc_peering_connections.py")
def test_C38_each_of_many_concurrent_creates_names_its_own_accepter(ec2):
    vpc, create = Side.make().vpc, ec2().create_vpc_peering_connection

    def ask(number: int) -> tuple[str, str]:
        owner = (PEER, OTHER)[number % 2]
        made = create(VpcId=vpc, PeerVpcId=f"vpc-{number:017x}", PeerOwnerId=owner)["VpcPeeringConnection"]
        assert made["AccepterVpcInfo"] == {"OwnerId": owner, "VpcId": f"vpc-{number:017x}", "Region": HOME}
        assert made["Status"]["Message"] == f"Initiating Request to {owner}"
        return owner, made["VpcPeeringConnectionId"]

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            made = list(threads.map(ask, range(60)))
    finally:
        sys.setswitchinterval(usual)
    assert len({pcx for _, pcx in made}) == 60


@case("C39", "O", "terraform#23437 (verbatim, from DescribeVpcs)")
def test_C39_the_words_for_an_unknown_requester_vpc_name_it(pair, ec2):
    # It exists, but not for this caller: not in this account, and not in this region.
    for elsewhere in (ec2(PEER), ec2(ME, AWAY)):
        with still(elsewhere, pair.requester.ec2):
            with refused("InvalidVpcID.NotFound", f"The vpc ID '{pair.requester.vpc}' does not exist"):
                elsewhere.create_vpc_peering_connection(VpcId=pair.requester.vpc, PeerVpcId=NO_VPC)
    assert NO_PCX not in visible(pair.requester.ec2)
