"""Retries of the SDKs: each is a call of its own in the log, and their back-offs travel."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpcpeer20220101 import models
from alibabacloud_vpcpeer20220101.client import Client

from peering_mock import mock

from . import tea

KEYS = {"access_key_id": "1210123456123456", "access_key_secret": "any", "region_id": "cn-hangzhou"}


@pytest.mark.skipif(tea.GENERATION != "Tea", reason="tea_openapi 0.4 takes no autoretry")
def test_autoretry_of_tea_outlasts_a_connection_that_breaks() -> None:
    options: dict[str, Any] = {"autoretry": True, "max_attempts": 3}
    with mock() as world:
        world.refuse("ListVpcPeerConnections", drop=True, times=3)
        answer = Client(Config(**KEYS)).list_vpc_peer_connections_with_options(
            models.ListVpcPeerConnectionsRequest(), tea.RuntimeOptions(**options)
        )
        assert answer.body.total_count == 0
        assert [call.code for call in world.calls] == ["Dropped"] * 3 + [None]
        assert len({call.request_id for call in world.calls}) == 4


@pytest.mark.skipif(tea.GENERATION != "darabonba", reason="tea_openapi 0.3 knows no retry_options")
def test_retry_options_of_darabonba_wait_as_long_as_the_throttling_says_and_take_no_time() -> None:
    from darabonba.policy.retry import RetryOptions

    condition = {"maxAttempts": 3, "exception": ["ThrottlingException"], "errorCode": ["Throttling.User"]}
    options = RetryOptions({"retryable": True, "retryCondition": [condition]})
    with mock() as world:
        world.refuse("ListVpcPeerConnections", "Throttling.User", times=2, retry_after=60_000)
        began, wall = world.clock.now, time.monotonic()
        answer = Client(Config(**KEYS, retry_options=options)).list_vpc_peer_connections(
            models.ListVpcPeerConnectionsRequest()
        )
        assert answer.body.total_count == 0
        assert [call.code for call in world.calls] == ["Throttling.User", "Throttling.User", None]
        assert time.monotonic() - wall < 10
        assert timedelta(minutes=2) <= world.clock.now - began < timedelta(minutes=2, seconds=10)
