"""What discovery declares, and a server that is as declared."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import drop, posting, putting
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import USER


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


def _less(name: str, about: str, *gone: str, urn: str = USER) -> None:
    """A variant without some attributes: neither published nor kept."""

    def seed(app: App) -> None:
        def change(schema: Document) -> None:
            schema["attributes"] = [each for each in schema["attributes"] if each["name"] not in gone]

        _schemas(app, urn, change)
        drop(app, *(each if urn == USER else f"{urn}:{each}" for each in gone))

        def refuse(original: Any, kind: str, path: str) -> Any:
            target = original(kind, path)
            if kind == "User" and target.attribute is not None and target.attribute.name in gone:
                raise invalid(f"there is no attribute {path}", "invalidPath")
            return target

        app.wrap(app.resources.patcher, "target", refuse)
        app.wrap(app.resources.patcher, "unknown", lambda original, kind, key: original(kind, key) or _names(key, gone))

    variant(name, about, "GET /Schemas", lambda c: gone[0] in _published(c, urn))(seed)


def _names(key: str, gone: tuple[str, ...]) -> bool:
    return key.rpartition(":")[2].partition(".")[0].partition("[")[0].lower() in [each.lower() for each in gone]


_less(
    "no-rare-attributes",
    "ims, photos, entitlements and x509Certificates are not kept.",
    "ims",
    "photos",
    "entitlements",
    "x509Certificates",
)


_less("no-profile-url", "profileUrl and nickName are not kept.", "profileUrl", "nickName")


_less("no-roles", "roles are not kept.", "roles")


_less("no-locale", "locale and timezone are not kept.", "locale", "timezone")


_less(
    "enterprise-in-part",
    "Of the enterprise extension employeeNumber, department and manager are kept.",
    "costCenter",
    "organization",
    "division",
    urn=ENT,
)


_less(
    "enterprise-number-alone",
    "Of the enterprise extension employeeNumber alone is kept.",
    "costCenter",
    "organization",
    "division",
    "department",
    "manager",
    urn=ENT,
)


def _required(name: str, of: str) -> None:
    """A variant with one more required attribute, which /Schemas names."""

    def seed(app: App) -> None:
        def change(schema: Document) -> None:
            next(each for each in schema["attributes"] if each["name"] == of)["required"] = True

        def act(body: Document) -> None:
            if not body.get(of):
                raise invalid(f"{of} is required")

        _schemas(app, USER, change)
        posting(app, "User", act)
        putting(app, lambda row, body: act(body) if row.kind == "User" else None)

    variant(
        name, f"{of} is required, and /Schemas says so.", f"POST /Users without {of}", lambda c: c.user(**{of: None})
    )(seed)


_required("display-name-required", "displayName")


_required("emails-required", "emails")


_required("name-required", "name")


_required("external-id-required", "externalId")
