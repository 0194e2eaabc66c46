"""What a create stored although its answer named nothing: it is looked for by its name, and removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.fuzz.model.steps import GROUPS, USERS
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import eq, starts_with
from scimproof.scim.guard import NAMES
from scimproof.scim.resource import Resource

_KEYS = {USERS: ("userName", "externalId"), GROUPS: ("displayName", "externalId")}
_PAGE = 100
_OK = 200


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What was found.

    Attributes:
        asked: the searches and lists that were sent, in order.
        shown_by: the one that shows a resource of that name; None when none does.
        removed: how many resources were deleted.
    """

    asked: tuple[Exchange, ...] = ()
    shown_by: Exchange | None = None
    removed: int = 0

    @property
    def requests(self) -> int:
        """How many requests it took."""
        return len(self.asked) + self.removed


def remove_leftovers(client: Client, run: str, endpoint: str, body: Any) -> Leftovers:
    """Look for a resource by the name in the body of its create: by a filter, or in the list where filters fail.

    Only a resource that shows the unique beginning of that name (the run's text and a number) is taken as our own.
    """
    key, value = _name(endpoint, body)
    stem = re.match(rf"{re.escape(run)}\d+", value)
    if stem is None:
        return Leftovers()
    plain = value.isascii() and value.isprintable()
    asked = [
        client.search(
            endpoint,
            filter=eq(key, value) if plain else starts_with(key, stem[0]),
            label="fuzzing: did the create store something?",
        )
    ]
    if asked[0].status != _OK:
        asked += _listed(client, endpoint)
    removed, shown_by = 0, None
    for each in asked:
        for id_ in _ours(each, key, stem[0], value):
            shown_by = each
            client.guard.own(endpoint, id_)
            client.delete(Resource("", endpoint, id_), label="fuzzing: remove what the create stored")
            removed += 1
        if shown_by is not None:
            break
    return Leftovers(tuple(asked), shown_by, removed)


def _name(endpoint: str, body: Any) -> tuple[str, str]:
    """Return the attribute and the value by which a created resource can be found, or two empty strings."""
    held: Mapping[str, Any] = body if isinstance(body, dict) else {}
    for key in _KEYS.get(endpoint, NAMES):
        if isinstance(value := held.get(key), str):
            return key, value
    return "", ""


def _listed(client: Client, endpoint: str) -> Iterator[Exchange]:
    """Yield the first page of a list, and the last one, where new resources usually are."""
    label = "fuzzing: did the create store something? (filters fail)"
    first = client.get(endpoint, query=f"count={_PAGE}", label=label)
    yield first
    if (first.total or 0) > _PAGE:
        yield client.get(endpoint, query=f"startIndex={(first.total or 0) - _PAGE + 1}&count={_PAGE}", label=label)


def _ours(answer: Exchange, key: str, stem: str, value: str) -> Iterator[str]:
    for each in answer.resources:
        shown, id_ = each.get(key), each.get("id")
        if not (isinstance(shown, str) and isinstance(id_, str) and id_):
            continue
        rest = shown.casefold().removeprefix(stem.casefold())
        exactly = shown.casefold() == value.casefold()
        if exactly or (rest != shown.casefold() and not rest[:1].isdigit()):
            yield id_
