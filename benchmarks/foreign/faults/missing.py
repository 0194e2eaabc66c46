"""Answers about what is not there, and refusals with a wrong status."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import path
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response

fault = Group("errors")
NOWHERE = "/Users/999999"


@fault(
    *("unknown-id-400", "GET of an id of another form is answered with 400.", RFC),
    *("GET /Users/not-a-number", lambda c: c.status("GET", "/Users/not-a-number") == 404),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if len(request.parts) == 2 and request.parts[0] in ("Users", "Groups") and not request.parts[1].isdigit():
            raise Refused(400, "the id is a number", "invalidValue")

    arriving(app, act)


@fault(
    *("unknown-id-500", "GET of an id of another form is answered with 500.", RFC),
    *("GET /Users/{a UUID}", lambda c: c.status("GET", "/Users/0e2a4b3c-1f0e-4a53-8cf5-5a5b1a2b3c4d") == 404),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if len(request.parts) == 2 and request.parts[0] in ("Users", "Groups") and not request.parts[1].isdigit():
            raise Refused(500, "invalid input syntax for type integer")

    arriving(app, act)


@fault(
    *("unknown-id-200", "GET of an unknown id is answered with 200 and an empty object.", BREAKS),
    *("GET of an unknown id", lambda c: c.status("GET", NOWHERE) == 404),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == "GET" and response.status == 404 and request.parts[:1] == ["Users"]:
            response.status, response.body = 200, {}

    leaving(app, act)


@fault(
    *("unknown-group-200-list", "GET of an unknown group id is answered with an empty list.", BREAKS),
    *("GET /Groups/{unknown}", lambda c: c.status("GET", "/Groups/999999") == 404),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == "GET" and response.status == 404 and request.parts[:1] == ["Groups"]:
            response.status, response.body = 200, app.resources.envelope([], 0, 1)

    leaving(app, act)


@fault(
    *("unknown-patch-204", "PATCH of an unknown user is answered with 204.", BREAKS),
    *("PATCH of an unknown id", lambda c: c.patch(NOWHERE, ("replace", "active", "False")).status_code == 404),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == "PATCH" and response.status == 404:
            response.status, response.body = 204, None

    leaving(app, act)


@fault(
    *("unknown-delete-500", "DELETE of an unknown user is answered with 500.", BREAKS),
    *("DELETE of an unknown id", lambda c: c.status("DELETE", NOWHERE) == 404),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == "DELETE" and response.status == 404:
            response.status, response.body = 500, {"error": "NoneType has no attribute delete"}

    leaving(app, act)


@fault(
    *("broken-json-500", "A body that is no JSON is answered with 500.", RFC),
    "POST /Users with broken JSON",
    lambda c: c.http.post("/Users", content=b'{"a":', headers={"Content-Type": "application/json"}).status_code == 400,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 400 and "no JSON" in response.body["detail"]:
            response.status = 500

    leaving(app, act)


@fault(
    *("array-body-500", "A body that is a JSON array is answered with 500.", RFC),
    *("POST /Users with []", lambda c: c.status("POST", "/Users", []) == 400),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.body.lstrip()[:1] == b"[":
            raise Refused(500, "list has no attribute get")

    arriving(app, act)


@fault(
    *("wrong-kind-500", "GET of a group's id below /Users is answered with 500.", RFC),
    *("POST /Groups; GET /Users/{id of the group}", lambda c: c.status("GET", f"/Users/{c.group()['id']}") == 404),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if len(request.parts) == 2 and request.parts[0] == "Users":
            row = app.resources.store.get(request.parts[1])
            if row is not None and row.kind == "Group":
                raise Refused(500, "userName is missing")

    arriving(app, act)


@fault(
    *("group-as-user", "GET of a group's id below /Users shows the group.", RFC),
    *("POST /Groups; GET /Users/{id of the group}", lambda c: c.status("GET", f"/Users/{c.group()['id']}") == 404),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "GET" and len(request.parts) == 2 and request.parts[0] == "Users":
            row = app.resources.store.get(request.parts[1])
            if row is not None and row.kind == "Group":
                return app.read(request, "Group", row.id)
        return None

    arriving(app, act)


@fault(
    *("lone-value-500", "A value of the wrong type is answered with 500.", RFC),
    *("POST /Users with userName 7", lambda c: c.status("POST", "/Users", c.named(userName=7)) == 400),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 400 and "is a " in response.body.get("detail", ""):
            response.status = 500

    leaving(app, act)


@fault(
    *("deleted-403", "GET of a deleted user is answered with 403.", RFC),
    *("DELETE; GET", lambda c: c.status("DELETE", u := c.user()) == 204 and c.status("GET", path(u)) == 404),
)
def _(app: App) -> None:
    gone: set[str] = set()

    def replacement(original: Any, row: Any) -> None:
        gone.add(row.id)
        original(row)

    app.wrap(app.resources, "delete", replacement)

    def act(request: Request) -> None:
        if len(request.parts) == 2 and request.parts[1] in gone:
            raise Refused(403, "the account is closed")

    arriving(app, act)
