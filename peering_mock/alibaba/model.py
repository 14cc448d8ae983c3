"""The vendor's API facts: which products and operations there are, and the shape of what they take."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FILES = {
    "VpcPeer": "vpcpeer-2022-01-01",
    "Vpc": "vpc-2016-04-28",
    "Sts": "sts-2015-04-01",
    "ResourceManager": "resourcemanager-2020-03-31",
    "Cdt": "cdt-2021-08-13",
    "Location": "location-2015-06-12",
}

HOSTS = {  # first label of the host, without -vpc (VPC endpoints): product
    "vpcpeer": "VpcPeer",
    "vpc": "Vpc",
    "sts": "Sts",
    "resourcemanager": "ResourceManager",
    "cdt": "Cdt",
    "location": "Location",
    "location-readonly": "Location",
}


COMMON = frozenset(
    "Action Version Format Timestamp SignatureMethod SignatureType SignatureVersion SignatureNonce AccessKeyId "
    "Signature SecurityToken BearerToken".split()
)
"""What every call may give besides the parameters of its operation."""

MOST_KEPT = 256
Meant = tuple[str, dict[str, Any], bool, bool]
"""A parameter's name and facts, whether it is required, and whether it is text."""


class Parameters(dict[str, dict[str, Any]]):
    """The facts of an operation's parameters by name; `bounded` names those with bounds."""

    def __init__(self, facts: dict[str, dict[str, Any]]) -> None:
        super().__init__(facts)
        self.bounded = [n for n, fact in facts.items() if fact.keys() & {"minimum", "maximum", "maxItems"}]
        self._meant: dict[tuple[str, ...], list[Meant]] = {}

    def meant_by(self, given: Iterable[str]) -> list[Meant]:
        """What to look for in a call that gives these names, in the order of the model.

        That is what it gives, what it must give, and lists, whose items may be given under names with numbers. Calls of
        one client give the same names each time.
        """
        names = tuple(given)
        found = self._meant.get(names)
        if found is None:
            numbered = any("." in name for name in names)
            found = [
                (name, fact, bool(fact.get("required")), fact["type"] == "string")
                for name, fact in self.items()
                if name in names or fact.get("required") or (numbered and fact["type"] == "array")
            ]
            if len(self._meant) < MOST_KEPT and all(name in self or name in COMMON for name in names):
                self._meant[names] = found  # and no name that a client made up
        return found


@dataclass(frozen=True)
class Product:
    """One product in one version. `operations` are those served, `all_operations` those that exist."""

    name: str
    version: str
    operations: dict[str, dict[str, Any]]
    parameters: dict[str, Parameters]
    all_operations: frozenset[str]
    endpoints: dict[str, str]


@cache
def product(name: str) -> Product:
    """A product by its name; read from its file once."""
    model = read(FILES[name])
    return Product(
        name=model["product"],
        version=model["version"],
        operations=model["operations"],
        parameters={action: Parameters(facts["parameters"]) for action, facts in model["operations"].items()},
        all_operations=frozenset(model["all_operations"]),
        endpoints=model["endpoints"],
    )


def read(name: str) -> Any:
    """The JSON of one file of the package's models."""
    return json.loads((Path(__file__).parent / "models" / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def product_of_host(host: str) -> str | None:
    """The product behind a host of Alibaba Cloud, or None when it is not one of ours."""
    label = host.partition(".")[0].removesuffix("-vpc") if host.partition(".")[0] != "vpc" else "vpc"
    return HOSTS.get(label)


def region_of_host(host: str) -> str | None:
    """The region that a regional host names: vpc.cn-beijing.aliyuncs.com."""
    labels = host.split(".")
    return labels[1] if len(labels) == 4 and labels[2] == "aliyuncs" else None


def product_of_version(version: str) -> str | None:
    """The product that has a version, for requests whose host tells nothing."""
    return next((name for name, file in FILES.items() if file.endswith(version) and version), None)
