"""Discovery (RFC 7643 5 to 7, RFC 7644 4)."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving, refusing
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import GROUP, USER

fault = Group("discovery")


def _schema(c: Client, urn: str = USER) -> Document:
    return next(each for each in c.get("/Schemas")["Resources"] if each["id"] == urn)


def _attribute(c: Client, name: str, urn: str = USER) -> Document:
    """Return an attribute of a published schema; ``emails.type`` reaches a sub-attribute."""
    found = _schema(c, urn)["attributes"]
    result: Document = {}
    for part in name.split("."):
        result = next(each for each in found if each["name"] == part)
        found = result.get("subAttributes", [])
    return result


def _schemas(app: App, change: Any) -> None:
    """Change the published schemas: ``change`` takes each."""

    def replacement(original: Any, name: str, base: str) -> Any:
        listed = original(name, base)
        if name == "Schemas":
            for each in listed:
                change(each)
        return listed

    app.wrap(app, "described", replacement)


def _published(app: App, of: str, change: Any, urn: str = USER) -> None:
    """Change one published attribute or sub-attribute."""

    def act(schema: Document) -> None:
        found, last = schema["attributes"], None
        for part in of.split("."):
            last = next((each for each in found if each["name"] == part), None)
            found = (last or {}).get("subAttributes", [])
        if schema["id"] == urn and last is not None:
            change(last)

    _schemas(app, act)


for _name in ("ServiceProviderConfig", "ResourceTypes", "Schemas"):

    def _gone(app: App, first: str = _name) -> None:
        refusing(app, lambda request: request.parts[:1] == [first], 404)

    def _there(c: Client, first: str = _name) -> bool:
        return c.status("GET", f"/{first}") == 200

    fault(f"no-{_name}", f"/{_name} is 404.", RFC, f"GET /{_name}", _there)(_gone)


for _name, _id in (("ResourceTypes", "User"), ("Schemas", USER)):

    def _no_single(app: App, first: str = _name) -> None:
        refusing(app, lambda request: request.parts[:1] == [first] and len(request.parts) == 2, 404)

    def _single(c: Client, first: str = _name, identifier: str = _id) -> bool:
        return c.status("GET", f"/{first}/{identifier}") == 200

    fault(f"no-single-{_name}", f"/{_name}/{{id}} is 404; the list has it.", RFC, f"GET /{_name}/{_id}", _single)(
        _no_single
    )


@fault(
    *("schemas-bare", "/Schemas is answered with a bare list.", BREAKS, "GET /Schemas"),
    lambda c: "Resources" in c.send("GET", "/Schemas").json(),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["Schemas"] and response.status == 200:
            response.body = response.body["Resources"]

    leaving(app, act)


@fault(
    *("types-bare", "/ResourceTypes is answered with a bare list.", RFC, "GET /ResourceTypes"),
    lambda c: "Resources" in c.send("GET", "/ResourceTypes").json(),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["ResourceTypes"] and response.status == 200:
            response.body = response.body["Resources"]

    leaving(app, act)


@fault(
    *("schemas-empty", "/Schemas is empty.", BREAKS, "GET /Schemas"),
    lambda c: _schema(c)["id"] == USER,
)
def _(app: App) -> None:
    app.wrap(app, "described", lambda original, name, base: [] if name == "Schemas" else original(name, base))


@fault(
    *("schemas-post", "POST to /Schemas is answered with 200.", RFC, "POST /Schemas"),
    lambda c: c.status("POST", "/Schemas", {"id": "x"}) in (404, 405, 501),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        return app.discovery(request, "Schemas") if request.method == "POST" and request.parts == ["Schemas"] else None

    arriving(app, act)


@fault(
    *("schemas-delete", "DELETE of a schema is answered with 204.", RFC, "DELETE /Schemas/{urn}"),
    lambda c: c.status("DELETE", f"/Schemas/{USER}") in (403, 404, 405, 501),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        return Response(204) if request.method == "DELETE" and request.parts[:1] == ["Schemas"] else None

    arriving(app, act)


def _wrong(name: str, about: str, of: str, part: str, value: Any, urn: str = USER, severity: str = RFC) -> None:
    """A fault: one characteristic of a published attribute is wrong, or missing (None)."""

    def change(attribute: Document) -> None:
        attribute.pop(part, None)
        if value is not None:
            attribute[part] = value

    def right(c: Client) -> bool:
        return part in (found := _attribute(c, of, urn)) and found[part] != value

    fault(name, about, severity, f"GET /Schemas: {of}.{part}", right)(lambda app: _published(app, of, change, urn))


_wrong("password-returned", "/Schemas says that the password is returned.", "password", "returned", "default")


_wrong("password-read", "/Schemas says that the password can be read.", "password", "mutability", "readWrite")


_wrong("user-name-optional", "/Schemas says that userName is not required.", "userName", "required", value=False)


_wrong("user-name-exact", "/Schemas says that userName regards letter case.", "userName", "caseExact", value=True)


_wrong("user-name-uniqueness", "/Schemas says that userName is not unique.", "userName", "uniqueness", "none")


_wrong("emails-single", "/Schemas says that emails has one value.", "emails", "multiValued", value=False)


_wrong("active-string", "/Schemas says that active is a string.", "active", "type", "string")


_wrong(
    "groups-writable", "/Schemas says that the groups of a user can be written.", "groups", "mutability", "readWrite"
)


_wrong(
    "no-canonical",
    "/Schemas has no canonicalValues for emails.type.",
    "emails.type",
    "canonicalValues",
    None,
    severity=BREAKS,
)


_wrong("no-sub-attributes", "/Schemas has no subAttributes of name.", "name", "subAttributes", None, severity=BREAKS)


_wrong("type-capital", "/Schemas writes the type String with a capital.", "title", "type", "String")


_wrong("mutability-case", "/Schemas writes readwrite in small letters.", "title", "mutability", "readwrite")


_wrong("required-text", "/Schemas has required as a text.", "title", "required", "false")


_wrong("no-type", "/Schemas has no type of title.", "title", "type", None)


_wrong("no-mutability", "/Schemas has no mutability of displayName.", "displayName", "mutability", None)


_wrong("manager-string", "/Schemas says that manager is a string.", "manager", "type", "string", urn=ENT)


_wrong("members-read-only", "/Schemas says that members is read-only.", "members", "mutability", "readOnly", urn=GROUP)


_wrong("members-single", "/Schemas says that members has one value.", "members", "multiValued", value=False, urn=GROUP)


_wrong(
    "group-name-optional",
    "/Schemas says that displayName of a group is not required.",
    "displayName",
    "required",
    value=False,
    urn=GROUP,
)


@fault(
    *("null-property", "/Schemas has properties that are null.", RFC, "GET /Schemas: title"),
    lambda c: None not in _attribute(c, "title").values(),
)
def _(app: App) -> None:
    _published(app, "title", lambda attribute: attribute.update(canonicalValues=None, referenceTypes=None))
