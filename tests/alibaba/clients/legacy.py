"""aliyun-python-sdk-*: typed requests, CommonRequest, and the credentials of STS."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import RamRoleArnCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from .verbs import HOSTS, VERSIONS, Client, Key, Refused, flat

MODULES = {"VpcPeer": "aliyunsdkvpcpeer.request.v20220101", "Vpc": "aliyunsdkvpc.request.v20160428"}


class Legacy(Client):
    """The typed requests, over HTTP as they are by default."""

    protocol = "http"

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.client = self.connected()

    def connected(self) -> AcsClient:
        if self.key.token is not None:
            credential = StsTokenCredential(self.key.id, self.key.secret, self.key.token)
            return AcsClient(region_id=self.region, credential=credential)
        return AcsClient(self.key.id, self.key.secret, self.region)

    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        request = self.request(product, action, params)
        request.set_protocol_type(self.protocol)
        return dict(json.loads(self.client.do_action_with_exception(request)))

    def request(self, product: str, action: str, params: dict[str, Any]) -> Any:
        made = getattr(import_module(f"{MODULES[product]}.{action}Request"), f"{action}Request")()
        for name, value in params.items():
            if name == "RegionId":  # the client's own
                continue
            setter = getattr(made, f"set_{name}s", None) if isinstance(value, list) else None
            (setter or getattr(made, f"set_{name}"))(value)
        return made

    def worded(self, error: BaseException) -> Refused:
        assert type(error) is ServerException, repr(error)
        code, message = error.get_error_code(), error.get_error_msg()
        status, request_id = error.get_http_status(), error.get_request_id()
        assert str(error) == f"HTTP Status: {status} Error:{code} {message} RequestID: {request_id}"
        return Refused(code, message, status, request_id)


class LegacyHttps(Legacy):
    protocol = "https"


class LegacyRole(Legacy):
    """A role of the account, assumed by another account on the first call."""

    def connected(self) -> AcsClient:
        arn = f"acs:ram::{self.key.id}:role/peering"
        credential = RamRoleArnCredential("1999999999999999", "any", arn, "story")
        return AcsClient(region_id=self.region, credential=credential)


class Common(Legacy):
    """CommonRequest with the domain set: everything in the query."""

    def request(self, product: str, action: str, params: dict[str, Any]) -> Any:
        made = CommonRequest(version=VERSIONS[product], action_name=action)
        self.addressed(made, product)
        made.set_method("POST")
        for name, value in flat(params).items():
            if name != "RegionId":
                made.add_query_param(name, value)
        return made

    def addressed(self, request: CommonRequest, product: str) -> None:
        request.set_domain(HOSTS[product])


class CommonForm(Common):
    """CommonRequest with a form body."""

    def request(self, product: str, action: str, params: dict[str, Any]) -> Any:
        made = super().request(product, action, {})
        for name, value in flat(params).items():
            made.add_body_params(name, value)
        return made


class CommonLocated(Common):
    """CommonRequest that asks the location service where the product is."""

    def addressed(self, request: CommonRequest, product: str) -> None:
        request.set_product(product)
        request.set_location_service_code(product.lower())


CLIENTS: tuple[type[Client], ...] = (Legacy, LegacyHttps, LegacyRole, Common, CommonForm, CommonLocated)
