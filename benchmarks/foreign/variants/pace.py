"""Connections, rates and methods."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.foreign.faults.client import Client, message
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import leaving, shown
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document


@variant(
    *("connection-close", "The connection is closed after each answer.", "GET /Users"),
    lambda c: c.send("GET", "/Users").headers.get("connection") != "close",
)
def _(app: App) -> None:
    leaving(app, lambda _, response: response.headers.update(Connection="close"))


@variant(
    *("slow", "Every answer takes 60 ms.", "GET /Users, timed"),
    lambda c: _seconds(c) < 0.05,
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request) -> Response:
        time.sleep(0.06)
        answer: Response = original(request)
        return answer

    app.wrap(app, "handle", replacement)


def _seconds(c: Client) -> float:
    c.status("GET", "/Users")
    begun = time.monotonic()
    c.status("GET", "/Users")
    return time.monotonic() - begun


@variant(
    *("rate", "More than 60 requests a second are answered with 429 and Retry-After.", "120 requests at once"),
    lambda c: all(c.status("GET", "/ResourceTypes") == 200 for _ in range(200)),
)
def _(app: App) -> None:
    times: list[float] = []

    def replacement(original: Any, request: Request) -> Response:
        now = time.monotonic()
        times[:] = [each for each in times if each > now - 1]
        if len(times) >= 60:
            raise Refused(429, "too many requests", headers={"Retry-After": "1"})
        times.append(now)
        answer: Response = original(request)
        return answer

    app.wrap(app, "dispatch", replacement)


@variant(
    *("guess-brake", "After five wrong tokens in ten seconds wrong tokens get 429.", "eight wrong tokens"),
    lambda c: all(c.status("GET", "/Users", Authorization="Bearer no") == 401 for _ in range(8)),
)
def _(app: App) -> None:
    times: list[float] = []

    def replacement(original: Any, request: Request) -> None:
        try:
            original(request)
        except Refused as refused:
            now = time.monotonic()
            times[:] = [*(each for each in times if each > now - 10), now]
            if len(times) > 5:
                raise Refused(429, "too many wrong tokens", headers={"Retry-After": "10"}) from refused
            raise

    app.wrap(app, "authenticate", replacement)


@variant(
    *("two-challenges", "A 401 names two schemes.", "GET /Users with a wrong token"),
    lambda c: "," not in c.send("GET", "/Users", Authorization="Bearer no").headers["www-authenticate"],
)
def _(app: App) -> None:
    def act(_: Request, response: Response) -> None:
        if response.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="scim", Bearer realm="scim", error="invalid_token"'

    leaving(app, act)


def _dates(app: App, change: Any) -> None:
    def act(document: Document) -> None:
        meta = document["meta"]
        meta.update(created=change(meta["created"]), lastModified=change(meta["lastModified"]))

    shown(app, "User", act)
    shown(app, "Group", act)


@variant(
    *("dates-offset", "Dates have the offset +00:00.", "GET /Users/{id}"),
    lambda c: c.user()["meta"]["created"].endswith("Z"),
)
def _(app: App) -> None:
    _dates(app, lambda date: date[:-1] + "+00:00")


@variant(
    *("dates-microseconds", "Dates have six digits behind the point.", "GET /Users/{id}"),
    lambda c: len(c.user()["meta"]["created"].partition(".")[2]) == 4,
)
def _(app: App) -> None:
    _dates(app, lambda date: date[:-1] + "000Z")


@variant(
    *("patch-schemas-needed", "A PATCH without schemas is refused.", "PATCH without schemas"),
    lambda c: c.status("PATCH", c.user(), {"Operations": message(("replace", "title", "x"))["Operations"]}) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, sent: Document) -> Any:
        if not any(key.lower() == "schemas" for key in sent):
            raise Refused(400, "schemas is required", "invalidSyntax")
        return original(sent)

    app.wrap(app.resources.patcher, "operations", replacement)


@variant(
    *("no-operations-400", "A PATCH with an empty list of operations is refused.", 'PATCH {"Operations": []}'),
    lambda c: c.patch(c.user()).status_code == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, sent: Document) -> Any:
        found = original(sent)
        if not found:
            raise Refused(400, "Operations is empty", "invalidSyntax")
        return found

    app.wrap(app.resources.patcher, "operations", replacement)


@variant(
    *("schemas-needed", "A POST without schemas is refused.", "POST /Users without schemas"),
    lambda c: c.status("POST", "/Users", c.named(schemas=None)) == 201,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, body: Document) -> None:
        if not any(key.lower() == "schemas" for key in body):
            raise Refused(400, "schemas is required", "invalidSyntax")
        original(kind, body)

    app.wrap(app.resources, "named", replacement)
