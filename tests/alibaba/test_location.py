"""The location service: aliyun-python-sdk-core asks it for hosts, and then calls them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ClientException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from peering_mock import World

HOSTS = {
    ("vpcpeer", "cn-hangzhou"): "vpcpeer.aliyuncs.com",
    ("vpcpeer", "cn-wuhan-lr"): "vpcpeer.aliyuncs.com",
    ("VpcPeer", "ap-southeast-1"): "vpcpeer.aliyuncs.com",
    ("vpc", "cn-beijing"): "vpc.cn-beijing.aliyuncs.com",
    ("vpc", "cn-zhongwei"): "vpc.cn-zhongwei.aliyuncs.com",
    ("sts", "cn-beijing"): "sts.cn-beijing.aliyuncs.com",
    ("resourcemanager", "cn-hangzhou"): "resourcemanager.aliyuncs.com",
    ("cdt", "cn-hangzhou"): "cdt.aliyuncs.com",
}


def client(region: str = "cn-hangzhou") -> AcsClient:
    return AcsClient("LTAI-any-key", "any", region)


def ask(service: str, region: str, host: str = "location-readonly.aliyuncs.com") -> dict[str, Any]:
    request = CommonRequest(domain=host, version="2015-06-12", action_name="DescribeEndpoints")
    for name, value in (("Id", region), ("ServiceCode", service), ("Type", "openAPI")):
        request.add_query_param(name, value)
    found: dict[str, Any] = json.loads(client().do_action_with_exception(request))
    return found


@pytest.mark.parametrize(("service", "region"), HOSTS)
def test_each_product_has_its_host(world: World, service: str, region: str) -> None:
    found = ask(service, region)
    assert found["Success"] is True
    [row] = found["Endpoints"]["Endpoint"]
    assert (row["Endpoint"], row["Id"]) == (HOSTS[service, region], region)
    assert (row["SerivceCode"], row["Type"]) == (service, "openAPI")  # misspelt as the real service does


@pytest.mark.parametrize(("service", "region"), [("ecs", "cn-hangzhou"), ("vpc", "cn-atlantis")])
def test_what_is_not_ours_has_no_host(world: World, service: str, region: str) -> None:
    assert ask(service, region)["Endpoints"]["Endpoint"] == []


def test_the_other_host_of_the_service_answers_too(world: World) -> None:
    assert ask("vpc", "cn-beijing", "location.aliyuncs.com")["Success"] is True


def listing() -> Any:
    request = CommonRequest(product="VpcPeer", version="2022-01-01", action_name="ListVpcPeerConnections")
    request.set_location_service_code("vpcpeer")
    request.set_method("POST")
    return request


def test_the_sdk_finds_the_way_by_itself(world: World) -> None:
    answer = json.loads(client("ap-southeast-1").do_action_with_exception(listing()))
    assert answer["VpcPeerConnects"] == []
    assert [call.operation for call in world.calls] == ["DescribeEndpoints", "ListVpcPeerConnections"]


def test_the_sdk_says_in_its_own_words_that_there_is_no_way(world: World) -> None:
    with pytest.raises(ClientException) as raised:
        client("cn-atlantis").do_action_with_exception(listing())
    assert raised.value.get_error_code() == "SDK.EndpointResolvingError"
