"""From a stored resource to the one in an answer: derived parts added, only what was requested (RFC 7644 3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scimproof.reference.messages import Resource, ScimError

if TYPE_CHECKING:
    from scimproof.reference.members import Members
    from scimproof.reference.schema import Attribute, Kind, Schema
    from scimproof.reference.store import Store

Names = dict[str | None, dict[str, set[str]]]
"""Attributes by name: of each box, each attribute with the sub-attributes named; an empty set is all of them."""

_DERIVED = ("groups", "members", "manager", "meta")


class Projector:
    """Makes representations. `base` is the URL below which everything is served."""

    def __init__(self, schema: Schema, store: Store, members: Members) -> None:
        self.schema = schema
        self.store = store
        self.members = members
        self.base = ""

    def render(self, kind: Kind, resource: Resource, query: dict[str, str]) -> Resource:
        """Return what a client gets that asks with `query`: ``attributes`` or ``excludedAttributes``."""
        wanted = self.named(kind, query, "attributes")
        unwanted = self.named(kind, query, "excludedAttributes")
        if wanted is not None and unwanted is not None:
            raise ScimError(400, "attributes and excludedAttributes exclude each other", "invalidValue")
        return self.project(kind, self.whole(kind, resource, wanted, unwanted), wanted, unwanted)

    def whole(self, kind: Kind, resource: Resource, wanted: Names | None, unwanted: Names | None) -> Resource:
        """Return everything there is to show, but for lists that would be dropped again: groups can be large."""
        body: Resource = {"schemas": self.schemas(kind, resource)}
        body.update({name: value for name, value in resource.items() if name not in _DERIVED})
        for name in ("groups", "members"):
            if name in kind.core and _asked_for(name, wanted, unwanted):
                value = self.derived(kind, resource, name)
                if value:
                    body[name] = value
        for urn in kind.extensions:
            if "manager" in resource.get(urn, ()):
                body[urn] = {**resource[urn], "manager": self.derived(kind, resource, "manager")}
        body["meta"] = self.meta(kind, resource)
        return body

    def derived(self, kind: Kind, resource: Resource, name: str) -> Any:
        """Return an attribute that is completed on reading, None for any other."""
        if name == "groups":
            return self.groups(resource)
        if name == "members":
            return [self.member(each) for each in resource.get("members", ())]
        if name == "manager":
            return next(
                (self.manager(resource[urn][name]) for urn in kind.extensions if name in resource.get(urn, ())), None
            )
        if name == "schemas":
            return self.schemas(kind, resource)
        return self.meta(kind, resource) if name == "meta" else None

    def schemas(self, kind: Kind, resource: Resource) -> list[str]:
        """Return the schemas that the resource has values of."""
        return [kind.urn, *(urn for urn in kind.extensions if urn in resource)]

    def meta(self, kind: Kind, resource: Resource) -> Resource:
        """Return the meta attribute."""
        return {
            "resourceType": kind.name,
            "created": resource["meta"]["created"],
            "lastModified": resource["meta"]["lastModified"],
            "version": resource["meta"]["version"],
            "location": self.location(kind.endpoint, resource["id"]),
        }

    def location(self, endpoint: str, id: str) -> str:  # noqa: A002
        """Return the absolute URL of a resource."""
        return f"{self.base}{endpoint}/{quote(id, safe=':')}"

    def groups(self, user: Resource) -> list[Resource]:
        """Return the groups of a user."""
        found = (self.store.get(self.schema.group, each) for each in self.store.memberships.get(user["id"], ()))
        return [self.group_of(group) for group in found if group is not None]

    def group_of(self, group: Resource) -> Resource:
        """Return one element of a user's groups."""
        ref = self.location("/Groups", group["id"])
        return {"value": group["id"], "$ref": ref, "display": group["displayName"], "type": "direct"}

    def member(self, member: Resource) -> Resource:
        """Return one element of a group's members."""
        kind = self.members.kind_of(member["value"])
        if kind is None:
            return dict(member)
        held = self.store.get(kind, member["value"]) or {}
        shown = {"value": member["value"], "$ref": self.location(kind.endpoint, member["value"]), "type": kind.name}
        name = held.get("displayName") or held.get("userName")
        return {**shown, "display": name} if name else shown

    def manager(self, manager: Resource) -> Resource:
        """Return a user's manager: an object, whatever shape it was sent in."""
        held = self.store.get(self.schema.user, manager["value"])
        if held is None:
            return dict(manager)
        shown = {**manager, "$ref": self.location("/Users", manager["value"])}
        return {**shown, "displayName": held["displayName"]} if "displayName" in held else shown

    def named(self, kind: Kind, query: dict[str, str], parameter: str) -> Names | None:
        """Return the attributes that a parameter names, None when it is not there; unknown names do not matter."""
        text = query.get(parameter, "").strip()
        if not text:
            return None
        names: Names = {}
        for each in text.split(","):
            place = self.schema.resolve(kind, each.partition("[")[0].strip())
            if place is None:
                continue
            box = names.setdefault(place.urn, {})
            if place.attribute is not None:
                subs = box.setdefault(place.attribute.name, set())
                subs.update([place.sub.name] if place.sub else ["*"])
            elif place.urn is not None:
                box.update({known.name: {"*"} for known in kind.boxes[place.urn].values()})
        return names

    def project(self, kind: Kind, body: Resource, wanted: Names | None, unwanted: Names | None) -> Resource:
        """Return of a representation what is to be returned."""
        shown = self.project_box(kind.core, body, _of(wanted, None), _of(unwanted, None) or {})
        for urn in kind.extensions:
            if urn in body and (
                inner := self.project_box(kind.boxes[urn], body[urn], _of(wanted, urn), _of(unwanted, urn) or {})
            ):
                shown[urn] = inner
        return shown

    def project_box(
        self,
        attributes: dict[str, Attribute],
        box: Resource,
        wanted: dict[str, set[str]] | None,
        unwanted: dict[str, set[str]],
    ) -> Resource:
        """Return of one box what its attributes' ``returned`` and the client's wishes leave."""
        shown: Resource = {}
        for name, value in box.items():
            attribute = attributes.get(name.lower())
            if attribute is None or attribute.returned == "never":
                continue
            if attribute.returned == "always":
                shown[name] = value
            elif wanted is not None:
                if name in wanted:
                    shown[name] = value if "*" in wanted[name] else _subs(value, wanted[name], keep=True)
            elif name not in unwanted:
                if attribute.returned == "default":
                    shown[name] = value
            elif "*" not in unwanted[name]:
                shown[name] = _subs(value, unwanted[name], keep=False)
        return {name: value for name, value in shown.items() if value not in ({}, [])}


def _of(names: Names | None, urn: str | None) -> Any:
    return names if names is None else names.get(urn, {})


def _asked_for(name: str, wanted: Names | None, unwanted: Names | None) -> bool:
    if wanted is not None:
        return name in wanted.get(None, {})
    return "*" not in (unwanted or {}).get(None, {}).get(name, ())


def _subs(value: Any, names: set[str], *, keep: bool) -> Any:
    if isinstance(value, list):
        return [left for each in value if (left := _subs(each, names, keep=keep))]
    return (
        {name: inner for name, inner in value.items() if (name in names) == keep} if isinstance(value, dict) else value
    )
