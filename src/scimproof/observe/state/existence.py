"""Created resources exist until they are deleted, and deleted ones do not exist any more."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.expect.matchers import outcome
from scimproof.observe.history import GROUPS, History, Operation, value
from scimproof.observe.judging import Violation
from scimproof.observe.state.timeline import Key, timeline

_GONE = (404, 410)
_NAMES = ("userName", "displayName")


def kept_until_deleted(history: History) -> Iterator[Violation | None]:
    """A resource that was made is found by its id until it is deleted."""
    line = timeline(history)
    for each in history.answered:
        key = (each.endpoint, each.id)
        if each.method != "GET" or key not in history.created or not each.authorized:
            continue
        writes = [one for one in line.writes_to.get(key, []) if one.start <= each.end]
        made = [one for one in writes if one.is_create and one.succeeded and one.end + history.lag < each.start]
        if not made or each.status not in (200, *_GONE):
            continue
        after = [one for one in writes if one.start >= made[-1].start]
        if any(one.method == "DELETE" and not one.refused for one in after) or _bulk(history, key, each):
            continue
        if each.status == 200:  # noqa: PLR2004
            yield None
            continue
        telling = [
            one
            for one in history.writes
            if made[-1].start < one.start <= each.start
            and (one in after or key[1] in one.exchange.request.body.decode("utf-8", "replace"))
        ]
        yield Violation(
            each, "the resource, which was not deleted", outcome(each.exchange), "", (made[-1], *telling[-1:], each)
        )


def deleted_stay_gone(history: History) -> Iterator[Violation | None]:
    """A resource that was deleted is found neither by its id nor in a list."""
    for each in history.answered:
        if each.method != "GET" or not each.endpoint or not each.authorized:
            continue
        if each.id and (each.endpoint, each.id) in history.deleted:
            gone = _deleted_before(history, (each.endpoint, each.id), each)
            if gone is not None and each.status in (200, *_GONE):
                there = each.status == 200  # noqa: PLR2004
                yield (
                    Violation(each, "404: it was deleted", outcome(each.exchange), "", (gone, each)) if there else None
                )
        elif each.is_list and each.exchange.resources:
            yield _listed_again(history, each)


def _listed_again(history: History, operation: Operation) -> Violation | None:
    for each in operation.exchange.resources:
        id_ = str(each.get("id"))
        gone = _deleted_before(history, (operation.endpoint, id_), operation)
        if gone is not None:
            wanted = f"a list without {id_}, which was deleted"
            return Violation(operation, wanted, f"{id_} in the list", "Resources", (gone, operation))
    return None


def members_leave(history: History) -> Iterator[Violation | None]:
    """A group does not name a member who was deleted."""
    for each in history.reads(GROUPS):
        listed = value(each.exchange.resource, "members")
        ids = [str(one.get("value")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        gone = [
            (id_, deleted)
            for id_ in ids
            for endpoint in ("/Users", GROUPS)
            if (deleted := _deleted_before(history, (endpoint, id_), each)) is not None
        ]
        if gone:
            yield Violation(
                each,
                f"members without {gone[0][0]}, who was deleted",
                f"{gone[0][0]} among the members",
                "members",
                (gone[0][1], each),
            )
        elif ids:
            yield None


def refused_creates_store_nothing(history: History) -> Iterator[Violation | None]:
    """A create that was refused has stored nothing."""
    refused: dict[tuple[str, str], Operation] = {}
    for each in history.answered:
        for key in _names(each):
            if each.refused and each.authorized:
                refused.setdefault(key, each)
    tried = {key for each in history.writes if not each.refused for key in _names(each)}
    tried |= {
        (each.endpoint, text.casefold())
        for each in history.writes
        if each.method in ("PUT", "PATCH") or not each.endpoint
        for (_, text) in refused
        if text in each.exchange.request.body.decode("utf-8", "replace").casefold()
    }
    for each in history.answered:
        if each.method != "GET":
            continue
        for endpoint, resource in each.shown:
            name = value(resource, _NAMES[endpoint == GROUPS])
            create = refused.get((endpoint, str(name).casefold()))
            if create is not None and (endpoint, str(name).casefold()) not in tried and create.end < each.start:
                yield Violation(
                    each,
                    f"no resource named {name}: the create was refused",
                    f"{endpoint}/{resource.get('id')}",
                    "",
                    (create, each),
                )
        if each.is_list and any(name in each.query.get("filter", "").casefold() for _, name in refused):
            yield None


def still_found(history: History) -> Iterator[Violation | None]:
    """A resource that lives is found by the name under which it was made, at the end of the run as at its beginning."""
    line = timeline(history)
    for each in history.lists():
        if not each.exchange.label.startswith("audit: search for"):
            continue
        asked = each.query.get("filter", "")
        for key, create in history.created.items():
            names = {name for _, name in _names(create)}
            if key[0] != each.endpoint or not any(f'"{name}"' in asked.casefold() for name in names):
                continue
            writes = [one for one in line.writes_to.get(key, []) if one is not create and one.start <= each.end]
            if any(one.start >= create.start for one in writes):
                continue  # it may be called otherwise now, or be gone
            missing = key[1] not in {str(one.get("id")) for one in each.exchange.resources}
            yield _not_found(each, create, key[1]) if missing else None


def _not_found(search: Operation, create: Operation, id_: str) -> Violation:
    wanted = f"{id_}, which was created with this name"
    return Violation(search, wanted, "a list without it", "Resources", (create, search))


def _names(create: Operation) -> list[tuple[str, str]]:
    """Return the endpoint and name of what a create would make, as a list of one or none."""
    if not create.is_create or not isinstance(create.body, dict):
        return []
    name = value(create.body, _NAMES[create.endpoint == GROUPS])
    return [(create.endpoint, name.casefold())] if isinstance(name, str) and name.strip() else []


def _deleted_before(history: History, key: Key, read: Operation) -> Operation | None:
    """Return the delete after which an object is gone when a read is sent; None when it may be there."""
    gone = history.deleted.get(key)
    if gone is None or gone.end + history.lag >= read.start:
        return None
    again = history.created.get(key)
    return None if again is not None and again.end >= gone.start else gone


def _bulk(history: History, key: Key, read: Operation) -> bool:
    return any(
        each.start <= read.end and key[1] in each.exchange.request.body.decode("utf-8", "replace")
        for each in history.bulk
    )
