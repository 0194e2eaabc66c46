"""Who gets in, what gets out, and how much is taken."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response

fault = Group("security")


def _turned_away(c: Client, method: str, place: str, token: str, body: Any = None) -> bool:
    return c.status(method, place, body, Authorization=token) == 401


def _open(app: App, when: Any) -> None:
    """Let some requests in without a token."""
    app.wrap(app, "authenticate", lambda original, request: None if when(request) else original(request))


def _known(app: App, accept: Any) -> None:
    """Accept other tokens too: ``accept`` takes what was sent."""
    app.wrap(app, "known", lambda original, token: original(token) or bool(accept(token)))


def _open_fault(name: str, about: str, method: str, place: str, when: Any, severity: str = CORRUPTS) -> None:
    def right(c: Client) -> bool:
        spot = place.replace("{id}", c.user()["id"])
        return c.http.request(method, spot, headers={"Authorization": ""}).status_code == 401

    fault(name, about, severity, f"{method} {place} without a token", right)(lambda app: _open(app, when))


_open_fault("groups-open", "/Groups needs no token.", "GET", "/Groups", lambda r: r.parts[:1] == ["Groups"])


_open_fault("reads-open", "GET needs no token.", "GET", "/Users", lambda r: r.method == "GET")


_open_fault("patch-open", "PATCH of a user needs no token.", "PATCH", "/Users/{id}", lambda r: r.method == "PATCH")


_open_fault("delete-open", "DELETE needs no token.", "DELETE", "/Users/{id}", lambda r: r.method == "DELETE")


_open_fault("put-open", "PUT needs no token.", "PUT", "/Users/{id}", lambda r: r.method == "PUT")


_open_fault(
    "search-open", "POST /.search needs no token.", "POST", "/Users/.search", lambda r: r.parts[-1:] == [".search"]
)


_open_fault(
    "single-open",
    "GET by id needs no token; lists do.",
    "GET",
    "/Users/{id}",
    lambda r: r.method == "GET" and len(r.parts) == 2,
)


_open_fault(
    "slash-open", "A path with a slash at its end needs no token.", "GET", "/Users/", lambda r: r.path.endswith("/")
)


_open_fault("head-open", "HEAD needs no token.", "HEAD", "/Users", lambda r: r.method == "HEAD")


def _token_fault(name: str, about: str, made: Any, accept: Any) -> None:
    fault(
        *(name, about, CORRUPTS, "GET /Users with such a token"),
        lambda c: _turned_away(c, "GET", "/Users", made(c.token)),
    )(lambda app: _known(app, lambda sent: accept(sent, app.token)))


_token_fault(
    "any-prefix",
    "Any first part of the token is accepted.",
    lambda t: f"Bearer {t[:8]}",
    lambda s, t: s and t.startswith(s),
)


_token_fault(
    "any-suffix", "Anything behind the token is accepted.", lambda t: f"Bearer {t}x", lambda s, t: s.startswith(t)
)


_token_fault(
    "letter-case",
    "The token is accepted in any letter case.",
    lambda t: f"Bearer {t.upper()}",
    lambda s, t: s.lower() == t.lower(),
)


_token_fault("any-token", "Any token is accepted.", lambda _: "Bearer something", lambda s, _: bool(s))


_token_fault("empty-token", "An empty token is accepted.", lambda _: "Bearer", lambda s, _: not s)


_token_fault(
    "same-length",
    "Any token of the right length is accepted.",
    lambda t: f"Bearer {'x' * len(t)}",
    lambda s, t: len(s) == len(t),
)


_token_fault(
    "last-wrong",
    "The last character of the token does not count.",
    lambda t: f"Bearer {t[:-1]}x",
    lambda s, t: s[:-1] == t[:-1],
)


_token_fault("null-token", "The token null is accepted.", lambda _: "Bearer null", lambda s, _: s == "null")


@fault(
    *("any-scheme", "The token is accepted with any scheme.", RFC, "GET /Users with Basic and the token"),
    lambda c: _turned_away(c, "GET", "/Users", f"Basic {c.token}"),
)
def _(app: App) -> None:
    _open(app, lambda request: request.headers.get("authorization", "").endswith(" " + app.token))


@fault(
    *("scheme-case", "bearer in small letters is refused.", RFC, "GET /Users with bearer"),
    lambda c: c.status("GET", "/Users", Authorization=f"bearer {c.token}") == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request) -> None:
        if request.headers.get("authorization", "").startswith("bearer"):
            raise Refused(401, "no token", headers={"WWW-Authenticate": "Bearer"})
        original(request)

    app.wrap(app, "authenticate", replacement)


@fault(
    *(
        "method-override",
        "X-HTTP-Method-Override turns a GET into a DELETE.",
        CORRUPTS,
        "GET with X-HTTP-Method-Override",
    ),
    lambda c: c.status("GET", u := c.user(), X_HTTP_Method_Override="DELETE") == 200 and c.status("GET", u) == 200,
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.headers.get("x-http-method-override") == "DELETE" and request.method == "GET":
            return app.delete(request, "User", request.parts[1])
        return None

    arriving(app, act)


@fault(
    *("token-in-error", "A 401 repeats the token that was sent.", RFC, "GET /Users with a wrong token"),
    lambda c: "wrong-token-7" not in c.send("GET", "/Users", Authorization="Bearer wrong-token-7").text,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if response.status == 401:
            response.body["detail"] = "no such token: " + request.headers.get("authorization", "")

    leaving(app, act)


@fault(
    *("trace", "A 500 shows a stack trace.", RFC, "a request that fails"),
    lambda c: "Traceback" not in c.send("GET", "/Users?startIndex=x").text,
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 400:
            response.body["detail"] = (
                'Traceback (most recent call last):\n  File "/srv/app/scim.py", line 12\nValueError'
            )

    leaving(app, act)
