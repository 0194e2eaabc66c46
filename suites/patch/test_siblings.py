"""A change affects only what it names."""

import pytest

from scimproof.contract import (
    ABSENT,
    ENTERPRISE,
    ENTRA_SCIM,
    FIELD,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    add,
    given,
    is_absent,
    read,
    remove,
    replace,
    requirement,
    same,
    show,
    unmet,
)

WATCHED = (
    "userName",
    "externalId",
    "active",
    "displayName",
    "title",
    "name.givenName",
    "name.familyName",
    'emails[type eq "work"].value',
    'emails[type eq "work"].primary',
    'emails[type eq "other"].value',
    'phoneNumbers[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
    'addresses[type eq "work"].streetAddress',
    'addresses[type eq "work"].locality',
    f"{ENTERPRISE}:employeeNumber",
    f"{ENTERPRISE}:department",
)
"""What the user has before; derived texts such as name.formatted are left out: a target may rebuild them."""

CHANGES = {
    "attribute": [replace("title", "Changed")],
    "removal": [remove("title")],
    "sub-attribute": [replace("name.familyName", "Changed")],
    "element": [replace('emails[type eq "work"].value', "changed@scimproof.example")],
    "new element": [add('phoneNumbers[type eq "fax"].value', "55555550123")],
    "part of an element": [replace('addresses[type eq "work"].locality', "Changed")],
    "extension": [replace(f"{ENTERPRISE}:department", "Changed")],
    "without path": [replace(None, {"title": "Changed"})],
    "without path, dotted": [replace(None, {"name.familyName": "Changed"})],
    "without path, URN": [replace(None, {f"{ENTERPRISE}:department": "Changed"})],
    "disabling": [replace("active", value=False)],
    "disabling without path": [replace(None, {"active": False})],
}
NAMES_IT = {
    "attribute": {"title"},
    "removal": {"title"},
    "sub-attribute": {"name.familyName", "displayName"},
    "element": {'emails[type eq "work"].value'},
    "new element": set(),
    "part of an element": {'addresses[type eq "work"].locality'},
    "extension": {f"{ENTERPRISE}:department"},
    "without path": {"title"},
    "without path, dotted": {"name.familyName", "displayName"},
    "without path, URN": {f"{ENTERPRISE}:department"},
    "disabling": {"active"},
    "disabling without path": {"active"},
}
"""What may differ afterwards; a displayName may change with the name that it is built from."""


@pytest.fixture(scope="module")
def shared():
    """The user that the cases share, once it is created, and its values."""
    return {}


@pytest.fixture
def somebody(shared, long_lived, full_user):
    """A user with many values, and the values that the last read showed."""
    if not shared:
        user = full_user(long_lived.user)
        shared.update(user=user, held=_held(user.body))
    return shared


@requirement(
    "patch.nothing-else-changes",
    level=MUST,
    builds_on=("patch.sub-attribute",),
    source=[
        RFC7644("3.5.2"),
        ENTRA_SCIM("Update User"),
        FIELD("pond/scimitar#6"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#668"),
        FIELD("ssoready/ssoready#206"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-04b", "ENTRA-PAT-04c", "ENTRA-PAT-07c", "ENTRA-PAT-10e"],
    harm=LOSS,
    consequence="A small change deletes or changes other data. Entra assumes that this data is still there and never "
    "sends it again.",
    remedy="Start from the stored resource and change only the attributes that the PATCH operations name; keep all "
    "other values.",
)
@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_touches_nothing_else(scim, somebody, kind):
    """A PATCH changes only the attributes that its operations name."""
    before = somebody["held"]

    scim.patch(somebody["user"], *CHANGES[kind])
    seen = scim.get(somebody["user"])
    given(seen, by="lifecycle.disabled-readable").status(200)
    after = somebody["held"] = _held(seen.resource)
    for path in before.keys() - NAMES_IT[kind]:
        if not same(before[path], after.get(path)):
            raise unmet(
                f"{path} = {show(before[path])}, as before", f"{path} = {show(after.get(path, ABSENT))}", seen, path
            )


def _held(resource):
    values = {path: read(resource, path) for path in WATCHED}
    return {path: value for path, value in values.items() if not is_absent(value)}
