"""The data that Microsoft's tests send: profiles of people, and the body that all direct users of a run share."""

from __future__ import annotations

import copy
import random
import tomllib
import uuid
from functools import cache
from typing import Any

from scimproof.data import fixtures
from scimproof.gallery.logic import bracket
from scimproof.gallery.plan import GalleryAttribute, Plan

_LEFT_OUT = frozenset({"id", "externalId", "userName", "active", "roles"})

_BY_NAME = (
    (".country", "US"),
    (".region", "WA"),
    (".locality", "Redmond"),
    (".streetAddress", "Test Test"),
    (".formatted", "Test Test"),
    (".givenName", "Test"),
    (".familyName", "User"),
    ("locale", "en-US"),
    ("preferredLanguage", "en-US"),
    ("timezone", "America/Los_Angeles"),
    ("userType", "Employee"),
    ("roles[", "TestRole"),
)
"""What an attribute gets that no set and no profile has, by the end (or the beginning) of its name."""


@cache
def data() -> dict[str, Any]:
    """Return fixtures/gallery/values.toml."""
    return tomllib.loads((fixtures() / "gallery" / "values.toml").read_text(encoding="utf-8"))


class Values:
    """The values of one run.

    Args:
        plan: what was derived from the schema.
        prefix: what every name bears, so that the run owns what it creates; Microsoft's own names follow it.
        domain: of all user names.
        seed: makes them repeatable; Microsoft draws at random which of two profiles a run begins with.
    """

    def __init__(self, plan: Plan, *, prefix: str, domain: str, seed: int) -> None:
        self.plan = plan
        self.prefix = prefix
        self.domain = domain
        self._random = random.Random(seed)  # noqa: S311 - names, no secrets
        self.mail = self.user_name("lasctest")
        self._shared = self._body()

    def hex(self, digits: int = 8) -> str:
        """Return fresh hex digits."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def guid(self) -> str:
        """Return a fresh GUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def number(self) -> int:
        """Return what an integer attribute is set to."""
        return self._random.randint(1, 99_998)

    def user_name(self, name: str) -> str:
        """Return the name of a user of one of the tests."""
        return f"{self.prefix}{name}{self.hex()}@{self.domain}"

    def group_name(self, name: str) -> str:
        """Return the name of a group; ``{}`` in it becomes hex digits."""
        return self.prefix + name.format(self.hex())

    def profile(self, index: int) -> dict[str, Any]:
        """Return one of the three profiles, in Graph's names."""
        return {**data()["common"], **data()["profile"][index % 3]}

    def person(self, upn: str, profile: int) -> dict[str, Any]:
        """Return a user of the tenant in the names that a mapping reads."""
        graph = {**self.profile(profile), "displayName": upn, "accountEnabled": True}
        graph |= {"id": self.guid(), "userPrincipalName": upn, "mail": self.user_name("mail")}
        graph |= {"mailNickname": f"{self.prefix}{self.hex()}", "otherMails": [self.user_name("other")]}
        named = {theirs: graph[ours] for theirs, ours in data()["transforms"].items() if ours in graph}
        plain = {key: value[0] if isinstance(value, list) and value else value for key, value in named.items()}
        return {**graph, **plain, "IsSoftDeleted": "False"}

    def user(self, name: str, *, display: str = "") -> dict[str, Any]:
        """Return the shared body under a name of its own."""
        body = copy.deepcopy(self._shared) | {"userName": name}
        known = self.external_id()
        return body | ({"externalId": known} if known else {}) | ({"displayName": display} if display else {})

    def external_id(self) -> str:
        """Return a fresh externalId, or an empty text (which one test sends) where the directory has none."""
        return self.guid() if any("externalId" in each.name for each in self.plan.users) else ""

    def group(self, name: str) -> dict[str, Any]:
        """Return a direct group; its externalId is a placeholder that all share unless the directory has one."""
        has = any("externalId" in each.name for each in self.plan.groups)
        schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"]
        return {"schemas": schemas, "displayName": name, "externalId": self.guid() if has else "placeholder-extid"}

    def mapped(self, target: str) -> str | None:
        """Return what the create profile has for a mapped target, as text."""
        row = next((each for each in self.plan.rows if each.target == target), None)
        value = self.profile(0).get(row.source) if row else None
        value = value[0] if isinstance(value, list) and value else value
        return None if value is None else str(value)

    def place_mapped(self, body: dict[str, Any]) -> None:
        """Give a body every mapped target with its value in the create profile, to be emptied later."""
        for row in self.plan.rows:
            if row.target not in _LEFT_OUT and row.type != "reference" and not row.target.endswith("manager"):
                place(body, row.target, self._known(row.target) or f"Test{self.hex(6)}")

    def _known(self, target: str) -> str | None:
        return self.mapped(target) or (self.mail if target.startswith("emails[") else None)

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"schemas": self.plan.namespaces, "active": True}
        for each in self.plan.users:
            if each.name not in _LEFT_OUT and each.type != "reference":
                place(body, each.name, self._value(each))
        return body

    def _value(self, attribute: GalleryAttribute) -> Any:
        name = attribute.name
        if attribute.type == "boolean":
            return True
        if name in data()["set"][0]:
            return data()["set"][0][name]
        return self.mapped(name) or self._by_name(name)

    def _by_name(self, name: str) -> str:
        if name.startswith("emails["):
            return self.mail
        if name.startswith("phoneNumbers["):
            return f"+1-555-{self.hex(4)}"
        if name.endswith(".postalCode"):
            return self.hex(5)
        if name.endswith(":employeeNumber"):
            return self.hex(6)
        found = (value for part, value in _BY_NAME if name.endswith(part) or name.startswith(part))
        return next(found, f"Test-{name.rpartition(':')[2].rpartition('.')[2]}-{self.hex(6)}")


def place(body: dict[str, Any], target: str, value: Any) -> None:
    """Put a value where the workflow puts it: every element of a list carries ``primary``, also an address."""
    if "[" in target:
        attribute, _, wanted, sub = bracket(target)
        elements = body.setdefault(attribute, [])
        element = next((each for each in elements if each["type"] == wanted), None)
        if element is None:
            element = {"type": wanted, "primary": not elements}
            elements.append(element)
        element[sub] = value
    elif target.startswith("urn:"):
        schema, _, name = target.rpartition(":")
        body.setdefault(schema, {})[name] = value
    elif "." in target:
        head, _, sub = target.partition(".")
        body.setdefault(head, {})[sub] = value
    else:
        body[target] = value
