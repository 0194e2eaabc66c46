"""Every attribute of Entra's default mapping, in both dialects: a first value, then another one."""

import pytest

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    ENTRA_COMPAT,
    ENTRA_SCIM,
    FIELD,
    FLAG,
    GALLERY_TESTS,
    LEGACY,
    MUST,
    PATCH,
    STOP,
    NotApplicable,
    NotTestable,
    expect,
    is_absent,
    read,
    replace,
    requirement,
    same,
    unmet,
    wording,
)

PLAIN = {
    "displayName": None,
    "title": ("Engineer", "Admiral"),
    "preferredLanguage": ("en-GB", "nl-NL"),
    "externalId": None,
    "userName": None,
    "name.givenName": ("Grace", "Amazing"),
    "name.familyName": ("Hopper", "Murray"),
    "name.formatted": ("Grace Hopper", "Amazing Murray"),
    f"{ENTERPRISE}:employeeNumber": ("701984", "701985"),
    f"{ENTERPRISE}:department": ("Research", "Retail"),
    "nickName": ("Gracie", "Amazing Grace"),
    "locale": ("en-US", "en-GB"),
    "timezone": ("America/Los_Angeles", "Europe/London"),
    "userType": ("Employee", "Contractor"),
}
BRACKETED = {
    'emails[type eq "work"].value': None,
    'emails[type eq "other"].value': None,
    'phoneNumbers[type eq "work"].value': ("+31 30 555 0100", "+31 30 555 0101"),
    'phoneNumbers[type eq "mobile"].value': ("+31655501001", "+31655501002"),
    'phoneNumbers[type eq "fax"].value': ("55555555555", "55555555556"),
    'addresses[type eq "work"].formatted': ("Building 7", "Building 8"),
    'addresses[type eq "work"].streetAddress': ("1 Harbour Way", "2 Harbour Way"),
    'addresses[type eq "work"].locality': ("Utrecht", "Delft"),
    'addresses[type eq "work"].region': ("UT", "ZH"),
    'addresses[type eq "work"].postalCode': ("3511 AA", "2611 AB"),
    'addresses[type eq "work"].country': ("NL", "BE"),
    'addresses[type eq "other"].formatted': ("Room 12", "Room 13"),
}
"""Two values each; None where the values must be unique."""

ATTRIBUTES = PLAIN | BRACKETED

CHANGED_BY = ("patch.add", "patch.replace-empty", "patch.rename-keeps-id")
FORMS = (
    "patch.op-capitalised",
    "patch.sub-attribute",
    "patch.urn-path",
    "patch.value-path",
    "patch.value-path-added",
    "patch.value-path-set",
    "patch.mixed-operations",
    "patch.without-path",
    "patch.add-without-path",
    "patch.add-over-value",
    "patch.dotted-key",
    "patch.urn-key",
)
"""The requirements that judge the forms in which the two dialects send an attribute."""

TOGETHER = (
    "patch.value-path",
    "patch.several-operations",
    "patch.sub-attribute",
    "patch.urn-path",
    "patch.without-path",
    "patch.dotted-key",
    "patch.urn-key",
    "patch.mixed-operations",
    "patch.nothing-else-changes",
)
CASES = [(dialect, each) for dialect in (LEGACY, FLAG) for each in ATTRIBUTES]


@pytest.fixture(scope="module")
def arrived():
    """By dialect: the user that the cases share, and the attributes that two requests with all of them set."""
    return {}


@pytest.fixture
def values(directory, capabilities):
    """The first (0) or the second (1) value for each path; canonical ones where the target's schema lists some."""

    def choose(paths, turn):
        chosen = {path: ATTRIBUTES[path] or (directory.unused(), directory.unused()) for path in paths}
        listed = (capabilities.schema(CORE_USER) or {}).get("attributes")
        for each in listed if isinstance(listed, list) else ():
            canonical = each.get("canonicalValues") if isinstance(each, dict) else None
            if isinstance(canonical, list) and canonical and str(each.get("name")) in chosen:
                chosen[each["name"]] = (canonical[0], canonical[-1])
        return {path: both[turn] for path, both in chosen.items()}

    return choose


@pytest.fixture
def person(arrived, dialect, long_lived, scim, offers, values, missing_after):
    """A user created with the minimum that the target accepts, whose attributes were then all set and changed."""
    if dialect not in arrived:
        try:
            user = long_lived.user(displayName=None, name=None, emails=None, externalId=None)
        except NotTestable:
            user = long_lived.user()
        shown = scim.get(user).resource
        paths = [path for each, path in CASES if each is dialect and offers(path)]
        present = [path for path in paths if not is_absent(read(shown, path))]
        lost = set()
        for changes in (values(paths, turn) for turn in (0, 1)):
            lost |= missing_after(user, changes, wording.update(dialect, changes, present))
            present = paths
        arrived[dialect] = user, set(paths) - lost
    return arrived[dialect]


@requirement(
    "patch.mapped-attributes",
    level=MUST,
    builds_on=(*CHANGED_BY, *FORMS),
    source=[
        ENTRA_SCIM("Design your user and group schema"),
        ENTRA_COMPAT("sample requests without and with the flag"),
        GALLERY_TESTS("18 SCIM_User_Update_Test"),
        FIELD("AzureAD/SCIMReferenceCode#70"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-04a", "ENTRA-PAT-24"],
    harm=DRIFT,
    consequence="The attribute keeps its old value in the application: Entra reports success, or the whole update "
    "fails in every cycle.",
    remedy="Support the attribute in PATCH as in POST: `add` or `replace` sets it when it is absent and changes it "
    "when it has a value.",
)
@pytest.mark.parametrize(("dialect", "path"), CASES, ids=[f"{dialect}-{path}" for dialect, path in CASES])
def test_a_mapped_attribute_is_set_and_changed(scim, offers, values, changeable, person, dialect, path):
    """Each attribute of the default mapping can be set and then changed, in both of Entra's dialects."""
    if not offers(path):
        raise NotApplicable(f"the target's schemas do not declare {path}")
    user, arrived = person
    if path in arrived:
        return

    held = read(scim.get(user).resource, path)
    for turn in (0, 1):
        changes = values([path], turn)
        if dialect is FLAG:
            changes |= values([_companion(path, changeable)], turn)
        expect(scim.patch(user, *wording.update(dialect, changes, () if is_absent(held) else changes))).accepted()
        expect(scim.get(user)).attribute(path, changes[path])
        held = changes[path]


def _companion(path, changeable):
    """A second attribute in the same operation: for one attribute alone the newer dialect sends a path."""
    return changeable if path != changeable else "name.familyName"


@requirement(
    "patch.whole-mapping-at-once",
    level=MUST,
    builds_on=TOGETHER,
    source=[ENTRA_COMPAT("requests to replace multiple attributes"), GALLERY_TESTS("18 SCIM_User_Update_Test")],
    needs={PATCH},
    harm=STOP,
    consequence="The first update after a change of the attribute mapping fails as a whole, and so does Microsoft's "
    "update test.",
    remedy="Accept a PATCH request that changes all mapped attributes at once: about 25 operations with a path, or "
    "one operation without a path whose value has as many keys.",
)
@pytest.mark.parametrize("shape", ["verbose", "merged"])
def test_all_mapped_attributes_are_changed_at_once(scim, full_user, offers, values, missing_after, shape):
    """One request changes all attributes of the default mapping, with one operation each or with one for all."""
    user = full_user()
    offered = [path for path in ATTRIBUTES if path != "userName" and offers(path)]
    held = [path for path in offered if not is_absent(read(user.body, path))]
    changes = values(held, 1)
    if not changes:
        raise NotApplicable("the target stores none of the mapped attributes")

    expect(scim.patch(user, *_worded(changes, shape))).accepted()
    seen = scim.get(user)
    expect(seen).status(200)
    lost = [path for path, value in changes.items() if not same(read(seen.resource, path), value)]
    if lost and missing_after(user, alone := {lost[0]: changes[lost[0]]}, _worded(alone, "verbose")):
        raise NotTestable("patch.mapped-attributes", f"{lost[0]} does not change in a request of its own either")
    if lost:
        done = len(changes) - len(lost)
        raise unmet(
            f"all {len(changes)} attributes changed",
            f"{done} changed; unchanged: {', '.join(lost[:5])}",
            seen,
            lost[0],
        )


def _worded(changes, shape):
    separate = {path: value for path, value in changes.items() if "[" in path or shape == "verbose"}
    operations = [replace(path, value) for path, value in separate.items()]
    merged = {path: value for path, value in changes.items() if path not in separate}
    return [*operations, replace(None, merged)] if merged else operations
