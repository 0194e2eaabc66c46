"""Compares a resource with its expected state; reports only differences that are certain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from scimproof.expect.outcome import Mismatch
from scimproof.expect.values import ABSENT, is_absent, same, show

DERIVED = frozenset({"meta", "schemas", "groups", "password", "members"})
"""What the service provider writes itself, or what is compared in another way."""

_ELEMENT = ("value", "type")


def difference(
    wanted: Mapping[str, Any], shown: Mapping[str, Any], before: Mapping[str, Any], loose: Collection[str] = ()
) -> Mismatch | None:
    """Return the first place where a resource is not as it has to be.

    Args:
        wanted: what it has to be.
        shown: what the target shows.
        before: what it was: what is in there and not in ``wanted`` has to be gone.
        loose: paths that may hold anything.
    """
    for name in {**before, **wanted}:
        if name in DERIVED or name in loose:
            continue
        if name.startswith("urn:"):
            inner = _box(wanted.get(name)), _box(_get(shown, name)), _box(before.get(name))
            if (found := difference(*inner, loose)) is not None:
                return Mismatch(found.expected, found.observed, f"{name}:{found.at}")
        elif (found := _at(name, wanted.get(name), _get(shown, name), loose)) is not None:
            return found
    return None


def _at(name: str, wanted: Any, shown: Any, loose: Collection[str]) -> Mismatch | None:
    if is_absent(wanted):
        return None if is_absent(shown) or shown == "" else _mismatch(name, "absent", show(shown))
    if isinstance(wanted, list):
        return _elements(name, wanted, shown)
    if isinstance(wanted, dict):
        if not isinstance(shown, dict):
            return _mismatch(name, show(wanted), show(shown))
        for sub, value in wanted.items():
            if f"{name}.{sub}" not in loose and sub != "formatted" and not _equal(sub, value, shown.get(sub)):
                return _mismatch(f"{name}.{sub}", show(value), show(shown.get(sub, ABSENT)))
        return None
    return None if _equal(name, wanted, shown) else _mismatch(name, show(wanted), show(shown))


def _elements(name: str, wanted: list[Any], shown: Any) -> Mismatch | None:
    listed = shown if isinstance(shown, list) else [] if is_absent(shown) else [shown]
    if sorted(map(_key, wanted)) != sorted(map(_key, listed)):
        return _mismatch(name, show(wanted), show(listed))
    chosen = [_key(each) for each in wanted if isinstance(each, dict) and each.get("primary") is True]
    primary = [_key(each) for each in listed if isinstance(each, dict) and each.get("primary") is True]
    if len(primary) > 1 and len(chosen) <= 1:
        return _mismatch(name, f"one primary value at most, {show(wanted)}", show(listed))
    if len(chosen) == 1 and primary != chosen:
        return _mismatch(name, f"primary: {show(wanted)}", show(listed))
    return None


def _key(element: Any) -> str:
    if not isinstance(element, dict):
        return show(element)
    return show({name: element[name] for name in _ELEMENT if not is_absent(element.get(name))})


def _equal(name: str, wanted: Any, shown: Any) -> bool:
    if name == "userName" and isinstance(wanted, str) and isinstance(shown, str):
        return wanted.casefold() == shown.casefold()
    return same(wanted, shown) or (is_absent(wanted) and is_absent(shown))


def _get(holder: Mapping[str, Any], name: str) -> Any:
    if name in holder:
        return holder[name]
    return next((value for key, value in holder.items() if key.lower() == name.lower()), None)


def _box(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mismatch(at: str, wanted: str, shown: str) -> Mismatch:
    more = " (what differs is not shown here)" if wanted == shown else ""
    return Mismatch(f"{at} = {wanted}", f"{at} = {shown}{more}", at)
