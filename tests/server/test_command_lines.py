"""curl, the AWS CLI and Terraform against the server, each as its users write it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peering_mock.client import RemoteWorld
from peering_mock.env import lines
from peering_mock.server import Server

from .conftest import run
from .test_control import ec2, status

SEED = """curl --request POST \\
 --url 'http://ec2.{region}.amazonaws.com/#Action=CreateVpcPeeringConnection' \\
 --header 'accept: application/json' \\
 --header 'content-type: application/json'"""
MIRRORS = [Path(os.environ.get("TF_PLUGIN_MIRROR", "/opt/tf-plugins"))]
PLUGINS = next((path for path in MIRRORS if (path / "registry.terraform.io/hashicorp/aws").is_dir()), None)

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
AWS_CLI = Path(sys.executable).with_name("aws")
needs_aws_cli = pytest.mark.skipif(not AWS_CLI.exists(), reason="the AWS CLI is not installed beside this Python")
needs_terraform = pytest.mark.skipif(
    shutil.which("terraform") is None or PLUGINS is None,
    reason="terraform and a local mirror of hashicorp/aws (/opt/tf-plugins or TF_PLUGIN_MIRROR) are not both here",
)


@needs_curl
class TestCurl:
    def seed(self, server: Server, world: RemoteWorld, *more: str) -> Any:
        name = world.url.rpartition("/")[2]
        to_server = f"{SEED} --silent --connect-to ::127.0.0.1:{server.port} --header 'x-peering-world: {name}' "
        done = run("sh", "-c", to_server + '"$@"', "curl", *more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def test_the_seeds_command_as_written_lacks_what_it_must_say(self, server: Server, world: RemoteWorld) -> None:
        told = self.seed(server, world)
        error = {"code": "VALIDATION_ERROR", "message": "Invalid request parameters"}
        assert told == {"success": False, "error": error}
        world.calls("CreateVpcPeeringConnection", cloud="aws").once()

    def test_with_a_body_it_asks_for_a_peering(self, server: Server, world: RemoteWorld) -> None:
        me = ec2(world)
        one, two = (me.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2))
        told = self.seed(server, world, "--data", json.dumps({"VpcId": one, "PeerVpcId": two}))
        assert told["success"] is True
        assert set(told["data"]) == {"id", "created_at"}
        assert status(me, told["data"]["id"]) == "pending-acceptance"

    def test_the_server_is_an_http_proxy_too(self, server: Server, world: RemoteWorld) -> None:
        name = world.url.rpartition("/")[2]
        url = "http://ec2.eu-west-1.amazonaws.com/?Action=DescribeVpcPeeringConnections&Version=2016-11-15"
        done = run("curl", "--silent", "--proxy", server.url, "--header", f"x-peering-world: {name}", url)
        assert "<vpcPeeringConnectionSet" in done.stdout
        world.calls("DescribeVpcPeeringConnections", region="eu-west-1").once()

    def test_alibaba_by_its_parameters(self, world: RemoteWorld) -> None:
        from .test_dispatch import rpc

        done = run("curl", "--silent", f"{world.url}/?{rpc('ListVpcPeerConnections', '2022-01-01')}")
        assert json.loads(done.stdout)["VpcPeerConnects"] == []


def exported(world: RemoteWorld) -> dict[str, str]:
    """What `peering-mock env` tells a shell."""
    told = dict(line.removeprefix("export ").split("=", 1) for line in lines(world.url) if line.startswith("export"))
    return {**os.environ, **{name: value.strip("'") for name, value in told.items()}}


@needs_aws_cli
class TestAwsCli:
    def test_all_six_operations_and_a_wait(self, world: RemoteWorld) -> None:
        environment = exported(world)

        def aws(*words: str, account: str = "123456789012", fails: str | None = None) -> Any:
            given = {**environment, "AWS_ACCESS_KEY_ID": account}
            done = run(sys.executable, str(AWS_CLI), "ec2", *words, "--output", "json", env=given)
            if fails is not None:
                assert fails in done.stderr
                return None
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout or "null")

        def vpc(cidr: str, account: str = "123456789012") -> str:
            return str(aws("create-vpc", "--cidr-block", cidr, account=account)["Vpc"]["VpcId"])

        them = "222222222222"
        mine, theirs = vpc("10.0.0.0/16"), vpc("10.1.0.0/16", them)

        def request() -> str:
            peer = ("--peer-vpc-id", theirs, "--peer-owner-id", them)
            made = aws("create-vpc-peering-connection", "--vpc-id", mine, *peer)
            return str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])

        first = request()
        given = ("--vpc-peering-connection-id", first)
        aws("reject-vpc-peering-connection", *given, account=them)
        aws("accept-vpc-peering-connection", *given, account=them, fails="InvalidStateTransition")

        given = ("--vpc-peering-connection-id", request())
        ids = ("--vpc-peering-connection-ids", given[1])
        aws("accept-vpc-peering-connection", *given, account=them)
        aws("wait", "vpc-peering-connection-exists", *ids)
        options = ("--requester-peering-connection-options", "AllowDnsResolutionFromRemoteVpc=true")
        for vpc_id, account in ((mine, "123456789012"), (theirs, them)):
            aws("modify-vpc-attribute", "--vpc-id", vpc_id, "--enable-dns-hostnames", account=account)
        aws("modify-vpc-peering-connection-options", *given, *options)
        found = aws("describe-vpc-peering-connections", *ids)["VpcPeeringConnections"][0]
        assert found["Status"]["Code"] == "active"
        assert found["RequesterVpcInfo"]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True
        aws("delete-vpc-peering-connection", *given)
        aws("wait", "vpc-peering-connection-deleted", *ids)
        world.calls("*VpcPeeringConnection*", status=200).times(len(world.calls("*VpcPeeringConnection*")) - 1)


MAIN = Path(__file__).resolve().parents[2] / "examples" / "terraform" / "main.tf"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    shutil.copy(MAIN, tmp_path)
    (tmp_path / "terraformrc").write_text(
        f'provider_installation {{ filesystem_mirror {{ path = "{PLUGINS}" }} }}\ndisable_checkpoint = true\n'
    )
    yield tmp_path
    shutil.rmtree(tmp_path / ".terraform", ignore_errors=True)


@needs_terraform
def test_terraform_applies_plans_changes_and_destroys(world: RemoteWorld, folder: Path) -> None:
    environment = {**exported(world), "TF_CLI_CONFIG_FILE": str(folder / "terraformrc"), "CHECKPOINT_DISABLE": "1"}

    def terraform(*words: str) -> subprocess.CompletedProcess[str]:
        return run("terraform", *words, "-no-color", cwd=folder, env=environment, timeout=300)

    def done(*words: str) -> str:
        ran = terraform(*words)
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        return ran.stdout

    done("init")
    assert "6 added" in done("apply", "-auto-approve")
    found = ec2(world).describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert [one["Status"]["Code"] for one in found] == ["active"]
    assert terraform("plan", "-detailed-exitcode").returncode == 0, "a plan right after apply has a diff"
    assert "1 changed" in done("apply", "-auto-approve", "-var", "team=green")
    assert "6 destroyed" in done("destroy", "-auto-approve")
    found = ec2(world).describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert {one["Status"]["Code"] for one in found} <= {"deleted"}
