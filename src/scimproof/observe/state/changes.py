"""Values that changed although no write contained them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scimproof.expect.values import ABSENT, same, show
from scimproof.observe.history import GROUPS, USERS, History, Operation
from scimproof.observe.invariants.meta import instant, meta_of
from scimproof.observe.judging import Violation
from scimproof.observe.state.flat import REFERENCES, covers, local
from scimproof.observe.state.footprint import footprint
from scimproof.observe.state.timeline import Step, Timeline, timeline

_CACHED = "_changes"
_SHORTEST = 3
"""Characters of a text that one may find in another by chance."""


@dataclass(frozen=True)
class Change:
    """A value that differs between two sights of an object, and that no write between them named."""

    step: Step
    path: str
    before: Any
    after: Any

    @property
    def refused(self) -> Operation | None:
        """The refused write to the object itself that named it, if one did."""
        return next((each for each in self.step.own if each.refused and covers(footprint(each), self.path)), None)


def values_kept(history: History) -> Iterator[Violation | None]:
    """A change of a user or group leaves alone what it does not name."""
    for step, changes in _all(history):
        if any(each.succeeded for each in step.own):
            yield _told(step, [each for each in changes if local(each.path) not in (*REFERENCES, "active")])


def activity_kept(history: History) -> Iterator[Violation | None]:
    """The active of a user changes only when a write to that user names it."""
    for step, changes in _all(history):
        if step.key[0] == USERS and "active" in step.before.values and (step.own or step.others):
            yield _told(step, [each for each in changes if each.path == "active"])


def manager_kept(history: History) -> Iterator[Violation | None]:
    """The manager of a user stays until a write to that user names it, or the manager is deleted."""
    for step, changes in _all(history):
        if any(local(path) == "manager" for path in (*step.before.values, *step.after.values)):
            yield _told(step, [each for each in changes if local(each.path) == "manager"])


def other_users_untouched(history: History) -> Iterator[Violation | None]:
    """A user to whom nothing was written keeps all values, whatever was written to others."""
    yield from _others(history, USERS)


def other_groups_untouched(history: History) -> Iterator[Violation | None]:
    """A group to which nothing was written keeps its values, whatever was written to others."""
    yield from _others(history, GROUPS)


def refusals_change_nothing(history: History) -> Iterator[Violation | None]:
    """A refused write changes nothing of what it names."""
    for step, changes in _all(history):
        refused = [each for each in step.own if each.refused]
        if refused:
            yield _told(step, [each for each in changes if each.refused is not None])


def modified_moves(history: History) -> Iterator[Violation | None]:
    """The meta.lastModified of a resource moves when a write changes it, and only forward."""
    for step in timeline(history).reads:
        was, now = (meta_of(dict(each.resource)).get("lastModified") for each in (step.before, step.after))
        before, after = instant(was), instant(now)
        if before is None or after is None:
            continue
        changed = _differing(step) and any(each.succeeded for each in step.own)
        if after < before:
            yield _at_meta(step, f"meta.lastModified at {was} or later", f"meta.lastModified = {now}")
        elif changed:
            coarse = before.microsecond == 0 and step.after.operation.end - step.before.operation.start < 2  # noqa: PLR2004
            if not coarse:
                still = after == before
                yield _at_meta(step, f"meta.lastModified after {was}", f"meta.lastModified = {now}") if still else None
        elif not step.own and not step.others:
            moved = after != before
            yield _at_meta(step, f"meta.lastModified = {was}", f"meta.lastModified = {now}") if moved else None


def versions_move(history: History) -> Iterator[Violation | None]:
    """The version of a resource is another one once a write has changed it."""
    for step in timeline(history).reads:
        was, now = (_version(each.resource, each.operation) for each in (step.before, step.after))
        if was and now and _differing(step) and any(each.succeeded for each in step.own):
            yield _at_meta(step, f"another version than {was}", f"version {now}") if was == now else None


def _others(history: History, endpoint: str) -> Iterator[Violation | None]:
    for step, changes in _all(history):
        if step.key[0] == endpoint and not step.own and step.others:
            yield _told(step, [each for each in changes if local(each.path) not in (*REFERENCES, "active")])


def _all(history: History) -> list[tuple[Step, list[Change]]]:
    """Return each step with its unexplained changes, found out once for a history."""
    made: list[tuple[Step, list[Change]]] | None = history.__dict__.get(_CACHED)
    if made is None:
        line = timeline(history)
        made = history.__dict__[_CACHED] = [(step, list(_unexplained(line, step))) for step in line.steps]
    return made


def _unexplained(line: Timeline, step: Step) -> Iterator[Change]:
    prints = [footprint(each) for each in step.own if not each.refused]
    bulk = any(not each.endpoint for each in step.others)
    for path in sorted({*step.before.values, *step.after.values}):
        before, after = (each.values.get(path, ABSENT) for each in (step.before, step.after))
        if same(before, after) or not _comparable(step, before, after):
            continue
        if bulk or any(covers(each, path) for each in prints) or not line.is_readable(step.key[0], path):
            continue
        change = Change(step, path, before, after)
        if not _is_derived(change) and not _has_left(change):
            yield change


def _comparable(step: Step, before: Any, after: Any) -> bool:
    """Tell whether absence on one side says anything: a list, or a projection, may leave out what is there."""
    if before is not ABSENT and after is not ABSENT:
        return True
    if before is ABSENT:
        return step.before.whole and step.after.whole
    return step.after.whole and (step.before.whole or step.before.sent)


def _is_derived(change: Change) -> bool:
    """Tell whether a text follows from what was written: it holds a text that was sent, or held one that went.

    A displayName may be made of the parts of a name, an e-mail of a userName. Nothing is derived from a boolean.
    """
    texts = [_folded(each) for each in (change.before, change.after)]
    step = change.step
    sources = [
        _folded(value)
        for path in {*step.before.values, *step.after.values}
        if path != change.path and not same(step.before.values.get(path), step.after.values.get(path))
        for value in (step.before.values.get(path, ""), step.after.values.get(path, ""))
        if isinstance(value, str)
    ]
    return any(len(each) >= _SHORTEST and each in text for each in sources for text in texts)


def _folded(value: Any) -> str:
    return "".join(show(value, 4000).casefold().split()).strip('"') if value is not ABSENT else ""


def _has_left(change: Change) -> bool:
    """Tell whether a reference changed because its resource was deleted."""
    if local(change.path) not in REFERENCES or not isinstance(change.before, tuple):
        return False
    gone = {each.id for each in change.step.others if each.method == "DELETE"}
    after = change.after if isinstance(change.after, tuple) else ()
    left = set(change.before) - set(after)
    return bool(left) and left <= gone and set(after) <= set(change.before)


def _differing(step: Step) -> bool:
    """Tell whether a value changed that belongs to the resource itself."""
    return any(
        not same(step.before.values.get(path, ABSENT), step.after.values.get(path, ABSENT))
        for path in {*step.before.values, *step.after.values}
        if local(path) != "groups"
    )


def _told(step: Step, changes: list[Change]) -> Violation | None:
    if not changes:
        return None
    first = changes[0]
    write = first.refused or _suspect(step, first)
    named = ", ".join(sorted(footprint(write))).replace("*", "everything") if write is not None else ""
    to = "it" if write is None or write.id == step.key[1] else f"{write.endpoint}/{write.id or ''}".rstrip("/")
    answer = "was refused" if write is not None and write.refused else "does not contain it"
    why = f" ({write.method} to {to} {answer}: {named})" if write is not None else " (nothing was written to it)"
    return Violation(
        step.after.operation,
        f"{first.path} = {show(first.before)}, as before{why}",
        f"{first.path} = {show(first.after)}",
        first.path,
        tuple(each for each in (step.before.operation, write, step.after.operation) if each is not None),
    )


def _suspect(step: Step, change: Change) -> Operation | None:
    """Return the write that most likely did it: the last own one, or one that names the new value or the object."""
    if step.own:
        return step.own[-1]
    texts = [step.key[1], *([change.after] if isinstance(change.after, str) else [])]
    telling = [
        each
        for each in step.others
        if any(text and text in each.exchange.request.body.decode("utf-8", "replace") for text in texts)
    ]
    candidates = telling or list(step.others)
    return candidates[-1] if candidates else None


def _at_meta(step: Step, expected: str, observed: str) -> Violation:
    trail = (step.before.operation, *step.own[-1:], step.after.operation)
    return Violation(step.after.operation, expected, observed, "meta.lastModified", trail)


def _version(resource: Any, operation: Operation) -> str:
    stated = meta_of(dict(resource)).get("version") or operation.exchange.header("etag")
    return stated if isinstance(stated, str) else ""
