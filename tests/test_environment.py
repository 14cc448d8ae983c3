"""Credentials are lent to SDKs that find none, and taken back."""

from __future__ import annotations

import os

import boto3
import pytest

from peering_mock import mock

NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.mark.parametrize("before", [None, ""])
def test_a_client_without_credentials_is_answered_and_the_environment_is_as_it_was(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name) if before is None else monkeypatch.setenv(name, before)
    with mock() as world:
        boto3.Session().client("ec2", "us-east-1").describe_vpcs()
        assert [call.operation for call in world.calls] == ["DescribeVpcs"]
    assert [os.environ.get(name) for name in NAMES] == [before, before]


def test_what_is_set_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
    with mock() as world:
        boto3.Session().client("ec2", "us-east-1").describe_vpcs()
        assert world.calls[0].account == "222222222222"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "222222222222"
