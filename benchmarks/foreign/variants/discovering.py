"""More and less in discovery."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import leaving, shown
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import GROUP, USER


def _schemas(app: App, urn: str, change: Any) -> None:
    """Change a published schema: ``change`` takes it."""

    def replacement(original: Any, name: str, base: str) -> Any:
        found = original(name, base)
        for each in found:
            if name == "Schemas" and each["id"] == urn:
                change(each)
        return found

    app.wrap(app, "described", replacement)


def _published(c: Client, urn: str = USER) -> dict[str, Document]:
    schema = next(each for each in c.get("/Schemas")["Resources"] if each["id"] == urn)
    return {each["name"]: each for each in schema["attributes"]}


@variant(
    *("no-descriptions", "Attributes in /Schemas have no description.", "GET /Schemas"),
    lambda c: "description" in _published(c)["title"],
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        for each in schema["attributes"]:
            each.pop("description")

    _schemas(app, USER, change)


@variant(
    *("no-external-id-published", "externalId, a common attribute, is in no schema.", "GET /Schemas"),
    lambda c: "externalId" in _published(c),
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        schema["attributes"] = [each for each in schema["attributes"] if each["name"] != "externalId"]

    _schemas(app, USER, change)
    _schemas(app, GROUP, change)


@variant(
    *("common-published", "id and meta are in the schemas too.", "GET /Schemas"),
    lambda c: "id" not in _published(c),
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        shared = {"type": "string", "multiValued": False, "required": False, "mutability": "readOnly"}
        identifier = {"name": "id", **shared, "caseExact": True, "returned": "always", "uniqueness": "server"}
        schema["attributes"] = [identifier, *schema["attributes"]]

    _schemas(app, USER, change)


@variant(
    *(
        "own-extension",
        "Users have an extension of the vendor, which is published, with read-only values.",
        "GET /Users/{id}",
    ),
    lambda c: len(c.get("/Schemas")["Resources"]) == 3,
)
def _(app: App) -> None:
    urn = "urn:ietf:params:scim:schemas:extension:foreign:2.0:User"
    attribute = {"name": "logins", "type": "integer", "multiValued": False, "description": "Logins.", "required": False}
    attribute |= {"mutability": "readOnly", "returned": "default", "caseExact": False, "uniqueness": "none"}

    def act(document: Document) -> None:
        document["schemas"] = [*document["schemas"], urn]
        document[urn] = {"logins": 7}

    def described(original: Any, name: str, base: str) -> Any:
        found = original(name, base)
        if name == "Schemas":
            meta = {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"}
            schema = {"schemas": found[0]["schemas"], "id": urn, "name": "Foreign", "description": "Ours."}
            return [*found, {**schema, "attributes": [attribute], "meta": meta}]
        found[0]["schemaExtensions"].append({"schema": urn, "required": False})
        return found

    shown(app, "User", act)
    app.wrap(app, "described", described)


@variant(
    *("more-resource-types", "/ResourceTypes names devices too, which are not for Entra.", "GET /ResourceTypes"),
    lambda c: len(c.get("/ResourceTypes")["Resources"]) == 2,
)
def _(app: App) -> None:
    def described(original: Any, name: str, base: str) -> Any:
        found = original(name, base)
        if name == "Schemas":
            return found
        device = {"id": "Device", "name": "Device", "endpoint": "/Devices", "schema": "urn:foreign:2.0:Device"}
        meta = {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/Device"}
        return [*found, {"schemas": found[0]["schemas"], "description": "Devices.", **device, "meta": meta}]

    app.wrap(app, "described", described)


@variant(
    *("more-in-config", "/ServiceProviderConfig has members of newer RFCs.", "GET /ServiceProviderConfig"),
    lambda c: "pagination" not in c.get("/ServiceProviderConfig"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"] and response.status == 200:
            response.body["pagination"] = {"cursor": False, "index": True, "defaultPaginationMethod": "index"}
            response.body["securityEvents"] = {"asyncRequest": "none", "eventUris": []}

    leaving(app, act)


@variant(
    *("oauth-declared", "OAuth 2.0 and a bearer token are both declared.", "GET /ServiceProviderConfig"),
    lambda c: len(c.get("/ServiceProviderConfig")["authenticationSchemes"]) == 1,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"] and response.status == 200:
            scheme = {"type": "oauth2", "name": "OAuth 2.0", "description": "Client credentials."}
            response.body["authenticationSchemes"].append(scheme)

    leaving(app, act)


@variant(
    *("discovery-public", "Discovery needs no token.", "GET /Schemas without a token"),
    lambda c: c.http.get("/Schemas", headers={"Authorization": ""}).status_code == 401,
)
def _(app: App) -> None:
    public = (["Schemas"], ["ResourceTypes"], ["ServiceProviderConfig"])
    app.wrap(app, "authenticate", lambda original, r: None if r.parts[:1] in public else original(r))


@variant(
    *("discovery-private", "All of discovery needs a token.", "GET /ServiceProviderConfig without a token"),
    lambda c: c.http.get("/ServiceProviderConfig", headers={"Authorization": ""}).status_code == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request) -> Response:
        app.authenticate(request)
        answer: Response = original(request)
        return answer

    app.wrap(app, "dispatch", replacement)


@variant(
    *("members-on-request", "members is returned on request alone, and /Schemas says so.", "GET /Groups/{id}"),
    lambda c: "members" in c.group(c.user()),
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        next(each for each in schema["attributes"] if each["name"] == "members")["returned"] = "request"

    def apply(original: Any, kind: str, document: Document, query: dict[str, str]) -> Document:
        if kind == "Group" and "members" not in query.get("attributes", ""):
            document = {key: value for key, value in document.items() if key != "members"}
        kept: Document = original(kind, document, query)
        return kept

    _schemas(app, GROUP, change)
    app.wrap(app.resources.projection, "apply", apply)


@variant(
    *(
        "display-name-always",
        "displayName is always returned, and /Schemas says so.",
        "GET /Users/{id}?attributes=userName",
    ),
    lambda c: "displayName" not in c.ask("/Users", attributes=f"userName,{c.user()['id']}")["Resources"][0],
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        next(each for each in schema["attributes"] if each["name"] == "displayName")["returned"] = "always"

    def apply(original: Any, kind: str, document: Document, query: dict[str, str]) -> Document:
        kept: Document = original(kind, document, query)
        return {**kept, "displayName": document["displayName"]} if "displayName" in document else kept

    _schemas(app, USER, change)
    _schemas(app, GROUP, change)
    app.wrap(app.resources.projection, "apply", apply)


@variant(
    *("no-groups-of-users", "Users have no groups, and /Schemas does not name the attribute.", "GET a user in a group"),
    lambda c: c.group(u := c.user()) and "groups" in c.get(u),
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        schema["attributes"] = [each for each in schema["attributes"] if each["name"] != "groups"]

    _schemas(app, USER, change)
    shown(app, "User", lambda document: document.pop("groups", None))


@variant(
    *(
        "manager-not-named",
        "manager.displayName is not kept, and /Schemas does not name it.",
        "GET a user with manager",
    ),
    lambda c: "displayName" in enterprise(c.user(**{ENT: {"manager": {"value": c.user()["id"]}}}))["manager"],
)
def _(app: App) -> None:
    def change(schema: Document) -> None:
        manager = next(each for each in schema["attributes"] if each["name"] == "manager")
        manager["subAttributes"] = [each for each in manager["subAttributes"] if each["name"] != "displayName"]

    _schemas(app, ENT, change)
    shown(app, "User", lambda document: document.get(ENT, {}).get("manager", {}).pop("displayName", None))
