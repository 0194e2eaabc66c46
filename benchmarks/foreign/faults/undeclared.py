"""Discovery: attributes and schemas that are missing from /Schemas."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import leaving
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


def _missing(name: str, of: str, urn: str = USER, severity: str = BREAKS) -> None:
    """A fault: an attribute that the server keeps is in no schema."""

    def act(schema: Document) -> None:
        if schema["id"] == urn:
            schema["attributes"] = [each for each in schema["attributes"] if each["name"] != of]

    fault(
        *(name, f"/Schemas has no {of}, which the server keeps.", severity, f"GET /Schemas: {of}"),
        lambda c: _attribute(c, of, urn) != {},
    )(lambda app: _schemas(app, act))


_missing("no-user-name", "userName")


_missing("no-active", "active")


_missing("no-emails", "emails")


_missing("no-manager", "manager", ENT)


_missing("no-department", "department", ENT)


_missing("no-members", "members", GROUP)


@fault(
    *("no-group-schema", "/Schemas has no schema of groups.", BREAKS, "GET /Schemas"),
    lambda c: _schema(c, GROUP) != {},
)
def _(app: App) -> None:
    app.wrap(app, "described", lambda original, name, base: [e for e in original(name, base) if e["id"] != GROUP])


@fault(
    *("no-enterprise-schema", "/Schemas has no enterprise schema, which /ResourceTypes names.", RFC, "GET /Schemas"),
    lambda c: _schema(c, ENT) != {},
)
def _(app: App) -> None:
    app.wrap(app, "described", lambda original, name, base: [e for e in original(name, base) if e["id"] != ENT])


@fault(
    *("schema-no-schemas", "Schemas have no schemas attribute.", RFC, "GET /Schemas"),
    lambda c: "schemas" in _schema(c),
)
def _(app: App) -> None:
    _schemas(app, lambda schema: schema.pop("schemas"))


@fault(
    *("schema-id-short", "The id of a schema is its name, not its URN.", BREAKS, "GET /Schemas"),
    lambda c: _schema(c)["id"] == USER,
)
def _(app: App) -> None:
    _schemas(app, lambda schema: schema.update(id=schema["name"]))


@fault(
    *("schema-total", "totalResults of /Schemas is not the number of schemas.", RFC, "GET /Schemas"),
    lambda c: (s := c.get("/Schemas"))["totalResults"] == len(s["Resources"]),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["Schemas"] and response.status == 200:
            response.body["totalResults"] = 1

    leaving(app, act)
