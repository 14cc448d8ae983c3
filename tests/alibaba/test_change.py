"""Accept, Reject, Modify and Delete: what each needs, every code of their pages, and what each leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpcpeer20220101 import models as peer_models

from peering_mock import World

from .conftest import ME, THEM, Party, Refused, refusal

DRY = Refused(400, "DryRunOperation", "The operation DryRun verifies success.")


@pytest.fixture
def request_(me: Party, them: Party) -> str:
    """A request from me in cn-hangzhou to them in cn-beijing, not answered yet."""
    theirs = them.vpc("10.1.0.0/16", "cn-beijing")
    return me.create(me.vpc(), theirs, accepting_ali_uid=THEM, accepting_region_id="cn-beijing")


@pytest.fixture
def peering(request_: str, them: Party) -> str:
    """The same, accepted."""
    them.accept(request_)
    assert them.status(request_) == "Activated"
    return request_


@pytest.fixture
def local(me: Party) -> str:
    """A peering within one region and account."""
    return me.create(me.vpc("10.2.0.0/16"), me.vpc("10.3.0.0/16"))


ACCEPT: list[tuple[str, str, Callable[[World], Any], dict[str, Any]]] = [
    (
        "OperationFailed.CdtNotOpened",
        "The operation failed because the Cdt service is not opened.",
        lambda w: setattr(w.alibaba.account(THEM), "cdt_open", False),
        {},
    ),
    (
        "OperationFailed.CrossBorderCdtNotOpened",
        "The cross-border data transmission function of Alibaba Cloud is not enabled.",
        lambda w: (
            setattr(w.alibaba.regions["cn-beijing"], "mainland", False),
            setattr(w.alibaba.account(THEM), "cross_border_cdt_open", False),
        ),
        {},
    ),
    (
        "IncorrectBusinessStatus.VpcPeer",
        "The business status of VpcPeer [{id}]  is incorrect.",  # two spaces, as in the metadata
        lambda w: setattr(w.alibaba.account(THEM), "business_status", "FinancialLocked"),
        {},
    ),
    (
        "OperationFailed.NotExist.ResourceGroup",
        "The operation failed because the resource group does not exist.",
        lambda w: None,
        {"resource_group_id": "rg-nowhere"},
    ),
    (
        "IllegalParam.TagKey",
        "The param of Tag.Key is illegal.",
        lambda w: None,
        {"tag": [peer_models.AcceptVpcPeerConnectionRequestTag(key="", value="v")]},
    ),
    (
        "IllegalParam.TagValue",
        "The param of Tag.Value is illegal.",
        lambda w: None,
        {"tag": [peer_models.AcceptVpcPeerConnectionRequestTag(key="k", value="http://v")]},
    ),
    ("DryRunOperation", DRY.message, lambda w: None, {"dry_run": True}),
    ("IllegalParam.ClientToken", "The param of ClientToken is illegal.", lambda w: None, {"client_token": "é"}),
]


@pytest.mark.parametrize(("code", "words", "arrange", "options"), ACCEPT, ids=[row[0] for row in ACCEPT])
def test_accept_is_refused(
    world: World,
    them: Party,
    request_: str,
    code: str,
    words: str,
    arrange: Callable[[World], Any],
    options: dict[str, Any],
) -> None:
    arrange(world)
    assert refusal(lambda: them.accept(request_, **options)) == Refused(400, code, words.format(id=request_))
    assert them.status(request_) == "Accepting"


def test_the_accepter_brings_its_own_tags_and_resource_group(
    world: World, me: Party, them: Party, request_: str
) -> None:
    mine = me.get(request_)["ResourceGroupId"]
    theirs = world.alibaba.account(THEM).default_resource_group_id
    tag = peer_models.AcceptVpcPeerConnectionRequestTag(key="side", value="accepter")
    them.accept(request_, resource_group_id=theirs, tag=[tag])
    assert them.get(request_)["Tags"] == [{"Key": "side", "Value": "accepter"}]
    assert them.get(request_)["ResourceGroupId"] == theirs
    assert me.get(request_)["Tags"] == []
    assert me.get(request_)["ResourceGroupId"] == mine != theirs


def test_accepting_twice_with_one_token_is_accepting_once(them: Party, request_: str) -> None:
    them.accept(request_, client_token="t")
    them.accept(request_, client_token="t")
    assert refusal(lambda: them.accept(request_)).code == "IncorrectStatus.VpcPeer"


def test_only_the_accepter_rejects(me: Party, them: Party, request_: str) -> None:
    assert refusal(lambda: me.reject(request_)) == Refused(
        400, "Forbidden.NoPermission", "Authentication is failed for RejectVpcPeerConnection."
    )
    assert refusal(lambda: them.reject(request_, dry_run=True)) == DRY
    assert me.status(request_) == "Accepting"
    them.reject(request_)
    assert me.status(request_) == "Rejected"


MODIFY: list[tuple[str, str, Callable[[World, str], Any], dict[str, Any]]] = [
    (
        "IncorrectBusinessStatus.VpcPeer",
        "The business status of VpcPeer [{id}]  is incorrect.",
        lambda w, i: setattr(w.alibaba.account(ME), "business_status", "FinancialLocked"),
        {"name": "n"},
    ),
    ("QuotaExceeded.Bandwidth", "The quota of bandwidth is exceeded.", lambda w, i: None, {"bandwidth": 1025}),
    (
        "QuotaExceeded.Bandwidth",
        "The quota of bandwidth is exceeded.",
        lambda w, i: w.alibaba.quotas.__setitem__("vpc_quota_peer_cross_region_bandwidth", 99),
        {"bandwidth": 100},
    ),
    (
        "QuotaExceeded.Bandwidth",
        "The quota of bandwidth is exceeded.",
        lambda w, i: (
            setattr(w.alibaba.regions["cn-beijing"], "mainland", False),
            w.alibaba.quotas.__setitem__("vpc_quota_peer_cross_border_bandwidth", 99),
        ),
        {"bandwidth": 100},
    ),
    (
        "OperationFailed.RegionIdNotSupportLinkType",
        "The feature link type is not supported in the region.",
        lambda w, i: setattr(w.alibaba.regions["cn-beijing"], "link_types", {"Gold"}),
        {"link_type": "Platinum"},
    ),
    (
        "OperationFailed.SpecificLinkTypeNotSupported",
        "The operation failed because the special link type of user is not opened.",
        lambda w, i: setattr(w.alibaba.account(ME), "link_types", {"Gold"}),
        {"link_type": "Platinum"},
    ),
    (
        "OperationFailed.ChargeTypeNotSupported",
        "Operation failed because the CDT charge type of receiver or accepter does not support the Underlay link type.",
        lambda w, i: setattr(w.alibaba.account(THEM), "charge_type_link_types", {"Gold"}),
        {"link_type": "Platinum"},
    ),
    (
        "OperationDenied.ServiceManagedInstance",
        "Operation is denied because the specified instance belongs to service manager.",
        lambda w, i: setattr(w.alibaba.connection(i), "managed_service", "SWAS"),
        {"name": "n"},
    ),
    ("DryRunOperation", DRY.message, lambda w, i: None, {"name": "n", "dry_run": True}),
    ("IllegalParam.Name", "The param of Name is illegal.", lambda w, i: None, {"name": "http://n"}),
    ("IllegalParam.Description", "The param of Description is illegal.", lambda w, i: None, {"description": "d" * 257}),
    ("IllegalParam.Bandwidth", "The param of Bandwidth is illegal.", lambda w, i: None, {"bandwidth": 0}),
    ("IllegalParam.LinkType", "The param of LinkType is illegal.", lambda w, i: None, {"link_type": "Silver"}),
]


@pytest.mark.parametrize(("code", "words", "arrange", "options"), MODIFY, ids=[row[0] for row in MODIFY])
def test_modify_is_refused(
    world: World,
    me: Party,
    peering: str,
    code: str,
    words: str,
    arrange: Callable[[World, str], Any],
    options: dict[str, Any],
) -> None:
    arrange(world, peering)
    before = me.get(peering)
    assert refusal(lambda: me.modify(peering, **options)) == Refused(400, code, words.format(id=peering))
    after = me.get(peering)
    assert {**after, "RequestId": ""} == {**before, "RequestId": ""}


def test_either_side_modifies_and_modify_allows_names_that_create_does_not(
    me: Party, them: Party, peering: str
) -> None:
    me.modify(peering, name="1", description="_", bandwidth=1024, link_type="Platinum")
    seen = them.get(peering)
    assert (seen["Name"], seen["Description"], seen["Bandwidth"], seen["LinkType"]) == ("1", "_", 1024, "Platinum")
    them.modify(peering, bandwidth=5)
    seen = me.get(peering)
    assert (seen["Name"], seen["Description"], seen["Bandwidth"], seen["LinkType"]) == ("1", "_", 5, "Platinum")


def test_within_a_region_there_is_neither_bandwidth_nor_link_type_to_modify(me: Party, local: str) -> None:
    assert refusal(lambda: me.modify(local, bandwidth=100)) == Refused(
        400,
        "OperationFailed.BandwidthCannotBeChangedInSameRegion",
        "The operation failed because the bandwidth cannot be changed in the same region.",
    )
    assert refusal(lambda: me.modify(local, link_type="Gold")) == Refused(
        400, "OperationFailed.InterRegionLinkTypeNotSupported", "The same region not supported link type feature."
    )
    assert me.get(local)["Bandwidth"] == -1


def test_a_connection_in_arrears_says_so_to_both(world: World, me: Party, them: Party, peering: str) -> None:
    assert me.get(peering)["BizStatus"] == "Normal"
    world.alibaba.account(THEM).business_status = "FinancialLocked"
    assert (me.get(peering)["BizStatus"], them.get(peering)["BizStatus"]) == ("FinancialLocked", "FinancialLocked")


def _route(party: Party, vpc_id: str, to: str) -> str:
    tables = party.vpcs.describe_route_table_list(
        vpc_models.DescribeRouteTableListRequest(region_id=party.region, vpc_id=vpc_id)
    ).body.router_table_list.router_table_list_type
    return str(
        party.vpcs.create_route_entry(
            vpc_models.CreateRouteEntryRequest(
                region_id=party.region,
                route_table_id=tables[0].route_table_id,
                destination_cidr_block="10.3.0.0/16",
                next_hop_type="VpcPeer",
                next_hop_id=to,
            )
        ).body.route_entry_id
    )


def test_a_route_holds_the_peering_until_it_is_forced(world: World, me: Party) -> None:
    one, two = me.vpc("10.2.0.0/16"), me.vpc("10.3.0.0/16")
    peering = me.create(one, two)
    route = _route(me, one, peering)
    held = Refused(
        400,
        "OperationDenied.RouteEntryExist",
        "The operation is not allowed because of existing routeEntry point to VpcPeer.",
    )
    assert refusal(lambda: me.delete(peering)) == held
    assert refusal(lambda: me.delete(peering, force=False)) == held
    assert refusal(lambda: me.delete(peering, force=True, dry_run=True)) == DRY
    assert me.status(peering) == "Activated"
    assert world.alibaba.route_entries.get(route) is not None

    me.delete(peering, force=True)
    assert me.listed() == []
    assert world.alibaba.route_entries.get(route) is None


def test_a_connection_of_another_product_is_not_deleted(world: World, me: Party, peering: str) -> None:
    world.alibaba.connection(peering).managed_service = "SWAS"
    assert me.get(peering)["ManagedService"] == "SWAS"
    assert refusal(lambda: me.delete(peering)) == Refused(
        400,
        "OperationDenied.ServiceManagedInstance",
        "Operation is denied because the specified instance belongs to service manager.",
    )
    assert me.list()["VpcPeerConnects"][0]["ManagedService"] == "SWAS"


def test_a_request_may_be_withdrawn_and_may_be_deleted_by_the_accepter(me: Party, them: Party, request_: str) -> None:
    assert refusal(lambda: me.delete(request_, dry_run=True)) == DRY
    them.delete(request_)
    assert me.listed() == them.listed() == []


@pytest.mark.parametrize("attempt", ["get", "accept", "reject", "modify", "delete"])
def test_what_does_not_exist_is_not_found(me: Party, attempt: str) -> None:
    assert refusal(lambda: getattr(me, attempt)("pcc-nowhere")) == Refused(
        400, "ResourceNotFound.InstanceId", "The specified resource of InstanceId is not found."
    )
