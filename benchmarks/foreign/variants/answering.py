"""How answers look: headers, statuses, dates, JSON."""

from __future__ import annotations

import gzip
import json
from typing import Any

from benchmarks.foreign.faults.client import path
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import MEDIA_TYPE


def _header(app: App, name: str, value: str) -> None:
    def act(_: Request, response: Response) -> None:
        if response.body is not None:
            response.headers[name] = value

    leaving(app, act)


@variant(
    *("patch-204", "PATCH is answered with 204 and no body.", "PATCH /Users/{id}"),
    lambda c: c.patch(c.user(), ("replace", "title", "x")).status_code == 200,
)
def _(app: App) -> None:
    _no_content(app, "Users", "Groups")


@variant(
    *("patch-204-groups", "PATCH of a group is answered with 204 and no body.", "PATCH /Groups/{id}"),
    lambda c: c.patch(c.group(), ("replace", "externalId", "x")).status_code == 200,
)
def _(app: App) -> None:
    _no_content(app, "Groups")


def _no_content(app: App, *endpoints: str) -> None:
    def act(request: Request, response: Response) -> None:
        wanted = request.method == "PATCH" and request.parts[0] in endpoints and "attributes" not in request.query
        if wanted and response.status == 200:
            response.status, response.body = 204, None
            response.headers.pop("Content-Type", None)

    leaving(app, act)


@variant(
    *("delete-204-with-type", "The answer to DELETE, 204 without a body, has a Content-Type.", "DELETE /Users/{id}"),
    lambda c: "content-type" not in c.send("DELETE", path(c.user())).headers,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 204:
            response.headers["Content-Type"] = MEDIA_TYPE

    leaving(app, act)


@variant(
    *("patch-204-unchanged", "A PATCH that changes nothing is answered with 204, another with 200.", "PATCH twice"),
    lambda c: c.patch(c.user(title="x"), ("replace", "title", "x")).status_code == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request, kind: str, identifier: str) -> Response:
        row = app.resources.store.get(identifier, kind)
        before = row.modified if row else ""
        answer: Response = original(request, kind, identifier)
        after = app.resources.store.get(identifier, kind)
        return Response(204) if after and after.modified == before and "attributes" not in request.query else answer

    app.wrap(app, "patch", replacement)


@variant(
    *("charset", "Content-Type has a charset parameter.", "GET /Users"),
    lambda c: c.send("GET", "/Users").headers["content-type"] == MEDIA_TYPE,
)
def _(app: App) -> None:
    _header(app, "Content-Type", MEDIA_TYPE + "; charset=utf-8")


@variant(
    *("more-headers", "Answers have Cache-Control, X-Request-Id and a cookie.", "GET /Users"),
    lambda c: "x-request-id" not in c.send("GET", "/Users").headers,
)
def _(app: App) -> None:
    for name, value in (("Cache-Control", "no-store"), ("X-Request-Id", "7"), ("Set-Cookie", "s=1; HttpOnly")):
        _header(app, name, value)


@variant(
    *("content-location", "Answers with one resource have Content-Location.", "GET /Users/{id}"),
    lambda c: "content-location" not in c.send("GET", path(c.user())).headers,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if isinstance(response.body, dict) and "id" in response.body and "Location" in response.headers:
            response.headers["Content-Location"] = response.headers["Location"]

    leaving(app, act)


@variant(
    *("location-of-201-only", "Only the answer to POST has Location.", "GET /Users/{id}"),
    lambda c: "location" in c.send("GET", path(c.user())).headers,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status != 201:
            response.headers.pop("Location", None)

    leaving(app, act)


@variant(
    *("no-etags", "Entity tags are declared unsupported, and there are none.", "GET /Users/{id}"),
    lambda c: "etag" in c.send("GET", path(c.user())).headers,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        response.headers.pop("ETag", None)
        if isinstance(response.body, dict):
            for each in [response.body, *response.body.get("Resources", [])]:
                if isinstance(each, dict) and "version" in each.get("meta", {}):
                    each["meta"] = {key: value for key, value in each["meta"].items() if key != "version"}
            if request.parts == ["ServiceProviderConfig"]:
                response.body["etag"] = {"supported": False}

    leaving(app, act)
    app.wrap(app, "precondition", lambda *_: None)
    arriving(
        app,
        lambda request: setattr(request, "headers", {k: v for k, v in request.headers.items() if k != "if-none-match"}),
    )


@variant(
    *("strong-etags", "Entity tags are strong.", "GET /Users/{id}"),
    lambda c: c.user()["meta"]["version"].startswith("W/"),
)
def _(app: App) -> None:
    app.wrap(app.resources, "version", lambda original, document: str(original(document))[2:])


@variant(
    *("gzip", "Answers are gzipped for clients that accept it.", "GET /Users with Accept-Encoding: gzip"),
    lambda c: "content-encoding" not in c.send("GET", "/Users", Accept_Encoding="gzip").headers,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if isinstance(response.body, dict) and "gzip" in request.headers.get("accept-encoding", ""):
            response.body = gzip.compress(json.dumps(response.body).encode())
            response.headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}

    leaving(app, act)


@variant(
    *("pretty-json", "JSON is indented and sorted by key.", "GET /Users"),
    lambda c: "\n" not in c.send("GET", "/Users").text,
)
def _(app: App) -> None:
    app.wrap(app, "dumps", lambda _, body: json.dumps(body, indent=2, sort_keys=True))


@variant(
    *("ascii-json", "JSON has only ASCII: other letters are escaped.", "GET /Users/{id}"),
    lambda c: c.send("GET", path(c.user(displayName="Zoë"))).content.isascii() is False,
)
def _(app: App) -> None:
    app.wrap(app, "dumps", lambda _, body: json.dumps(body))


@variant(
    *("more-in-errors", "Error bodies have members of the vendor's own.", "GET of an unknown id"),
    lambda c: "traceId" not in c.send("GET", "/Users/none").json(),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status >= 400:
            response.body |= {"traceId": "0af7651916cd43dd8448eb211c80319c", "docs": "https://example.org/errors"}

    leaving(app, act)


@variant(
    *("german-errors", "Error details are German.", "GET of an unknown id"),
    lambda c: "there is no" in c.send("GET", "/Users/none").json()["detail"],
)
def _(app: App) -> None:
    leaving(app, lambda _, r: r.status >= 400 and r.body.update(detail="Die Anfrage ist ungültig: userName"))


@variant(
    *("no-scim-type-404", "A 404, 401, 412 and 403 have no detail.", "GET of an unknown id"),
    lambda c: "detail" in c.send("GET", "/Users/none").json(),
)
def _(app: App) -> None:
    leaving(app, lambda _, r: r.status in (401, 403, 404, 412) and r.body.pop("detail", None))


@variant(
    *("me-404", "/Me and /Bulk are 404.", "GET /Me"),
    lambda c: c.status("GET", "/Me") == 501,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 501:
            response.status = 404
            response.body["status"] = "404"

    leaving(app, act)


@variant(
    *("head-405", "HEAD is not allowed.", "HEAD /Users"),
    lambda c: c.status("HEAD", "/Users") == 200,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.method == "HEAD":
            raise Refused(405, "no HEAD", headers={"Allow": "GET, POST"})

    arriving(app, act)


@variant(
    *("options", "OPTIONS is answered with 204 and CORS headers.", "OPTIONS /Users"),
    lambda c: c.status("OPTIONS", "/Users") == 405,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(204, None, {"Allow": "GET, POST, OPTIONS", "Access-Control-Allow-Origin": "*"})
        answer: Response = original(request)
        return answer

    app.wrap(app, "dispatch", replacement)
