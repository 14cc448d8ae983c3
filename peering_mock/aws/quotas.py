"""The limits on peering, under their official names and codes."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

from ..core.faults import unknown


@dataclass(frozen=True)
class Quota:
    """A limit as Service Quotas lists it, and the error codes that exceeding it leads to."""

    name: str
    code: str
    default: int
    errors: tuple[str, ...]


ACTIVE_PER_VPC = Quota(
    "Active VPC peering connections per VPC",
    "L-7E9ECCDB",
    50,
    ("VpcPeeringConnectionsPerVpcLimitExceeded", "ActiveVpcPeeringConnectionPerVpcLimitExceeded"),
)
OUTSTANDING = Quota(
    "Outstanding VPC peering connection requests",
    "L-DC9F7029",
    25,
    ("PendingVpcPeeringConnectionLimitExceeded", "OutstandingVpcPeeringConnectionLimitExceeded"),
)
QUOTAS = (ACTIVE_PER_VPC, OUTSTANDING)


class Quotas(MutableMapping[str, int]):
    """Limits by quota name, quota code or error code. Raises KeyError for any other key, ValueError for no limit."""

    def __init__(self) -> None:
        self._values = {quota.name: quota.default for quota in QUOTAS}
        self._names = {key: quota.name for quota in QUOTAS for key in (quota.name, quota.code, *quota.errors)}

    def _name(self, key: str) -> str:
        if key not in self._names:
            raise KeyError(str(unknown("a peering quota", key, list(self._names))))
        return self._names[key]

    def __getitem__(self, key: str) -> int:
        return self._values[self._name(key)]

    def __setitem__(self, key: str, value: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"{key} = {value!r}: a quota is a whole number, 0 or more")
        self._values[self._name(key)] = value

    def __delitem__(self, key: str) -> None:
        raise TypeError("a quota cannot be removed; set it")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def by_code(self) -> dict[str, int]:
        """The limits by quota code."""
        return {quota.code: self._values[quota.name] for quota in QUOTAS}
