"""Each multi-valued attribute in the target's own User schema: what add, replace and remove do to the other values."""

from dataclasses import dataclass
from typing import Any

import pytest

from scimproof.contract import (
    ACCESS,
    CORE_USER,
    DRIFT,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    NotApplicable,
    NotTestable,
    add,
    expect,
    read_all,
    remove,
    replace,
    requirement,
)

JUDGED_ELSEWHERE = {"roles", "groups", "members"}
VALUES = {
    "emails": ("{0}.one@example.com", "{0}.two@example.com", "{0}.three@example.com"),
    "phoneNumbers": ("+33 1 70 18 99 10", "+33 1 70 18 99 11", "+33 1 70 18 99 12"),
    "photos": ("https://example.com/{0}/1", "https://example.com/{0}/2", "https://example.com/{0}/3"),
}
TEXTS = ("{0} one", "{0} two", "{0} three")
PARTS = ("value", "formatted", "streetAddress")
"""The sub-attribute by which one element is told from another: the first of these that the schema declares."""


@dataclass(frozen=True)
class List:
    """A multi-valued attribute: its name, what distinguishes its elements, and three elements for it."""

    name: str
    part: str
    elements: tuple[dict[str, Any], ...]

    def parts(self, *numbers):
        """Return what distinguishes these elements."""
        return [self.elements[each][self.part] for each in numbers]


@pytest.fixture
def user_with(new_user, scim, capabilities, directory, kept_lists):
    """Creates a user who has these elements of each list: ``user_with(0, 1)``; returns the user and the lists."""

    def create(*numbers):
        word = directory.unused().partition("@")[0]
        declared = [_list(*each, word) for each in _declared(capabilities)]
        if kept_lists.names is None:
            kept_lists.names = _kept(scim, new_user, declared)
        found = [_list(*each, word + "x") for each in _declared(capabilities) if each[0] in kept_lists.names]
        if not found:
            raise NotApplicable("the target stores two elements of none of the lists in its schemas")
        made = {each.name: [each.elements[number] for number in numbers] for each in found}
        return new_user(**made, by="users.mapped-body"), found

    return create


@dataclass
class _Kept:
    names: list[str] | None = None


@pytest.fixture(scope="session")
def kept_lists():
    """What the tests here have learnt of the target, once."""
    return _Kept()


@requirement(
    "patch.values-added",
    level=MUST,
    source=[RFC7644("3.5.2.1")],
    needs={PATCH},
    builds_on=("patch.add", "patch.roles-added", "patch.equal-element-once"),
    harm=LOSS,
    consequence="Adding one e-mail address or phone number deletes all others of that person.",
    remedy="When a PATCH operation is `add` on a multi-valued attribute, append the values to the list; do not replace "
    "the list.",
    since="0.2.0",
)
def test_an_add_appends_to_each_list(scim, user_with):
    """An add of a value to a multi-valued attribute keeps its existing values."""
    user, found = user_with(0)

    for each in found:
        expect(scim.patch(user, add(each.name, [each.elements[1]]))).accepted()
        expect(scim.get(user)).elements(each.name, each.parts(0, 1), each.part)


@requirement(
    "patch.values-replaced",
    level=MUST,
    source=[RFC7644("3.5.2.3")],
    needs={PATCH},
    builds_on=("patch.roles-replaced",),
    harm=DRIFT,
    consequence="Values that were replaced remain beside the new ones.",
    remedy="When a PATCH operation is `replace` on a multi-valued attribute without a filter, store exactly the values "
    "of the operation.",
    since="0.2.0",
)
def test_a_replace_sets_each_list(scim, user_with):
    """A replace of a multi-valued attribute leaves exactly the values of the operation."""
    user, found = user_with(0, 1)

    for each in found:
        expect(scim.patch(user, replace(each.name, [each.elements[2]]))).accepted()
        expect(scim.get(user)).elements(each.name, each.parts(2), each.part)


@requirement(
    "patch.value-removed",
    level=MUST,
    source=[RFC7644("3.5.2.2"), RFC7643("2.4")],
    needs={PATCH},
    builds_on=("patch.remove", "patch.element-removed"),
    harm=ACCESS,
    consequence="Removing one value removes all of them, or none.",
    remedy='When a PATCH operation is `remove` with a filter, such as `emails[value eq "jo@example.com"]`, remove the '
    "elements that match and keep all others.",
    since="0.2.0",
)
def test_a_remove_takes_one_value_of_each_list(scim, user_with):
    """A remove by the value of one element of a multi-valued attribute removes only that element."""
    user, found = user_with(0, 1)

    for each in found:
        expect(scim.patch(user, remove(f'{each.name}[{each.part} eq "{each.parts(1)[0]}"]'))).accepted()
        expect(scim.get(user)).elements(each.name, each.parts(0), each.part)


def _kept(scim, new_user, declared):
    """Return the lists of which the target stores two elements of a new user: all at once, else one by one."""
    try:
        user = new_user(**{each.name: list(each.elements[:2]) for each in declared})
    except NotTestable:
        return [each.name for each in declared if _kept_alone(scim, new_user, each)]
    shown = scim.get(user).resource
    return [each.name for each in declared if _shows_both(shown, each)]


def _kept_alone(scim, new_user, one):
    try:
        user = new_user(**{one.name: list(one.elements[:2])})
    except NotTestable:
        return False
    return _shows_both(scim.get(user).resource, one)


def _shows_both(shown, one):
    listed = [value for value in read_all(shown, one.name) if isinstance(value, list)]
    held = [str(each.get(one.part)) for each in (listed[0] if listed else []) if isinstance(each, dict)]
    return sorted(held) == sorted(one.parts(0, 1))


def _declared(capabilities):
    """Return the writable lists of the User schema as name, distinguishing part and types; else what Entra maps."""
    schema = capabilities.schema(CORE_USER)
    listed = (schema or {}).get("attributes")
    if not isinstance(listed, list):
        return [(name, "value", ("work", "other")) for name in ("emails", "phoneNumbers")]
    found = []
    for each in listed:
        if not isinstance(each, dict) or each.get("multiValued") is not True or each.get("type") != "complex":
            continue
        subs = {sub.get("name"): sub for sub in each.get("subAttributes") or [] if isinstance(sub, dict)}
        part = next((name for name in PARTS if subs.get(name, {}).get("type") in ("string", "reference")), "")
        writable = "readOnly" not in (each.get("mutability"), subs.get(part, {}).get("mutability"))
        if part and writable and isinstance(each.get("name"), str) and each["name"] not in JUDGED_ELSEWHERE:
            types = subs.get("type", {}).get("canonicalValues") if "type" in subs else []
            found.append((each["name"], part, types if isinstance(types, list) else ("work", "other")))
    return found


def _list(name, part, types, word):
    known = [each for each in types if isinstance(each, str)]
    elements = []
    for number, text in enumerate(VALUES.get(name, TEXTS)):
        typed = {"type": known[number % len(known)]} if known else {}
        elements.append({part: text.format(word), **typed})
    return List(name, part, tuple(elements))
