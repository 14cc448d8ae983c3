"""AssumeRole and GetCallerIdentity, and what temporary keys are good for."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.auth.credentials import RamRoleArnCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from peering_mock import World

from .conftest import ME, THEM, config, refusal
from .neighbours import HERE, Scene

ROLE = f"acs:ram::{THEM}:role/peering"


@pytest.fixture
def s(world: World) -> Scene:
    return Scene(world)


def assume(s: Scene, **more: Any) -> dict[str, Any]:
    return s.ask("Sts:AssumeRole", **{"RoleArn": ROLE, "RoleSessionName": "story", **more})


def keys(found: dict[str, Any]) -> Config:
    held = found["Credentials"]
    return Config(
        access_key_id=held["AccessKeyId"],
        access_key_secret=held["AccessKeySecret"],
        security_token=held["SecurityToken"],
        region_id=HERE,
    )


def common(domain: str, version: str, action: str, **params: str) -> Any:
    request = CommonRequest(domain=domain, version=version, action_name=action)
    request.set_method("POST")
    for name, value in params.items():
        request.add_query_param(name, value)
    return request


def test_an_account_is_told_who_it_is(s: Scene) -> None:
    found = s.ask("Sts:GetCallerIdentity")
    del found["RequestId"]
    assert found == {
        "IdentityType": "Account",
        "AccountId": str(ME),
        "PrincipalId": str(ME),
        "UserId": str(ME),
        "Arn": f"acs:ram::{ME}:root",
    }


def test_a_role_gives_keys_of_its_account_and_they_act_for_it(s: Scene, world: World) -> None:
    found = assume(s)
    held = found["Credentials"]
    assert re.fullmatch(r"STS\.N[0-9A-Za-z]{24}", held["AccessKeyId"])
    assert found["AssumedRoleUser"]["Arn"] == f"acs:ram::{THEM}:assumed-role/peering/story"
    assumed = Scene(world, THEM, keys=keys(found))
    identity = assumed.ask("Sts:GetCallerIdentity")
    assert (identity["IdentityType"], identity["AccountId"]) == ("AssumedRoleUser", str(THEM))
    assert identity["Arn"] == found["AssumedRoleUser"]["Arn"]
    assert identity["PrincipalId"] == found["AssumedRoleUser"]["AssumedRoleId"] == f"{identity['RoleId']}:story"
    vpc_id = assumed.vpc()
    assert world.alibaba.vpc(vpc_id).owner == THEM
    assert s.ask("Vpc:DescribeVpcs", RegionId=HERE)["TotalCount"] == 0


def test_the_same_role_has_the_same_id_and_every_session_its_own_keys(s: Scene) -> None:
    one, two = assume(s), assume(s, RoleSessionName="other")
    roles = [found["AssumedRoleUser"]["AssumedRoleId"].split(":") for found in (one, two)]
    assert roles[0][0] == roles[1][0]
    assert [session for _, session in roles] == ["story", "other"]
    assert one["Credentials"]["AccessKeyId"] != two["Credentials"]["AccessKeyId"]


def test_keys_expire_by_the_systems_clock(s: Scene, world: World) -> None:
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=timezone.utc), tick=False) as traveller:
        found = assume(s, DurationSeconds=900)
        assert found["Credentials"]["Expiration"] == "2030-01-01T00:15:00Z"
        assumed = Scene(world, THEM, keys=keys(found))
        traveller.shift(timedelta(minutes=14))
        assumed.ask("Sts:GetCallerIdentity")
        traveller.shift(timedelta(minutes=2))
        found_refusal = refusal(lambda: assumed.ask("Sts:GetCallerIdentity"))
        assert (found_refusal.status, found_refusal.code) == (400, "InvalidSecurityToken.Expired")


def test_keys_are_good_for_nothing_without_their_token_or_their_secret(s: Scene) -> None:
    held = keys(assume(s))
    plain = Config(access_key_id=held.access_key_id, access_key_secret=held.access_key_secret, region_id=HERE)
    assert refusal(lambda: StsClient(plain).get_caller_identity()).code == "MissingSecurityToken"
    forged = keys(assume(s))
    forged.access_key_secret = "guessed"
    assert refusal(lambda: StsClient(forged).get_caller_identity()).code == "SignatureDoesNotMatch"


def test_a_policy_an_external_id_and_a_source_are_taken(s: Scene) -> None:
    policy = json.dumps({"Version": "1", "Statement": []})
    assume(s, Policy=policy, ExternalId="abc:123", SourceIdentity="alice", DurationSeconds=3600)


def test_a_made_up_account_of_a_few_digits_is_an_account(s: Scene, world: World) -> None:
    found = assume(s, RoleArn="acs:ram::1:role/r", RoleSessionName="sess")
    assert found["AssumedRoleUser"]["Arn"] == "acs:ram::1:assumed-role/r/sess"
    assert Scene(world, 1, keys=keys(found)).ask("Sts:GetCallerIdentity")["AccountId"] == "1"


def test_a_role_assumes_a_role(s: Scene, world: World) -> None:
    assumed = Scene(world, THEM, keys=keys(assume(s)))
    back = assume(assumed, RoleArn=f"acs:ram::{ME}:role/home")
    assert Scene(world, ME, keys=keys(back)).ask("Sts:GetCallerIdentity")["AccountId"] == str(ME)


def test_a_regional_endpoint_answers_too(s: Scene) -> None:
    held = config(THEM, HERE)
    held.endpoint = "sts.cn-beijing.aliyuncs.com"
    request = sts_models.AssumeRoleRequest(role_arn=ROLE, role_session_name="story")
    assert StsClient(held).assume_role(request).body.credentials.security_token


def test_the_older_sdk_acts_with_a_token_and_assumes_roles_by_itself(s: Scene, world: World) -> None:
    held = assume(s)["Credentials"]
    token = StsTokenCredential(held["AccessKeyId"], held["AccessKeySecret"], held["SecurityToken"])
    identify = common("sts.aliyuncs.com", "2015-04-01", "GetCallerIdentity")
    client = AcsClient(region_id=HERE, credential=token)
    assert json.loads(client.do_action_with_exception(identify))["AccountId"] == str(THEM)
    role = RamRoleArnCredential("LTAI-any-key", "any", ROLE, "session")
    client = AcsClient(region_id=HERE, credential=role)
    make = common("vpc.aliyuncs.com", "2016-04-28", "CreateVpc", RegionId=HERE)
    vpc_id = json.loads(client.do_action_with_exception(make))["VpcId"]
    assert world.alibaba.vpc(vpc_id).owner == THEM
    assert [call.operation for call in world.calls][-2:] == ["AssumeRole", "CreateVpc"]
