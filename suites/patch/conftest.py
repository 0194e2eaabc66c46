"""What the tests on PATCH share: which attribute can be changed at all, and whose finding a broken step is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from scimproof.contract import (
    ENTERPRISE,
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
)

SUPPORTED = "patch.supported"

DEPARTMENT = f"{ENTERPRISE}:department"


@dataclass
class Known:
    """What the trials of this process have shown, so that each is made once."""

    changeable: str | None = None
    works: dict[str, bool] = field(default_factory=dict)


@pytest.fixture(scope="session")
def known() -> Known:
    """The memory of the trials."""
    return Known()


@dataclass(frozen=True)
class Change:
    """One way to change a user: the operations, and where their value is read back."""

    operations: list[dict[str, Any]]
    path: str
    value: Any
    before: dict[str, Any] = field(default_factory=dict)

    def seen(self, scim: Any, user: Resource) -> None:
        """Make the change and look for it.

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
    """An attribute with one text value that a plain replace changes; without one, nothing here can be judged."""
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


@pytest.fixture
def building_on(scim, new_user, directory, changeable, known) -> Callable[..., AbstractContextManager[None]]:
    """A judgement that stands on other requirements: when it fails, and one of those fails by itself, it is theirs."""

    @contextmanager
    def stand(*ids: str) -> Iterator[None]:
        try:
            yield
        except Unmet as broken:
            for each in ids:
                if each not in known.works:
                    known.works[each] = _works(scim, new_user, _trial(each, changeable, directory.unused()))
                if not known.works[each]:
                    raise NotTestable(each, "it fails by itself, on another attribute") from broken
            raise

    return stand


def _works(scim: Any, new_user: Callable[..., Resource], trial: Change) -> bool:
    try:
        user = new_user(**trial.before)
    except NotTestable:
        return True  # what cannot be tried is not held against it
    try:
        trial.seen(scim, user)
    except Unmet:
        return False
    return True


def _trial(requirement: str, plain: str, text: str) -> Change:  # noqa: PLR0911 - one line for each
    """Return the simplest change that shows whether a requirement holds."""
    match requirement:
        case "patch.op-capitalised":
            return Change([{"op": "Replace", "path": plain, "value": text}], plain, text)
        case "patch.add":
            return Change([add("title", text)], "title", text)
        case "patch.remove":
            return Change([remove("title")], "title", None, {"title": text})
        case "patch.sub-attribute":
            return Change([replace("name.familyName", text)], "name.familyName", text)
        case "patch.value-path":
            path = 'emails[type eq "work"].value'
            return Change([replace(path, text)], path, text)
        case "patch.value-path-added":
            path = 'phoneNumbers[type eq "mobile"].value'
            return Change([add(path, "+31612345678")], path, "+31612345678", {"phoneNumbers": None})
        case "patch.value-path-set":
            path = 'phoneNumbers[type eq "mobile"].value'
            return Change([replace(path, "+31612345678")], path, "+31612345678", {"phoneNumbers": None})
        case "patch.urn-path":
            return Change([add(DEPARTMENT, text)], DEPARTMENT, text)
        case "patch.without-path":
            return Change([replace(None, {plain: text})], plain, text)
        case "patch.add-without-path":
            return Change([add(None, {plain: text})], plain, text)
        case "patch.dotted-key":
            return Change([replace(None, {"name.familyName": text})], "name.familyName", text)
        case "patch.urn-key":
            return Change([replace(None, {DEPARTMENT: text})], DEPARTMENT, text)
        case "patch.several-operations":
            operations = [replace(plain, "first"), replace("name.familyName", text)]
            return Change(operations, "name.familyName", text)
        case "patch.active-as-string":
            return Change([replace("active", "False")], "active", value=False)
        case "lifecycle.disabled":
            return Change([replace("active", value=False)], "active", value=False)
    raise LookupError(f"no trial of {requirement}")


@pytest.fixture
def holding(scim, new_user, capabilities: Capabilities) -> Callable[..., Resource]:
    """Creates a user who is seen to have some attributes: ``holding({"title": "Lead"})``."""

    def create(attributes: dict[str, Any]) -> Resource:
        for name in attributes:
            if not name.startswith("urn:") and not capabilities.declares(name):
                raise NotApplicable(f"the target's schemas do not declare {name}")
        try:
            user = new_user(**attributes)
        except NotTestable as refused:
            new_user()  # where no user can be created at all, that is the finding
            raise NotApplicable(f"the target creates no user with {', '.join(attributes)}") from refused
        shown = scim.get(user).resource
        for name in attributes:
            if is_absent(read(shown, name)):
                raise NotApplicable(f"the target does not keep {name} of a new user")
        return Resource(user.type, user.endpoint, user.id, shown)

    return create
