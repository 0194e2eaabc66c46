"""Every simple writable attribute in the target's own schemas, beyond Entra's default mapping."""

import pytest

from scimproof.contract import (
    CORE_USER,
    CUSTOM_EXTENSION,
    DRIFT,
    ENTERPRISE,
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    FIELD,
    FLAG,
    GALLERY_TESTS,
    LEGACY,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    NotApplicable,
    Unmet,
    expect,
    is_absent,
    read,
    remove,
    requirement,
    unmet,
    wording,
)

VALUES = {
    "string": ("first", "second"),
    "boolean": (True, False),
    "integer": (7, 42),
    "decimal": (1.5, 2.25),
    "dateTime": ("2026-03-01T08:30:00.1234567Z", "2026-04-02T09:45:00.7654321Z"),
}
"""Two values of each type; binary and reference are left out: many targets restrict them."""

JUDGED_ELSEWHERE = {
    *("id", "externalId", "userName", "password", "schemas", "meta", "active", "displayName", "title"),
    *("preferredLanguage", "nickName", "locale", "timezone", "userType"),
    *("name.givenName", "name.familyName", "name.formatted"),
    *(f"{ENTERPRISE}:employeeNumber", f"{ENTERPRISE}:department"),
}


@pytest.fixture
def offered(capabilities):
    """The writable and readable attributes of the target's own extensions, by path."""
    extensions = [urn for urn in capabilities.extensions() if urn.lower() != ENTERPRISE.lower()]
    return {f"{urn}:{each['name']}": each for urn in extensions for each in _simple(capabilities.schema(urn))}


@requirement(
    "patch.extension-attributes",
    level=MUST,
    builds_on=(
        "patch.add",
        "patch.op-capitalised",
        "patch.urn-path",
        "patch.active-as-string",
        "patch.without-path",
        "patch.add-without-path",
        "patch.urn-key",
    ),
    source=[
        ENTRA_CUSTOMIZE("Provisioning a custom extension attribute to a SCIM compliant application"),
        RFC7644("3.10"),
        FIELD("grokability/snipe-it#19095"),
    ],
    needs={PATCH, CUSTOM_EXTENSION},
    covers=["ENTRA-PAT-17", "ENTRA-PAT-23"],
    harm=DRIFT,
    consequence="The target publishes an attribute that an administrator can map, and loses every value that is sent "
    "to it.",
    remedy="Apply PATCH operations to each attribute of a published extension, or remove the attribute from "
    "`/Schemas`. Split a path such as `urn:…:2.0:User:attribute` at its last colon.",
)
@pytest.mark.parametrize("dialect", [LEGACY, FLAG], ids=str)
def test_attributes_of_own_extensions_are_set_and_changed(a_user, offered, all_hold, dialect):
    """Each attribute of the target's own extensions can be set and then changed, in both of Entra's dialects."""
    plain = {path: each for path, each in offered.items() if each.get("type") != "dateTime"}
    all_hold(a_user, plain, lambda op, path, value: _worded(dialect, op, path, value))


@requirement(
    "patch.date-time-as-sent",
    level=SHOULD,
    builds_on=("patch.add", "patch.urn-path"),
    source=[
        ENTRA_SCIM("General: values stored in the format they were sent"),
        GALLERY_TESTS("18 SCIM_User_Update_Test"),
    ],
    needs={PATCH, CUSTOM_EXTENSION},
    covers=["ENTRA-PAT-23"],
    harm=DRIFT,
    consequence="Entra reads another text than the one it sent, treats it as a difference, and updates the user in "
    "every cycle.",
    remedy="Return a `dateTime` with the same digits and the same time zone in which it was sent, such as "
    "`2026-03-01T08:30:00.1234567Z`.",
)
def test_a_date_and_time_stays_as_sent(a_user, offered, all_hold):
    """A ``dateTime`` with seven decimal places of the second reads back as the same text."""
    moments = {path: each for path, each in offered.items() if each.get("type") == "dateTime"}

    all_hold(a_user, moments, lambda op, path, value: {"op": op, "path": path, "value": value})


@requirement(
    "patch.own-attributes",
    level=SHOULD,
    builds_on=("patch.add", "patch.sub-attribute", "patch.urn-path", "patch.remove"),
    source=[RFC7643("2.2"), RFC7644("3.5.2")],
    needs={PATCH},
    harm=DRIFT,
    consequence="An administrator maps an attribute that the target publishes as writable, and its values are lost.",
    remedy='Apply `add`, `replace` and `remove` to each attribute that `/Schemas` publishes with `"mutability": '
    '"readWrite"`, or publish it as `readOnly`.',
)
def test_published_attributes_are_set_changed_and_removed(a_user, capabilities, all_hold):
    """Each simple attribute in the published User schemas can be set, changed and removed."""
    published = {each["name"]: each for each in _simple(capabilities.schema(CORE_USER))}
    published |= {f"{ENTERPRISE}:{each['name']}": each for each in _simple(capabilities.schema(ENTERPRISE))}
    for name, parts in _complex(capabilities.schema(CORE_USER)):
        published |= {f"{name}.{each['name']}": each for each in _simple(parts)}
    mine = {path: each for path, each in published.items() if path not in JUDGED_ELSEWHERE}

    all_hold(a_user, mine, lambda op, path, value: {"op": op, "path": path, "value": value}, removable=True)


@pytest.fixture
def all_hold(scim, missing_after):
    """Sets, changes and removes many attributes, all in one message and then one by one what was lost that way."""

    def judge(user, attributes, operation, *, removable=False):
        if not attributes:
            raise NotApplicable("the target publishes no such attribute")
        left = set()
        for turn, op in enumerate(("add", "replace")):
            changes = {path: _values(each)[turn] for path, each in attributes.items()}
            left |= missing_after(user, changes, [operation(op, path, value) for path, value in changes.items()])
        if removable:
            left |= _left_after_removal(scim, user, attributes)
        lost = {
            path: problem for path in left if (problem := _alone(path, attributes[path], user, operation, removable))
        }
        if lost:
            path, problem = next(iter(sorted(lost.items())))
            raise unmet(
                f"all {len(attributes)} attributes have the value that was sent: {problem.mismatch.expected}",
                f"{len(attributes) - len(lost)} do; not: {', '.join(sorted(lost))}: {problem.mismatch.observed}",
                problem.exchange,
                path,
            )

    def _alone(path, attribute, user, operation, removable):
        try:
            for op, value in zip(("add", "replace"), _values(attribute), strict=True):
                expect(scim.patch(user, operation(op, path, value))).accepted()
                expect(scim.get(user)).attribute(path, value)
            if removable and attribute.get("required") is not True:
                expect(scim.patch(user, remove(path))).accepted()
                expect(scim.get(user)).absent(path)
        except Unmet as problem:
            return problem
        return None

    return judge


def _left_after_removal(scim, user, attributes):
    paths = [path for path, each in attributes.items() if each.get("required") is not True]
    scim.patch(user, *[remove(path) for path in paths])
    shown = scim.get(user).resource
    return {path for path in paths if not is_absent(read(shown, path))}


def _simple(schema):
    """The attributes of a plain type that are writable, readable and not unique."""
    for each in _attributes(schema, "attributes"):
        free = each.get("mutability") == "readWrite" and each.get("uniqueness", "none") == "none"
        shown = each.get("returned", "default") in ("always", "default")
        if free and shown and str(each.get("type")) in VALUES:
            yield each


def _complex(schema):
    """The single-valued complex attributes, each as its name and its sub-attributes."""
    for each in _attributes(schema, "attributes"):
        if each.get("type") == "complex" and each.get("multiValued") is False and each.get("mutability") == "readWrite":
            yield each["name"], {"attributes": _attributes(each, "subAttributes")}


def _attributes(holder, key):
    listed = (holder or {}).get(key)
    listed = listed if isinstance(listed, list) else []
    return [each for each in listed if isinstance(each, dict) and isinstance(each.get("name"), str)]


def _values(attribute):
    canonical = attribute.get("canonicalValues")
    first, second = VALUES[attribute["type"]]
    if isinstance(canonical, list) and canonical:
        first, second = canonical[0], canonical[-1]
    return ([first], [second]) if attribute.get("multiValued") is True else (first, second)


def _worded(dialect, op, path, value):
    return wording.merged(op, {path: value}) if dialect is FLAG else wording.operation(dialect, op, path, value)
