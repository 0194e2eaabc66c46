"""The provisioning service as an actor: the same client, but Entra's requests, headers and encodings."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scimproof.entra import dialect as words
from scimproof.entra.dialect import Dialect, Operation
from scimproof.entra.paths import present as present_in
from scimproof.scim.filter import both, encode, eq

if TYPE_CHECKING:
    from scimproof.scim.client import Client
    from scimproof.scim.exchange import Exchange
    from scimproof.scim.resource import Resource

READ_HEADERS: Mapping[str, str | None] = {"Accept": None, "Content-Type": None, "User-Agent": None}
"""What a request without a body carries: neither Accept nor User-Agent (captured in the field)."""

BODY_HEADERS: Mapping[str, str | None] = {
    **READ_HEADERS,
    "Content-Type": "application/scim+json; charset=utf-8",
}
"""What a request with a body carries: the media type with a parameter, on which exact comparison breaks."""

_NO_MEMBERS = "excludedAttributes=members"


class Entra:
    """Sends what the service sends. Every call returns an Exchange and never raises for what the target does.

    It speaks legacy, the service's default; ``entra.flag`` is the same actor in the other dialect. ``query`` goes with
    every request, to see whether the target bears a flag (``aadOptscim062020``) that is left on the address.
    ``reading`` and ``writing`` are the headers without and with a body; others serve a target that refuses Entra's own.
    ``anonymous`` creates need not bear the run's prefix: a directory of somebody's own has its own names.
    """

    def __init__(
        self,
        client: Client,
        dialect: Dialect = Dialect.LEGACY,
        *,
        query: str = "",
        reading: Mapping[str, str | None] = READ_HEADERS,
        writing: Mapping[str, str | None] = BODY_HEADERS,
        anonymous: bool = False,
    ) -> None:
        self.client = client
        self.dialect = dialect
        self._query = query
        self._reading = reading
        self._writing = writing
        self._anonymous = anonymous

    def speaking(self, dialect: Dialect) -> Entra:
        """Return the same actor in a dialect."""
        return Entra(
            self.client,
            dialect,
            query=self._query,
            reading=self._reading,
            writing=self._writing,
            anonymous=self._anonymous,
        )

    @property
    def legacy(self) -> Entra:
        """The same actor in the legacy dialect."""
        return self.speaking(Dialect.LEGACY)

    @property
    def flag(self) -> Entra:
        """The same actor in the dialect of ``aadOptscim062020``."""
        return self.speaking(Dialect.FLAG)

    # Reading

    def probe(self, attribute: str = "userName") -> Exchange:
        """Ask for a user that cannot exist: Test Connection, and the start of every cycle."""
        query = f"filter={encode(eq(attribute, str(uuid.uuid4())))}"
        return self._send("GET", "/Users", query, label=f"Entra probes the connection ({attribute})")

    def probe_groups(self) -> Exchange:
        """Ask for a group that cannot exist."""
        query = f"{_NO_MEMBERS}&filter={encode(eq('displayName', str(uuid.uuid4())))}"
        return self._send("GET", "/Groups", query, label="Entra probes the connection (group)")

    def match_user(self, attribute: str, value: str) -> Exchange:
        """Look for a user by a matching attribute."""
        query = f"filter={encode(eq(attribute, value))}"
        return self._send("GET", "/Users", query, label=f"Entra matches a user by {attribute}")

    def match_group(self, value: str, attribute: str = "displayName") -> Exchange:
        """Look for a group by name; its members are never asked for."""
        query = f"{_NO_MEMBERS}&filter={encode(eq(attribute, value))}"
        return self._send("GET", "/Groups", query, label=f"Entra matches a group by {attribute}")

    def read_user(self, user: Resource) -> Exchange:
        """Read a user whole, as before each of its updates."""
        return self._send("GET", user.path, label="Entra reads the user")

    def read_group(self, group: Resource) -> Exchange:
        """Read a group without its members."""
        return self._send("GET", group.path, _NO_MEMBERS, label="Entra reads the group without members")

    def read_schemas(self) -> Exchange:
        """Read the schemas, as when a provisioning configuration is saved or opened."""
        return self._send("GET", "/Schemas", label="Entra reads the schemas")

    def reference_check_user(self, user: Resource, manager: Resource | str, *, manager_first: bool = False) -> Exchange:
        """Ask whether a user has this manager; the two clauses come in either order."""
        return self._reference_check("/Users", user.id, "manager", _id(manager), reverse=manager_first)

    def reference_check_group(self, group: Resource, member: Resource | str, *, member_first: bool = False) -> Exchange:
        """Ask whether a group has this member; the two clauses come in either order."""
        return self._reference_check("/Groups", group.id, "members", _id(member), reverse=member_first)

    # Writing

    def create_user(self, body: Mapping[str, Any]) -> Exchange:
        """Create a user from a body as `scimproof.entra.bodies` and `Person.scim` make it."""
        return self._send("POST", "/Users", body=body, label="Entra creates a user")

    def create_group(self, body: Mapping[str, Any]) -> Exchange:
        """Create a group from a body as `scimproof.entra.bodies` and `Team.scim` make it."""
        return self._send("POST", "/Groups", body=body, label="Entra creates a group")

    def delete(self, resource: Resource) -> Exchange:
        """Delete for good: a user purged from the recycle bin, or a group out of scope."""
        return self._send("DELETE", resource.path, label=f"Entra deletes the {_noun(resource)}")

    def patch(
        self, resource: Resource, *operations: Operation, operations_first: bool | None = None, label: str = ""
    ) -> Exchange:
        """Send operations as given; ``operations_first`` writes Operations before schemas (flag does by default)."""
        first = self.dialect is Dialect.FLAG if operations_first is None else operations_first
        label = label or f"Entra patches the {_noun(resource)}"
        body = words.envelope(operations, operations_first=first)
        return self._send("PATCH", resource.path, body=body, label=label)

    def update(
        self,
        resource: Resource,
        changes: Mapping[str, Any],
        present: Collection[str] | None = None,
        *,
        roles: Collection[str] = (),
    ) -> Exchange:
        """Change attributes (target attribute name to new value).

        ``present`` are the names that have a value already; when left out, those in the resource as last seen.
        ``roles`` are texts that the legacy dialect adds to the roles; see `scimproof.entra.dialect.add_roles`.
        """
        held = present_in(resource.body, changes) if present is None else present
        added = words.add_roles(roles) if roles else []
        return self._say(resource, "updates", [*words.update(self.dialect, changes, held), *added])

    def disable(self, user: Resource) -> Exchange:
        """Disable a user: unassigned, blocked, or out of scope."""
        return self._say(user, "disables", words.disable(self.dialect))

    def enable(self, user: Resource) -> Exchange:
        """Enable a user again."""
        return self._say(user, "enables", words.enable(self.dialect))

    def rename_deleted(self, user: Resource, upn: str, object_id: str) -> Exchange:
        """Disable a user who is in Entra's recycle bin, and rename it out of the way."""
        return self._say(user, "disables and renames", words.rename_deleted(self.dialect, upn, object_id))

    def restore(self, user: Resource, upn: str) -> Exchange:
        """Enable a user who is back from the recycle bin, under the old name."""
        return self._say(user, "restores", words.restore(self.dialect, upn))

    def set_manager(self, user: Resource, manager: Resource | str, *, present: bool = False) -> Exchange:
        """Link a manager; ``present`` when the user has one already."""
        return self._say(user, "links the manager of", words.set_manager(self.dialect, _id(manager), present=present))

    def clear_manager(self, user: Resource, manager: Resource | str) -> Exchange:
        """Take a manager away."""
        return self._say(user, "clears the manager of", words.clear_manager(self.dialect, _id(manager)))

    def rename_group(self, group: Resource, name: str) -> Exchange:
        """Give a group another name."""
        return self._say(group, "renames", words.rename_group(self.dialect, name))

    def add_members(self, group: Resource, members: Iterable[Resource | str], *, null_refs: bool = False) -> Exchange:
        """Add members, all in one request."""
        ids = [_id(each) for each in members]
        return self._say(group, "adds members to", words.add_members(self.dialect, ids, null_refs=null_refs))

    def remove_members(
        self, group: Resource, members: Iterable[Resource | str], *, null_refs: bool = False
    ) -> Exchange:
        """Remove these members and no others, all in one request."""
        ids = [_id(each) for each in members]
        return self._say(group, "removes members from", words.remove_members(self.dialect, ids, null_refs=null_refs))

    # The wire

    def _say(self, resource: Resource, deed: str, operations: list[Operation]) -> Exchange:
        label = f"Entra {deed} the {_noun(resource)} ({self.dialect} dialect)"
        return self.patch(resource, *operations, label=label)

    def _reference_check(self, endpoint: str, id_: str, attribute: str, other: str, *, reverse: bool) -> Exchange:
        clauses = [eq("id", id_), eq(attribute, other)]
        if reverse:
            clauses.reverse()
        query = f"filter={encode(both(*clauses))}&attributes=id"
        return self._send("GET", endpoint, query, label=f"Entra checks a reference ({attribute})")

    def _send(
        self, method: str, path: str, query: str = "", *, body: Mapping[str, Any] | None = None, label: str
    ) -> Exchange:
        query = "&".join(part for part in (self._query, query) if part)
        if body is None:
            return self.client.send(method, path, query=query, headers=self._reading, label=label)
        return self.client.send(
            method, path, query=query, body=body, headers=self._writing, label=label, anonymous=self._anonymous
        )


def _id(what: Resource | str) -> str:
    return what if isinstance(what, str) else what.id


def _noun(resource: Resource) -> str:
    return resource.type.lower()
