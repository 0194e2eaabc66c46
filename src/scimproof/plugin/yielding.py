"""Whose finding a fault is that fuzzing saw too: one cause is one finding.

What fuzzing finds is another requirement's, when that one is broken by a case that sent the same kinds of requests: the
plain case says more clearly what is wrong. The example stays in the report, as the reason why fuzzing has no verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qs

from scimproof.report.model import Verdict

_RED = frozenset({Verdict.FAIL, Verdict.WARN})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORDS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not")
_REFUSED, _FAILED = 400, 500

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
        kinds = _kinds(yields["trail"], exchanges)
        others = [
            each
            for each in everything
            if _named(each, yields["patterns"])
            and _was_answered(each["case"], exchanges) == _was_answered(sent["case"], exchanges)
            and kinds <= _kinds(each["case"]["exchanges"], exchanges)
            and (kinds or _place(each) == _place(sent))
        ]
        if others:
            _hand_over(sent["case"], min(others, key=lambda each: _place(each) != _place(sent))["requirement"])


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
    method = exchange["method"]
    kinds: set[str] = set()
    if exchange["status"] is None or exchange["status"] >= _FAILED:
        kinds.add(f"{method} {endpoint} fails")
    if method == "PATCH":
        kinds |= {f"PATCH {endpoint} {each}" for each in _operations(exchange["request_body"])}
    elif method in ("PUT", "DELETE"):
        kinds.add(f"{method} {endpoint}")
    for written in parse_qs(query).get("filter", []):
        bare = _STRING.sub("", written)
        kinds |= {f"filter {each}" for each in _WORDS if re.search(rf"(?i)\b{each}\b", bare)}
        kinds |= {"filter []"} if "[" in bare else set()
    return kinds


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
