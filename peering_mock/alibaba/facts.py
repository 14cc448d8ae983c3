"""Facts that a test sets: one misspelt, or of another kind, is told at once instead of being without effect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields
from functools import wraps
from typing import Any, ClassVar, TypeVar

from ..core.faults import unknown

Rule = tuple[Callable[[Any], bool], str]


class Facts:
    """A base for dataclasses. `RULES`: what an attribute may be, as a test and in words; the others are free.

    `edition` is an object that is the same for as long as no attribute is set; what one holds may change in itself.
    There is none, or None, until `new_edition` is asked for it.
    """

    __slots__ = ("edition",)  # beside the facts: it is none of them

    RULES: ClassVar[Mapping[str, Rule]] = {}
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __setattr__(self, name: str, value: object) -> None:
        rule = self.RULES.get(name)
        if rule is not None and not rule[0](value):
            raise ValueError(f"{name}={value!r}: give {rule[1]}")
        if rule is None and name not in self.__dataclass_fields__:
            kind = type(self).__name__
            raise AttributeError(str(unknown(f"a fact of this {kind}", name, list(self.__dataclass_fields__))))
        object.__setattr__(self, name, value)
        _set_edition(self, None)

    def __delattr__(self, name: str) -> None:  # as when unittest.mock takes a patch back
        object.__delattr__(self, name)
        _set_edition(self, None)

    def __getstate__(self) -> dict[str, Any]:  # a copy has the facts, and an edition of its own
        return vars(self)

    def new_edition(self) -> object:
        made = object()
        _set_edition(self, made)
        return made


Made = TypeVar("Made", bound=Facts)


def made_at_once(kind: type[Made]) -> type[Made]:
    """A dataclass of facts that gets all its attributes at once, with its rules asked of what is given.

    That is for names; for anything else, and for a derived class, it is made as dataclasses are.
    """
    init = kind.__init__
    blank = {field.name: None if field.default is MISSING else field.default for field in fields(kind)}
    makers = {field.name: field.default_factory for field in fields(kind) if field.default_factory is not MISSING}
    if hasattr(kind, "__post_init__") or not all(field.init for field in fields(kind)):
        raise TypeError(f"{kind.__name__} has more to do than to take its attributes over")
    needed = {field.name for field in fields(kind) if field.default is MISSING} - makers.keys()

    @wraps(init)
    def __init__(self: Made, *given: Any, **named: Any) -> None:
        if given or type(self) is not kind or not needed <= named.keys() <= blank.keys():
            init(self, *given, **named)
            return
        facts = vars(self)
        facts.update(blank)
        facts.update(named)
        for name, make in makers.items():
            if name not in named:
                facts[name] = make()
        for name in kind.RULES:
            if name in named:
                setattr(self, name, named[name])

    kind.__init__ = __init__  # type: ignore[assignment]
    return kind


_set_edition = vars(Facts)["edition"].__set__


def one_of(*values: str) -> Rule:
    return lambda given: given in values, " or ".join(map(repr, values))


def some_of(*values: str) -> Rule:
    def fits(given: Any) -> bool:
        return isinstance(given, Collection) and not isinstance(given, str) and all(one in values for one in given)

    return fits, "a set of " + " and ".join(map(repr, values))


YES_OR_NO: Rule = lambda given: isinstance(given, bool), "True or False"
TEXT_OR_NONE: Rule = lambda given: given is None or isinstance(given, str), "a text, or None"
ACCOUNT_OR_NONE: Rule = lambda given: given is None or type(given) is int, "an account's id, or None"
LINK_TYPES = some_of("Gold", "Platinum")
