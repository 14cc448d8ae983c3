"""Records by id, and by whatever else they are asked for: no look-up scans the store."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class HasId(Protocol):
    id: str


Record = TypeVar("Record", bound=HasId)


class Store(Generic[Record]):
    """Records in the order they came.

    Each keyword is an index: its name, and a function from a record to the keys it is found under. The keys of a record
    must not change while it is stored.
    """

    def __init__(self, **indices: Callable[[Record], Iterable[Hashable]]) -> None:
        self._records: dict[str, Record] = {}
        self._keys = indices
        self._index: dict[tuple[str, Hashable], dict[str, Record]] = {}

    def add(self, record: Record) -> Record:
        self._records[record.id] = record
        for name, keys in self._keys.items():
            for key in keys(record):
                self._index.setdefault((name, key), {})[record.id] = record
        return record

    def remove(self, record: Record) -> None:
        del self._records[record.id]
        for name, keys in self._keys.items():
            for key in set(keys(record)):
                found = self._index[name, key]
                found.pop(record.id, None)
                if not found:
                    del self._index[name, key]

    def get(self, record_id: str) -> Record | None:
        return self._records.get(record_id)

    def by(self, **where: Hashable) -> list[Record]:
        """The records under one key of one index: `store.by(vpc="vpc-1")`."""
        ((name, key),) = where.items()
        return list(self._index.get((name, key), {}).values())

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))

    def __len__(self) -> int:
        return len(self._records)
