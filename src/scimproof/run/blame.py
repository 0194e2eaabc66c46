"""Whose finding a fault is that fuzzing saw too: one cause is one finding.

What fuzzing finds is another requirement's, when that one is broken by a case that sent the same kinds of requests: the
plain case says more clearly what is wrong. The example stays in the report, as the reason why fuzzing has no verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial

from scimproof.report.model import Verdict
from scimproof.run.request_kinds import CONJUNCTION, Sent, asked, failing, kinds, parts, readings

_YIELDS_TO = {
    Verdict.FAIL: frozenset({Verdict.FAIL, Verdict.WAIVED}),
    Verdict.WARN: frozenset({Verdict.FAIL, Verdict.WARN, Verdict.WAIVED}),
}
"""What fails a run is handed to nothing that does not. A waived finding is there still, accepted with its cause."""

_REFUSED = 400
_UNSCOPED = 2
"""Readings of a transcript without a filter that leaves everybody else out."""

_LONG = 20
"""Requests of a case that holds so many kinds of them that only the place says which is broken: of a whole cycle."""

_ONE_PRIMARY = "one primary"
"""How an expectation reads that a list has one primary value."""


def settle(cases: Iterable[Sent], exchanges: Mapping[int, Sent]) -> None:
    """Turn the verdict of each fuzzing case that yields into NOT TESTABLE, blocked by the finding it yields to.

    Args:
        cases: as they came in, changed in place.
        exchanges: all of the run, by number.
    """
    everything = list(cases)
    for sent in everything:
        yields = sent.pop("yields", None)
        weighty = _YIELDS_TO.get(sent["case"]["verdict"])
        if yields is None or weighty is None:
            continue
        broken = [
            each
            for each in everything
            if each["case"]["verdict"] in weighty and not each["requirement"].startswith("fuzz.")
        ]
        others = [
            each
            for each in broken
            if _named(each, yields["stands_on"])
            and _deletes(_led(each), exchanges) <= _deletes(yields["trail"], exchanges)
        ] or [
            each
            for each in broken
            if _named(each, yields["patterns"])
            and (_was_answered(each, exchanges) or not _was_answered(sent, exchanges))
            and _is_alike(sent, yields["trail"], each, exchanges)
        ]
        if others:
            _hand_over(sent["case"], min(others, key=partial(_distance, sent, exchanges))["requirement"])


def _distance(sent: Sent, exchanges: Mapping[int, Sent], other: Sent) -> tuple[bool, bool, int]:
    """Return how far a finding is: near is what shows in the same place, was asked alike, and needs little else."""
    here, there = (asked(_decisive(each, exchanges)) for each in (sent, other))
    is_alike = (here.method, here.searches) == (there.method, there.searches)
    return not _is_in_place(sent, other), not is_alike, len(kinds(_led(other), exchanges))


def _is_alike(fuzzed: Sent, trail: Sequence[int], other: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether a plain case is broken in the same way."""
    there = kinds(_led(other), exchanges)
    ways = [*readings(kinds(trail, exchanges)), kinds(_last_write(trail, exchanges), exchanges)]
    if _is_one_value(fuzzed, other, ways, there) and not _is_shown_by_query(fuzzed, other, exchanges):
        return True
    return len(_led(other)) < _LONG and (
        _is_conjunction(ways, there)
        or any(way and way <= there for way in ways)
        or _is_same_question(fuzzed, trail, other, exchanges)
        or _is_part(fuzzed, trail, other, exchanges)
    )


def _is_one_value(fuzzed: Sent, other: Sent, ways: list[set[str]], there: set[str]) -> bool:
    """Tell whether both saw a wrong value in one place; a list must have been changed in the same way as well.

    That one value of a list is primary is one rule, whichever list breaks it.
    """
    if all(_ONE_PRIMARY in each["case"]["mismatch"]["expected"] for each in (fuzzed, other)):
        return True
    if not _is_in_place(fuzzed, other):
        return False
    several = "= [" in fuzzed["case"]["mismatch"]["expected"]
    return not several or not ways[0] or bool(ways[-1] & there)


def _is_shown_by_query(fuzzed: Sent, other: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether a query alone shows the plain case's value: it was asked what to show, and that may be the fault."""
    return asked(_decisive(other, exchanges)).searches and not asked(_decisive(fuzzed, exchanges)).searches


def _is_conjunction(ways: list[set[str]], there: set[str]) -> bool:
    """Tell whether a plain case asked for two things at once, which every filter of fuzzing does."""
    return (
        len(ways) > _UNSCOPED
        and "filter and" in there
        and {each for each in there if each.startswith("filter ")} <= CONJUNCTION
    )


def _is_same_question(fuzzed: Sent, trail: Sequence[int], other: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether the deciding question is the same, and answered as wrongly.

    A search finds somebody in both, or nobody, whatever changed before. A read is refused in both with one status, and
    the plain case has done nothing before that the transcript has not.
    """
    here, there = (_decisive(each, exchanges) for each in (fuzzed, other))
    if here is None or there is None or here["method"] != "GET" or asked(here) != asked(there):
        return False
    if here["status"] != there["status"] or here["status"] is None:
        return False
    if here["status"] < _REFUSED:
        return bool(asked(here).filters) and _finds(here) == _finds(there)
    return kinds(_led(other), exchanges) <= kinds(trail, exchanges)


def _is_part(fuzzed: Sent, trail: Sequence[int], other: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether all that is special about a plain case is in the request that the transcript is about."""
    last = [*_last_write(trail, exchanges), fuzzed["case"]["decisive"]]
    needed = parts(_led(other), exchanges, alone=True)
    fails = failing(last, exchanges) == failing(_led(other), exchanges)
    return fails and bool(needed) and needed <= parts(last, exchanges)


def _led(other: Sent) -> list[int]:
    """Return the requests of a plain case up to the deciding one: those after it only ask for the cause."""
    case = other["case"]
    return [each for each in case["exchanges"] if case["decisive"] is None or each <= case["decisive"]]


def _deletes(numbers: Iterable[int], exchanges: Mapping[int, Sent]) -> set[str]:
    """Return the deletes: that they do nothing matters only where there is one."""
    return {each for each in kinds(numbers, exchanges) if each.startswith("DELETE ")}


def _last_write(trail: Sequence[int], exchanges: Mapping[int, Sent]) -> list[int]:
    """Return the write that a cut transcript is about; those before it only set the stage."""
    writes = [each for each in trail if each in exchanges and exchanges[each]["method"] in ("PUT", "PATCH", "DELETE")]
    return writes[-1:]


def _named(other: Sent, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(other["requirement"], each) for each in patterns)


def _decisive(sent: Sent, exchanges: Mapping[int, Sent]) -> Sent | None:
    return exchanges.get(sent["case"]["decisive"])


def _was_answered(sent: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether the deciding answer was a success, wrong as it may be: a refusal has another cause."""
    decisive = _decisive(sent, exchanges)
    return decisive is not None and decisive["status"] is not None and decisive["status"] < _REFUSED


def _finds(exchange: Sent) -> bool:
    try:
        return bool(json.loads(exchange["response_body"])["totalResults"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def _is_in_place(sent: Sent, other: Sent) -> bool:
    return bool(_places(sent) & _places(other))


def _places(sent: Sent) -> set[str]:
    """Return the attribute where it shows, and the extension that has it: either may be all that is said."""
    at = sent["case"]["mismatch"]["at"]
    return {re.split(r"[.\[]", each)[0] for each in (at, at.rpartition(":")[2])} - {""}


def _hand_over(case: Sent, to: str) -> None:
    seen = case["mismatch"]
    case["verdict"], case["blocked_by"], case["mismatch"] = Verdict.NOT_TESTABLE, to, None
    case["reason"] = f"the same kind of request is broken there; seen here: {seen['observed']}, not {seen['expected']}"
