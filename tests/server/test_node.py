"""Node's SDKs of both clouds against the server."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from peering_mock.client import RemoteWorld

from .conftest import run
from .test_command_lines import exported

PACKAGES = """@aws-sdk/client-ec2 @alicloud/openapi-client @alicloud/openapi-core @alicloud/pop-core
@alicloud/vpc20160428""".split()


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDKs: PEERING_MOCK_NODE_SDKS when it is set, or else a fresh `npm install`."""
    if ready := os.environ.get("PEERING_MOCK_NODE_SDKS"):
        return Path(ready)
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not both installed")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--no-save", "--ignore-scripts", "--prefix", str(folder), *PACKAGES]
    try:
        done = run(*install, timeout=150)
    except subprocess.TimeoutExpired:
        pytest.skip("npm install did not end within 150 seconds")
    if done.returncode != 0:
        pytest.skip(f"the SDKs cannot be installed: {done.stderr.strip()[-200:]}")
    return folder


def test_every_node_client_tells_its_story(node_modules: Path, world: RemoteWorld) -> None:
    story = Path(__file__).with_name("story.mjs")
    done = run("node", "--no-warnings", str(story), str(node_modules), world.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["openapiClient", "openapiCore", "popCore", "vpc20160428", "client-ec2"]
    world.calls("DeleteVpcPeerConnection", cloud="alibaba").times(3)


def test_the_example_runs_as_it_stands(node_modules: Path, world: RemoteWorld, tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "peering.mjs"
    shutil.copy(example, tmp_path)
    (tmp_path / "node_modules").symlink_to(node_modules / "node_modules")
    done = run("node", "--no-warnings", str(tmp_path / example.name), env=exported(world))
    assert (done.stdout, done.stderr) == ("AWS active\nAlibaba Cloud Activated\n", "")
