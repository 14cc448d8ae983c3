"""The example notebook, run from its first cell to its last."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import run

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
RUN = """
import json, nbformat, sys
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=120, kernel_name="python3").execute()
print("\\n" + nbformat.writes(book).replace("\\n", " "))
"""
absent = [name for name in ("nbclient", "nbformat", "ipykernel") if find_spec(name) is None]


@pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}")
def test_the_notebook_runs_and_shows_what_it_says() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = run(sys.executable, "-W", "ignore", "-c", RUN, str(NOTEBOOK), timeout=240, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    book = json.loads(done.stdout.splitlines()[-1])
    shown = ["".join(out["data"]["text/html"]) for c in book["cells"] for out in c.get("outputs", []) if "data" in out]
    assert all(part in text for part, text in zip(("pending-acceptance", "Activated", "expired"), shown, strict=True))


def test_the_notebook_is_kept_with_its_pictures() -> None:
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    pictures = [out for cell in book["cells"] for out in cell.get("outputs", []) if "text/html" in out.get("data", {})]
    assert len(pictures) == 3
