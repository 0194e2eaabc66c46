"""Error bodies, and statuses of refusals."""

from __future__ import annotations

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import leaving
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import ERROR, Document

fault = Group("errors")
NOWHERE = "/Users/999999"


def _error(app: App, change: object, *statuses: int) -> None:
    """Change the bodies of errors with these statuses, or of all; ``change`` takes and returns a body."""

    def act(_: Request, response: Response) -> None:
        if response.status >= 400 and (not statuses or response.status in statuses) and callable(change):
            response.body = change(response.body)

    leaving(app, act)


def _missing(c: Client) -> Document:
    return dict(c.send("GET", NOWHERE).json())


def _twice(c: Client) -> Document:
    body = c.named()
    c.send("POST", "/Users", body)
    answer = c.send("POST", "/Users", body)
    return {**answer.json(), "http": answer.status_code}


@fault(
    *("status-number", "status in an error body is a number.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["status"] == "404"),
)
def _(app: App) -> None:
    _error(app, lambda body: {**body, "status": int(body["status"])})


@fault(
    *("status-differs", "status in an error body is 400 whatever the HTTP status is.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["status"] == "404"),
)
def _(app: App) -> None:
    _error(app, lambda body: {**body, "status": "400"})


@fault(
    *("no-schemas", "Error bodies have no schemas.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["schemas"] == [ERROR]),
)
def _(app: App) -> None:
    _error(app, lambda body: {"status": body["status"], "detail": body["detail"]})


@fault(
    *("schemas-string", "schemas in an error body is a string.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["schemas"] == [ERROR]),
)
def _(app: App) -> None:
    _error(app, lambda body: {**body, "schemas": ERROR})


@fault(
    *("old-urn", "Error bodies have the URN of SCIM 1.1.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["schemas"] == [ERROR]),
)
def _(app: App) -> None:
    _error(app, lambda body: {**body, "schemas": ["urn:scim:schemas:core:1.0:Errors"]})


@fault(
    *("nested", "The error stands below the key error.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["schemas"] == [ERROR]),
)
def _(app: App) -> None:
    _error(app, lambda body: {"error": body})


@fault(
    *("list", "An error body is a list with one error.", RFC),
    *("POST of a user twice", lambda c: _twice(c)["schemas"] == [ERROR]),
)
def _(app: App) -> None:
    _error(app, lambda body: [body], 409)


@fault(
    *("missing-empty", "A 404 has no body.", RFC),
    *("GET of an unknown id", lambda c: _missing(c)["status"] == "404"),
)
def _(app: App) -> None:
    _error(app, lambda _: None, 404)


@fault(
    *("html", "A 400 is an HTML page.", RFC),
    "POST /Users with broken JSON",
    lambda c: c.http.post("/Users", content=b"{", headers={"Content-Type": "application/scim+json"}).json() != {},
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 400:
            response.body = b"<!doctype html><title>Bad Request</title>"
            response.headers["Content-Type"] = "text/html; charset=utf-8"

    leaving(app, act)


@fault(
    *("media-type", "Error bodies are application/json; answers that succeed are right.", RFC),
    "GET of an unknown id",
    lambda c: c.send("GET", NOWHERE).headers["content-type"].startswith("application/scim+json"),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status >= 400:
            response.headers["Content-Type"] = "application/json"

    leaving(app, act)


@fault(
    *("no-scim-type-400", "A 400 has no scimType.", RFC),
    "GET /Users with a broken filter",
    lambda c: c.http.get("/Users", params={"filter": "userName eq"}).json().get("scimType") == "invalidFilter",
)
def _(app: App) -> None:
    _error(app, lambda body: {key: value for key, value in body.items() if key != "scimType"}, 400)


@fault(
    *("no-scim-type-409", "A 409 for a taken userName has no scimType.", RFC),
    *("POST of a user twice", lambda c: _twice(c).get("scimType") == "uniqueness"),
)
def _(app: App) -> None:
    _error(app, lambda body: {key: value for key, value in body.items() if key != "scimType"}, 409)


@fault(
    *("invented-scim-type", "The scimType of a refused value is schemaViolation, which no RFC has.", RFC),
    "POST /Users without userName",
    lambda c: c.send("POST", "/Users", {"displayName": "x"}).json().get("scimType") == "invalidValue",
)
def _(app: App) -> None:
    _error(app, lambda b: {**b, "scimType": "schemaViolation"} if b.get("scimType") == "invalidValue" else b, 400)


@fault(
    *("one-scim-type", "Every 400 has the scimType invalidSyntax: a broken filter and a broken path too.", RFC),
    "GET /Users with a broken filter",
    lambda c: c.http.get("/Users", params={"filter": "userName eq"}).json().get("scimType") == "invalidFilter",
)
def _(app: App) -> None:
    _error(app, lambda body: {**body, "scimType": "invalidSyntax"}, 400)


@fault(
    *("conflict-400", "POST of a taken userName is answered with 400.", BREAKS),
    *("POST of a user twice", lambda c: _twice(c)["http"] == 409),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 409:
            response.status, response.body = 400, {**response.body, "status": "400"}

    leaving(app, act)


@fault(
    *("conflict-500", "POST of a taken userName is answered with 500.", BREAKS),
    *("POST of a user twice", lambda c: _twice(c)["http"] == 409),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 409:
            response.status, response.body = 500, {"message": "UNIQUE constraint failed: user.user_name"}

    leaving(app, act)
