"""CreateTags, DeleteTags and DescribeTags, where connections are among the resources. The rest is moto's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..core.call import Refusal, Reply
from .call import AwsCall, formed
from .connections import Place
from .errors import InvalidRequest

if TYPE_CHECKING:
    from .cloud import AwsCloud

NEIGHBOURS = ("create_tags", "delete_tags", "describe_tags")
MOST_TAGS = 50


def check_tags(tags: Mapping[str, str], held: Mapping[str, str] | None = None) -> None:
    """Raises InvalidRequest for a bad key, Refusal for more tags than a resource may have."""
    if any(not key or key.lower().startswith("aws:") for key in tags):
        raise InvalidRequest("InvalidTagKey.Malformed")
    if len({*tags, *(held or {})}) > MOST_TAGS:
        raise Refusal("TagLimitExceeded", most=MOST_TAGS)


def tags_seen(aws: AwsCloud, place: Place) -> dict[str, dict[str, str]]:
    """The connections that an account sees in a Region, with its tags there."""
    return {connection.id: connection.tags_of(place) for connection in aws.connections.seen_by(place)}


def create_tags(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    named = _named(aws, call)
    if named:
        tags = {tag.get("Key", ""): tag.get("Value", "") for tag in call.params.get("Tags", [])}
        for held in named.values():
            check_tags(tags, held)
    with aws.moto.lending(call.place, named):
        return answer()


def delete_tags(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    named = _named(aws, call)
    with aws.moto.lending(call.place, named):
        if named and "Tags" not in call.params:  # none given: all of them, where moto would leave them
            call.dry_run()
            for held in named.values():
                held.clear()
        return answer()


def describe_tags(aws: AwsCloud, call: AwsCall, answer: Callable[[], Reply]) -> Reply:
    with aws.moto.lending(call.place, tags_seen(aws, call.place)):
        return answer()


def _named(aws: AwsCloud, call: AwsCall) -> dict[str, dict[str, str]]:
    """The tags of the connections among the resources of the call. Raises Refusal for one that is not seen."""
    named = {}
    for resource in call.params.get("Resources", []):
        if formed("pcx", resource):  # of what is no ID at all, moto says so
            connection = aws.connections.find(resource, call.place)
            if connection is None or not aws.world.lagging.found(connection):
                raise Refusal("InvalidVpcPeeringConnectionID.NotFound", pcx=resource)
            named[connection.id] = connection.tags_of(call.place)
    return named
