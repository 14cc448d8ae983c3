"""Records by id, and by whatever else they are asked for: no look-up scans the store."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar


class HasId(Protocol):
    id: str


class HasStatus(Protocol):
    status: str


NOTHING: frozenset[str] = frozenset()
Record = TypeVar("Record", bound=HasId)
Living = TypeVar("Living", bound=HasStatus)
Keys = Callable[[Living], Iterable[Hashable]]


class Store(Generic[Record]):
    """Records in the order they came.

    Each keyword is an index: its name, and a function from a record to the keys it is found under. The keys of a record
    must not change while it is stored.
    """

    def __init__(self, **indices: Callable[[Record], Iterable[Hashable]]) -> None:
        self._records: dict[str, Record] = {}
        self._keys = indices
        self._index: dict[str, dict[Hashable, dict[str, Record]]] = {name: {} for name in indices}

    def add(self, record: Record) -> Record:
        self._records[record.id] = record
        for name, keys in self._keys.items():
            index = self._index[name]
            for key in keys(record):
                found = index.get(key)
                if found is None:
                    index[key] = {record.id: record}
                else:
                    found[record.id] = record
        return record

    def remove(self, record: Record) -> None:
        del self._records[record.id]
        for name, keys in self._keys.items():
            index = self._index[name]
            for key in set(keys(record)):
                found = index[key]
                found.pop(record.id, None)
                if not found:
                    del index[key]

    def get(self, record_id: str) -> Record | None:
        return self._records.get(record_id)

    def by(self, **where: Hashable) -> list[Record]:
        """The records under one key of one index: `store.by(vpc="vpc-1")`."""
        ((name, key),) = where.items()
        return list(self._index[name].get(key, {}).values())

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))

    def __len__(self) -> int:
        return len(self._records)


class Tally(dict[Hashable, int], Generic[Living]):
    """How many things stand under a key, where that depends on their status: no count scans the things.

    `counted` has what a thing in a status counts as, and `keys` the keys of a thing for each of these.
    """

    def __init__(
        self,
        counted: Mapping[str, frozenset[str]],
        keys: Mapping[str, Keys[Living]],
    ) -> None:
        super().__init__()
        self._counted, self._keys = counted, keys
        self._changes: dict[tuple[str, str], tuple[list[Keys[Living]], list[Keys[Living]]]] = {}

    def moved(self, thing: Living, was: str) -> None:
        """The thing has the status it has now, and had another before; none when its life begins."""
        change = was, thing.status
        less, more = self._changes.get(change) or self._change(*change)
        for keys in less:
            for key in keys(thing):
                if (left := self.get(key, 0) - 1) > 0:
                    self[key] = left
                else:
                    self.pop(key, None)
        for keys in more:
            for key in keys(thing):
                self[key] = self.get(key, 0) + 1

    def _change(self, was: str, status: str) -> tuple[list[Keys[Living]], list[Keys[Living]]]:
        """The keys that count less, and those that count more, when a thing goes from one status to another."""
        before, now = self._counted.get(was, NOTHING), self._counted.get(status, NOTHING)
        change = [self._keys[kind] for kind in before - now], [self._keys[kind] for kind in now - before]
        self._changes[was, status] = change
        return change
