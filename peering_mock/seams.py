"""Patches class attributes while a mock is active, also of libraries that are imported later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Wrap = Callable[[ModuleType, Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True)
class Seam:
    """One patched method. `wrap(module, original)` makes the replacement; `who` says whose calls pass through it."""

    module: str
    owner: str
    method: str
    wrap: Wrap
    who: str

    def owner_in(self, module: ModuleType) -> Any:
        """The class, or the module itself when the seam is one of its own attributes."""
        return getattr(module, self.owner, None) if self.owner else module


class Patches:
    """All seams at once: `apply` when the first mock starts, `undo` when the last one stops."""

    def __init__(self, seams: Sequence[Seam]) -> None:
        self._seams = seams
        self._done: list[tuple[Any, str, Any]] = []
        self._finder = _AfterImport({seam.module for seam in seams}, self._patch)

    def apply(self) -> None:
        sys.meta_path.insert(0, self._finder)
        for name in sorted({seam.module for seam in self._seams}):
            if name in sys.modules:
                self._patch(sys.modules[name])

    def undo(self) -> None:
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self._finder]
        while self._done:
            owner, method, original = self._done.pop()
            setattr(owner, method, original)

    def _patch(self, module: ModuleType) -> None:
        if self._finder not in sys.meta_path:  # found while a mock was active, imported after it stopped
            return
        for seam in self._seams:
            if seam.module != module.__name__:
                continue
            owner = seam.owner_in(module)
            original = vars(owner).get(seam.method) if owner is not None else None
            if original is None:  # a version of the library that has no such class or method
                continue
            if any(done[0] is owner and done[1] == seam.method for done in self._done):
                continue
            setattr(owner, seam.method, seam.wrap(module, original))
            self._done.append((owner, seam.method, original))


class _AfterImport(MetaPathFinder):
    """Runs `then(module)` after one of the named modules has been imported."""

    def __init__(self, names: set[str], then: Callable[[ModuleType], None]) -> None:
        self._names, self._then = names, then

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _ThenLoader(spec.loader, self._then)
                return spec
        return None


class _ThenLoader(Loader):
    def __init__(self, loader: Loader, then: Callable[[ModuleType], None]) -> None:
        self._loader, self._then = loader, then

    def __getattr__(self, name: str) -> Any:  # importlib.resources and inspect ask the real loader
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._then(module)
