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
    add,
    expect,
    is_absent,
    read,
    remove,
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
class Known:
    """What this process has learnt of the target, so that each question is asked once."""

    changeable: str | None = None
    takes_roles: bool | None = None


@pytest.fixture(scope="session")
def known() -> Known:
    """What this process knows of the target."""
    return Known()


@pytest.fixture(scope="session")
def long_lived(request):
    """Creates users that several cases share; they are deleted at the end of the run."""
    return request.getfixturevalue("_standing")


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


@pytest.fixture(autouse=True)
def changeable(request, scim, directory, known) -> str:
    """A single-valued text attribute that a plain replace changes; without one, no test here can judge."""
    if request.function.requirement.id == SUPPORTED:
        return ""
    if known.changeable is None:
        known.changeable = _first_changed(scim, request.getfixturevalue("new_user")(), directory)
    if not known.changeable:
        raise NotTestable(SUPPORTED, "a plain replace changes neither displayName nor userName")
    return known.changeable


def _first_changed(scim: Any, user: Resource, directory: Any) -> str:
    for name in ("displayName", "userName"):
        value = directory.unused()
        try:
            Change([replace(name, value)], name, value).seen(scim, user)
        except Unmet:
            continue
        return name
    return ""


_TRIALS: dict[str, Callable[[str, str], Change]] = {
    "patch.op-capitalised": lambda plain, text: Change([{"op": "Replace", "path": plain, "value": text}], plain, text),
    "patch.add": lambda _, text: Change([add("title", text)], "title", text),
    "patch.replace-empty": lambda _, text: Change([replace("title", text)], "title", text),
    "patch.remove": lambda _, text: Change([remove("title")], "title", None, {"title": text}),
    "patch.sub-attribute": lambda _, text: Change([replace(FAMILY, text)], FAMILY, text),
    "patch.value-path": lambda _, text: Change([replace(WORK_MAIL, text)], WORK_MAIL, text),
    "patch.value-path-added": lambda *_: Change([add(MOBILE, "+31612345678")], MOBILE, "+31612345678"),
    "patch.value-path-set": lambda *_: Change([replace(MOBILE, "+31612345678")], MOBILE, "+31612345678"),
    "patch.element-removed": lambda _, text: Change(
        [remove(OTHER)],
        OTHER,
        None,
        {"emails": [{"type": "work", "value": text}, {"type": "other", "value": f"other.{text}"}]},
    ),
    "patch.urn-path": lambda _, text: Change([add(DEPARTMENT, text)], DEPARTMENT, text),
    "patch.without-path": lambda plain, text: Change([replace(None, {plain: text})], plain, text),
    "patch.add-without-path": lambda plain, text: Change([add(None, {plain: text})], plain, text),
    "patch.dotted-key": lambda _, text: Change([replace(None, {FAMILY: text})], FAMILY, text),
    "patch.urn-key": lambda _, text: Change([replace(None, {DEPARTMENT: text})], DEPARTMENT, text),
    "patch.several-operations": lambda plain, text: Change(
        [replace(plain, "x"), replace(GIVEN, "x"), replace(FAMILY, "x"), replace(FAMILY, text)], FAMILY, text
    ),
    "patch.mixed-operations": lambda plain, text: Change(
        [replace(WORK_MAIL, text), replace(None, {plain: text})], plain, text
    ),
    "patch.add-over-value": lambda _, text: Change([add("title", text)], "title", text, {"title": "Before"}),
    "patch.cleared-by-null": lambda _, text: Change([replace("title", None)], "title", None, {"title": text}),
    "patch.rename-keeps-id": lambda _, text: Change([replace("userName", text)], "userName", text),
    "patch.nothing-else-changes": lambda _, text: Change(
        [replace(FAMILY, text)], GIVEN, "Kept", {"name": {"givenName": "Kept", "familyName": "Before"}}
    ),
    "patch.roles-added": lambda *_: Change(
        [add("roles", [{"value": "Admin"}])], 'roles[value eq "Admin"].value', "Admin"
    ),
    "patch.active-as-string": lambda *_: Change([replace("active", "False")], "active", value=False),
    "lifecycle.disabled": lambda *_: Change([replace("active", value=False)], "active", value=False),
}
"""The simplest change that shows whether a requirement holds: from an attribute that can be changed, and a new text."""


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
def trials(scim, new_user, directory, changeable, offers) -> dict[str, Callable[[], None]]:
    """The simplest case of each requirement that others stand on."""

    def of(make: Callable[[str, str], Change]) -> Callable[[], None]:
        def trial() -> None:
            change = make(changeable, directory.unused())
            if not offers(change.path):
                raise NotTestable(SUPPORTED, f"the target has no {change.path}")
            user = new_user(**change.before)
            if change.before and is_absent(read(scim.get(user).resource, change.path)):
                raise NotTestable(SUPPORTED, f"the target does not keep {change.path} of a new user")
            change.seen(scim, user)

        return trial

    return {requirement: of(make) for requirement, make in _TRIALS.items()}


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
