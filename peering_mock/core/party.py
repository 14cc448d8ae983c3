"""The other party: what an account does of its own accord, some time after it is asked or a connection is active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from .clock import LONGEST

if TYPE_CHECKING:
    from .world import Cloud, World

ASKED, ACTIVE = "asked", "active"
MARK = "!"  # a due entry whose state begins so is an act, not a status


@dataclass(frozen=True)
class Notice:
    """Something an account may react to: `thing`, in its `turn`, waits for its answer or has become active."""

    thing: str
    turn: int
    moment: str
    account: str


@dataclass(frozen=True)
class Script:
    """What an account does at a moment. `verb` None: nothing. `connection` None: with all that come."""

    account: str
    moment: str
    verb: str | None
    after: timedelta
    connection: str | None

    def is_for(self, notice: Notice) -> bool:
        return (self.account, self.moment) == (notice.account, notice.moment) and self.connection in (
            None,
            notice.thing,
        )

    def act(self, notice: Notice) -> str:
        """The act as a due entry names it. What tells scripts apart is part of it: one replaced acts no more."""
        which = f"{self.after.total_seconds()} {self.connection or '*'}"
        return f"{MARK}{self.verb} {notice.moment} {notice.account} {which}"


class Party:
    """A scripted counterpart. Its acts are calls like any client's: every rule applies, and the log names the account.

    `after` is a timedelta on the world's clock. With `connection` a script is for that one, otherwise for all that
    come and all that wait; a later script replaces an earlier one, and one for a connection goes before one for all.
    """

    def __init__(self, world: World, cloud: Cloud, account: str) -> None:
        self._world, self._cloud, self.account = world, cloud, account

    def accepts(self, *, after: timedelta = timedelta(0), connection: str | None = None) -> Party:
        """Accepts what it is asked, `after` it is asked."""
        return self._play(ASKED, "accept", after, connection)

    def rejects(self, *, after: timedelta = timedelta(0), connection: str | None = None) -> Party:
        """Rejects what it is asked, `after` it is asked."""
        return self._play(ASKED, "reject", after, connection)

    def deletes(self, *, after: timedelta = timedelta(0), connection: str | None = None) -> Party:
        """Deletes a connection, `after` it has become active."""
        return self._play(ACTIVE, "delete", after, connection)

    def never_answers(self, *, connection: str | None = None) -> Party:
        """Neither accepts nor rejects."""
        return self._play(ASKED, None, timedelta(0), connection)

    def _play(self, moment: str, verb: str | None, after: timedelta, connection: str | None) -> Party:
        if not isinstance(after, timedelta) or after < timedelta(0):
            raise ValueError(f"after={after!r}: give a timedelta that is not negative")
        if after > LONGEST:
            raise ValueError(f"after={after!r}: give 900 years at most")
        script = Script(self.account, moment, verb, after, connection)
        with self._world.lock:
            self._world.parties.add(self._cloud, script)
        return self


class Parties:
    """All scripts, the latest first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.scripts: list[Script] = []

    def add(self, cloud: Cloud, script: Script) -> None:
        same = (script.account, script.moment, script.connection)
        self.scripts = [s for s in self.scripts if (s.account, s.moment, s.connection) != same]
        self.scripts.insert(0, script)
        self.scripts.sort(key=lambda s: s.connection is None)
        for notice in cloud.standing(script.account):
            if script.is_for(notice):
                self._schedule(cloud, notice, script)

    def notice(self, cloud: Cloud, notice: Notice) -> None:
        """A cloud tells that something has come up."""
        script = self.script_for(notice)
        if script is not None:
            self._schedule(cloud, notice, script)

    def script_for(self, notice: Notice) -> Script | None:
        return next((script for script in self.scripts if script.is_for(notice)), None)

    def acts_on(self, notice: Notice, act: str) -> bool:
        """Is this still what the account would do, by the script that planned it?"""
        script = self.script_for(notice)
        return script is not None and script.act(notice) == act

    def _schedule(self, cloud: Cloud, notice: Notice, script: Script) -> None:
        if script.verb is not None:
            when = self._world.clock.now + script.after
            self._world.clock.schedule(when, cloud.name, notice.thing, notice.turn, script.act(notice))
