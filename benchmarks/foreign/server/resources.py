"""Users and groups as they are created, changed and shown."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from benchmarks.foreign.server.filters import Filters
from benchmarks.foreign.server.messages import LIST, Document, Refused, invalid
from benchmarks.foreign.server.patching import Patcher
from benchmarks.foreign.server.projection import Projection
from benchmarks.foreign.server.schema import ENTERPRISE, KINDS
from benchmarks.foreign.server.store import Row, Store
from benchmarks.foreign.server.values import Values


class Resources:
    """Rules between the endpoints and the store; each method is a place where a fault can sit."""

    def __init__(self) -> None:
        self.store = Store()
        self.values = Values()
        self.filters = Filters()
        self.patcher = Patcher(self.values, self.filters)
        self.projection = Projection()

    def row(self, kind: str, identifier: str) -> Row:
        """Return the stored resource, or refuse with 404."""
        row = self.store.get(identifier, kind)
        if row is None:
            raise Refused(404, f"there is no {kind} {identifier}")
        return row

    def create(self, kind: str, body: Document) -> Row:
        """Store a new resource."""
        document = self.asserted(kind, body)
        if kind == "User":
            document.setdefault("active", True)
        self.unique(kind, document, None)
        members = self.member_ids(document.pop("members", None))
        row = self.store.insert(kind, self.stored(document), self.handle(kind, document))
        self.store.join(row.id, members)
        return row

    def asserted(self, kind: str, body: Document) -> Document:
        """Read a POST or PUT body."""
        self.named(kind, body)
        document = self.values.document(kind, body)
        self.patcher.complete(kind, document)
        return document

    def named(self, kind: str, body: Document) -> None:
        """Refuse a body whose schemas do not name the resource's own schema; a body without schemas is accepted."""
        sent = next((value for key, value in body.items() if key.lower() == "schemas"), None)
        if sent is None:
            return
        if not isinstance(sent, list) or not all(isinstance(each, str) for each in sent):
            raise invalid("schemas is a list of URIs", "invalidSyntax")
        if KINDS[kind][0].lower() not in [each.lower() for each in sent]:
            raise invalid(f"schemas does not hold {KINDS[kind][0]}", "invalidSyntax")

    def stored(self, document: Document) -> Document:
        """Return what goes into the store: of a password only a hash."""
        password = document.get("password")
        if isinstance(password, str) and not password.startswith("sha256:"):
            document = {**document, "password": "sha256:" + hashlib.sha256(password.encode()).hexdigest()}
        return document

    def handle(self, kind: str, document: Document) -> str:
        """Return the unique name in the form that is compared."""
        return str(document["userName" if kind == "User" else "displayName"]).casefold()

    def unique(self, kind: str, document: Document, own: str | None) -> None:
        """Refuse a name that another resource has."""
        taken = self.store.taken(kind, self.handle(kind, document))
        if taken is not None and taken != own:
            name = "userName" if kind == "User" else "displayName"
            raise Refused(409, f"{name} is taken", "uniqueness")

    def member_ids(self, members: Any) -> list[str]:
        """Return the ids of members, or refuse those that do not exist."""
        found: list[str] = []
        for each in members or []:
            identifier = each.get("value", "")
            if self.store.get(identifier) is None:
                raise invalid(f"there is no member {identifier}")
            if identifier not in found:
                found.append(identifier)
        return found

    def replace(self, row: Row, body: Document) -> Row:
        """PUT: what is left out is cleared; active and the password stay as they are."""
        document = self.asserted(row.kind, body)
        for kept in ("active", "password"):
            if kept in row.document:
                document.setdefault(kept, row.document[kept])
        document.setdefault("members", [])
        return self.save(row, document)

    def patch(self, row: Row, message: Document) -> Row:
        """PATCH: all operations or none."""
        document = copy.deepcopy(row.document)
        if row.kind == "Group":
            members = [{"value": each, "type": kind} for each, kind, _ in self.store.members(row.id)]
            if members:
                document["members"] = members
        document = self.patcher.apply(row.kind, document, message)
        document.setdefault("members", [])
        return self.save(row, document)

    def save(self, row: Row, document: Document) -> Row:
        """Write a changed document and its members; without a change nothing moves."""
        document = self.stored(document)
        wanted = self.member_ids(document.pop("members"))
        self.unique(row.kind, document, row.id)
        changed = document != row.document
        if row.kind == "Group":
            changed = self.members(row, wanted) or changed
        return self.store.update(row, document, self.handle(row.kind, document)) if changed else row

    def members(self, row: Row, wanted: list[str]) -> bool:
        """Change who is in a group; tell whether anything moved."""
        present = [each for each, _, _ in self.store.members(row.id)]
        joining, leaving = set(wanted) - set(present), set(present) - set(wanted)
        if joining & {row.id, *(group for group, _, _ in self.store.groups_of(row.id))}:
            raise invalid("a group cannot be in itself")
        self.store.leave(row.id, leaving)
        self.store.join(row.id, [each for each in wanted if each in joining])
        return bool(joining or leaving)

    def delete(self, row: Row) -> None:
        """Remove a resource, its memberships, and what names it as manager."""
        self.store.delete(row)
        if row.kind == "User":
            for other in self.store.every("User"):
                if other.document.get(ENTERPRISE, {}).get("manager", {}).get("value") == row.id:
                    document = copy.deepcopy(other.document)
                    del document[ENTERPRISE]["manager"]
                    if not document[ENTERPRISE]:
                        del document[ENTERPRISE]
                    self.store.update(other, document, self.handle("User", document))

    def query(self, base: str, kinds: tuple[str, ...], text: str | None) -> list[Document]:
        """Return what meets a filter, in full, by id."""
        found: list[Document] = []
        tests = {kind: self.filters.test(kind, text) for kind in kinds} if text is not None else {}
        for row in self.store.every(*kinds):
            shown = self.shown(base, row)
            if row.kind not in tests or tests[row.kind](shown):
                found.append(shown)
        return found

    def shown(self, base: str, row: Row) -> Document:
        """Return the full representation."""
        core, extensions = KINDS[row.kind]
        present = [urn for urn in extensions if urn in row.document]
        shown: Document = {"schemas": [core, *present], "id": row.id, **copy.deepcopy(row.document)}
        shown.pop("password", None)
        if row.kind == "User":
            self.show_user(base, row, shown)
        else:
            self.show_group(base, row, shown)
        shown["meta"] = self.meta(base, row)
        shown["meta"]["version"] = self.version(shown)
        return shown

    def meta(self, base: str, row: Row) -> Document:
        """Return meta without the version."""
        return {
            "resourceType": row.kind,
            "created": row.created,
            "lastModified": row.modified,
            "location": self.location(base, row.kind, row.id),
        }

    def location(self, base: str, kind: str, identifier: str) -> str:
        """Return the absolute address of a resource."""
        return f"{base}/{kind}s/{identifier}"

    def version(self, shown: Document) -> str:
        """Return a weak entity tag that changes with the representation."""
        text = json.dumps({**shown, "meta": {**shown["meta"], "location": ""}}, sort_keys=True)
        return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'

    def show_user(self, base: str, row: Row, shown: Document) -> None:
        """Add the groups, and where the manager is."""
        groups = [
            {
                "value": group,
                "$ref": self.location(base, "Group", group),
                "display": document["displayName"],
                "type": "direct" if direct else "indirect",
            }
            for group, document, direct in self.store.groups_of(row.id)
        ]
        if groups:
            shown["groups"] = groups
        manager = shown.get(ENTERPRISE, {}).get("manager")
        found = self.store.get(manager["value"], "User") if manager else None
        if found is not None:
            manager["$ref"] = self.location(base, "User", found.id)
            if "displayName" in found.document:
                manager["displayName"] = found.document["displayName"]

    def show_group(self, base: str, row: Row, shown: Document) -> None:
        """Add the members."""
        members = [self.member(base, *each) for each in self.store.members(row.id)]
        if members:
            shown["members"] = members

    def member(self, base: str, identifier: str, kind: str, document: Document) -> Document:
        """Return one member."""
        shown = {"value": identifier, "$ref": self.location(base, kind, identifier), "type": kind}
        display = document.get("displayName") or document.get("userName")
        return {**shown, "display": display} if display else shown

    def envelope(self, resources: list[Document], total: int, start: int) -> Document:
        """Return a list response."""
        return {
            "schemas": [LIST],
            "totalResults": total,
            "startIndex": start,
            "itemsPerPage": len(resources),
            "Resources": resources,
        }
