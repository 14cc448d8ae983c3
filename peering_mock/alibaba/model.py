"""The vendor's API facts: which products and operations there are, and the shape of what they take."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .limits import Limit, of_model, of_operation

FILES = {
    "VpcPeer": "vpcpeer-2022-01-01",
    "Vpc": "vpc-2016-04-28",
    "Sts": "sts-2015-04-01",
    "ResourceManager": "resourcemanager-2020-03-31",
    "Cdt": "cdt-2021-08-13",
    "Location": "location-2015-06-12",
}

COMMON = frozenset(
    "Action Version Format Timestamp SignatureMethod SignatureType SignatureVersion SignatureNonce AccessKeyId "
    "Signature SecurityToken BearerToken".split()
)
"""What every call may give besides the parameters of its operation."""

MOST_KEPT = 256


class Meant(NamedTuple):
    """What to look for in a call that gives certain names.

    `parameters`, in the order of the model: the name, the facts, whether it is required, and whether it is text.
    `limits`: those that these must keep.
    """

    parameters: list[tuple[str, dict[str, Any], bool, bool]]
    limits: list[Limit]


class Parameters(dict[str, dict[str, Any]]):
    """The facts of an operation's parameters by name. `limits` come before those of the model."""

    def __init__(self, facts: dict[str, dict[str, Any]], limits: Iterable[Limit] = ()) -> None:
        super().__init__(facts)
        self._limits = [*limits, *of_model(facts)]
        self._meant: dict[tuple[str, ...], Meant] = {}

    def meant_by(self, given: Iterable[str]) -> Meant:
        """What to look for in a call that gives these names.

        That is what it gives, what it must give, and lists, whose items may be given under names with numbers. Calls of
        one client give the same names each time.
        """
        names = tuple(given)
        found = self._meant.get(names)
        if found is None:
            numbered = any("." in name for name in names)
            found = Meant(
                [
                    (name, fact, bool(fact.get("required")), fact["type"] == "string")
                    for name, fact in self.items()
                    if name in names or fact.get("required") or (numbered and fact["type"] == "array")
                ],
                [limit for limit in self._limits if limit[0] in names or numbered],
            )
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
        parameters={
            action: Parameters(facts["parameters"], of_operation(action) if name == "VpcPeer" else ())
            for action, facts in model["operations"].items()
        },
        all_operations=frozenset(model["all_operations"]),
        endpoints=model["endpoints"],
    )


def read(name: str) -> Any:
    """The JSON of one file of the package's models."""
    return json.loads((Path(__file__).parent / "models" / f"{name}.json").read_text(encoding="utf-8"))


def product_of_version(version: str) -> str | None:
    """The product that has a version, for requests whose host tells nothing."""
    return next((name for name, file in FILES.items() if file.endswith(version) and version), None)
