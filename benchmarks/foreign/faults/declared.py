"""Discovery: /ResourceTypes, /ServiceProviderConfig, and what is declared and not there."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("discovery")


def _types(app: App, change: Any) -> None:
    """Change the resource types: ``change`` takes each."""

    def replacement(original: Any, name: str, base: str) -> Any:
        listed = original(name, base)
        if name == "ResourceTypes":
            for each in listed:
                change(each)
        return listed

    app.wrap(app, "described", replacement)


def _config(app: App, change: Any) -> None:
    """Change /ServiceProviderConfig: ``change`` takes its body."""

    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"] and response.status == 200:
            change(response.body)

    leaving(app, act)


def _type(c: Client, name: str = "User") -> Document:
    return next(each for each in c.get("/ResourceTypes")["Resources"] if each["name"] == name)


def _type_fault(name: str, about: str, key: str, value: Any, of: str = "User", severity: str = RFC) -> None:
    def change(each: Document) -> None:
        if each["name"] == of:
            each.pop(key)
            if value is not None:
                each[key] = value

    fault(
        *(name, about, severity, f"GET /ResourceTypes: {key}"),
        lambda c: key in (found := _type(c, of)) and found[key] != value,
    )(lambda app: _types(app, change))


_type_fault("endpoint-wrong", "/ResourceTypes names the endpoint /User.", "endpoint", "/User")


_type_fault(
    "endpoint-v1", "/ResourceTypes names an absolute endpoint on another host.", "endpoint", "https://x.org/Users"
)


_type_fault("type-schema-wrong", "/ResourceTypes names another schema than users have.", "schema", "urn:contoso:User")


_type_fault("type-no-schema", "/ResourceTypes does not name the schema.", "schema", None)


_type_fault("type-no-endpoint", "/ResourceTypes does not name the endpoint of groups.", "endpoint", None, "Group")


_type_fault(
    "extension-required",
    "/ResourceTypes says that users need the enterprise extension.",
    "schemaExtensions",
    [{"schema": ENT, "required": True}],
)


_type_fault("extension-unnamed", "/ResourceTypes does not name the enterprise extension.", "schemaExtensions", [])


@fault(
    *("type-missing", "/ResourceTypes has no groups.", RFC, "GET /ResourceTypes"),
    lambda c: _type(c, "Group") != {},
)
def _(app: App) -> None:
    app.wrap(app, "described", lambda original, name, base: [e for e in original(name, base) if e["id"] != "Group"])


def _config_fault(name: str, about: str, key: str, value: Any, severity: str = RFC) -> None:
    def change(body: Document) -> None:
        body.pop(key)
        if value is not None:
            body[key] = value

    fault(
        *(name, about, severity, f"GET /ServiceProviderConfig: {key}"),
        lambda c: key in (found := c.get("/ServiceProviderConfig")) and found[key] != value,
    )(lambda app: _config(app, change))


_config_fault("patch-undeclared", "PATCH works and is declared unsupported.", "patch", {"supported": False}, BREAKS)


_config_fault(
    "filter-undeclared", "Filters work and are declared unsupported.", "filter", {"supported": False, "maxResults": 0}
)


_config_fault("sort-text", "sort.supported is a text.", "sort", {"supported": "true"})


_config_fault("no-patch", "/ServiceProviderConfig has no patch.", "patch", None)


_config_fault("no-filter", "/ServiceProviderConfig has no filter.", "filter", None)


_config_fault("no-bulk", "/ServiceProviderConfig has no bulk.", "bulk", None)


_config_fault("no-etag", "/ServiceProviderConfig has no etag.", "etag", None)


_config_fault("no-schemes", "/ServiceProviderConfig has no authenticationSchemes.", "authenticationSchemes", None)


_config_fault(
    "scheme-unknown",
    "An authentication scheme has a type that no RFC has.",
    "authenticationSchemes",
    [{"type": "bearer", "name": "x", "description": "x"}],
)


_config_fault(
    "scheme-no-name",
    "An authentication scheme has no name.",
    "authenticationSchemes",
    [{"type": "oauthbearertoken", "description": "x"}],
)


_config_fault("max-results-text", "filter.maxResults is a text.", "filter", {"supported": True, "maxResults": "200"})


_config_fault(
    "max-results-small",
    "filter.maxResults is smaller than what a page may hold.",
    "filter",
    {"supported": True, "maxResults": 1},
)


_config_fault(
    "bulk-declared",
    "Bulk is declared and is 501.",
    "bulk",
    {"supported": True, "maxOperations": 100, "maxPayloadSize": 1000000},
)


_config_fault("password-declared", "changePassword has no supported.", "changePassword", {})


_config_fault(
    "config-schemas", "/ServiceProviderConfig has the schema of SCIM 1.1.", "schemas", ["urn:scim:schemas:core:1.0"]
)


@fault(
    *("config-list", "/ServiceProviderConfig is a list.", RFC, "GET /ServiceProviderConfig"),
    lambda c: "patch" in c.get("/ServiceProviderConfig"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"]:
            response.body = app.resources.envelope([response.body], 1, 1)

    leaving(app, act)


@fault(
    *("me-first-user", "/Me is answered with the first user.", RFC, "GET /Me"),
    lambda c: c.user() and c.status("GET", "/Me") in (404, 501),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        users = app.resources.store.every("User")
        return app.read(request, "User", users[0].id) if request.parts == ["Me"] and users else None

    arriving(app, act)


@fault(
    *("bulk-200", "/Bulk is declared unsupported and answers 200 without doing anything.", RFC, "POST /Bulk"),
    lambda c: c.status("POST", "/Bulk", {"Operations": []}) >= 400,
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        bulk = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
        return Response(200, {"schemas": [bulk], "Operations": []}) if request.parts == ["Bulk"] else None

    arriving(app, act)


@fault(
    *(
        "unknown-path-200",
        "A path that does not exist is answered with 200 and an empty object.",
        RFC,
        "GET /NoSuchEndpoint",
    ),
    lambda c: c.status("GET", "/NoSuchEndpoint") == 404,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request) -> Response:
        try:
            answer: Response = original(request)
        except Refused as refused:
            if refused.status == 404 and "there is no /" in refused.detail:
                return Response(200, {})
            raise
        return answer

    app.wrap(app, "route", replacement)
