"""Any graph of plain objects as JSON data, and back: shared references stay shared, and no code is ever run.

Objects are written as their class's name and attributes; only classes that the reader knows are made again.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import MethodType
from typing import Any

Plain = Any
SIMPLE = (str, int, float, bool, type(None))
Find = Callable[[str], type]
ADDRESSES: Mapping[str, Callable[[str], object]] = {
    cls.__name__: cls
    for cls in (ipaddress.IPv4Network, ipaddress.IPv6Network, ipaddress.IPv4Address, ipaddress.IPv6Address)
}


class Damaged(ValueError):
    """The data is not what `encode` wrote."""


def encode(root: object, name_of: Callable[[type], str]) -> Plain:
    """The graph below `root`. `name_of(class)` gives a class's name, and raises TypeError for one it does not know."""
    return _Encoder(name_of).graph(root)


def decode(data: Plain, find: Find) -> Any:
    """The root of a graph. `find(name)` gives the class, and raises LookupError. Raises Damaged for anything odd."""
    try:
        return _Decoder(data, find).value(data["root"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(f"the data is damaged: {error}") from None


class _Encoder:
    def __init__(self, name_of: Callable[[type], str]) -> None:
        self._name_of = name_of
        self._places: dict[int, int] = {}
        self._kept: list[object] = []  # so that no id is used twice while the graph is walked
        self._objects: list[Plain] = []

    def graph(self, root: object) -> Plain:
        return {"root": self._value(root), "objects": self._objects}

    def _value(self, value: object) -> Plain:
        if type(value) in SIMPLE:
            return value
        if (written := self._fixed(value)) is not None:
            return {"=": written}
        if id(value) not in self._places:
            self._places[id(value)] = len(self._objects)
            self._kept.append(value)
            self._objects.append(None)
            place = self._places[id(value)]
            self._objects[place] = self._object(value)
        return {"#": self._places[id(value)]}

    def _fixed(self, value: Any) -> Plain:
        """What cannot change is written where it stands: whether two equal ones are the same one tells nothing."""
        if isinstance(value, (datetime, timedelta)):
            return ["datetime", value.isoformat()] if isinstance(value, datetime) else ["span", value.total_seconds()]
        if isinstance(value, Enum):
            return ["enum", self._name_of(type(value)), value.name]
        if type(value) in (tuple, frozenset):
            return self._items(value)
        if type(value).__name__ in ADDRESSES and type(value).__module__ == ipaddress.__name__:
            return ["address", type(value).__name__, str(value)]
        return None

    def _items(self, value: Any) -> Plain:
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        return [type(value).__name__, [self._value(item) for item in items]]

    def _object(self, value: Any) -> Plain:
        if type(value) in (list, set):
            return self._items(value)
        if type(value) in (dict, OrderedDict):
            return [type(value).__name__, [[self._value(key), self._value(held)] for key, held in value.items()]]
        if type(value) is defaultdict and value.default_factory in (list, dict, set):
            pairs = [[self._value(key), self._value(held)] for key, held in value.items()]
            return ["defaultdict", pairs, value.default_factory.__name__]
        if isinstance(value, MethodType):
            return ["method", self._value(value.__self__), value.__name__]
        name = self._name_of(type(value))
        return ["object", name, {key: self._value(held) for key, held in vars(value).items()}]


class _Decoder:
    def __init__(self, data: Plain, find: Find) -> None:
        self._objects: list[Plain] = data["objects"]
        self._find = find
        self._made: dict[int, Any] = {}

    def value(self, data: Plain) -> Any:
        if type(data) in SIMPLE:
            return data
        if "=" in data:
            return self._fixed(*data["="])
        place = data["#"]
        if place not in self._made:
            self._make(place, *self._objects[place])
        return self._made[place]

    def _fixed(self, kind: str, *held: Any) -> Any:
        if kind == "datetime":
            return datetime.fromisoformat(held[0])
        if kind == "span":
            return timedelta(seconds=held[0])
        if kind == "enum":
            return self._find(held[0])[held[1]]  # type: ignore[index]
        if kind == "address":
            return ADDRESSES[held[0]](held[1])
        items = [self.value(item) for item in held[0]]
        return {"tuple": tuple, "frozenset": frozenset}[kind](items)

    def _make(self, place: int, kind: str, *held: Any) -> None:
        if kind in ("list", "set"):
            made: Any = [] if kind == "list" else set()
            self._made[place] = made
            for item in held[0]:
                (made.append if kind == "list" else made.add)(self.value(item))
        elif kind in ("dict", "OrderedDict", "defaultdict"):
            self._fill(place, kind, *held)
        elif kind == "method":
            owner = self.value(held[0])
            self._made[place] = MethodType(getattr(type(owner), held[1]), owner)
        elif kind == "object":
            self._object(place, *held)
        else:
            raise ValueError(f"{kind!r} is not a kind of value")

    def _fill(self, place: int, kind: str, pairs: list[Plain], factory: str = "") -> None:
        kinds: Mapping[str, Callable[[], dict[Any, Any]]] = {
            "dict": dict,
            "OrderedDict": OrderedDict,
            "defaultdict": lambda: defaultdict({"list": list, "dict": dict, "set": set}[factory]),
        }
        made = kinds[kind]()
        self._made[place] = made
        for key, held in pairs:
            made[self.value(key)] = self.value(held)

    def _object(self, place: int, name: str, attributes: Mapping[str, Plain]) -> None:
        cls = self._find(name)
        made: Any = object.__new__(cls)
        self._made[place] = made
        for key, held in attributes.items():
            object.__setattr__(made, key, self.value(held))
