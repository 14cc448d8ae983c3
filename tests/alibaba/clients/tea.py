"""alibabacloud-*: the typed clients and the generic one, on the Tea core (tea_openapi 0.3) or darabonba (0.4)."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from alibabacloud_tea_openapi import models as openapi
from alibabacloud_tea_openapi.client import Client as OpenApi
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as VpcClient
from alibabacloud_vpcpeer20220101 import models as peer_models
from alibabacloud_vpcpeer20220101.client import Client as PeerClient
from Tea.exceptions import TeaException

try:  # 0.4
    from alibabacloud_tea_openapi import utils_models as generic
    from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException
    from darabonba.runtime import RuntimeOptions

    GENERATION = "darabonba"

    def expected(status: int, code: str) -> type[Exception]:
        """The class of exception for a refusal."""
        if code.startswith("Throttling"):
            return ThrottlingException
        return ClientException if status < 500 else ServerException

except ImportError:  # 0.3
    from alibabacloud_tea_openapi import models as generic
    from alibabacloud_tea_util.models import RuntimeOptions

    GENERATION = "Tea"

    def expected(status: int, code: str) -> type[Exception]:
        return TeaException


from .verbs import HOSTS, VERSIONS, Client, Key, Refused, flat


class Tea(Client):
    """What both generations and all their clients share: the configuration and the exception."""

    config: dict[str, Any] = {}

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.peer, self.vpc = PeerClient(self.configured()), VpcClient(self.configured())

    def configured(self, **more: Any) -> Any:
        given = {"access_key_id": self.key.id, "access_key_secret": self.key.secret, "region_id": self.region}
        if self.key.token is not None:
            given |= {"security_token": self.key.token, "type": "sts"}
        return openapi.Config(**{**given, **self.config, **more})

    def worded(self, error: BaseException) -> Refused:
        assert isinstance(error, TeaException), repr(error)
        data, status = error.data, error.data["statusCode"]
        assert type(error) is expected(status, error.code)
        assert data["Code"] == error.code
        assert data["HostId"].endswith(".aliyuncs.com")
        assert data["Recommend"].startswith(f"https://api.aliyun.com/troubleshoot?q={error.code}&product=")
        assert error.statusCode == status
        request_id = error.request_id if GENERATION == "darabonba" else data["RequestId"]
        assert error.message == f"code: {status}, {data['Message']} request id: {request_id}"
        assert request_id == data["RequestId"]
        return Refused(error.code, data["Message"], status, request_id)


class Typed(Tea):
    """The typed client's own requests and methods."""

    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        client, request = self.typed(product, action, params)
        return dict(getattr(client, snake(action))(request).body.to_map())

    def typed(self, product: str, action: str, params: dict[str, Any]) -> tuple[Any, Any]:
        client, models = (self.peer, peer_models) if product == "VpcPeer" else (self.vpc, vpc_models)
        return client, getattr(models, f"{action}Request")().from_map(params)


class TypedAsync(Typed):
    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        client, request = self.typed(product, action, params)

        async def made() -> Any:
            return await getattr(client, f"{snake(action)}_async")(request)

        return dict(asyncio.run(made()).body.to_map())


class TypedV2(Typed):
    """Signature version v2: the old RPC signature, from the new client."""

    config = {"signature_algorithm": "v2"}


class TypedV2Async(TypedAsync):
    config = {"signature_algorithm": "v2"}


class Bearer(Typed):
    """A bearer token instead of a key: it is the default account's."""

    def configured(self, **more: Any) -> Any:
        from alibabacloud_credentials.client import Client as Credentials
        from alibabacloud_credentials.models import Config as CredentialsConfig

        token = Credentials(CredentialsConfig(type="bearer", bearer_token="BEARER1"))
        return openapi.Config(credential=token, region_id=self.region)


class VpcEndpoint(Typed):
    """The hosts that are reached from inside a VPC."""

    config = {"network": "vpc"}


class OverHttp(Typed):
    config = {"protocol": "HTTP"}


class Generic(Tea):
    """`call_api`: everything in the query of a POST."""

    method, body_type, where = "POST", "formData", "query"

    def __init__(self, key: Key) -> None:
        Client.__init__(self, key)
        self.clients = {product: OpenApi(self.configured(endpoint=host)) for product, host in HOSTS.items()}

    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        return dict(self.clients[product].call_api(*self.asked(product, action, params))["body"])

    def asked(self, product: str, action: str, params: dict[str, Any]) -> tuple[Any, Any, Any]:
        made = generic.Params(
            action=action,
            version=VERSIONS[product],
            protocol="HTTPS",
            pathname="/",
            method=self.method,
            auth_type="AK",
            style="RPC",
            req_body_type=self.body_type,
            body_type="json",
        )
        given = params if self.body_type == "json" else flat(params)
        request = generic.OpenApiRequest(**{self.where: given})
        return made, request, RuntimeOptions()


class GenericGet(Generic):
    method = "GET"


class GenericForm(Generic):
    where = "body"


class GenericJson(Generic):
    """A JSON body, with lists, numbers and booleans as JSON has them."""

    where, body_type = "body", "json"


class GenericV2(GenericForm):
    config = {"signature_algorithm": "v2"}


class GenericAsync(GenericForm):
    def call(self, product: str, action: str, **params: Any) -> dict[str, Any]:
        async def made() -> Any:
            return await self.clients[product].call_api_async(*self.asked(product, action, params))

        return dict(asyncio.run(made())["body"])


def snake(action: str) -> str:
    """CreateVpcPeerConnection: create_vpc_peer_connection."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower()


CLIENTS: tuple[type[Client], ...] = (
    Typed,
    TypedAsync,
    TypedV2,
    TypedV2Async,
    VpcEndpoint,
    OverHttp,
    Generic,
    GenericGet,
    GenericForm,
    GenericJson,
    GenericV2,
    GenericAsync,
)
