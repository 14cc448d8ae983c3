"""Fake credentials, one time zone, and no way out: a socket to anything but loopback fails the test."""

from __future__ import annotations

import ipaddress
import os
import socket
import time

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

pytest_plugins = ["pytester"]

os.environ["TZ"] = "UTC"
time.tzset()
for name in [name for name in os.environ if name.startswith(("AWS_", "ALIBABA_CLOUD_", "ALIYUN_"))]:
    del os.environ[name]
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
    os.environ.pop(name, None)
os.environ.update(
    AWS_ACCESS_KEY_ID="123456789012",
    AWS_SECRET_ACCESS_KEY="not-a-secret",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE="/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE="/nonexistent/credentials",
)


class Escape(BaseException):
    """A call left for the network. Not an Exception, so that no retry or `except` of an SDK can hide it."""


def _loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look-up of, and connection to, anything but loopback raises Escape."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not _loopback(host):
            raise Escape(f"a call left for {host}")

    def guarded(original):  # type: ignore[no-untyped-def]
        def connect(self: socket.socket, address):  # type: ignore[no-untyped-def]
            if self.family in (socket.AF_INET, socket.AF_INET6):
                check(address[0])
            return original(self, address)

        return connect

    def getaddrinfo(host, *args, **kwargs):  # type: ignore[no-untyped-def]
        check(host)
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
