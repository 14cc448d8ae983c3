"""The command itself: how it starts, ends, keeps its state, and speaks TLS."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPSConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import boto3
import pytest

from peering_mock import World, connect
from peering_mock.cli import main

from .conftest import ask, run
from .test_control import ec2, requested, status
from .test_dispatch import rpc

Serve = Callable[..., tuple["subprocess.Popen[str]", str]]


def test_alibabas_first_answer_comes_within_a_second_and_without_moto(serve: Serve) -> None:
    began = monotonic()
    _, url = serve()
    answer = ask(f"{url}/?{rpc('DescribeVpcs', '2016-04-28')}")
    assert (answer.status, monotonic() - began < 2) == (200, True)  # under one by itself, more when tests share the CPU
    code = "import sys, peering_mock.server; print({'moto', 'botocore', 'requests'} & set(sys.modules))"
    assert run(sys.executable, "-c", code).stdout == "set()\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(serve: Serve, number: signal.Signals) -> None:
    process, url = serve()
    kept = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port))
    ask(f"{url}/?{rpc('DescribeVpcs', '2016-04-28')}")
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    kept.close()
    assert (process.returncode, errors) == (0, "")


def test_a_seed_and_a_start_make_the_run_reproducible(serve: Serve) -> None:
    urls = [serve("--seed", "7", "--start", "2026-01-01T00:00:00Z")[1] for _ in range(2)]
    first, second = [requested(connect(url))[1] for url in urls]
    assert first == second
    assert connect(urls[0]).clock.now.isoformat().startswith("2026-01-01T00:00")


def test_settle_is_a_number_of_reads_or_a_span(serve: Serve) -> None:
    _, url = serve("--settle", "2")
    me, peering = requested(connect(url))
    assert [status(me, peering) for _ in range(3)][0] == "initiating-request"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--settle", "soon"], "settle='soon'"),
        (["--start", "yesterday"], "'yesterday' is not a time"),
        (["--state", "/dev/null/state.json"], "cannot be read"),
    ],
)
def test_a_bad_option_is_told_in_one_line(arguments: list[str], words: str) -> None:
    done = run(sys.executable, "-m", "peering_mock", "serve", "--port", "0", *arguments, timeout=30)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_a_host_that_others_reach_is_warned_of(serve: Serve) -> None:
    process, url = serve("--host", "0.0.0.0")
    assert ask(url.replace("0.0.0.0", "127.0.0.1") + "/_peering/clock").status == 200
    process.terminate()
    assert "no passwords" in process.communicate(timeout=10)[1]


def test_state_comes_back_after_a_clean_end(serve: Serve, tmp_path: Path) -> None:
    file = str(tmp_path / "state.json")
    process, url = serve("--state", file)
    _, peering = requested(connect(url))
    _, other = requested(connect(url, "other"))
    process.terminate()
    process.communicate(timeout=20)
    _, url = serve("--state", file)
    assert status(ec2(connect(url)), peering) == "pending-acceptance"
    assert status(ec2(connect(url, "other")), other) == "pending-acceptance"
    assert os.listdir(tmp_path) == ["state.json"]


def test_a_kill_at_any_moment_leaves_a_file_that_loads(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    for turn in range(3):
        process, url = serve("--state", str(file))
        world = connect(url)
        for n in range(4 + 3 * turn):
            ask(f"{url}/?{rpc('CreateVpc', '2016-04-28', f'{turn}-{n}')}&CidrBlock=10.{n}.0.0/16")
            sleep(0.05 * turn)
        assert len(world.calls) > 0
        process.kill()
        process.communicate(timeout=20)
        held = json.loads(file.read_text())
        for data in held["worlds"].values():
            World.restore(data)
    assert held["worlds"]


def test_what_was_done_a_second_ago_survives_a_kill(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    process, url = serve("--state", str(file))
    ask(f"{url}/?{rpc('CreateVpc', '2016-04-28')}&CidrBlock=10.0.0.0/16")
    sleep(1.5)
    process.kill()
    process.communicate(timeout=20)
    _, url = serve("--state", str(file))
    found = json.loads(ask(f"{url}/?{rpc('DescribeVpcs', '2016-04-28', 'n2')}").body)
    assert found["TotalCount"] == 1


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text('{"my": "notes"}')
    done = run(sys.executable, "-m", "peering_mock", "serve", "--port", "0", "--state", str(file), timeout=30)
    assert done.returncode == 2
    assert "holds no state of peering_mock" in done.stderr
    assert file.read_text() == '{"my": "notes"}'


def test_tls_is_trusted_by_the_file_it_writes_whatever_host_is_asked_for(serve: Serve, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    _, url = serve("--tls", str(ca))
    port = urlsplit(url).port
    trusting = ssl.create_default_context(cafile=str(ca))
    for name in ("127.0.0.1", "localhost"):
        connection = HTTPSConnection(name, port, context=trusting, timeout=10)
        connection.request("GET", "/_peering/clock")
        assert connection.getresponse().status == 200
        connection.close()
    with socket.create_connection(("127.0.0.1", port)) as plain:
        with trusting.wrap_socket(plain, server_hostname="ec2.eu-west-1.amazonaws.com") as secure:
            assert secure.getpeercert()
    assert ask(f"{url}/_peering/clock").status == 200  # the same port, without TLS
    assert b"PRIVATE" not in ca.read_bytes()


def test_clients_use_tls_with_the_file(serve: Serve, tmp_path: Path) -> None:
    ca = str(tmp_path / "ca.pem")
    _, url = serve("--tls", ca)
    secure = url.replace("http://", "https://")
    ec2 = boto3.client("ec2", endpoint_url=secure, verify=ca)
    assert ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == []
    if shutil.which("curl"):
        query = rpc("ListVpcPeerConnections", "2022-01-01")
        port = urlsplit(url).port
        asked = ("curl", "-sS", "--cacert", ca, "--connect-to", f"::127.0.0.1:{port}")
        done = run(*asked, f"https://vpcpeer.cn-hangzhou.aliyuncs.com/?{query}")
        assert json.loads(done.stdout)["TotalCount"] == 0, done.stderr


def test_a_port_in_use_is_told_in_words(serve: Serve) -> None:
    _, url = serve()
    done = run(sys.executable, "-m", "peering_mock", "serve", "--port", str(urlsplit(url).port))
    assert done.returncode == 1
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_client_that_begins_tls_and_says_no_more_holds_nobody_up(serve: Serve, tmp_path: Path) -> None:
    _, url = serve("--tls", str(tmp_path / "ca.pem"))
    with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as mute:
        mute.sendall(b"\x16\x03\x01")
        assert ask(f"{url}/_peering/clock").status == 200


def test_env_points_a_shell_at_the_server(server: object) -> None:
    from peering_mock.server import Server

    assert isinstance(server, Server)
    script = f'eval "$({sys.executable} -m peering_mock env --url {server.url} --world shell)"; exec "$0" -c "$1"'
    code = "import boto3; print(boto3.client('ec2').create_vpc(CidrBlock='10.0.0.0/16')['Vpc']['OwnerId'])"
    done = run("sh", "-c", script, sys.executable, code)
    assert (done.stdout, done.stderr) == ("123456789012\n", "")
    connect(server.url, "shell").calls("CreateVpc", cloud="aws").once()


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_env_points_a_fish_at_the_server(tmp_path: Path) -> None:
    told = f"{sys.executable} -m peering_mock env --shell fish --world it --url http://127.0.0.1:1 | source"
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = run("fish", "--no-config", "-c", f"{told}; echo $AWS_ENDPOINT_URL $PEERING_MOCK_PROTOCOL", env=environment)
    assert done.stdout == "http://127.0.0.1:1/w/it HTTP\n", done.stderr


@pytest.mark.parametrize("shell", ["fish", "powershell"])
def test_env_speaks_other_shells(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["env", "--shell", shell, "--url", "https://127.0.0.1:4610", "--ca", "it's.pem"])
    told = capsys.readouterr().out
    line = {"fish": "set -gx AWS_CA_BUNDLE 'it\\'s.pem'", "powershell": "$env:AWS_CA_BUNDLE = 'it''s.pem'"}[shell]
    assert line in told
