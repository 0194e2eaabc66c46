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
from typing import Any
from urllib.parse import parse_qs

from scimproof.report.model import Verdict

_RED = frozenset({Verdict.FAIL, Verdict.WARN})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORDS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not")
_REFUSED, _FAILED = 400, 500

_SCOPE = re.compile(r'(?i)(userName|displayName) (sw|eq) "[^"]*" and ')
"""How a filter of fuzzing begins: it asks for users of its own."""

_SCOPED = "scoped"
_UNSCOPED = 2
"""Readings of a transcript without such a filter."""

_CONJUNCTION = {"filter and", "filter eq", "filter sw"}

Sent = dict[str, Any]


def settle(cases: Iterable[Sent], exchanges: Mapping[int, Sent]) -> None:
    """Turn the verdict of each fuzzing case that yields into NOT TESTABLE, blocked by the finding it yields to.

    Args:
        cases: as they came in, changed in place.
        exchanges: all of the run, by number.
    """
    everything = list(cases)
    for sent in everything:
        yields = sent.pop("yields", None)
        if yields is None or sent["case"]["verdict"] not in _RED:
            continue
        readings = [
            *_readings(_kinds(yields["trail"], exchanges)),
            _kinds(_last_write(yields["trail"], exchanges), exchanges),
        ]
        others = [each for each in everything if _named(each, yields["stands_on"])] or [
            each
            for each in everything
            if _named(each, yields["patterns"])
            and (_was_answered(each["case"], exchanges) or not _was_answered(sent["case"], exchanges))
            and _is_alike(sent, each, readings, _kinds(each["case"]["exchanges"], exchanges))
        ]
        if others:
            _hand_over(sent["case"], min(others, key=partial(_distance, sent, exchanges))["requirement"])


def _distance(sent: Sent, exchanges: Mapping[int, Sent], other: Sent) -> tuple[bool, bool, int]:
    """Return how far a finding is: near is what shows in the same place, was asked alike, and needs little else."""
    asked = [_asked(exchanges.get(each["case"]["decisive"])) for each in (sent, other)]
    return _place(other) != _place(sent), asked[0] != asked[1], len(_kinds(other["case"]["exchanges"], exchanges))


def _asked(exchange: Sent | None) -> tuple[str, bool]:
    return (exchange["method"], "?" in exchange["url"]) if exchange else ("", False)


def _last_write(trail: Sequence[int], exchanges: Mapping[int, Sent]) -> list[int]:
    """Return the write that a cut transcript is about; those before it only set the stage."""
    writes = [each for each in trail if each in exchanges and exchanges[each]["method"] in ("PUT", "PATCH", "DELETE")]
    return writes[-1:]


def _readings(kinds: set[str]) -> list[set[str]]:
    """Return the ways to see what was asked: a filter that leaves everybody else out is one, and what it adds another.

    A requirement on a plain ``and`` stands for the second; one on the condition behind the first ``and`` for the third,
    whatever it compares with: an attribute that eq does not find is not read by ne either.
    """
    if _SCOPED not in kinds:
        return [kinds]
    behind = {each.removeprefix("behind ") for each in kinds if each.startswith("behind ")}
    behind = {each for each in behind if each.startswith("filter on ")} or behind
    rest = {each for each in kinds if "filter " not in each and each != _SCOPED}
    return [{each for each in kinds if not each.startswith("behind ") and each != _SCOPED}, rest | behind]


def _is_alike(fuzzed: Sent, other: Sent, readings: list[set[str]], kinds: set[str]) -> bool:
    """Tell whether a plain case is broken in the same way: by the same requests, or in the same single value."""
    if _place(fuzzed) and _place(fuzzed) == _place(other):
        several = "= [" in fuzzed["case"]["mismatch"]["expected"]
        if not several or not readings[0] or readings[-1] & kinds:
            return True
    if (
        len(readings) > _UNSCOPED
        and "filter and" in kinds
        and {e for e in kinds if e.startswith("filter ")} <= _CONJUNCTION
    ):
        return True
    return any(reading and reading <= kinds for reading in readings)


def _named(other: Sent, patterns: Iterable[str]) -> bool:
    if other["case"]["verdict"] not in _RED or other["requirement"].startswith("fuzz."):
        return False
    return any(fnmatchcase(other["requirement"], each) for each in patterns)


def _was_answered(case: Sent, exchanges: Mapping[int, Sent]) -> bool:
    """Tell whether the deciding answer was a success, wrong as it may be: a refusal has another cause."""
    decisive = exchanges.get(case["decisive"])
    return decisive is not None and decisive["status"] is not None and decisive["status"] < _REFUSED


def _place(sent: Sent) -> str:
    return re.split(r"[.\[]", sent["case"]["mismatch"]["at"])[0]


def _hand_over(case: Sent, to: str) -> None:
    seen = case["mismatch"]
    case["verdict"], case["blocked_by"], case["mismatch"] = Verdict.NOT_TESTABLE, to, None
    case["reason"] = f"the same kind of request is broken there; seen here: {seen['observed']}, not {seen['expected']}"


def _kinds(numbers: Iterable[int], exchanges: Mapping[int, Sent]) -> set[str]:
    """Return what kinds of requests there were, creates and reads by id aside: every case needs those."""
    return {kind for number in numbers if number in exchanges for kind in _kind(exchanges[number])}


def _kind(exchange: Sent) -> set[str]:
    path, _, query = exchange["url"].partition("?")
    endpoint = next((each for each in ("Users", "Groups") if f"/{each}" in path), "")
    method, body = exchange["method"], exchange["request_body"]
    fails = exchange["status"] is None or exchange["status"] >= _FAILED
    if body and not _is_object(body):
        return {"no object", "no object fails"} if fails else {"no object"}
    kinds = {f"{method} {endpoint} fails"} if fails else set()
    if method == "PATCH":
        kinds |= {f"PATCH {endpoint} {each}" for each in _operations(body)}
    elif method in ("PUT", "DELETE"):
        kinds.add(f"{method} {endpoint}")
    for written in parse_qs(query).get("filter", []):
        kinds |= _filtered(written)
        if scope := _SCOPE.match(written):
            kinds |= {_SCOPED, *(f"behind {each}" for each in _filtered(written[scope.end() :]))}
    return kinds


def _filtered(written: str) -> set[str]:
    """Return the operators of a filter, and what a single condition is about."""
    bare = _STRING.sub("", written)
    kinds = {f"filter {each}" for each in _WORDS if re.search(rf"(?i)\b{each}\b", bare)}
    kinds |= {"filter []"} if "[" in bare else set()
    if not kinds & {"filter and", "filter or", "filter not", "filter []"}:
        path = bare.partition(" ")[0].lower()
        kinds.add("filter on urn" if path.startswith("urn:") else f"filter on {path}")
    return kinds


def _is_object(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _operations(body: str) -> set[str]:
    try:
        operations = json.loads(body).get("Operations", [])
        return {f"{str(each.get('op')).lower()} {_form(each.get('path'))}" for each in operations}
    except (ValueError, AttributeError, TypeError):
        return {"odd"}


def _form(path: Any) -> str:
    """Return the form of a path: which attribute it is does not matter, members aside."""
    if not isinstance(path, str) or not path:
        return "without a path"
    local = path.rpartition(":")[2] if path.lower().startswith("urn:") else path
    name, bracket, _ = local.partition("[")
    several = "members" if name.lower() == "members" else "a"
    return several + ("[]" if bracket else "") + (".b" if local.endswith((".value", ".primary")) else "")
