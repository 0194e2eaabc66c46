"""How a target answers lists: the limit of ``count``, the delay of filters, and how groups show members."""

from __future__ import annotations

import re
import time
from typing import Any

from scimproof.calibrate.attributes import MEMBERS
from scimproof.calibrate.lab import Lab
from scimproof.calibrate.model import Kind, Line
from scimproof.calibrate.refusal import detail
from scimproof.scim import filter as scim_filter
from scimproof.scim.resource import Resource

_OK = 200
_LARGE = 1000
_PAUSE = 0.05
_NUMBER = re.compile(r"\d{1,6}")


def count(lab: Lab, lines: list[Line]) -> tuple[bool | None, int]:
    """See whether a page keeps to ``count``, and how large a count may be."""
    one = lab.get("/Users", "is count applied?", "startIndex=1&count=1")
    if one is None:
        return None, 0
    if one.status != _OK:
        told = f"refused: {one.status} {detail(one)}".strip()
        lines.append(Line("count", told, (one.number,)))
        return False, 0
    works = len(one.resources) <= 1
    large = lab.get("/Users", "how large may count be?", f"startIndex=1&count={_LARGE}")
    numbers = [one.number, *([large.number] if large else [])]
    largest = _LARGE if large is not None and large.status == _OK else 1
    if large is not None and large.status != _OK:
        for number in sorted({int(each) for each in _NUMBER.findall(detail(large))}, reverse=True):
            if not 1 < number < _LARGE:
                continue
            again = lab.get("/Users", "is this the maximum count?", f"startIndex=1&count={number}")
            if again is not None:
                numbers.append(again.number)
                largest = number if again.status == _OK else largest
            break
    told = "applied" if works else "ignored: a page has more resources"
    limit = "" if largest == _LARGE else f"; {_LARGE} is refused, {largest} is accepted"
    lines.append(Line("count", told + limit, tuple(numbers)))
    return works, largest


def lag(lab: Lab, lines: list[Line], user: Resource, longest: float) -> float | None:
    """Return the seconds until a filter shows a user who was just created, None when none does in time.

    A filter that is refused is another requirement's finding, and no delay.
    """
    begun = time.monotonic()
    filter_ = scim_filter.eq("userName", str(user.body["userName"]))
    while (waited := time.monotonic() - begun) <= longest or waited == 0:
        seen = lab.search("/Users", filter_, "when does a filter find a new user?")
        if seen is None or seen.status != _OK:
            return 0.0
        if any(each.get("id") == user.id for each in seen.resources):
            told = "at once" if waited <= _PAUSE else f"after {waited:.2f} s"
            lines.append(Line("A filter shows a new user", told, (seen.number,)))
            return waited if waited > _PAUSE else 0.0
        time.sleep(min(_PAUSE * 2 ** min(lab.sent, 6), max(longest / 8, _PAUSE)))
    lines.append(Line("A filter shows a new user", f"not within {longest:g} s"))
    return None


def members(lab: Lab, lines: list[Line], groups: Kind, member: Resource | None) -> tuple[str, tuple[str, ...]]:
    """See how a member is named, and whether a group shows its members: unasked, to who asks for them, or to nobody."""
    if groups.body is None or member is None:
        return "", ("value",)
    for parts in [groups.body["members"]] if groups.body.get("members") else MEMBERS:
        made = lab.create_group({**groups.body, "members": parts}, "a group with a member", member)
        group = lab.resource(made)
        if group is not None and made is not None:
            if len(parts[0]) > 1:
                lines.append(Line("A member of a group needs", ", ".join(parts[0]), (made.number,)))
            return _shown(lab, lines, group, member), tuple(parts[0])
    return "", ("value",)


def _shown(lab: Lab, lines: list[Line], group: Resource, member: Resource) -> str:
    for query, word in (("", "shown"), ("attributes=displayName,members", "on request")):
        read = lab.get(group.path, "are members shown?", query)
        listed = read.resource.get("members") if read is not None else None
        if isinstance(listed, list) and any(_names(each, member.id) for each in listed):
            assert read is not None  # noqa: S101 - for the type checker
            lines.append(Line("Members of a group", word, (read.number,)))
            return word
    known = lab.search(
        "/Groups",
        scim_filter.both(scim_filter.eq("id", group.id), scim_filter.eq("members", member.id)),
        "is it stored?",
    )
    if known is not None and [each.get("id") for each in known.resources] == [group.id]:
        lines.append(Line("Members of a group", "never shown; a filter finds them", (known.number,)))
        return "never"
    return ""


def _names(member: Any, wanted: str) -> bool:
    return isinstance(member, dict) and str(member.get("value")) == wanted
