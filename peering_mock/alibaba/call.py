"""A call as this cloud's operations get it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..core.call import Call
from . import wire
from .records import Account, Credentials


@dataclass
class AlibabaCall(Call):
    """A Call with what only this cloud needs to know of it."""

    asked: wire.Asked = field(kw_only=True, repr=False, compare=False)
    caller: Account = field(kw_only=True, repr=False, compare=False)
    credentials: Credentials = field(kw_only=True, repr=False, compare=False)

    def forget(self) -> None:
        del self.asked, self.credentials
