"""Entity tags, versions and preconditions (RFC 7644 3.14)."""

from __future__ import annotations

import uuid
from typing import Any

from benchmarks.foreign.faults.client import Client, path
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("meta")


def _moved(c: Client, resource: Document, *operations: Any, part: str = "lastModified") -> bool:
    """Whether a part of meta is another one after a PATCH."""
    return bool(c.patched(resource, *operations)["meta"][part] != resource["meta"][part])


@fault(
    *("etag-differs", "The ETag header is not meta.version.", RFC),
    "GET /Users/{id}",
    lambda c: (a := c.send("GET", path(c.user()))).headers["etag"] == a.json()["meta"]["version"],
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if "ETag" in response.headers:
            response.headers["ETag"] = f'W/"{len(str(response.body))}"'

    leaving(app, act)


@fault(
    *("version-stays", "meta.version does not move with a change.", RFC, "PATCH title; GET"),
    lambda c: _moved(c, c.user(), ("replace", "title", "x"), part="version"),
)
def _(app: App) -> None:
    app.wrap(app.resources, "version", lambda _, document: f'W/"{document["id"]}"')


@fault(
    *("version-random", "meta.version is another one at every read.", RFC, "GET twice"),
    lambda c: c.get(u := c.user())["meta"]["version"] == u["meta"]["version"],
)
def _(app: App) -> None:
    app.wrap(app.resources, "version", lambda *_: f'W/"{uuid.uuid4().hex}"')


@fault(
    *("version-number", "meta.version is a number.", RFC),
    *("GET /Users/{id}", lambda c: isinstance(c.user()["meta"]["version"], str)),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts and isinstance(response.body, dict) and "version" in response.body.get("meta", {}):
            response.body["meta"]["version"] = 3

    leaving(app, act)


def _stale(c: Client, method: str) -> bool:
    """Whether a change of an older version is refused."""
    user = c.user()
    c.patched(user, ("replace", "title", "first"))
    body = {"PUT": {**user, "title": "x"}, "PATCH": None, "DELETE": None}[method]
    if method == "PATCH":
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": []}
        body["Operations"] = [{"op": "replace", "path": "title", "value": "x"}]
    return c.status(method, user, body, If_Match=user["meta"]["version"]) == 412


for _method in ("PATCH", "PUT", "DELETE"):

    def _ignore(app: App, method: str = _method) -> None:
        app.wrap(
            app,
            "precondition",
            lambda original, request, document: None if request.method == method else original(request, document),
        )

    fault(
        *(f"stale-{_method.lower()}", f"{_method} with If-Match and an older version is carried out.", CORRUPTS),
        *(f"PATCH; {_method} with If-Match and the first tag", lambda c, method=_method: _stale(c, method)),
    )(_ignore)


@fault(
    *("current-412", "If-Match with the current weak tag is answered with 412.", BREAKS, "PATCH with If-Match"),
    lambda c: c.status("PUT", u := c.user(), u, If_Match=u["meta"]["version"]) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request, document: Document) -> None:
        original(request, {"meta": {"version": "strong"}} if request.headers.get("if-match") else document)

    app.wrap(app, "precondition", replacement)


@fault(
    *("if-match-star", "If-Match: * is answered with 412.", RFC, "PUT with If-Match: *"),
    lambda c: c.status("PUT", u := c.user(), u, If_Match="*") == 200,
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        starred = request.headers.get("if-match") == "*"
        return (
            Response(412, {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "412"})
            if starred
            else None
        )

    arriving(app, act)
