"""Invariants of every list of users or groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from scimproof.capabilities import CORE_GROUP, CORE_USER
from scimproof.expect.values import show
from scimproof.observe.history import GROUPS, USERS, History, Operation
from scimproof.observe.invariants.meta import instant, meta_of
from scimproof.observe.judging import Violation

_CORE = {USERS: (CORE_USER, "User"), GROUPS: (CORE_GROUP, "Group")}
_MANY = 8
"""Resources that do not stand in the order of their last changes by chance."""

_PLACES = ("startindex", "count")
_NAMING = ("username", "displayname", "name", "externalid")


def each_once(history: History) -> Iterator[Violation | None]:
    """A list names each resource once."""
    for each in history.lists():
        ids = [str(one["id"]) for one in each.exchange.resources if "id" in one]
        twice = [id_ for id_, times in Counter(ids).items() if times > 1]
        if len(ids) > 1 or twice:
            seen = f"{twice[0]} is listed {ids.count(twice[0])} times" if twice else ""
            yield Violation(each, "each resource once in a list", seen, "Resources") if twice else None


def totals_agree(history: History) -> Iterator[Violation | None]:
    """A list has no more resources than totalResults counts, or than the client asked for."""
    for each in history.lists():
        shown, total = len(each.exchange.resources), each.exchange.total
        if total is None:
            continue
        asked = each.query.get("count", "")
        most = int(asked) if asked.isdecimal() else None
        if shown > total:
            yield Violation(
                each,
                f"totalResults of {shown} or more: the list shows that many",
                f"totalResults = {total}",
                "totalResults",
            )
        elif most is not None and shown > most:
            yield Violation(each, f"{most} resources at most, as requested", f"{shown} resources", "Resources")
        else:
            yield None


def pages_agree(history: History) -> Iterator[Violation | None]:
    """Where a list says how many it shows and where it begins, it says what is so."""
    for each in history.lists():
        body, shown = each.exchange.resource, len(each.exchange.resources)
        listed = body.get("itemsPerPage")
        if _is_number(listed) and listed != shown and shown:
            yield Violation(
                each,
                f"itemsPerPage = {shown}, the number of resources on the page",
                f"itemsPerPage = {listed}",
                "itemsPerPage",
            )
            continue
        begun, asked = body.get("startIndex"), each.query.get("startindex", "1")
        wanted = max(1, int(asked)) if asked.lstrip("-").isdecimal() else None
        if _is_number(begun) and wanted is not None and begun != wanted and shown:
            yield Violation(each, f"startIndex = {wanted}, as requested", f"startIndex = {begun}", "startIndex")
        else:
            yield None


def of_one_type(history: History) -> Iterator[Violation | None]:
    """/Users shows users and /Groups groups."""
    for each in history.answered:
        for endpoint, resource in each.shown:
            urn, name = _CORE[endpoint]
            listed = resource.get("schemas")
            meta = resource.get("meta")
            stated = meta.get("resourceType") if isinstance(meta, dict) else None
            other = [other for other, _ in _CORE.values() if other != urn]
            if isinstance(stated, str) and stated != name:
                yield Violation(
                    each,
                    f"meta.resourceType = {show(name)}",
                    f"meta.resourceType = {show(stated)}",
                    "meta.resourceType",
                )
            elif isinstance(listed, list) and urn not in listed and any(one in listed for one in other):
                yield Violation(each, f"schemas with {urn}", f"schemas = {show(listed)}", "schemas")
            elif isinstance(listed, list) or stated is not None:
                yield None


def in_one_order(history: History) -> Iterator[Violation | None]:
    """Two resources keep their order in a list as long as nobody changes what they are called."""
    kinds: dict[tuple[str, ...], list[Operation]] = {}
    for each in history.lists():
        if "sortby" not in each.query and len(each.exchange.resources) > 1:
            rest = tuple(f"{name}={text}" for name, text in sorted(each.query.items()) if name not in _PLACES)
            kinds.setdefault((each.endpoint, *rest), []).append(each)
    for alike in kinds.values():
        for first, second in pairwise(alike):
            moved = history.written(first.start, second.end)
            renamed = {each.id for each in moved if _may_rename(each)}
            before, after = ([id_ for id_ in _ids(each) if id_ not in renamed] for each in (first, second))
            both = set(before) & set(after)
            one, two = [id_ for id_ in before if id_ in both], [id_ for id_ in after if id_ in both]
            if len(both) > 1 and len(one) == len(set(one)) and len(two) == len(set(two)):
                yield _reordered(first, second, one, two, moved) if one != two else None
    for each in history.lists():
        if "sortby" not in each.query and len(each.exchange.resources) >= _MANY:
            yield from _by_last_change(each)


def _by_last_change(operation: Operation) -> Iterator[Violation | None]:
    """Judge a long list by itself: in the order of the last changes, and not in that of the creations, it moves."""
    metas = [meta_of(each) for each in operation.exchange.resources]
    changed, made = ([instant(meta.get(name)) for meta in metas] for name in ("lastModified", "created"))
    if None in changed or None in made or len(set(changed)) < len(changed):
        return
    moves = _is_sorted(changed) and not _is_sorted(made)
    wanted, seen = "an order that a change does not move", "the order of meta.lastModified"
    yield Violation(operation, wanted, seen, "Resources") if moves else None


def _is_sorted(times: list[Any]) -> bool:
    return times in (sorted(times), sorted(times, reverse=True))


def _reordered(
    first: Operation, second: Operation, one: list[str], two: list[str], moved: list[Operation]
) -> Violation:
    at = next(place for place, (left, right) in enumerate(zip(one, two, strict=True)) if left != right)
    touched = [each for each in moved if each.id in (one[at], two[at])]
    return Violation(
        second,
        f"{one[at]} before {two[at]}, as in the earlier list",
        f"{two[at]} before {one[at]}",
        "Resources",
        (first, *touched[-1:], second),
    )


def _may_rename(operation: Operation) -> bool:
    """Tell whether a write may change what a resource is called, as far as its body says."""
    if operation.method != "PATCH":
        return True
    text = operation.exchange.request.body.decode("utf-8", "replace").lower()
    return any(name in text for name in _NAMING)


def _ids(operation: Operation) -> list[str]:
    return [str(each["id"]) for each in operation.exchange.resources if "id" in each]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
