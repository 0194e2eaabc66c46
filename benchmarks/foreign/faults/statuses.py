"""Statuses of answers that succeed, and of answers to a wrong token or method."""

from __future__ import annotations

import uuid

from benchmarks.foreign.faults.client import path
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, is_user, leaving
from benchmarks.foreign.server import App, Refused, Request, Response

fault = Group("answers")


def _status(app: App, method: str, status: int, to: int) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == method and response.status == status:
            response.status = to

    leaving(app, act)


@fault(
    *("create-200", "POST of a user is answered with 200.", RFC),
    *("POST /Users", lambda c: c.status("POST", "/Users", c.named()) == 201),
)
def _(app: App) -> None:
    _status(app, "POST", 201, 200)


@fault(
    *("create-no-body", "POST of a user is answered with 201 and no body.", BREAKS),
    *("POST /Users", lambda c: "id" in c.send("POST", "/Users", c.named()).json()),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 201:
            response.body = None

    leaving(app, act)


@fault(
    *("create-group-no-id", "The answer to POST of a group has no id.", BREAKS),
    *("POST /Groups", lambda c: "id" in c.send("POST", "/Groups", {"displayName": str(uuid.uuid4())}).json()),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if response.status == 201 and request.parts == ["Groups"]:
            response.body = {key: value for key, value in response.body.items() if key != "id"}

    leaving(app, act)


@fault(
    *("create-no-location", "The answer to POST has no Location header.", RFC),
    *("POST /Users", lambda c: "location" in c.send("POST", "/Users", c.named()).headers),
)
def _(app: App) -> None:
    leaving(app, lambda _, response: response.status == 201 and response.headers.pop("Location", None))


@fault(
    *("create-location-list", "The Location header of a new user leads to the list of users.", RFC),
    "POST /Users; GET its Location",
    lambda c: "userName" in c.http.get(c.send("POST", "/Users", c.named()).headers["location"]).json(),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if response.status == 201:
            response.headers["Location"] = request.base + "/Users"

    leaving(app, act)


@fault(
    *("delete-200-with-user", "DELETE answers 200 with the deleted user.", RFC),
    *("DELETE /Users/{id}", lambda c: c.status("DELETE", c.user()) == 204),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "DELETE" and len(request.parts) == 2 and request.parts[0] == "Users":
            body = app.read(request, "User", request.parts[1]).body
            app.delete(request, "User", request.parts[1])
            return Response(200, body)
        return None

    arriving(app, act)


@fault(
    *("patch-202", "PATCH is answered with 202.", RFC),
    *("PATCH /Users/{id}", lambda c: c.patch(c.user(), ("replace", "title", "x")).status_code in (200, 204)),
)
def _(app: App) -> None:
    _status(app, "PATCH", 200, 202)


@fault(
    *("patch-attributes-204", "PATCH with the attributes parameter is answered with 204.", RFC),
    "PATCH /Users/{id}?attributes=title",
    lambda c: c.patch(path(c.user()) + "?attributes=title", ("replace", "title", "x")).status_code == 200,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.method == "PATCH" and "attributes" in request.query and response.status == 200:
            response.status, response.body = 204, None

    leaving(app, act)


@fault(
    *("patch-stale-body", "The answer to PATCH shows the user as before.", RFC),
    *("PATCH title", lambda c: c.patch(c.user(), ("replace", "title", "x")).json().get("title") == "x"),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "PATCH" and len(request.parts) == 2 and request.parts[0] == "Users":
            before = app.read(request, "User", request.parts[1])
            app.patch(request, "User", request.parts[1])
            return before
        return None

    arriving(app, act)


@fault(
    *("put-201", "PUT of a user that exists is answered with 201.", RFC),
    *("PUT /Users/{id}", lambda c: c.status("PUT", u := c.user(), u) == 200),
)
def _(app: App) -> None:
    _status(app, "PUT", 200, 201)


@fault(
    *("put-stale-body", "The answer to PUT shows the user as before.", RFC, "PUT with another title"),
    lambda c: c.send("PUT", path(u := c.user()), {**u, "title": "x"}).json().get("title") == "x",
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if is_user(request, "PUT") and len(request.parts) == 2:
            before = app.read(request, "User", request.parts[1])
            app.replace(request, "User", request.parts[1])
            return before
        return None

    arriving(app, act)


@fault(
    *("unknown-method-404", "A method that an endpoint does not have is answered with 404.", RFC),
    *("PUT /Users", lambda c: c.status("PUT", "/Users", c.named()) == 405),
)
def _(app: App) -> None:
    def refuse(_: object, request: Request, __: list[str]) -> Response:
        raise Refused(404, f"there is no {request.method} here")

    app.wrap(app, "not_allowed", refuse)


@fault(
    *("unknown-method-500", "DELETE of the whole list is answered with 500.", RFC),
    *("DELETE /Users", lambda c: c.status("DELETE", "/Users") in (404, 405, 501)),
)
def _(app: App) -> None:
    def refuse(_: object, __: Request, ___: list[str]) -> Response:
        raise Refused(500, "KeyError")

    app.wrap(app, "not_allowed", refuse)


@fault(
    *("no-challenge", "A 401 has no WWW-Authenticate header.", RFC),
    "GET /Users without a token",
    lambda c: "www-authenticate" in c.send("GET", "/Users", Authorization="Bearer no").headers,
)
def _(app: App) -> None:
    leaving(app, lambda _, response: response.headers.pop("WWW-Authenticate", None))


@fault(
    *("login-page", "A request without a token is answered with a redirect to a login page.", BREAKS),
    "GET /Users without a token",
    lambda c: c.send("GET", "/Users", Authorization="Bearer no").status_code == 401,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 401:
            response.status, response.body, response.headers = 302, None, {"Location": "/login"}

    leaving(app, act)


@fault(
    *("wrong-token-403", "A wrong token is answered with 403.", RFC),
    *("GET /Users with a wrong token", lambda c: c.status("GET", "/Users", Authorization="Bearer no") == 401),
)
def _(app: App) -> None:
    _status(app, "GET", 401, 403)


@fault(
    *("stale-304", "A GET with the entity tag of an older version is answered with 304.", CORRUPTS),
    "GET; PATCH; GET with If-None-Match and the first tag",
    lambda c: (
        c.patched(u := c.user(), ("replace", "title", "x")) is not None
        and c.status("GET", u, If_None_Match=u["meta"]["version"]) == 200
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "GET" and request.headers.get("if-none-match"):
            return Response(304)
        return None

    arriving(app, act)
