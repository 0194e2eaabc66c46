"""The provider, assembled from its parts."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

from scimproof.reference.auth import Auth
from scimproof.reference.errors import Errors
from scimproof.reference.filters import Filters
from scimproof.reference.http import Http
from scimproof.reference.intake import Intake
from scimproof.reference.members import Members
from scimproof.reference.messages import Resource
from scimproof.reference.operations import Operations
from scimproof.reference.pager import Pager
from scimproof.reference.patch_path import Paths
from scimproof.reference.patch_values import PatchValues
from scimproof.reference.patcher import Patcher
from scimproof.reference.projector import Projector
from scimproof.reference.registry import DEFECTS, VARIANTS
from scimproof.reference.schema import Schema
from scimproof.reference.store import Store


class Provider:
    """One service provider with its own data. Each part finds its own methods at each call, so any can be swapped."""

    def __init__(self, token: str) -> None:
        self.schema = Schema()
        self.store = Store(self.schema)
        self.intake = Intake(self.schema)
        self.filters = Filters(self.schema, self.store)
        self.members = Members(self.schema, self.store)
        self.paths = Paths(self.schema)
        self.values = PatchValues(self.intake, self.filters, self.members)
        self.patcher = Patcher(self.intake, self.paths, self.values, self.members)
        self.projector = Projector(self.schema, self.store, self.members)
        self.filters.shown_by(self.projector)
        self.pager = Pager(self.filters)
        self.operations = Operations(
            self.schema,
            self.store,
            self.intake,
            self.filters,
            self.patcher,
            self.projector,
            self.pager,
            self.members,
        )
        self.discovery = self.operations.discovery
        self.auth = Auth(token)
        self.errors = Errors()
        self.http = Http(self.auth, self.errors, self.operations)
        self.oauth = self.http.oauth
        self.oldest_tls = ssl.TLSVersion.TLSv1_2
        self.bulk = self.http.bulk

    def change(self, defects: Iterable[str], variants: Iterable[str]) -> None:
        """Switch on defects and variants.

        Raises:
            KeyError: there is none with that id.
        """
        for each in defects:
            DEFECTS[each].apply(self)
        for each in variants:
            VARIANTS[each].apply(self)

    def populate(self, users: int, groups: int) -> None:
        """Fill the store, before anybody asks: so many users, and groups of all of the first hundred users."""
        ids = [self.store.insert(self.schema.user, _user(number))["id"] for number in range(1, users + 1)]
        members = [{"value": each} for each in ids[:100]]
        for number in range(1, groups + 1):
            group: Resource = {"displayName": f"Group {number:05}", "externalId": f"group-{number:05}"}
            self.store.insert(self.schema.group, {**group, "members": list(members)} if members else group)


def _user(number: int) -> Resource:
    name = f"user{number:05}@example.com"
    return {
        "externalId": f"user-{number:05}",
        "userName": name,
        "displayName": f"User {number:05}",
        "name": {"givenName": "User", "familyName": f"{number:05}"},
        "emails": [{"value": name, "type": "work", "primary": True}],
        "active": True,
    }
