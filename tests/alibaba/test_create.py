"""CreateVpcPeerConnection: every code of its page, each from the state of the world that it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peering_mock import World

from .conftest import ME, THEM, Party, Refused, refusal

INTER = {"accepting_region_id": "cn-beijing"}
ABROAD = {"accepting_region_id": "eu-central-1"}


class Scene:
    """My VPC, and theirs in a region: what `create` would join."""

    def __init__(self, world: World, me: Party, them: Party) -> None:
        self.world, self.me, self.them = world, me, them
        self.mine = me.vpc()
        self.options: dict[str, Any] = {}
        self.theirs_in("cn-hangzhou")

    def theirs_in(self, region: str) -> None:
        self.theirs = self.them.vpc("10.1.0.0/16", region)
        self.options |= {"accepting_ali_uid": THEM, "accepting_region_id": region}

    def create(self, **options: Any) -> str:
        return self.me.create(self.mine, self.theirs, **{**self.options, **options})

    @property
    def my_account(self) -> Any:
        return self.world.alibaba.account(ME)

    @property
    def their_account(self) -> Any:
        return self.world.alibaba.account(THEM)

    def vpc(self, which: str) -> Any:
        return self.world.alibaba.vpc(self.mine if which == "mine" else self.theirs)


@pytest.fixture
def scene(world: World, me: Party, them: Party) -> Scene:
    return Scene(world, me, them)


Arrange = Callable[[Scene], Any]


def _then(*steps: Arrange) -> Arrange:
    def run(scene: Scene) -> None:
        for step in steps:
            step(scene)

    return run


def _set(what: Callable[[Scene], Any], **facts: Any) -> Arrange:
    def run(scene: Scene) -> None:
        for name, value in facts.items():
            assert hasattr(what(scene), name)
            setattr(what(scene), name, value)

    return run


def _mine(**facts: Any) -> Arrange:
    return _set(lambda s: s.vpc("mine"), **facts)


def _theirs(**facts: Any) -> Arrange:
    return _set(lambda s: s.vpc("theirs"), **facts)


def _me(**facts: Any) -> Arrange:
    return _set(lambda s: s.my_account, **facts)


def _them(**facts: Any) -> Arrange:
    return _set(lambda s: s.their_account, **facts)


def _region(**facts: Any) -> Arrange:
    return _set(lambda s: s.world.alibaba.regions["cn-beijing"], **facts)


def _abroad(scene: Scene) -> None:
    scene.theirs_in("eu-central-1")


def _beijing(scene: Scene) -> None:
    scene.theirs_in("cn-beijing")


def _platinum(scene: Scene) -> None:
    scene.options["link_type"] = "Platinum"


def _quota(name: str, limit: int) -> Arrange:
    return lambda scene: scene.world.alibaba.quotas.__setitem__(name, limit)


def _another(region: str = "cn-hangzhou") -> Arrange:
    """My VPC already has a peering with another VPC of mine."""

    def run(scene: Scene) -> None:
        scene.me.create(scene.mine, scene.me.vpc("10.9.0.0/16", region), accepting_region_id=region)

    return run


def _them_busy(scene: Scene) -> None:
    scene.options["_locked"] = scene.them.create(scene.theirs, scene.them.vpc("10.8.0.0/16"))


PEERED = "The specified resource of {} already exists."
FULL = "The quota of {} is exceeded, usage {}/{}."
ROWS: list[tuple[str, str, Arrange]] = [
    (
        "OperationFailed.CdtNotOpened",
        "The operation failed because the Cdt service is not opened.",
        _me(cdt_open=False),
    ),
    (
        "OperationFailed.CrossBorderCdtNotOpened",
        "The operation failed because the CrossBorderCdt service is not opened.",
        _then(_abroad, _me(cross_border_cdt_open=False)),
    ),
    ("IncorrectStatus.Vpc", "The status of Vpc [{mine}] is incorrect.", _mine(status="Pending")),
    ("IncorrectStatus.AcceptingVpc", "The status of AcceptingVpc [{theirs}] is incorrect.", _theirs(status="Pending")),
    (
        "ResourceAlreadyExist.RouterInterface",
        PEERED.format("RouterInterface"),
        lambda s: _mine(router_interface_to=s.theirs)(s),
    ),
    ("ResourceAlreadyExist.VpcPeer", PEERED.format("VpcPeer"), lambda s: s.create()),
    (
        "OperationDenied.CloudBoxExistsInVpc",
        "The operation is not allowed because the CloudBox device exists in vpc.",
        _mine(has_cloud_box=True),
    ),
    (
        "OperationDenied.CloudBoxExistsInAcceptingVpc",
        "The operation is not allowed because the CloudBox device exists in accepting vpc.",
        _theirs(has_cloud_box=True),
    ),
    (
        "QuotaExceeded.VpcPeerCountPerVpc",
        FULL.format("VpcPeerCountPerVpc", 1, 1),
        _then(_another("cn-beijing"), _quota("QuotaExceeded.VpcPeerCountPerVpc", 1)),
    ),
    (
        "UnsupportedRegion",
        "The feature of VpcPeer is not supported in the region of cn-beijing.",
        _then(_beijing, lambda s: s.world.alibaba.regions.pop("cn-beijing")),
    ),
    (
        "QuotaExceeded.VpcPeerCountPerUserPerRegion",
        FULL.format("vpc_quota_peer_num", 1, 1),
        _then(_another("cn-beijing"), _quota("vpc_quota_peer_num", 1)),
    ),
    (
        "IncorrectBusinessStatus.VpcPeer",
        "The business status of VpcPeer [{mine}] is incorrect.",
        _me(business_status="FinancialLocked"),
    ),
    (
        "OperationFailed.NotExist.ResourceGroup",
        "The operation failed because the resource group does not exist.",
        lambda s: s.options.update(resource_group_id="rg-nowhere"),
    ),
    (
        "OperationFailed.AcceptUserCdtNotOpened",
        "The operation failed because the Cdt service of accept user is not opened.",
        _them(cdt_open=False),
    ),
    (
        "OperationFailed.AcceptUserCrossBorderCdtNotOpened",
        "The operation failed because the CrossBorderCdt service of accept user is not opened.",
        _then(_abroad, _them(cross_border_cdt_open=False)),
    ),
    (
        "IncorrectBusinessStatus.AcceptUserVpcPeer",
        "The business status of VpcPeer [{locked}] is incorrect.",
        _then(_them_busy, _them(business_status="FinancialLocked")),
    ),
    (
        "OperationFailed.ViolativeVpcPeer",
        "The creation operation fails because it is not allowed to create a vpc peer instance between the originating "
        "region and the receiving region.",
        _then(_beijing, _region(kind="finance")),
    ),
    (
        "QuotaExceeded.CrossRegionVpcPeerCountPerVpc",
        FULL.format("vpc_quota_cross_region_peer_num_per_vpc", 1, 1),
        _then(_beijing, _another("cn-beijing"), _quota("vpc_quota_cross_region_peer_num_per_vpc", 1)),
    ),
    (
        "QuotaExceeded.IntraRegionVpcPeerCountPerVpc",
        FULL.format("vpc_quota_intra_region_peer_num_per_vpc", 1, 1),
        _then(_another(), _quota("vpc_quota_intra_region_peer_num_per_vpc", 1)),
    ),
    (
        "OperationDenied.OperateShareResource",
        "The operation is not allowed because of operating shared resource.",
        _mine(shared_by=THEM),
    ),
    (
        "IncorrectBusinessStatus.AcceptVpcPeer",
        "The business status of peer account is incorrect.",
        _them(business_status="FinancialLocked"),
    ),
    (
        "OperationFailed.InterRegionLinkTypeNotSupported",
        "The same region not supported link type feature.",
        _platinum,
    ),
    (
        "OperationFailed.RegionIdNotSupportLinkType",
        "The feature link type is not supported in the region.",
        _then(_beijing, _platinum, _region(link_types={"Gold"})),
    ),
    (
        "OperationFailed.SpecificLinkTypeNotSupported",
        "The operation failed because the special link type of user is not opened.",
        _then(_beijing, _platinum, _me(link_types={"Gold"})),
    ),
    (
        "OperationFailed.CrossBusinessNotAllowed",
        "Operation failed because receiver and accepter belong to different business site.",
        _them(site="international"),
    ),
    (
        "OperationFailed.ChargeTypeNotSupported",
        "Operation failed because the CDT charge type of receiver or accepter does not support the Underlay link type.",
        _then(_beijing, _platinum, _them(charge_type_link_types={"Gold"})),
    ),
    (
        "DryRunOperation",
        "The operation DryRun verifies success.",
        lambda s: s.options.update(dry_run=True),
    ),
]


def test_the_rows_are_the_25_of_the_seed_page_the_later_one_and_the_dry_run() -> None:
    assert len({code for code, _, _ in ROWS}) == len(ROWS) == 25 + 1 + 1


@pytest.mark.parametrize(("code", "message", "arrange"), ROWS, ids=[row[0] for row in ROWS])
def test_create_is_refused(scene: Scene, code: str, message: str, arrange: Arrange) -> None:
    arrange(scene)
    locked = scene.options.pop("_locked", "")
    before = (scene.me.listed(), scene.them.listed())
    words = message.format(mine=scene.mine, theirs=scene.theirs, locked=locked)
    assert refusal(scene.create) == Refused(400, code, words)
    assert (scene.me.listed(), scene.them.listed()) == before


def test_without_any_of_that_it_is_created(scene: Scene) -> None:
    assert [scene.create()] == scene.me.listed()


@pytest.mark.parametrize(
    ("options", "bandwidth", "link_type"),
    [
        ({}, 1024, "Gold"),
        ({"bandwidth": 200, "link_type": "Platinum"}, 200, "Platinum"),
    ],
)
def test_between_regions_there_is_a_bandwidth_and_a_link_type(
    scene: Scene, options: dict[str, Any], bandwidth: int, link_type: str
) -> None:
    scene.theirs_in("cn-beijing")
    seen = scene.me.get(scene.create(**options))
    assert (seen["Bandwidth"], seen["LinkType"], seen["AcceptingRegionId"]) == (bandwidth, link_type, "cn-beijing")


NAMES = {
    "ab": True,
    "a-1_b": True,
    "网络": True,
    "a": False,
    "1ab": False,
    "_ab": False,
    "has space": False,
    "a" * 128: True,
    "a" * 129: False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_begins_with_a_letter(scene: Scene, name: str) -> None:
    if NAMES[name]:
        assert scene.me.get(scene.create(name=name))["Name"] == name
    else:
        assert refusal(lambda: scene.create(name=name)) == Refused(
            400, "IllegalParam.Name", "The param of Name is illegal."
        )
        assert scene.me.listed() == []


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"description": "http://x"}, "Description"),
        ({"description": "d"}, "Description"),
        ({"client_token": "é"}, "ClientToken"),
        ({"client_token": "t" * 65}, "ClientToken"),
        ({"bandwidth": 0}, "Bandwidth"),
        ({"bandwidth": 100}, "Bandwidth"),  # intra-region
        ({"accepting_region_id": "cn-beijing", "bandwidth": 1025}, "Bandwidth"),
        ({"link_type": "Silver"}, "LinkType"),
    ],
)
def test_what_no_code_is_documented_for_is_an_illegal_parameter(
    scene: Scene, options: dict[str, Any], parameter: str
) -> None:
    if options.get("accepting_region_id"):
        scene.theirs_in(options["accepting_region_id"])
    refused = refusal(lambda: scene.create(**options))
    assert refused == Refused(400, f"IllegalParam.{parameter}", f"The param of {parameter} is illegal.")
    assert scene.me.listed() == []


def test_a_vpc_is_not_peered_with_itself(me: Party) -> None:
    vpc = me.vpc()
    refused = refusal(lambda: me.create(vpc, vpc))
    assert refused == Refused(400, "IllegalParam.AcceptingVpcId", "The param of AcceptingVpcId is illegal.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"accepting_vpc_id": "vpc-nowhere"},
        {"accepting_ali_uid": 2830000000000005},
        {"accepting_region_id": "cn-beijing"},
    ],
)
def test_a_vpc_that_is_not_there_has_an_incorrect_status(scene: Scene, wrong: dict[str, Any]) -> None:
    asked = wrong.get("accepting_vpc_id", scene.theirs)
    assert refusal(lambda: scene.create(**wrong)) == Refused(
        400, "IncorrectStatus.AcceptingVpc", f"The status of AcceptingVpc [{asked}] is incorrect."
    )
    assert scene.me.listed() == []


def test_i_cannot_peer_a_vpc_of_somebody_else(scene: Scene) -> None:
    refused = refusal(lambda: scene.me.create(scene.theirs, scene.mine))
    assert refused == Refused(400, "IncorrectStatus.Vpc", f"The status of Vpc [{scene.theirs}] is incorrect.")


def test_the_same_pair_cannot_be_peered_from_the_other_end_either(scene: Scene) -> None:
    peering = scene.create()
    refused = refusal(lambda: scene.them.create(scene.theirs, scene.mine, accepting_ali_uid=ME))
    assert refused.code == "ResourceAlreadyExist.VpcPeer"
    assert scene.them.listed() == [peering]


def test_default_quotas_are_the_documented_ones(world: World) -> None:
    quotas = world.alibaba.quotas
    assert quotas["vpc_quota_cross_region_peer_num_per_vpc"] == 20
    assert quotas["vpc_quota_intra_region_peer_num_per_vpc"] == 10
    assert quotas["vpc_quota_peer_num"] == 20
    assert quotas["vpc_quota_peer_cross_border_bandwidth"] == 1024
    assert quotas["vpc_quota_peer_cross_region_bandwidth"] == 1024
    assert quotas["QuotaExceeded.IntraRegionVpcPeerCountPerVpc"] == 10
    with pytest.raises(KeyError, match="vpc_quota_peer_num"):
        quotas["vpc_quota_peer_nums"]
    with pytest.raises(ValueError, match="not negative"):
        quotas["vpc_quota_peer_num"] = -1


def test_the_eleventh_peering_of_a_vpc_in_its_region_is_one_too_many(me: Party) -> None:
    hub = me.vpc()
    made = [me.create(hub, me.vpc(f"10.{n}.0.0/16")) for n in range(1, 11)]
    last = me.vpc("10.11.0.0/16")
    words = FULL.format("vpc_quota_intra_region_peer_num_per_vpc", 10, 10)
    assert refusal(lambda: me.create(hub, last)) == Refused(400, "QuotaExceeded.IntraRegionVpcPeerCountPerVpc", words)
    assert me.listed() == made
    me.delete(made[0])
    assert len(me.listed()) == 9
    me.create(hub, last)


def test_an_empty_client_token_is_none(me: Party) -> None:
    one, two, three = me.vpc(), me.vpc("10.1.0.0/16"), me.vpc("10.2.0.0/16")
    made = [me.create(one, two, client_token=""), me.create(one, three, client_token="")]
    assert me.listed() == made


def test_a_client_token_makes_the_same_request_once(scene: Scene) -> None:
    first = scene.create(client_token="tok", name="one")
    assert scene.create(client_token="tok", name="one") == first
    assert scene.me.listed() == [first]
    assert refusal(lambda: scene.create(client_token="tok", name="two")) == Refused(
        400, "IdempotentParameterMismatch", "The request is retried with updated parameters."
    )
    assert refusal(lambda: scene.create(client_token="other", name="one")).code == "ResourceAlreadyExist.VpcPeer"
    assert scene.me.get(first)["Name"] == "one"


def test_a_token_of_a_dry_run_or_of_a_refusal_is_still_unused(scene: Scene) -> None:
    assert refusal(lambda: scene.create(client_token="t", dry_run=True)).code == "DryRunOperation"
    scene.my_account.cdt_open = False
    assert refusal(lambda: scene.create(client_token="t")).code == "OperationFailed.CdtNotOpened"
    scene.my_account.cdt_open = True
    assert [scene.create(client_token="t")] == scene.me.listed()


def test_a_dry_run_tells_what_would_be_wrong(scene: Scene) -> None:
    scene.vpc("theirs").has_cloud_box = True
    assert refusal(lambda: scene.create(dry_run=True)).code == "OperationDenied.CloudBoxExistsInAcceptingVpc"
