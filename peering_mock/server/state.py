"""The worlds on disk: written a moment after changes and at the end; a kill at any moment leaves a good file."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from ..api import World
from .worlds import Worlds

DEBOUNCE = 0.2  # seconds in which changes are gathered
FORMAT = "peering_mock worlds"


class StateFile:
    """Reads the file into `worlds`, if there is one, and keeps it up to date from then on.

    Raises ValueError when it holds something else.
    """

    def __init__(self, path: str, worlds: Worlds) -> None:
        self.path, self.worlds = Path(path).absolute(), worlds
        self._told: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._lock, self._wake, self._over = Lock(), Event(), False
        self._read()
        worlds.changed = self.changed
        self._thread = Thread(target=self._write_when_changed, name="peering_mock state", daemon=True)
        self._thread.start()

    def changed(self, name: str) -> None:
        """A world is no longer as it was."""
        with self._lock:
            self._changed.add(name)
        self._wake.set()

    def close(self) -> None:
        """Writes what is left to write."""
        self._over = True
        self._wake.set()
        self._thread.join()

    def _read(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self._write()  # what cannot be written should say so now
            return
        except OSError as error:
            raise ValueError(f"{self.path} cannot be read: {error.strerror}") from None
        try:
            held = json.loads(text)
            if held["format"] != FORMAT:
                raise ValueError("it is of another format")
            for name, data in held["worlds"].items():
                self.worlds.put(name, World.restore(data))
            self._told = held["worlds"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{self.path} holds no state of peering_mock: {error}") from None

    def _write_when_changed(self) -> None:
        took = 0.0
        while not self._over:
            self._wake.wait()
            if not self._over:
                self._wake.clear()
                Event().wait(max(DEBOUNCE, 4 * took))  # a large world is left most of the time to its clients
            began = monotonic()
            try:
                self._gather()
                self._write()
            except Exception as error:  # the next change tries again
                print(f"peering-mock: {self.path} could not be written: {error}", file=sys.stderr, flush=True)
            took = monotonic() - began

    def _gather(self) -> None:
        with self._lock:
            changed, self._changed = self._changed, set()
        there = {held.name: held for held in self.worlds.all()}
        for name in changed:
            if name in there:
                self._told[name] = there[name].world.snapshot()
            else:
                self._told.pop(name, None)

    def _write(self) -> None:
        """To a file beside it, on the disk, and then in its place."""
        try:
            beside = self.path.with_name(f".{self.path.name}.new")  # one name, so that kills leave one file at most
            with beside.open("w", encoding="utf-8") as file:
                json.dump({"format": FORMAT, "worlds": self._told}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path)
        except OSError as error:
            raise ValueError(f"{self.path} cannot be written: {error.strerror}") from None
