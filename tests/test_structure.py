"""Imports point one way, and nothing heavy comes in unasked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "peering_mock"
FILES = sorted(ROOT.rglob("*.py"))
THIRD_PARTY = {"botocore", "moto"}


def imports(path: Path) -> set[str]:
    """The modules a file imports, ours as paths below the package ('core.call'), others by their top name."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            found.add(".".join(("peering_mock", *base, *([node.module] if node.module else []))))
    return found


def code_of(path: Path) -> str:
    """The file without its docstrings and comments: examples in them may name a cloud."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.startswith("peering_mock")}


def foreign(path: Path) -> set[str]:
    return {n for n in imports(path) if not n.startswith("peering_mock") and n not in sys.stdlib_module_names}


def test_the_whole_package_is_scanned() -> None:
    assert len(FILES) >= 40
    assert {"core", "alibaba", "aws"} <= {path.relative_to(ROOT).parts[0] for path in FILES}


@pytest.mark.parametrize("path", sorted(ROOT.glob("core/*.py")), ids=lambda p: p.name)
def test_the_core_imports_the_standard_library_alone_and_names_no_cloud(path: Path) -> None:
    assert all(name.startswith("peering_mock.core") for name in ours(path))
    assert foreign(path) == set()
    words = code_of(path).lower()
    assert not any(name in words for name in ("alibaba", "aliyun", "aws", "amazon", "ec2"))


@pytest.mark.parametrize("cloud", ["aws", "alibaba"])
def test_a_cloud_knows_the_core_and_itself(cloud: str) -> None:
    for path in ROOT.glob(f"{cloud}/**/*.py"):
        allowed = (f"peering_mock.{cloud}", "peering_mock.core")
        assert all(name.startswith(allowed) for name in ours(path)), path
        if cloud == "alibaba":
            assert foreign(path) == set(), path
        elif path.name not in ("wire.py", "moto.py"):
            assert foreign(path) <= {"botocore"}, path


def test_only_one_file_knows_moto() -> None:
    knowing = {str(path.relative_to(ROOT)) for path in FILES if "moto" in imports(path)}
    assert knowing <= {"aws/moto.py"}


def test_the_server_stands_on_the_api_and_nothing_below_knows_of_it() -> None:
    below = ("peering_mock.server", "peering_mock.api", "peering_mock.core", "peering_mock.picture")
    for path in ROOT.glob("server/*.py"):
        assert all(name == "peering_mock" or name.startswith(below) for name in ours(path)), path
        assert foreign(path) <= {"werkzeug", "cryptography"}, path
        words = code_of(path).lower()
        assert not any(name in words for name in ("alibaba", "aliyun", "aws", "amazon", "ec2")), path
    knowing = {path.relative_to(ROOT).parts[0] for path in FILES if "peering_mock.server" in ours(path)}
    assert knowing <= {"server", "cli.py", "plugin.py"}


HEAVY = "boto3 botocore moto aiohttp requests httpx responses hypothesis werkzeug cryptography".split()
HEAVY += ["alibabacloud_tea_openapi", "aliyunsdkcore"]


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, peering_mock; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
