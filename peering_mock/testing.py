"""For property tests with Hypothesis: disturbances to live through, and what must hold of a world at any time.

`disturbances()` is a strategy of things that happen to automation: time passes, a counterpart accepts or rejects, calls
are throttled or their answers lost, reads lag behind. `converges` runs a reconcile function through them and then,
undisturbed, until it changes nothing. `check` asserts what no history may break; call it from an `@invariant()` of your
own machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from .alibaba import errors as alibaba_errors
from .alibaba.states import ACTIVATED, LIVE
from .alibaba.states import MACHINE as ALIBABA
from .api import World
from .aws.states import MACHINE as AWS
from .core.world import TIME

REFUSALS = {
    "aws": ("RequestLimitExceeded", "InternalError", "Unavailable"),
    "alibaba": ("Throttling.User", "ServiceUnavailable", "InternalError"),
}


@dataclass(frozen=True)
class Disturbance:
    """One thing that happens. `name` is a method of World or Party, `facts` its arguments."""

    name: str
    facts: dict[str, Any] = field(default_factory=dict)

    def strike(self, world: World) -> None:
        """Lets it happen in a world."""
        facts = dict(self.facts)
        if self.name in ("accepts", "rejects", "never_answers"):
            getattr(world.party(facts.pop("account")), self.name)(**facts)
        else:
            getattr(world, self.name)(**facts)


def disturbances(cloud: str, *, accounts: tuple[Any, ...] = ()) -> st.SearchStrategy[list[Disturbance]]:
    """Lists of disturbances of one cloud, "aws" or "alibaba"; `accounts` are those that may answer requests."""
    hours = st.integers(0, 24 * 9)
    travels = hours.map(lambda n: Disturbance("travel", {"hours": n}))
    lags = st.integers(0, 3).map(lambda n: Disturbance("lag", {"reads": n}))
    operations = sorted(_operations(cloud))
    refusals = st.builds(
        lambda operation, code, times, before: Disturbance(
            "refuse", {"operation": operation, "code": code, "times": times, "before": before, "cloud": cloud}
        ),
        st.sampled_from(operations),
        st.sampled_from(REFUSALS[cloud]),
        st.integers(1, 2),
        st.booleans(),
    )
    kinds = [travels, lags, refusals]
    if accounts:
        kinds.append(
            st.builds(
                lambda name, account, after: Disturbance(name, {"account": account, "after": timedelta(hours=after)}),
                st.sampled_from(["accepts", "rejects"]),
                st.sampled_from(accounts),
                hours,
            )
        )
    return st.lists(st.one_of(kinds), max_size=8)


def _operations(cloud: str) -> list[str]:
    served = World().clouds[cloud].operations()
    return [name for name in served if "Peer" in name]


def converges(
    world: World,
    reconcile: Callable[[], object],
    disturbed_by: list[Disturbance],
    *,
    within: int = 10,
    expected: tuple[type[BaseException], ...] = (Exception,),
) -> None:
    """Runs `reconcile` after each disturbance, then undisturbed until a run makes no call that changes anything.

    While disturbed it may fail with `expected`; undisturbed it may not. Raises AssertionError when it still changes
    something after `within` runs.
    """
    for disturbance in disturbed_by:
        disturbance.strike(world)
        with suppress(*expected):
            reconcile()
        check(world)
    calm(world)
    for _ in range(within):
        before = len(world.calls)
        reconcile()
        check(world)
        if not [call for call in world.calls[before:] if _changes(call)]:
            return
    last = "\n".join(f"  {call}" for call in world.calls[before:])
    told = f"reconcile still changes something after {within} undisturbed runs; the last one made:"
    raise AssertionError(f"{told}\n{last}")


def calm(world: World) -> None:
    """Ends lag, what is left of ordered refusals, and what other parties said they would do."""
    world.lag(reads=0)
    world.lagging.clear()
    world.faults.open.clear()
    world.parties.scripts.clear()


def _changes(call: Any) -> bool:
    reads = ("Describe", "Get", "List")
    return call.operation != TIME and not call.operation.startswith(reads) and call.code is None


def check(world: World) -> None:
    """Asserts what holds in every world at any time. Raises AssertionError that says what does not."""
    with world.lock:
        _check_alibaba(world)
        _check_aws(world)
        for call in world.calls:
            if call.cloud == "alibaba" and call.code not in (None, "NotMocked", "Dropped"):
                known = alibaba_errors.find(call.product, call.operation, call.code)
                assert known is not None, f"{call} was refused with a code that is not catalogued"


def _check_alibaba(world: World) -> None:
    cloud = world.alibaba
    pairs = []
    for connection in cloud.connections:
        assert connection.status in ALIBABA.states, connection
        assert set(connection.tags) == set(connection.resource_groups) == set(connection.accounts), connection
        if connection.status in LIVE:
            pairs.append(frozenset(connection.vpc_ids))
            assert all(cloud.vpcs.get(vpc) for vpc in connection.vpc_ids), f"{connection} lost a VPC"
    assert len(pairs) == len(set(pairs)), "two live connections join the same VPCs"
    for entry in cloud.route_entries:
        if entry.next_hop_type == "VpcPeer":
            held = cloud.connections.get(entry.next_hop_id)
            assert held is not None, f"{entry} leads to a connection that is no more"
            assert held.status in (ACTIVATED, "Updating"), f"{entry} leads through a connection that is {held.status}"


def _check_aws(world: World) -> None:
    active = []
    for connection in world.aws.connections:
        assert connection.status in AWS.states, connection
        assert connection.tags.keys() <= connection.places, connection
        if connection.status == "active":
            active.append(frozenset(side.vpc_id for side in connection.sides))
    assert len(active) == len(set(active)), "two active connections join the same VPCs"
