"""Whatever bytes come to the port: an answer that is HTTP, or its end; never a traceback, never a hang."""

from __future__ import annotations

import json
import re
import socket
from http.client import HTTPConnection, HTTPResponse
from time import monotonic
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peering_mock.server import Server, handler

from .conftest import ask

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def say(server: Server, data: bytes, *, close: bool = True) -> bytes:
    """All that comes back for these bytes, until the server has said all."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            connection.sendall(data)
            if close:
                connection.shutdown(socket.SHUT_WR)
            found = b""
            while chunk := connection.recv(65536):
                found += chunk
        except ConnectionResetError:
            return b"reset"
        return found


def parsed(raw: bytes, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """One answer, read by http.client: it fails for what is no HTTP."""

    class Held:
        def makefile(self, *_: Any) -> Any:
            from io import BytesIO

            return BytesIO(raw)

    answer = HTTPResponse(Held(), method=method)  # type: ignore[arg-type]
    answer.begin()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


def check(raw: bytes, *, head: bool = False) -> None:
    assert b"Traceback" not in raw
    if raw in (b"", b"reset"):
        return
    status, headers, body = parsed(raw.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"), "HEAD" if head else "GET")
    if not body and head:
        return
    assert 200 <= status < 600
    if "json" in headers.get("content-type", ""):
        assert isinstance(json.loads(body), dict)
    elif "xml" in headers.get("content-type", ""):
        ElementTree.fromstring(body)


@unhurried
@given(data=st.binary(max_size=300))
def test_any_bytes(server: Server, data: bytes) -> None:
    check(say(server, data))


HEADER_NAMES = st.sampled_from(
    "Host Content-Type Content-Length Transfer-Encoding Connection Expect Authorization x-acs-action x-acs-version "
    "x-amz-target x-amz-date Accept Origin x-peering-world x-acs-signature-nonce Cookie".split()
)
HEADER_VALUES = st.one_of(
    st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/html",
            "chunked",
            "gzip",
            "close",
            "-1",
            "5",
            "99999999999999999999",
            "100-continue",
            "ec2.us-east-1.amazonaws.com",
            "vpcpeer.aliyuncs.com",
            "[::1",
            "http://",
            "ListVpcPeerConnections",
            "2022-01-01",
            "2016-11-15",
            "DynamoDB_20120810.ListTables",
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=1/20260101/us-east-1/ec2/aws4_request, x",
            "ACS3-HMAC-SHA256 Credential=a",
        ]
    ),  # fmt: skip
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
)
TARGETS = st.one_of(
    st.sampled_from(
        [
            "/",
            "*",
            "//",
            "http://[",
            "/w/",
            "/w/a/",
            "/_peering/",
            "/_peering/travel",
            "/?Action=DescribeVpcs",
            "/?Action=CreateVpcPeeringConnection&Version=2016-11-15",
            "/?Action=ListVpcPeerConnections&Version=2022-01-01",
            "/?Action=x&Version=2016-04-28&Format=XML",
            "/%ff%00?%zz=%",
            "http://ec2.amazonaws.com/?Action=DescribeVpcs",
        ]
    ),  # fmt: skip
    st.text(st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=40),
)
BODIES = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [b"{}", b"[", b"{VpcId: 1}", b"[" * 20000]
        + [b"Action=DescribeVpcs&Version=2016-11-15", b"a=b&" * 2000, b"5\r\nab"]
    ),
)


@unhurried
@given(
    method=st.sampled_from("GET POST PUT HEAD OPTIONS DELETE PATCH FOO".split()),
    target=TARGETS,
    headers=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=6),
    body=BODIES,
    honest=st.booleans(),
)
def test_any_request(
    server: Server, method: str, target: str, headers: list[tuple[str, str]], body: bytes, honest: bool
) -> None:
    given = [*headers, ("Content-Length", str(len(body)))] if honest else headers
    head = "".join(f"{name}: {value}\r\n" for name, value in given)
    check(say(server, f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body), head=method == "HEAD")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET\r\n\r\n", 400),
        (b"\r\n\r\nGET /nothing HTTP/1.1\r\n\r\n", 404),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET / HTTP/x\r\n\r\n", 400),
        (b"GET " + b"/" * 70000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"x%d: %s\r\n" % (n, b"y" * 60000) for n in range(9)) + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413),
    ],
)
def test_what_is_no_request_is_told_so_in_json(server: Server, data: bytes, status: int) -> None:
    found, headers, body = parsed(say(server, data))
    assert found == status
    told = json.loads(body)
    assert {"Code", "Message", "RequestId"} <= told.keys()
    assert headers["connection"] == "close" or status == 404


def test_a_body_in_chunks_is_one_body(server: Server) -> None:
    body = b"Action=DescribeVpcs&Version=2016-11-15"
    chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:])) + b"0\r\nx: y\r\n\r\n"
    head = b"POST /w/chunks/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    status, _, answer = parsed(say(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks))
    assert (status, b"<DescribeVpcsResponse" in answer) == (200, True)


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _ in range(3):
        connection.request("POST", "/?Action=DescribeVpcs&Version=2016-11-15", b"x" * 1000)
        assert connection.getresponse().read()
        kept = connection.sock
        assert kept is not None
    port = kept.getsockname()[1]
    connection.request("GET", "/_peering/clock")
    assert connection.getresponse().status == 200
    assert connection.sock.getsockname()[1] == port
    connection.close()


def test_requests_that_come_at_once_are_answered_in_order(server: Server) -> None:
    one = b"GET /_peering/clock HTTP/1.1\r\nHost: localhost\r\n\r\n"
    raw = say(server, one + b"GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", raw) == [b"200", b"404"]


def test_who_waits_with_the_body_is_told_to_go_on(server: Server) -> None:
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    assert say(server, head + b"ab").startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404")


def test_a_request_that_never_ends_is_ended(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(handler, "IDLE_SECONDS", 0.5)
    began = monotonic()
    assert parsed(say(server, b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", close=False))[0] == 408
    assert parsed(say(server, b"POST / HT", close=False))[0] == 408
    assert say(server, b"", close=False) == b""  # nobody asked, nothing is said
    assert monotonic() - began < 8


def test_a_body_larger_than_the_limit_is_refused_before_it_is_read(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "MAX_BODY", 1000)
    answer = ask(server.url, "POST", b"x" * 2000)
    assert (answer.status, json.loads(answer.body)["Message"]) == (413, "the request is too large")


@pytest.mark.parametrize("url", ["/?Action=DescribeVpcs&Version=2016-11-15&VpcId.1.x=&VpcId.1=x", "/?Version=2016"])
def test_a_bad_call_of_aws_is_refused_in_xml(server: Server, url: str) -> None:
    answer = ask(server.url + url, "POST", content_type="application/x-www-form-urlencoded")
    assert answer.status < 600
    check(say(server, f"POST {url} HTTP/1.1\r\n\r\n".encode()))
