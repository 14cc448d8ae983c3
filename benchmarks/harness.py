"""Measuring side by side: each subject in a process of its own, asked in turn, so that a slow moment hits all alike.

What is quoted is the ratio of the quickest tenth of the rounds. Absolute times of a shared machine say little. pyperf
and pytest-benchmark measure one subject after the other; meanwhile such a machine changes by more than is asked here.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from multiprocessing import get_context
from time import perf_counter
from typing import Any

Prepared = list[Any]


@dataclass(frozen=True)
class Task:
    """`call(given)` is timed, once for each of what `prepare(n)` made before."""

    call: Callable[[Any], object]
    prepare: Callable[[int], Prepared] = lambda n: [None] * n

    def time(self, calls: int) -> float:
        """Seconds for one call."""
        prepared = self.prepare(calls)
        gc.collect()
        gc.disable()
        try:
            begun = perf_counter()
            for given in prepared:
                self.call(given)
            return (perf_counter() - begun) / calls
        finally:
            gc.enable()


class Subject:
    """`module.function(*args)` made in a fresh process: a dict of tasks, or of plain functions that return numbers.

    Subjects take turns on one processor, since two of a shared machine may differ; `alone=False`: on any.
    """

    def __init__(self, path: str, *args: Any, alone: bool = True) -> None:
        self.path = path
        here, there = get_context("spawn").Pipe()
        self._pipe = here
        self._process = get_context("spawn").Process(target=_work, args=(there, path, args, alone), daemon=True)
        self._process.start()
        self._received()

    def time(self, task: str, calls: int) -> float:
        self._pipe.send((task, calls))
        return float(self._received())

    def close(self) -> None:
        with suppress(OSError):  # it has failed, and told why
            self._pipe.send(None)
        self._process.join(20)
        self._process.kill()

    def __enter__(self) -> Subject:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _received(self) -> Any:
        failed, value = self._pipe.recv()
        if failed:
            raise RuntimeError(f"{self.path}: {value}")
        return value


def _work(pipe: Any, path: str, args: tuple[Any, ...], alone: bool) -> None:
    try:
        if alone and hasattr(os, "sched_setaffinity"):  # Linux
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        module, _, name = path.partition(":")
        tasks = getattr(import_module(module), name)(*args)
        gc.collect()
        gc.freeze()
        pipe.send((False, None))
        while (asked := pipe.recv()) is not None:
            task, calls = asked
            held = tasks[task]
            pipe.send((False, held.time(calls) if isinstance(held, Task) else held(calls)))
    except Exception:
        pipe.send((True, traceback.format_exc()))


@dataclass
class Line:
    """One line of the table. `ours` and the references are milliseconds a call, or what `unit` says.

    `ratio` is what `target` is about: to the floor, to the peer, or of the largest world to the smallest.
    """

    what: str
    target: str
    ratio: float | None = None
    met: bool | None = None
    ours: float | None = None
    floor: float | None = None
    peer: float | None = None
    unit: str = "ms"
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def side_by_side(subjects: dict[str, Subject], task: str, *, rounds: int, calls: int) -> dict[str, list[float]]:
    """Seconds a call of each subject, round by round; one round before is not counted."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds + 1):
        for name, subject in subjects.items():
            seconds = subject.time(task, calls)
            if number:
                found[name].append(seconds)
    return found


def quick(seconds: list[float]) -> float:
    """What the quickest tenth of the rounds stays within: whatever else a shared machine does only ever adds."""
    return sorted(seconds)[len(seconds) // 10]


def ratio(found: dict[str, list[float]], one: str, other: str) -> float:
    """How much longer one takes than the other, each at its quickest."""
    return quick(found[one]) / quick(found[other])


def compared(what: str, found: dict[str, list[float]], *, to: str, at_most: float) -> Line:
    """A line about `ours` in relation to one of the references."""
    held = ratio(found, "ours", to)
    line = Line(what, f"at most {at_most} of the {to}", held, held <= at_most)
    for name, seconds in found.items():
        setattr(line, name, quick(seconds) * 1000)
    return line


def told(what: str) -> None:
    print(f"  {what} ...", file=sys.stderr, flush=True)


def table(lines: Iterable[Line]) -> str:
    """The lines in Markdown."""
    rows = ["| what | ours | floor | peer | ratio | target | met |", "|---|---|---|---|---|---|---|"]
    for line in lines:
        numbers = [_number(value, line.unit) for value in (line.ours, line.floor, line.peer)]
        kept = "-" if line.ratio is None else f"{line.ratio:.3g}"
        met = {True: "yes", False: "NO", None: line.note}[line.met]
        rows.append(f"| {line.what} | {' | '.join(numbers)} | {kept} | {line.target} | {met} |")
    return "\n".join(rows)


def _number(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:.3g} {unit}"
