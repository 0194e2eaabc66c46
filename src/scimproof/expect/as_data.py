"""Judgements as data: a report states them, and another process makes them again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from scimproof.expect.outcome import Mismatch
    from scimproof.scim.exchange import Exchange

    Matcher = Callable[[Exchange], Mismatch | None]

P = ParamSpec("P")

_MAKERS: dict[str, Callable[..., Any]] = {}


def as_data(make: Callable[P, Matcher]) -> Callable[P, Matcher]:
    """Decorate what makes a matcher: its mismatches say, as JSON, which matcher found them.

    The shape is ``{"matcher": "attribute", "args": ["active", false], "named": {}}``. A matcher whose arguments are no
    JSON says nothing.
    """
    _MAKERS[make.__name__] = make

    @wraps(make)
    def made(*args: P.args, **named: P.kwargs) -> Matcher:
        matcher = make(*args, **named)
        check = _json({"matcher": make.__name__, "args": list(args), "named": named})

        def match(exchange: Exchange) -> Mismatch | None:
            mismatch = matcher(exchange)
            return mismatch if mismatch is None else replace(mismatch, check=check)

        return match

    return made


def matcher_of(check: Mapping[str, Any]) -> Matcher:
    """Return the matcher that a mismatch names.

    Raises:
        ValueError: there is no such matcher, or it takes other arguments.
    """
    try:
        matcher: Matcher = _MAKERS[check["matcher"]](*check["args"], **check["named"])
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{check!r} is no judgement: {problem}") from None
    return matcher


def _json(value: dict[str, Any]) -> dict[str, Any] | None:
    try:
        copied: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False, default=_listed))
    except (TypeError, ValueError):
        return None
    return copied


def _listed(value: Any) -> list[Any]:
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{value!r} is no JSON")
