"""Legal differences in what a tenant contains at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.definitions import CORE, EXTENSION, attribute, schema
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_USERS, _GROUPS = 5000, 200
_VENDOR = f"{EXTENSION}vendor:2.0:User"


@variant("full-tenant")
def full_tenant(provider: Provider) -> None:
    """There are 5,000 users and 200 groups already."""
    provider.populate(_USERS, _GROUPS)


@variant("seeded-admin")
def seeded_admin(provider: Provider) -> None:
    """There is an administrator and a group of administrators; whoever touches them is let in no more."""
    admin = provider.store.insert(
        provider.schema.user,
        {"userName": "admin", "displayName": "Administrator", "active": True, "emails": [{"value": "admin@localhost"}]},
    )
    admins = provider.store.insert(
        provider.schema.group, {"displayName": "Administrators", "members": [{"value": admin["id"]}]}
    )
    touched: list[str] = []

    def guard(request: Request) -> Response | None:
        if request.method != "GET" and request.id in (admin["id"], admins["id"]):
            touched.append(request.id)
        if touched:
            return provider.errors.response(request, ScimError(403, "You have touched an administrator"))
        return None

    provider.http.before.append(guard)


@variant("extra-resource-type")
def extra_resource_type(provider: Provider) -> None:
    """There are devices beside users and groups, with an endpoint and a schema of their own, and there is one."""
    device = schema(
        f"{CORE}Device",
        "Device",
        "A device",
        attribute("displayName", "What it is called.", required=True),
        attribute("serial", "The number on it.", caseExact=True, mutability="immutable"),
        attribute("lastSeenAt", "When it was last seen.", "dateTime", mutability="readOnly"),
    )
    provider.schema.documents[device["id"]] = device
    kind = provider.schema.kinds["Devices"] = provider.schema.new_kind("Device", "/Devices", device)
    provider.store.resources["Device"], provider.store.indexed["Device"] = {}, ()
    provider.store.insert(kind, {"displayName": "Gate", "serial": "A-1", "lastSeenAt": "2026-01-31T08:00:00Z"})


@variant("extra-attributes", profiles={"entra"}, warns={"invariants.schemas-are-its-own"})
def extra_attributes(provider: Provider) -> None:
    """Users and groups show more than the schemas name, of every type, and an extension that nobody declares."""

    def whole(original: Original, kind: Kind, resource: Resource, *names: object) -> Resource:
        body: Resource = original(kind, resource, *names)
        body["schemas"] = [*body["schemas"], "urn:example:vendor:internal:1.0"]
        return body

    def project(original: Original, kind: Kind, body: Resource, wanted: object, unwanted: object) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        if wanted is None:
            shown |= {
                "tenantNumber": 7,
                "score": 0.5,
                "_links": {"self": {"href": "https://vendor.example/1"}},
                "flags": ["a", 1, None, {"deep": [[]]}],
                "urn:example:vendor:internal:1.0": {"shard": 3, "owner": None},
            }
        return shown

    wrap(provider.projector, "whole", whole)
    wrap(provider.projector, "project", project)


@variant("extra-extension")
def extra_extension(provider: Provider) -> None:
    """A further extension is declared for users and filled by the provider alone."""
    document = schema(
        _VENDOR,
        "VendorUser",
        "What the vendor knows",
        attribute("plan", "What was bought.", mutability="readOnly", values=["free", "paid"]),
        attribute("seats", "How many of them.", "integer", mutability="readOnly"),
    )
    provider.schema.documents[_VENDOR] = document
    user = provider.schema.user
    made = provider.schema.new_kind("User", "/Users", provider.schema.documents[user.urn], document)
    user.extensions.append(_VENDOR)
    user.boxes[_VENDOR], user.urns[_VENDOR.lower()] = made.boxes[_VENDOR], _VENDOR

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        if kind is user:
            resource[_VENDOR] = {"plan": "paid", "seats": 3}
        original(kind, resource)

    wrap(provider.store, "put", put)
