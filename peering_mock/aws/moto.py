"""All that is known of moto. It is used as a library: its state is put in place for the length of a call.

moto keeps its state in module-level dictionaries. Each world has contents of its own for them; unless the user's own
`mock_aws` is active: then its contents are everybody's, and are left as they are. Peering connections are ours; moto is
lent what stands for them while it answers, and nothing of it stays behind.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from threading import RLock
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ..core.call import NotMocked, Reply, Request
from .connections import Place, Vpc
from .hosts import PUBLIC, Target, claims, labels_of

LOCK = RLock()  # moto's dictionaries are of the whole process

# operations and services that look at images, or at the volumes and snapshots that come with them
IMAGES = re.compile(r"Image|Snapshot|Volume|RunInstances|Fleet|Spot|DescribeTags")
SERVICES_WITH_IMAGES = {"autoscaling", "batch", "cloudformation", "ecs", "eks", "elasticmapreduce", "opsworks", "ssm"}


NO_PLACE = ("", "")
Found = TypeVar("Found")
TOLD_OF_PEERS = {
    "VpcId",
    "VpcPeeringConnectionId",
    "PeeringStatus",
}  # of a group that a rule names, when it is a peer's


@dataclass(frozen=True)
class Rule:
    """A rule of a security group that names another group."""

    protocol: str
    from_port: int | None
    to_port: int | None
    egress: bool
    group_id: str
    user_id: str


@dataclass(frozen=True)
class Group:
    """A security group, with those of its rules that name another group."""

    id: str
    name: str
    description: str
    vpc_id: str
    account: str
    rules: tuple[Rule, ...]


class Lent:
    """Stands for a connection where moto wants an object: as a route's target, or as a stack's resource."""

    type = "AWS::EC2::VPCPeeringConnection"

    def __init__(self, connection_id: str, end: Callable[[], None] | None = None) -> None:
        self.id = self.physical_resource_id = connection_id
        self._end = end

    def get_cfn_attribute(self, name: str) -> str:
        from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

        if name != "Id":
            raise UnformattedGetAttTemplateException()
        return self.id

    def is_created(self) -> bool:
        return True

    def delete(self, *_: object) -> None:
        if self._end is not None:
            self._end()


class Moto:
    """moto for one world. `seed` gives what its IDs are made from."""

    def __init__(self, seed: Callable[[], str]) -> None:
        self._seed = seed
        self._random: Any = None
        self._held: list[_Contents] = []
        self._kept_keys: dict[str, str] = {}
        self._disposable: list[Any] = []
        self._within = self._drawing = False
        self._read: dict[tuple[object, ...], Any] = {}  # since moto last ran

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """This world's state is moto's, for the length of the block, and may change in it."""
        with self._read_in_place(), self._without_images():
            try:
                yield
            finally:
                self._read.clear()

    @contextmanager
    def _read_in_place(self) -> Iterator[None]:
        """The same for a block that changes nothing."""
        with LOCK:
            if self._within or users_mock_is_active():
                yield
                return
            outer = _take()
            _put(self._held)
            self._within = True
            try:
                yield
            finally:
                self._within = False
                self._held = _take()
                _put(outer)

    def _ec2(self, place: Place) -> Any:
        """moto's EC2 for an account in a Region; a new one makes a default VPC, with IDs of this world."""
        found = _held_ec2(place)
        if found is None:
            with self._ids_of_this_world(), self._without_images():
                found = _ec2(place)
        return found

    def _without_images(self) -> AbstractContextManager[None]:
        return _without_default_images() if self._within else nullcontext()

    @contextmanager
    def _ids_of_this_world(self) -> Iterator[None]:
        """moto draws from this world's numbers. Only where it draws: putting them in place takes a moment."""
        from moto.moto_api._internal import mock_random

        if self._drawing or not self._within:
            yield
            return
        self._drawing = True
        outer = mock_random.getstate()
        if self._random is None:
            mock_random.seed(self._seed())
        else:
            mock_random.setstate(self._random)
        try:
            yield
        finally:
            self._random = mock_random.getstate()
            mock_random.setstate(outer)
            self._drawing = False

    def drop(self) -> None:
        """The world ends: nothing of moto's that it made is kept alive."""
        with LOCK:
            for thing in self._disposable:
                thing.dispose()
            self._disposable = []
            self._read.clear()
            held, self._held = self._held, []
            for contents in held:
                for regions in contents.accounts.values():
                    for backend in dict.values(regions):
                        _forget(backend)
                    dict.clear(regions)  # moto caches this object itself; what it holds may go
            if held:
                _untrack()

    @property
    def used(self) -> bool:
        """Has this world asked anything of moto?"""
        return bool(self._held)

    def kept(self) -> dict[Place, Any]:
        """The EC2 of every place that was used, and under no place the position of moto's IDs."""
        with self.in_place():
            return {place: self._ec2(place) for place in self.places()} | {NO_PLACE: self._random}

    def keep(self, kept: dict[Place, Any]) -> None:
        """Takes over what `kept` gave."""
        from weakref import ref

        from moto.ec2.models import ec2_backends

        places = {place: backend for place, backend in kept.items() if place != NO_PLACE}
        self._random = kept[NO_PLACE]
        with self.in_place():
            for (account, region), backend in places.items():
                dict.__setitem__(ec2_backends[account], region, backend)
                backend.vpc_refs[type(backend)].add(ref(backend))

    def account_of(self, access_key_id: str) -> str | None:
        """The account that moto's IAM or STS gave an access key to, here or in the world this one was restored from."""
        return self._once(self._account_of, access_key_id)

    def _account_of(self, access_key_id: str) -> str | None:
        given = (account for account, keys in _access_keys() if access_key_id in keys)
        return self._kept_keys.get(access_key_id) or next(given, None)

    def access_keys(self) -> dict[str, str]:
        """The account of every access key that was given, for a snapshot."""
        with self.in_place():
            return self._kept_keys | {key: account for account, keys in _access_keys() for key in keys}

    def keep_access_keys(self, kept: Mapping[str, str]) -> None:
        """Takes over what `access_keys` gave."""
        self._kept_keys = dict(kept)

    def knows_region(self, region: str) -> bool:
        if region in _ec2_regions():
            return True
        from moto.settings import allow_unknown_region

        return bool(allow_unknown_region())

    def vpc(self, vpc_id: str, place: Place) -> Vpc | None:
        """A VPC of an account in a Region."""
        if not self.knows_region(place[1]):
            return None
        return self._once(self._vpc, vpc_id, place)

    def _once(self, read: Callable[..., Found], *asked: Any) -> Found:
        """What `read` gives; what it gave before, unless something of moto's has run since, or a `mock_aws` does."""
        anew = self._within or users_mock_is_active()
        found: Found | Moto = self if anew else self._read.get(asked, self)
        if isinstance(found, Moto):
            with self._read_in_place():
                found = read(*asked)
                if self._within and not anew:  # this world's own, and not that of a `mock_aws` started meanwhile
                    self._read[asked] = found
        return found

    def _vpc(self, vpc_id: str, place: Place) -> Vpc | None:
        account, region = place
        held = self._ec2(place)
        found = held.vpcs.get(vpc_id)
        if found is None:
            return None
        return Vpc(
            id=found.id,
            account=account,
            region=region,
            cidr_block=found.cidr_block,
            cidr_blocks=_blocks(found, ipv6=False),
            ipv6_cidr_blocks=_blocks(found, ipv6=True),
            dns_support=bool(found.enable_dns_support),
            dns_hostnames=bool(found.enable_dns_hostnames),
            is_default=bool(found.is_default),
            state=found.state,
            tags=MappingProxyType(dict(held.tags.get(vpc_id, {}))),
        )

    def find_vpc(self, vpc_id: str) -> Vpc | None:
        """A VPC, of whatever account and Region."""
        with self.in_place():
            return next((vpc for place in self.places() if (vpc := self.vpc(vpc_id, place))), None)

    def places(self) -> list[Place]:
        """The accounts and Regions in use."""
        from moto.ec2.models import ec2_backends

        with self.in_place():
            return [(a, r) for a, regions in dict.items(ec2_backends) for r in dict.keys(regions)]

    def groups(self, place: Place, vpc_id: str | None = None) -> list[Group]:
        """The security groups of an account in a Region."""
        with self.in_place():
            by_vpc = self._ec2(place).groups
            wanted = by_vpc if vpc_id is None else [vpc_id] if vpc_id in by_vpc else []
            return [_group(group, place[0]) for vpc in list(wanted) for group in list(by_vpc[vpc].values())]

    def group(self, group_id: str, place: Place) -> Group | None:
        with self.in_place():
            found = self._ec2(place).get_security_group_from_id(group_id)
            return None if found is None else _group(found, place[0])

    def group_called(self, name_or_id: str, place: Place) -> Group | None:
        """A group as moto finds it that has its ID or, of the default VPC, its name."""
        with self.in_place():
            found = self._ec2(place).get_security_group_by_name_or_id(name_or_id)
            return None if found is None else _group(found, place[0])

    def route_table(self, route_table_id: str, place: Place) -> tuple[str, set[str]] | None:
        """The VPC of a route table, and the destinations it has routes to."""
        with self.in_place():
            table = self._ec2(place).route_tables.get(route_table_id)
            if table is None:
                return None
            taken = {route.destination_cidr_block or route.destination_ipv6_cidr_block for route in table.routes}
            return table.vpc_id, {block for block in taken if block}

    def answer(self, request: Request, operation: str, target: Target, account: str, served: list[str]) -> Reply:
        """moto's answer. Raises NotMocked for what moto has not."""
        with self.in_place(), self._ids_of_this_world(), _account_by_header():
            self._load_images(operation, target, (account, target.region))
            url = _canonical(request, target)
            service, handler = _handler(url)
            if handler is None:
                raise NotMocked(operation, served, f"moto {_version()} has nothing for {request.host}")
            try:
                status, headers, body = _run(handler, request, url, account)
            except NotImplementedError as missing:
                raise NotMocked(operation, served, f"moto {_version()}: {missing}") from missing
            self._keep_disposable(service)
            return Reply(
                int(status),
                {str(name).lower(): str(value) for name, value in headers.items()},
                body.encode() if isinstance(body, str) else bytes(body or b""),
            )

    def _load_images(self, operation: str, target: Target, own: Place) -> None:
        """Images are left out at first, for what they cost; whoever asks for them finds them."""
        if not self._within or target.service not in {"ec2", *SERVICES_WITH_IMAGES}:
            return
        if (target.service == "ec2" and not IMAGES.search(operation)) or _asked_without_images():
            return
        places = {own, *self.places()} if self.knows_region(own[1]) else self.places()
        backends = [self._ec2(place) for place in places]
        with _with_default_images():
            for backend in backends:
                if not backend.amis and not backend.__dict__.get("peering_mock_images"):
                    backend.peering_mock_images = True
                    backend._load_amis()

    def _keep_disposable(self, service: str) -> None:
        """S3's objects hold temporary files that must be closed in the end."""
        if self._within and service.startswith("s3"):
            from moto.core.model_instances import model_data

            for model in model_data["s3"].values():
                if hasattr(model, "dispose"):
                    self._disposable += model.instances_tracked
                    model.instances_tracked = []

    @contextmanager
    def lending(self, place: Place, tags: Mapping[str, dict[str, str]]) -> Iterator[None]:
        """moto finds these connections, and their tags, which it may change."""
        with self.in_place():
            backend = self._ec2(place)
            backend.vpc_pcxs.update({connection_id: Lent(connection_id) for connection_id in tags})
            backend.tags.update(tags)
            try:
                yield
            finally:
                for connection_id in tags:
                    backend.vpc_pcxs.pop(connection_id, None)
                    backend.tags.pop(connection_id, None)

    @contextmanager
    def lending_groups(self, place: Place, lent: Iterable[tuple[str, Place]]) -> Iterator[None]:
        """moto finds these groups of other accounts, and those that are no more, as if they were the account's own.

        A rule is the same whether or not it is named with what was told of its peering: many revoke what they read.
        """
        from moto.ec2.models.security_groups import SecurityGroupBackend

        ask = SecurityGroupBackend._add_source_group

        def plain(backend: Any, pairs: Any, vpc_id: str | None) -> Any:
            bare = [{key: held for key, held in pair.items() if key not in TOLD_OF_PEERS} for pair in pairs or []]
            return ask(backend, bare, vpc_id)

        with self.in_place(), _changed(SecurityGroupBackend, "_add_source_group", plain):
            backend = self._ec2(place)
            groups = {}
            for group_id, owner in lent:
                found = self._ec2(owner).get_security_group_from_id(group_id)
                groups[group_id] = found or _Gone(group_id)
            if groups:
                backend.groups["lent"] = groups
            try:
                yield
            finally:
                backend.groups.pop("lent", None)

    @contextmanager
    def telling_pairs(self, place: Place, more: Callable[[Group, Rule], Mapping[str, str]]) -> Iterator[None]:
        """Rules that name another group tell more about it."""
        with self.in_place(), ExitStack() as stack:
            backend = self._ec2(place)
            for groups in list(backend.groups.values()):
                for group in list(groups.values()):
                    for rule in (*group.ingress_rules, *group.egress_rules):
                        if rule.source_group.get("GroupId"):
                            told = more(_group(group, place[0]), _rule(rule, place[0]))
                            if told:
                                stack.enter_context(_changed(rule, "source_group", {**rule.source_group, **told}))
            yield

    @contextmanager
    def telling_states(self, state_of: Callable[[str], str]) -> Iterator[None]:
        """Routes tell the state that their connection gives them, and can be filtered by it."""
        from moto.ec2.models.route_tables import Route, RouteTable

        def state(route: Any) -> str:
            return state_of(route.vpc_pcx.id) if isinstance(route.vpc_pcx, Lent) else "active"

        ask = RouteTable.get_filter_value

        def get_filter_value(table: Any, name: str, method: str | None = None) -> Any:
            return [route.state for route in table.routes] if name == "route.state" else ask(table, name, method)

        with LOCK, _changed(Route, "state", property(state)):
            with _changed(RouteTable, "get_filter_value", get_filter_value):
                yield

    @contextmanager
    def building(
        self,
        make: Callable[[dict[str, Any], Place], str],
        change: Callable[[str, dict[str, Any], Place], str],
        end: Callable[[str, Place], None],
    ) -> Iterator[None]:
        """CloudFormation makes, changes and ends its peering connections here."""
        from moto.cloudformation.exceptions import ValidationError
        from moto.ec2.models.vpc_peering_connections import VPCPeeringConnection

        lent_to = []

        def lent(place: Place, made: Callable[[], str]) -> Lent:
            try:
                connection_id = made()
            except ValueError as refused:
                raise ValidationError(message=str(refused)) from refused
            backend = self._ec2(place)
            lent_to.append((backend, connection_id))
            # a route of the same stack may keep this one, and a snapshot with it: it knows no way back to the world
            backend.vpc_pcxs[connection_id] = Lent(connection_id)
            return Lent(connection_id, lambda: end(connection_id, place))

        def create(_: type, /, name: str, template: Any, account_id: str, region_name: str, **__: object) -> Lent:
            place = (account_id, region_name)
            return lent(place, lambda: make(template["Properties"], place))

        def update(
            _: type,
            /,
            original_resource: Lent,
            cloudformation_json: Any,
            account_id: str,
            region_name: str,
            **__: object,
        ) -> Lent:
            place = (account_id, region_name)
            return lent(place, lambda: change(original_resource.id, cloudformation_json["Properties"], place))

        with (
            LOCK,
            _changed(VPCPeeringConnection, "create_from_cloudformation_json", classmethod(create)),
            _changed(VPCPeeringConnection, "update_from_cloudformation_json", classmethod(update)),
        ):
            try:
                yield
            finally:
                for backend, connection_id in lent_to:
                    backend.vpc_pcxs.pop(connection_id, None)

    @contextmanager
    def telling_quotas(self, values: Mapping[str, int]) -> Iterator[None]:
        """Service Quotas tells these values, by quota code, as the account's own."""
        from moto.servicequotas.resources.default_quotas.vpc import VPC_DEFAULT_QUOTAS

        with LOCK:
            changed = [quota for quota in VPC_DEFAULT_QUOTAS if quota["QuotaCode"] in values]
            before = [quota["Value"] for quota in changed]
            for quota in changed:
                quota["Value"] = float(values[quota["QuotaCode"]])
            try:
                yield
            finally:
                for quota, value in zip(changed, before, strict=True):
                    quota["Value"] = value


class _Gone:
    """A security group that is no more: found by its ID, so that rules that name it can be revoked."""

    def __init__(self, group_id: str) -> None:
        self.id, self.name = group_id, ""


def users_mock_is_active() -> bool:
    """Is a `mock_aws` of the user's active?"""
    models = sys.modules.get("moto.core.models")
    return models is not None and models.MockAWS._nested_count > 0


@dataclass(frozen=True)
class _Contents:
    """What one of moto's dictionaries of backends holds, and its registers beside, such as whose each bucket is."""

    backends: Any
    accounts: dict[str, Any]
    registers: dict[str, dict[Any, Any]]


def _access_keys() -> Iterator[tuple[str, Iterable[str]]]:
    """The accounts that IAM and STS gave access keys to, each with some of them; none before either is loaded."""
    iam = sys.modules.get("moto.iam.models")
    for account, partitions in list(iam.iam_backends.items()) if iam else ():
        for backend in list(dict.values(partitions)):
            yield str(account), backend.access_keys


def _take() -> list[_Contents]:
    from moto.core.base_backend import BackendDict

    taken = []
    for backends in BackendDict._instances:
        registers = {name: held for name, held in vars(backends).items() if isinstance(held, dict)}
        taken.append(_Contents(backends, dict(backends.items()), {name: dict(registers[name]) for name in registers}))
        for held in (backends, *registers.values()):
            dict.clear(held)
    BackendDict._instances.clear()
    return taken


def _put(taken: list[_Contents]) -> None:
    from moto.core.base_backend import BackendDict

    for contents in taken:
        dict.update(contents.backends, contents.accounts)
        for name, held in contents.registers.items():
            getattr(contents.backends, name).update(held)
        BackendDict._instances.append(contents.backends)


def _forget(backend: Any) -> None:
    """moto's registers of weak references grow with every backend ever made."""
    from weakref import ref

    for owner in type(backend).__mro__:
        for name in ("vpc_refs", "vpc_pcx_refs", "backend_refs"):
            for refs in vars(owner).get(name, {}).values():
                refs.discard(ref(backend))


def _untrack() -> None:
    """moto keeps a list of every object of every class, for its dashboard, and caches on methods."""
    from moto.core.common_models import BaseModel

    waiting = [BaseModel]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if vars(model).get("instances_tracked") and not hasattr(model, "dispose"):
            model.instances_tracked = []
            for member in vars(model).values():
                getattr(member, "cache_clear", _nothing)()


def _nothing() -> None:
    pass


@cache
def _ec2_regions() -> frozenset[str]:
    from moto.core.base_backend import AccountSpecificBackend

    session = AccountSpecificBackend.get_session()
    return frozenset(
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition_name=partition)
    )


def _held_ec2(place: Place) -> Any:
    """What there is already, past the checks that moto makes each time."""
    from moto.ec2.models import ec2_backends

    regions = dict.get(ec2_backends, place[0])
    return None if regions is None else dict.get(regions, place[1])


def _ec2(place: Place) -> Any:
    from moto.ec2.models import ec2_backends

    account, region = place
    return ec2_backends[account][region]


def _blocks(vpc: Any, *, ipv6: bool) -> tuple[str, ...]:
    return tuple(
        block["cidr_block"]
        for block in vpc.get_cidr_block_association_set(ipv6=ipv6)
        if block["cidr_block_state"]["state"] == "associated"
    )


def _group(group: Any, account: str) -> Group:
    rules = [rule for rule in (*group.ingress_rules, *group.egress_rules) if rule.source_group.get("GroupId")]
    return Group(
        id=group.id,
        name=group.name,
        description=group.description,
        vpc_id=group.vpc_id,
        account=account,
        rules=tuple(_rule(rule, account) for rule in rules),
    )


def _rule(rule: Any, account: str) -> Rule:
    return Rule(
        protocol=rule.ip_protocol,
        from_port=rule.from_port,
        to_port=rule.to_port,
        egress=bool(rule.is_egress),
        group_id=rule.source_group["GroupId"],
        user_id=rule.source_group.get("UserId") or account,
    )


@cache
def _version() -> str:
    import moto

    return str(moto.__version__)


def _canonical(request: Request, target: Target) -> str:
    """The URL under which moto knows the request, whatever name of the service it was sent to."""
    parts = urlsplit(request.url)
    host = parts.netloc
    if target.service == "ec2" or not claims(request.host):
        suffix = "amazonaws.com.cn" if target.region.startswith("cn-") else "amazonaws.com"
        host = f"{target.service}.{target.region}.{suffix}"
    elif labels_of(request.host) and not request.host.endswith(PUBLIC):
        host = ".".join((*labels_of(request.host), "amazonaws.com"))
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path or '/'}{query}"


def _handler(url: str) -> tuple[str, Any]:
    """The name of moto's service for a URL, and its function."""
    from moto import backend_index

    clean = url.partition("?")[0]
    for service, pattern in backend_index.backend_url_patterns:
        if pattern.match(clean):
            for path, function in _paths(service):
                if path.match(clean):
                    return service, function
    return "", None


@cache
def _paths(service: str) -> list[tuple[re.Pattern[str], Any]]:
    from moto import backends

    registry = backends.get_backend(service)  # type: ignore[call-overload,unused-ignore]
    # the table of URLs is a property of a backend that looks at its class alone: no need to make one
    backend = object.__new__(registry.backend) if hasattr(registry, "backend") else registry["global"]
    return [(re.compile(url), function) for url, function in backend.urls.items()]


def _run(handler: Any, request: Request, url: str, account: str) -> Any:
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders
    from moto.core.exceptions import HTTPException

    headers = HTTPHeaders()
    for name, value in {**request.headers, "x-moto-account-id": account, "host": urlsplit(url).netloc}.items():
        headers[name] = value
    asked: Any = AWSPreparedRequest(request.method, url, headers, request.body, False)
    try:
        from moto.core.request import normalize_request  # newer moto gives all its handlers one kind of request
    except ImportError:
        pass
    else:
        asked = normalize_request(asked)
        url = getattr(asked, "raw_url", asked.url)
    try:
        return handler(asked, url, asked.headers)
    except HTTPException as refused:
        return refused.code, dict(refused.get_headers()), refused.get_body()


@contextmanager
def _account_by_header() -> Iterator[None]:
    """The variable would overrule the account that was found for the call."""
    set_by_user = os.environ.pop("MOTO_ACCOUNT_ID", None)
    try:
        yield
    finally:
        if set_by_user is not None:
            os.environ["MOTO_ACCOUNT_ID"] = set_by_user


def _asked_without_images() -> bool:
    return os.environ.get("MOTO_EC2_LOAD_DEFAULT_AMIS", "true").lower() == "false"


@contextmanager
def _without_default_images() -> Iterator[None]:
    """1301 images take 90 ms for every account and Region. Who sets moto's variable gets what it says."""
    from moto import settings

    if "MOTO_EC2_LOAD_DEFAULT_AMIS" in os.environ:
        yield
    else:
        with _changed(settings, "ec2_load_default_amis", lambda: False):
            yield


@contextmanager
def _with_default_images() -> Iterator[None]:
    from moto import settings

    with _changed(settings, "ec2_load_default_amis", lambda: True):
        yield


@contextmanager
def _changed(owner: Any, name: str, value: Any) -> Iterator[None]:
    inherited = name not in vars(owner)
    before = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, before)
