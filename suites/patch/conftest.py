"""Fixtures of the tests on PATCH: which attribute can be changed, and which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from scimproof.contract import (
    ENTERPRISE,
    ENTERPRISE_USER,
    Capabilities,
    NotApplicable,
    NotTestable,
    Resource,
    Unmet,
    expect,
    is_absent,
    read,
    replace,
    same,
)

SUPPORTED = "patch.supported"

FAMILY, GIVEN = "name.familyName", "name.givenName"
OTHER = 'emails[type eq "other"]'
ADMIN = 'roles[value eq "Admin"].value'
WORK_MAIL = 'emails[type eq "work"].value'
MOBILE = 'phoneNumbers[type eq "mobile"].value'
GALLERY_EXTRAS = {"nickName": "Tester", "locale": "en-US", "timezone": "America/Los_Angeles", "userType": "Employee"}
"""What Microsoft's gallery tests set beyond the default mapping."""

SPARE = ("title", "nickName", "userType")

DEPARTMENT = f"{ENTERPRISE}:department"


@dataclass
class Learnt:
    """What this process has learnt of the target, so that each question is asked once."""

    changeable: str | None = None
    takes_roles: bool | None = None


@pytest.fixture(scope="session")
def learnt() -> Learnt:
    """What this process knows of the target."""
    return Learnt()


@dataclass(frozen=True)
class Change:
    """One way to change a user: the operations, and the path and value to read back."""

    operations: list[dict[str, Any]]
    path: str
    value: Any
    before: dict[str, Any] = field(default_factory=dict)

    def seen(self, scim: Any, user: Resource) -> None:
        """Send the change and read it back.

        Raises:
            Unmet: it was refused, or it cannot be read back.
        """
        expect(scim.patch(user, *self.operations)).accepted()
        if self.value is None:
            expect(scim.get(user)).absent(self.path)
        else:
            expect(scim.get(user)).attribute(self.path, self.value)


@pytest.fixture
def changeable(scim, directory, new_user, learnt) -> str:
    """A single-valued text attribute that a plain replace changes; it PATCHes a user of its own, once in a process."""
    if learnt.changeable is None:
        learnt.changeable = _first_changed(scim, new_user(), directory)
    if not learnt.changeable:
        raise NotTestable(SUPPORTED, "a plain replace changes neither displayName nor userName")
    return learnt.changeable


def _first_changed(scim: Any, user: Resource, directory: Any) -> str:
    for name in ("displayName", "userName"):
        value = directory.unused()
        try:
            Change([replace(name, value)], name, value).seen(scim, user)
        except Unmet:
            continue
        return name
    return ""


@pytest.fixture
def offers(capabilities: Capabilities) -> Callable[[str], bool]:
    """Tells whether the target has an attribute; of an extension that it shows but does not publish, all."""

    def ask(path: str) -> bool:
        if path.startswith(ENTERPRISE) and capabilities.schema(ENTERPRISE) is None:
            return capabilities.state(ENTERPRISE_USER).present
        return capabilities.declares(path)

    return ask


@pytest.fixture
def spare(capabilities: Capabilities) -> str:
    """An optional single-valued attribute that takes any text."""
    for name in SPARE:
        if capabilities.declares(name):
            return name
    raise NotApplicable(f"the target's schemas declare none of {', '.join(SPARE)}")


@pytest.fixture
def work_mail(offers: Callable[[str], bool]) -> str:
    """The path of the work e-mail, which Entra's default mapping fills."""
    if not offers(WORK_MAIL):
        raise NotApplicable(f"the target's schemas do not declare {WORK_MAIL}")
    return WORK_MAIL


@pytest.fixture
def full_user(scim, directory, capabilities, new_user) -> Callable[..., Resource]:
    """Creates a user with all attributes of the default mapping that the target declares; returns it as read back.

    ``full_user()`` for one test, ``full_user(long_lived.user)`` for several.
    """

    def create(make: Callable[..., Resource] = new_user) -> Resource:
        body = directory.person().scim("user-create-full") | GALLERY_EXTRAS
        kept = {name: value for name, value in body.items() if name not in ("userName", "externalId", "roles", "meta")}
        try:
            user = make(**capabilities.part_declared(kept))
        except NotTestable as refused:
            make()  # if no user at all can be created, that is the finding
            raise NotTestable("users.mapped-body", refused.reason) from refused
        return Resource(user.type, user.endpoint, user.id, scim.get(user).resource)

    return create


@pytest.fixture
def holding(scim, new_user, capabilities: Capabilities) -> Callable[..., Resource]:
    """Creates a user and checks that it has some attributes: ``holding({"title": "Lead"})``."""

    def create(attributes: dict[str, Any]) -> Resource:
        for name in attributes:
            if not name.startswith("urn:") and not capabilities.declares(name):
                raise NotApplicable(f"the target's schemas do not declare {name}")
        try:
            user = new_user(**attributes)
        except NotTestable as refused:
            new_user()  # if no user at all can be created, that is the finding
            raise NotApplicable(f"the target creates no user with {', '.join(attributes)}") from refused
        shown = scim.get(user).resource
        for name in attributes:
            if is_absent(read(shown, name)):
                raise NotApplicable(f"the target does not keep {name} of a new user")
        return Resource(user.type, user.endpoint, user.id, shown)

    return create


@pytest.fixture
def missing_after(scim) -> Callable[..., set[str]]:
    """Sends many changes in one request and returns the paths that do not have their value afterwards.

    The test tries each missing path again in a request of its own, and judges that.
    """

    def make(user: Resource, changes: dict[str, Any], operations: list[dict[str, Any]]) -> set[str]:
        scim.patch(user, *operations)
        shown = scim.get(user).resource
        return {path for path, value in changes.items() if not same(read(shown, path), value)}

    return make


@pytest.fixture
def own_texts(capabilities: Capabilities) -> list[str]:
    """The paths of the optional, writable and readable text attributes of the target's own extensions."""
    paths = []
    for urn in capabilities.extensions():
        listed = (capabilities.schema(urn) or {}).get("attributes")
        if isinstance(listed, list) and urn.lower() != ENTERPRISE.lower():
            paths += [f"{urn}:{each['name']}" for each in listed if isinstance(each, dict) and _is_free_text(each)]
    return paths


def _is_free_text(attribute: dict[str, Any]) -> bool:
    bound = attribute.get("canonicalValues") or attribute.get("required") is True or attribute.get("multiValued")
    shown = attribute.get("returned", "default") in ("always", "default")
    free = attribute.get("mutability") == "readWrite" and attribute.get("uniqueness", "none") == "none"
    return attribute.get("type") == "string" and isinstance(attribute.get("name"), str) and shown and free and not bound
