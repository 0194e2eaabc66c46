"""The users and groups that programs start with: their values are drawn from few words, so that they overlap."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from scimproof.capabilities import CORE_GROUP, CORE_USER, ENTERPRISE
from scimproof.fuzz.schema.shapes import Shape

Json = dict[str, Any]

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord")
"""Lower case, ASCII and of one length: no collation and no letter case can order them otherwise."""

TEXTS = ("title", "nickName", "userType")
LISTS = {"emails": ("work", "home", "other"), "phoneNumbers": ("work", "mobile", "home", "other")}


def user(random: Random, number: int, shape: Shape | None = None) -> Json:
    """Return the body of a user; only what a shape declares, when one is given."""
    body: Json = {
        "schemas": [CORE_USER],
        "userName": f"${{run}}n{number}@scimproof.example",
        "externalId": f"${{run}}x{number}",
        "displayName": f"Person {random.choice(WORDS)}",
        "name": {"givenName": random.choice(WORDS), "familyName": random.choice(WORDS)},
        "active": random.random() < 0.6,  # noqa: PLR2004 - more often than not
        "emails": elements(random, "emails", number, 2, shape),
        "phoneNumbers": elements(random, "phoneNumbers", number, 2, shape),
    }
    body |= {name: random.choice(WORDS) for name in TEXTS if random.random() < 0.8}  # noqa: PLR2004 - mostly
    named = shape.find("displayName") if shape is not None else None
    if named is not None and named.unique:
        body["displayName"] += f" ${{run}}n{number}"
    if shape is None or any(urn == ENTERPRISE for urn, _ in shape.extensions):
        held = {name: random.choice(WORDS) for name in ("department", "costCenter")}
        body[ENTERPRISE] = {name: word for name, word in held.items() if offered(f"{ENTERPRISE}:{name}", shape)}
        body["schemas"] = [CORE_USER, ENTERPRISE]
    always = ("schemas", "userName", "active", ENTERPRISE)
    return {name: value for name, value in body.items() if name in always or offered(name, shape)}


def group(number: int, *members: str) -> Json:
    """Return the body of a group of the users so named."""
    body: Json = {"schemas": [CORE_GROUP], "displayName": f"${{run}}g{number}"}
    return body | ({"members": [{"value": f"${{{each}}}"} for each in members]} if members else {})


def elements(random: Random, attribute: str, number: int, count: int, shape: Shape | None) -> list[Json]:
    """Return so many values of a list, each of another type; the first is the primary one."""
    known = types(attribute, shape)
    chosen = random.sample(known, min(count, len(known)))
    return [element(attribute, kind, f"{number}{index}") | {"primary": index == 0} for index, kind in enumerate(chosen)]


def types(attribute: str, shape: Shape | None) -> tuple[str, ...]:
    """Return the types that the values of a list may have: of ours those that the target names, if it names any."""
    named = shape.find(f"{attribute}.type") if shape is not None else None
    return tuple(each for each in LISTS[attribute] if named and each in named.values) or LISTS[attribute]


def element(attribute: str, kind: str, number: str) -> Json:
    """Return one value of a list."""
    value = f"${{run}}{kind}{number}@scimproof.example" if attribute == "emails" else f"+1555{number:0>7}"
    return {"value": value, "type": kind}


def offered(path: str, shape: Shape | None) -> bool:
    """Tell whether a client may set an attribute: without a shape, any."""
    found = shape.find(path) if shape is not None else None
    return shape is None or (found is not None and found.writable)


def kept(sent: Mapping[str, Any], shown: Mapping[str, Any]) -> set[str]:
    """Return the attributes that a target keeps as they were sent: others say nothing of what a program does."""
    return {name for name, value in sent.items() if _same(value, shown.get(name))}


def _same(sent: Any, shown: Any) -> bool:
    if isinstance(sent, dict):
        return isinstance(shown, dict) and all(shown.get(name) == value for name, value in sent.items())
    if isinstance(sent, list):
        listed = shown if isinstance(shown, list) else []
        return len(listed) == len(sent) and all(any(_covers(each, one) for each in listed) for one in sent)
    return bool(sent == shown)


def _covers(held: Any, sent: Any) -> bool:
    if not isinstance(held, dict) or not isinstance(sent, dict):
        return bool(held == sent)
    return all(held.get(name) == value or not value for name, value in sent.items())
