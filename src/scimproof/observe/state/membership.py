"""Memberships change only by a write to the group or by a deletion, and both sides agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scimproof.expect.values import show
from scimproof.observe.history import GROUPS, USERS, History, Operation
from scimproof.observe.judging import Violation
from scimproof.observe.state.flat import covers
from scimproof.observe.state.footprint import footprint
from scimproof.observe.state.timeline import Sight, Step, timeline


def members_kept(history: History) -> Iterator[Violation | None]:
    """The members of a group change only with a write to that group that names them, or a deletion."""
    for step in timeline(history).reads:
        if step.key[0] != GROUPS or not (step.own or step.others) or _bulk(step):
            continue
        if any(covers(footprint(each), "members") for each in step.own if not each.refused):
            continue
        before, after = _ids(step.before, "members"), _ids(step.after, "members")
        gone = {each.id for each in step.others if each.method == "DELETE"}
        changed = {each for each in before ^ after if each not in gone}
        yield _told(step, "members", before, after, changed) if changed else None


def groups_kept(history: History) -> Iterator[Violation | None]:
    """The groups of a user change only with a write to a group that they name."""
    for step in timeline(history).reads:
        if step.key[0] != USERS or not (step.own or step.others) or _bulk(step):
            continue
        before, after = _ids(step.before, "groups"), _ids(step.after, "groups")
        touched = {_object(each) for each in step.others if each.endpoint == GROUPS}
        ours = {id_ for endpoint, id_ in history.created if endpoint == GROUPS}
        if any(_mentions(each, ours - {_object(each)}) for each in step.others if each.endpoint == GROUPS):
            continue  # groups in groups: who is in one by another is not told here
        changed = {each for each in before ^ after if each not in touched}
        yield _told(step, "groups", before, after, changed) if changed else None


def sides_agree(history: History) -> Iterator[Violation | None]:
    """Who is a member of a group by the group's own answer has that group among the groups, and the other way round."""
    line = timeline(history)
    last = {key: seen[-1] for (key, way), seen in line.sights.items() if way == "read"}
    if not any(_ids(each, "groups") for (endpoint, _), each in last.items() if endpoint == USERS):
        return  # the groups of users are shown to nobody
    groups = {id_: seen for (endpoint, id_), seen in last.items() if endpoint == GROUPS}
    for (endpoint, user), seen in last.items():
        if endpoint != USERS:
            continue
        for group, shown in groups.items():
            since = min(seen.operation.start, shown.operation.start)
            until = max(seen.operation.end, shown.operation.end)
            inside, named = user in _ids(shown, "members"), group in _ids(seen, "groups")
            if not inside and not (named and _ids(shown, "members")):
                continue
            if not any(_reaches(each, user, group) for each in history.written(since, until)):
                yield _disagreeing(seen, shown, user, group) if inside is not named else None


def _disagreeing(user: Sight, group: Sight, id_: str, group_id: str) -> Violation:
    listed = id_ in _ids(group, "members")
    has = "has" if listed else "does not have"
    return Violation(
        user.operation,
        f"groups {'with' if listed else 'without'} {group_id}, which {has} {id_} among its members",
        f"groups = {show(sorted(_ids(user, 'groups')), 200)}",
        "groups",
        (group.operation, user.operation),
    )


def _reaches(write: Operation, user: str, group: str) -> bool:
    return not write.endpoint or _object(write) in (user, group) or write.endpoint == GROUPS


def _told(step: Step, name: str, before: set[str], after: set[str], changed: set[str]) -> Violation:
    telling = [each for each in (*step.own, *step.others) if _mentions(each, {step.key[1], *changed})]
    write = next(iter(telling[::-1]), None) or next(iter((*step.own, *step.others)), None)
    gone, new = len(changed - after), len(changed & after)
    what = " and ".join(each for each in (f"{gone} gone" if gone else "", f"{new} new" if new else "") if each)
    why = f" ({write.method} {write.path} does not contain them)" if write is not None else ""
    return Violation(
        step.after.operation,
        f"{name} = {show(sorted(before), 200)}, as before{why}",
        f"{name} = {show(sorted(after), 200)}: {what}",
        name,
        tuple(each for each in (step.before.operation, write, step.after.operation) if each is not None),
    )


def _ids(sight: Sight, name: str) -> set[str]:
    held: Mapping[str, object] = sight.values
    listed = held.get(name)
    return set(listed) if isinstance(listed, tuple) else set()


def _object(write: Operation) -> str:
    return write.id or (write.exchange.id or "")


def _mentions(write: Operation, ids: set[str]) -> bool:
    text = f"{write.path} {write.exchange.request.body.decode('utf-8', 'replace')}"
    return any(each in text for each in ids)


def _bulk(step: Step) -> bool:
    return any(not each.endpoint for each in step.others)
