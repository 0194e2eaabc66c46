"""Requests that run side by side."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("concurrency")
_MOMENT = 0.05


def _at_once(tasks: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [each.result() for each in [pool.submit(task) for task in tasks]]


def _unlocked(app: App, when: Any, act: Any) -> None:
    """Answer some requests outside of the lock: ``act`` takes the request and returns a response."""

    def replacement(original: Any, request: Request) -> Response:
        if not when(request):
            answer: Response = original(request)
            return answer
        try:
            app.authenticate(request)
            answer = act(request)
        except Refused as refused:
            answer = refused.response()
        return app.finish(request, answer)

    app.wrap(app, "handle", replacement)


def _joined(c: Client) -> bool:
    group, users = c.group(), [c.user() for _ in range(6)]
    _at_once([lambda user=each: c.patch(group, ("Add", "members", [{"value": user["id"]}])) for each in users])
    return c.members(group) == ids(*users)


@fault(
    *(
        "lost-members",
        "Of members that are added side by side some are lost.",
        CORRUPTS,
        "six parallel PATCH add members",
    ),
    _joined,
)
def _(app: App) -> None:
    def act(request: Request) -> Response:
        with app.lock:
            row = app.resources.row("Group", request.parts[1])
            before = [each for each, _, _ in app.resources.store.members(row.id)]
        time.sleep(_MOMENT)
        with app.lock:
            answer = app.patch(request, "Group", request.parts[1])
            added = {each for each, _, _ in app.resources.store.members(row.id)} - set(before)
            sent = request.body.decode()
            app.resources.store.leave(row.id, [each for each in added if f'"{each}"' not in sent])
            return answer

    _unlocked(app, _is_patch("Groups"), act)


def _is_patch(endpoint: str) -> Any:
    return lambda request: request.method == "PATCH" and request.parts[:1] == [endpoint] and len(request.parts) == 2


def _once(c: Client) -> bool:
    group, user = c.group(), c.user()
    _at_once([lambda: c.patch(group, ("Add", "members", [{"value": user["id"]}])) for _ in range(5)])
    return c.members(group) == ids(user)


@fault(
    *(
        "member-twice",
        "Parallel adds of one member list the member twice.",
        CORRUPTS,
        "five parallel adds of one member",
    ),
    _once,
)
def _(app: App) -> None:
    twice: set[str] = set()

    def act(request: Request) -> Response:
        group, text = request.parts[1], request.body.decode()
        with app.lock:
            before = any(f'"{each}"' in text for each, _, _ in app.resources.store.members(group))
        time.sleep(_MOMENT)
        with app.lock:
            after = any(f'"{each}"' in text for each, _, _ in app.resources.store.members(group))
            if after and not before and '"add"' in text.lower():
                twice.add(group)
            return app.patch(request, "Group", group)

    def shown(original: Any, base: str, row: Any) -> Document:
        document: Document = original(base, row)
        if row.id in twice and document.get("members"):
            document["members"] = [*document["members"], document["members"][0]]
        return document

    _unlocked(app, _is_patch("Groups"), act)
    app.wrap(app.resources, "shown", shown)


def _one_user(c: Client) -> bool:
    body = c.named()
    statuses = _at_once([lambda: c.status("POST", "/Users", body) for _ in range(5)])
    return sorted(statuses) == [201, 409, 409, 409, 409] and len(c.found(f'userName eq "{body["userName"]}"')) == 1


@fault(
    *("two-users", "Parallel creates of one userName make several users.", CORRUPTS, "five parallel POSTs of one user"),
    _one_user,
)
def _(app: App) -> None:
    def act(request: Request) -> Response:
        with app.lock:
            body = app.body(request)
            name = str(body.get("userName")).casefold()
            free = app.resources.store.taken("User", name) is None
        time.sleep(_MOMENT)
        with app.lock:
            if free and app.resources.store.taken("User", name) is not None:
                document = app.resources.asserted("User", body)
                document.setdefault("active", True)
                row = app.resources.store.insert("User", document, f"{name}#{app.resources.store.now()}")
                return app.single(request, 201, app.resources.shown(request.base, row))
            return app.create(request, "User")

    _unlocked(app, lambda request: request.method == "POST" and request.parts == ["Users"], act)


@fault(
    *("conflict-500", "The losers of a race for one userName get 500.", BREAKS, "five parallel POSTs of one user"),
    _one_user,
)
def _(app: App) -> None:
    busy = [0]

    def act(request: Request) -> Response:
        busy[0] += 1
        time.sleep(_MOMENT)
        crowded = busy[0] > 1
        try:
            with app.lock:
                return app.create(request, "User")
        except Refused as refused:
            if refused.status == 409 and crowded:
                raise Refused(500, "UNIQUE constraint failed") from refused
            raise
        finally:
            busy[0] -= 1

    _unlocked(app, lambda request: request.method == "POST" and request.parts == ["Users"], act)


def _both_changes(c: Client) -> bool:
    user = c.user()
    names = ("title", "nickName", "userType", "locale")
    _at_once([lambda name=each: c.patch(user, ("replace", name, "x")) for each in names])
    after = c.get(user)
    return all(after.get(name) == "x" for name in names)


@fault(
    *(
        "lost-update",
        "Of changes of one user that run side by side the last one wins whole.",
        CORRUPTS,
        "four parallel PATCHes",
    ),
    _both_changes,
)
def _(app: App) -> None:
    def act(request: Request) -> Response:
        with app.lock:
            row = app.resources.row("User", request.parts[1])
            app.precondition(request, app.resources.shown(request.base, row))
        time.sleep(_MOMENT)
        with app.lock:
            new = app.resources.patch(row, app.body(request))
            return app.single(request, 200, app.resources.shown(request.base, new))

    _unlocked(app, _is_patch("Users"), act)


@fault(
    *("busy-503", "A second request while one is running is answered with 503.", BREAKS, "eight parallel GETs"),
    lambda c: all(status == 200 for status in _at_once([lambda: c.status("GET", "/Users") for _ in range(8)])),
)
def _(app: App) -> None:
    busy = [0]

    def replacement(original: Any, request: Request) -> Response:
        busy[0] += 1
        try:
            if busy[0] > 1:
                return Refused(503, "busy").response()
            time.sleep(0.004)
            answer: Response = original(request)
            return answer
        finally:
            busy[0] -= 1

    app.wrap(app, "handle", replacement)


@fault(
    *(
        "crossed",
        "Answers to requests that run side by side are exchanged.",
        CORRUPTS,
        "eight parallel GETs of eight users",
    ),
    lambda c: (
        (users := [c.user() for _ in range(8)])
        and [u["id"] for u in users] == _at_once([lambda user=each: c.get(user)["id"] for each in users])
    ),
)
def _(app: App) -> None:
    current: list[Request] = []

    def act(request: Request) -> Response:
        current[:] = [request]
        time.sleep(_MOMENT / 5)
        with app.lock:
            latest = current[0]
            return app.read(latest, "User", latest.parts[1])

    _unlocked(app, lambda r: r.method == "GET" and len(r.parts) == 2 and r.parts[0] == "Users", act)


@fault(
    *("first-read-old", "The first GET after a PATCH shows the old values.", CORRUPTS, "PATCH; GET"),
    lambda c: c.patched(c.user(), ("replace", "title", "x")).get("title") == "x",
)
def _(app: App) -> None:
    before: dict[str, Any] = {}

    def save(original: Any, row: Any, document: Document) -> Any:
        before[row.id] = row
        return original(row, document)

    def read(original: Any, request: Request, kind: str, identifier: str) -> Any:
        old = before.pop(identifier, None)
        if old is not None:
            return app.single(request, 200, app.resources.shown(request.base, old))
        return original(request, kind, identifier)

    app.wrap(app.resources, "save", save)
    app.wrap(app, "read", read)


@fault(
    *(
        "one-connection",
        "A second request on a connection is answered with 400.",
        BREAKS,
        "two requests on one connection",
    ),
    lambda c: c.status("GET", "/Users") == 200 and c.status("GET", "/Users") == 200,
)
def _(app: App) -> None:
    seen = threading.local()

    def replacement(original: Any, request: Request) -> Response:
        seen.count = getattr(seen, "count", 0) + 1
        if seen.count > 1:
            return Refused(400, "one request for each connection").response()
        answer: Response = original(request)
        return answer

    app.wrap(app, "handle", replacement)
