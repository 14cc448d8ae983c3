"""A life cycle as tables, in the manner of h11: what each event does in each state, and what time does by itself.

A *path* is the states a thing walks through after an event: the first at once, each further one when the one before
has settled. What is not in the tables is refused; a state with an empty row is final.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

Path = tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """The tables.

    `begin`: event -> path of a new thing. `on`: state -> event -> path. `after`: state -> (time since creation, the
    state that follows). `gone`: state -> how long the finished thing is kept, as a timedelta since it got there.
    """

    begin: Mapping[str, Path]
    on: Mapping[str, Mapping[str, Path]]
    after: Mapping[str, tuple[timedelta, str]] = field(default_factory=dict)
    gone: Mapping[str, timedelta] = field(default_factory=dict)

    @property
    def states(self) -> list[str]:
        return list(self.on)

    def path(self, state: str, event: str) -> Path | None:
        """Where `event` leads from `state`, or None when it is not in the table."""
        return self.on[state].get(event)

    def rows(self) -> Iterator[tuple[str, str, Path]]:
        """Every transition as (from, what happens, path); a new thing comes from '-', a vanished one goes to '-'."""
        for event, path in self.begin.items():
            yield "-", event, path
        for state, events in self.on.items():
            for event, path in events.items():
                yield state, event, path
            if state in self.after:
                delay, then = self.after[state]
                yield state, f"{spell(delay)} after creation", (then,)
            if state in self.gone:
                yield state, f"{spell(self.gone[state])} later" if self.gone[state] else "at once", ("-",)

    def mermaid(self) -> str:
        """The tables as a Mermaid state diagram."""
        names = {"-": "[*]"}
        lines = ["stateDiagram-v2"]
        for state in self.states:
            names[state] = state.replace("-", "_")
            if names[state] != state:
                lines.append(f'    state "{state}" as {names[state]}')
        drawn = set()
        for state, event, path in self.rows():
            steps = [(state, event, path[0])] + [(a, "settles", b) for a, b in zip(path, path[1:], strict=False)]
            for source, label, target in steps:
                line = f"    {names[source]} --> {names[target]}: {label}"
                if line not in drawn:
                    drawn.add(line)
                    lines.append(line)
        return "\n".join(lines)


def spell(span: timedelta) -> str:
    """A timedelta in words: '7 days', '2 hours'."""
    seconds = int(span.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds and seconds % size == 0:
            number = seconds // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 seconds"
