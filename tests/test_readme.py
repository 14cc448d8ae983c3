"""The README tells the truth: its examples run, its diagrams are the tables', its commands exist."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from peering_mock.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 14


@pytest.mark.parametrize("code", [code for code in EXAMPLES if "def test_with_the_fixture" not in code])
def test_an_example_runs(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


def test_the_example_of_the_fixture_runs(pytester: pytest.Pytester) -> None:
    (code,) = (code for code in EXAMPLES if "def test_with_the_fixture" in code)
    pytester.makepyfile(code)
    pytester.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize("cloud", ["alibaba", "aws"])
def test_the_diagram_is_drawn_from_the_table(cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["states", cloud, "--mermaid"])
    marker = f"<!-- peering-mock states {cloud} --mermaid -->\n```mermaid\n"
    shown = README.partition(marker)[2].partition("```")[0]
    assert shown == capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_an_example_file_runs(path: Path) -> None:
    runpy.run_path(str(path), run_name="__main__")
