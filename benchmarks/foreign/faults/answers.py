"""Headers, media types, status codes and error bodies."""

from __future__ import annotations

import gzip
import json

from benchmarks.foreign.faults.client import path
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import LIST, MEDIA_TYPE

fault = Group("answers")
NOWHERE = "/Users/999999"


def _header(app: App, name: str, value: str, *, errors: bool = False) -> None:
    def act(_: Request, response: Response) -> None:
        if (response.status >= 400) == errors and response.body is not None:
            response.headers[name] = value

    leaving(app, act)


@fault(
    *("media-type-json", "Answers are application/json to a client that asks for application/scim+json.", RFC),
    *("GET /Users", lambda c: c.send("GET", "/Users").headers["content-type"].startswith(MEDIA_TYPE)),
)
def _(app: App) -> None:
    _header(app, "Content-Type", "application/json")


@fault(
    *("media-type-text", "Answers with one resource are text/plain; lists are right.", RFC, "GET /Users/{id}"),
    lambda c: c.send("GET", path(c.user())).headers["content-type"].startswith(MEDIA_TYPE),
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if isinstance(response.body, dict) and "id" in response.body:
            response.headers["Content-Type"] = "text/plain; charset=utf-8"

    leaving(app, act)


@fault(
    *("gzip-unasked", "Lists are gzipped though the client accepts no encoding.", BREAKS, "GET /Users"),
    lambda c: "content-encoding" not in c.send("GET", "/Users", Accept_Encoding="identity").headers,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if isinstance(response.body, dict) and LIST in response.body["schemas"]:
            response.body = gzip.compress(json.dumps(response.body).encode())
            response.headers |= {"Content-Encoding": "gzip", "Content-Type": MEDIA_TYPE}

    leaving(app, act)


@fault(
    *("accept-missing-406", "A request that accepts anything is answered with 406.", BREAKS),
    *("GET /Users with Accept: */*", lambda c: c.status("GET", "/Users", Accept="*/*") == 200),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "json" not in request.headers.get("accept", "*/*"):
            raise Refused(406, "only JSON is served")

    arriving(app, act)


@fault(
    *("accept-json-406", "A request that accepts application/json alone is answered with 406.", RFC),
    *(
        "GET /Users with Accept: application/json",
        lambda c: c.status("GET", "/Users", Accept="application/json") == 200,
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.headers.get("accept", "") == "application/json":
            raise Refused(406, "only SCIM is served")

    arriving(app, act)


@fault(
    *("accept-scim-406", "A request that accepts application/scim+json alone is answered with 406.", BREAKS),
    *("GET /Users", lambda c: c.status("GET", "/Users") == 200),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.headers.get("accept", "") == MEDIA_TYPE:
            raise Refused(406, "only application/json is served")

    arriving(app, act)


@fault(
    *("content-type-charset-415", "A body whose Content-Type has a charset parameter is refused.", BREAKS),
    "POST /Users with Content-Type: application/scim+json; charset=utf-8",
    lambda c: c.status("POST", "/Users", c.named(), Content_Type=MEDIA_TYPE + "; charset=utf-8") == 201,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "charset" in request.headers.get("content-type", ""):
            raise Refused(415, "unsupported media type")

    arriving(app, act)


@fault(
    *("content-type-json-415", "A body of type application/json is refused.", RFC),
    "POST /Users with Content-Type: application/json",
    lambda c: c.status("POST", "/Users", c.named(), Content_Type="application/json") == 201,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.headers.get("content-type") == "application/json":
            raise Refused(415, "unsupported media type")

    arriving(app, act)


@fault(
    *("get-needs-content-type", "A GET without Content-Type is answered with 415.", BREAKS),
    *("GET /Users without Content-Type", lambda c: c.status("GET", "/Users") == 200),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.method == "GET" and "content-type" not in request.headers:
            raise Refused(415, "unsupported media type")

    arriving(app, act)


@fault(
    *("user-agent-needed", "A request without User-Agent is answered with 403.", BREAKS),
    *("GET /Users without User-Agent", lambda c: c.status("GET", "/Users", User_Agent="") == 200),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if not request.headers.get("user-agent"):
            raise Refused(403, "forbidden")

    arriving(app, act)


@fault(
    *("double-slash-404", "A path with two slashes, as a base URL with a slash at its end gives, is 404.", BREAKS),
    *("GET //Users", lambda c: c.http.get(c.url + "//Users").status_code == 200),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "//" in request.path:
            raise Refused(404, "not found")

    arriving(app, act)


@fault(
    *("redirect", "POST /Users is answered with a redirect to /Users/.", BREAKS),
    *("POST /Users", lambda c: c.status("POST", "/Users", c.named()) == 201),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "POST" and request.path == "/Users":
            return Response(307, None, {"Location": request.base + "/Users/"})
        return None

    arriving(app, act)
