"""attributes, excludedAttributes and sorting."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, message, path
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving, refusing
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("projection")


_DEFAULTS = {"schemas", "id", "meta"}


def _shown(c: Client, names: str, parameter: str = "attributes", user: Document | None = None) -> Document:
    return c.get(f"{path(user or c.user())}?{parameter}={names}")


def _query(app: App, change: Any) -> None:
    def act(request: Request) -> None:
        if request.method == "GET":
            change(request.query)

    arriving(app, act)


@fault(
    *("attributes-ignored", "attributes is ignored.", RFC, "GET /Users/{id}?attributes=userName"),
    lambda c: set(_shown(c, "userName")) <= {"userName", *_DEFAULTS},
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("attributes", None))


@fault(
    *("excluded-ignored", "excludedAttributes is ignored for users.", RFC, "GET /Users/{id}?excludedAttributes=name"),
    lambda c: "name" not in _shown(c, "name", "excludedAttributes"),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts[:1] == ["Users"]:
            request.query.pop("excludedAttributes", None)

    arriving(app, act)


@fault(
    *(
        "members-not-excluded",
        "excludedAttributes=members is ignored.",
        BREAKS,
        "GET /Groups/{id}?excludedAttributes=members",
    ),
    lambda c: "members" not in c.get(path(c.group(c.user())) + "?excludedAttributes=members"),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.query.get("excludedAttributes") == "members":
            request.query.pop("excludedAttributes")

    arriving(app, act)


@fault(
    *("members-not-excluded-list", "excludedAttributes=members is ignored beside a filter.", BREAKS),
    "GET /Groups?excludedAttributes=members&filter=displayName eq",
    lambda c: (
        (g := c.group(c.user()))
        and "members" not in c.ask("/Groups", excludedAttributes="members", filter=f'id eq "{g["id"]}"')["Resources"][0]
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "filter" in request.query:
            request.query.pop("excludedAttributes", None)

    arriving(app, act)


@fault(
    *("excluded-as-attributes", "excludedAttributes=members leaves out displayName too.", BREAKS),
    "GET /Groups/{id}?excludedAttributes=members",
    lambda c: "displayName" in c.get(path(c.group(c.user())) + "?excludedAttributes=members"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if "excludedAttributes" in request.query and isinstance(response.body, dict):
            response.body = {
                k: v
                for k, v in response.body.items()
                if k in {"schemas", "id", "meta", "Resources", "totalResults", "startIndex", "itemsPerPage"}
            }

    leaving(app, act)


@fault(
    *("attributes-no-id", "attributes leaves out id.", BREAKS, "GET /Users/{id}?attributes=userName"),
    lambda c: "id" in _shown(c, "userName"),
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources.projection, "only"),
        lambda original, document, wanted: {k: v for k, v in original(document, wanted).items() if k != "id"},
    )


@fault(
    *(
        "excluded-id",
        "excludedAttributes=id leaves out id, which is always returned.",
        RFC,
        "GET ?excludedAttributes=id",
    ),
    lambda c: "id" in _shown(c, "id", "excludedAttributes"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.query.get("excludedAttributes") == "id" and isinstance(response.body, dict):
            response.body.pop("id", None)

    leaving(app, act)


@fault(
    *(
        "sub-attribute-nothing",
        "attributes=name.givenName returns nothing of the name.",
        RFC,
        "GET ?attributes=name.givenName",
    ),
    lambda c: "givenName" in _shown(c, "name.givenName").get("name", {}),
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: [n for n in names if "." not in n or ":" in n] or ["id"]))


def _rename(query: dict[str, str], change: Any) -> None:
    if "attributes" in query:
        query["attributes"] = ",".join(change(query["attributes"].split(",")))


@fault(
    *("sub-attribute-all", "attributes=name.givenName returns the whole name.", RFC, "GET ?attributes=name.givenName"),
    lambda c: set(_shown(c, "name.givenName").get("name", {})) == {"givenName"},
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: [n.partition(".")[0] if ":" not in n else n for n in names]))


@fault(
    *("sub-attribute-excluded", "excludedAttributes=name.givenName leaves out the whole name.", RFC),
    "GET ?excludedAttributes=name.givenName",
    lambda c: set(_shown(c, "name.givenName", "excludedAttributes")["name"]) == {"familyName"},
)
def _(app: App) -> None:
    def change(query: dict[str, str]) -> None:
        if "." in query.get("excludedAttributes", "") and ":" not in query["excludedAttributes"]:
            query["excludedAttributes"] = query["excludedAttributes"].partition(".")[0]

    _query(app, change)


@fault(
    *("urn", "attributes with a URN returns nothing of the extension.", RFC, "GET ?attributes=urn:…:User:department"),
    lambda c: ENT in _shown(c, f"{ENT}:department", user=c.user(**{ENT: {"department": "HR"}})),
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: [n for n in names if ":" not in n] or ["id"]))


@fault(
    *("letter-case", "attributes regards letter case.", RFC, "GET ?attributes=USERNAME"),
    lambda c: "userName" in _shown(c, "USERNAME"),
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: [n for n in names if not n.isupper()] or ["id"]))


@fault(
    *("first-only", "Of several attributes only the first is returned.", RFC, "GET ?attributes=userName,displayName"),
    lambda c: "displayName" in _shown(c, "userName,displayName"),
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: names[:1]))


@fault(
    *(
        "blanks",
        "A blank after the comma in attributes hides what follows.",
        RFC,
        "GET ?attributes=userName, displayName",
    ),
    lambda c: "displayName" in _shown(c, "userName,%20displayName"),
)
def _(app: App) -> None:
    _query(app, lambda query: _rename(query, lambda names: [n for n in names if not n.startswith(" ")]))


@fault(
    *("unknown-400", "An unknown name in attributes is refused.", RFC, "GET ?attributes=userName,noSuch"),
    lambda c: "userName" in _shown(c, "userName,noSuch"),
)
def _(app: App) -> None:
    refusing(app, lambda request: "noSuch" in request.query.get("attributes", ""), 400, "invalidValue")


@fault(
    *("lists-ignored", "attributes is ignored in lists.", RFC, "GET /Users?attributes=userName"),
    lambda c: c.user() and "name" not in c.ask("/Users", attributes="userName")["Resources"][0],
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts in (["Users"], ["Groups"]) and request.method == "GET":
            request.query.pop("attributes", None)

    arriving(app, act)


@fault(
    *(
        "id-only-500",
        "attributes=id in a reference check is answered with 500.",
        BREAKS,
        "GET /Users?filter=…&attributes=id",
    ),
    lambda c: (u := c.user()) and c.ask("/Users", filter=f'id eq "{u["id"]}"', attributes="id")["totalResults"] == 1,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.query.get("attributes") == "id", 500)


@fault(
    *("post-ignored", "attributes is ignored by POST.", RFC, "POST /Users?attributes=userName"),
    lambda c: "name" not in c.send("POST", "/Users?attributes=userName", c.named()).json(),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.method == "POST" and request.parts == ["Users"]:
            request.query.pop("attributes", None)

    arriving(app, act)


@fault(
    *("patch-ignored", "attributes is ignored by PATCH.", RFC, "PATCH /Users/{id}?attributes=title"),
    lambda c: (
        "name" not in c.send("PATCH", path(c.user()) + "?attributes=title", message(("replace", "title", "x"))).json()
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.method == "PATCH":
            request.query.pop("attributes", None)

    arriving(app, act)
