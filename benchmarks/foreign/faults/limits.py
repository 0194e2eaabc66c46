"""How much is taken, and how fast."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import arriving
from benchmarks.foreign.server import App, Refused, Request, Response

limits = Group("limits")


def _timed(c: Client) -> float:
    group, user = c.group(*[c.user() for _ in range(100)]), c.user()
    begun = time.monotonic()
    c.patch(group, ("Add", "members", [{"value": user["id"]}]))
    return time.monotonic() - begun


@limits(
    *(
        "slow-add",
        "Adding a member takes 3 ms for each member that is there.",
        BREAKS,
        "a group of 100; PATCH add one, timed",
    ),
    lambda c: _timed(c) < 0.25,
)
def _(app: App) -> None:
    def join(original: Any, group: str, members: list[str]) -> None:
        time.sleep(0.003 * len(app.resources.store.members(group)))
        original(group, members)

    app.wrap(app.resources.store, "join", join)


@limits(
    *("rate", "More than ten requests a second are answered with 429.", BREAKS, "40 requests at once"),
    lambda c: all(c.status("GET", "/ResourceTypes") == 200 for _ in range(40)),
)
def _(app: App) -> None:
    times: list[float] = []

    def replacement(original: Any, request: Request) -> Response:
        now = time.monotonic()
        times[:] = [each for each in times if each > now - 1]
        if len(times) >= 10:
            raise Refused(429, "too many requests", headers={"Retry-After": "1"})
        times.append(now)
        answer: Response = original(request)
        return answer

    app.wrap(app, "dispatch", replacement)


@limits(
    *(
        "rate-silent",
        "More than 30 requests a second are answered with 429 without Retry-After.",
        BREAKS,
        "many requests at once",
    ),
    lambda c: all(c.status("GET", "/ResourceTypes") == 200 for _ in range(80)),
)
def _(app: App) -> None:
    times: list[float] = []

    def replacement(original: Any, request: Request) -> Response:
        now = time.monotonic()
        times[:] = [each for each in times if each > now - 1]
        if len(times) >= 30:
            raise Refused(429, "too many requests")
        times.append(now)
        answer: Response = original(request)
        return answer

    app.wrap(app, "dispatch", replacement)


def _refused_size(name: str, about: str, shows: str, right: Any, when: Any, status: int = 413) -> None:
    def seed(app: App) -> None:
        def act(request: Request) -> None:
            if when(request):
                raise Refused(status, "too large")

        arriving(app, act)

    limits(name, about, BREAKS, shows, right)(seed)


_refused_size(
    *("body-4k", "A body of more than 4 KiB is refused.", "POST a user with 20 roles of 300 characters"),
    lambda c: c.status("POST", "/Users", c.named(roles=[{"value": f"{n}" * 300} for n in range(20)])) == 201,
    lambda request: len(request.body) > 4096,
)


_refused_size(
    *("twenty-operations", "A PATCH with more than 20 operations is refused.", "PATCH with 25 operations"),
    lambda c: c.patch(c.user(), *[("replace", "title", str(n)) for n in range(25)]).status_code == 200,
    *(lambda request: request.method == "PATCH" and request.body.count(b'"op"') > 20, 400),
)


_refused_size(
    *("uri-500", "An address of more than 500 characters is refused.", "GET /Users with a long filter"),
    lambda c: c.http.get("/Users", params={"filter": 'displayName eq "' + "x" * 520 + '"'}).status_code == 200,
    *(lambda request: len(request.raw_query) > 500, 414),
)


@limits(
    *("answer-cut", "Answers are cut after 64 KiB.", CORRUPTS, "GET a long list"),
    lambda c: [c.user(title="x" * 700) for _ in range(70)] and c.ask("/Users", count=100)["totalResults"] == 70,
)
def _(app: App) -> None:
    def replacement(original: Any, response: Response) -> Response:
        answer: Response = original(response)
        if isinstance(answer.body, bytes):
            answer.body = answer.body[:65536]
        return answer

    app.wrap(app, "encode", replacement)


@limits(
    *(
        "three-groups",
        "A user can be in three groups only: the first is left without notice.",
        CORRUPTS,
        "a user in four groups",
    ),
    lambda c: (u := c.user()) and [c.group(u) for _ in range(4)] and len(c.get(u)["groups"]) == 4,
)
def _(app: App) -> None:
    def join(original: Any, group: str, members: list[str]) -> None:
        original(group, members)
        for each in members:
            direct = [other for other, _, is_direct in app.resources.store.groups_of(each) if is_direct]
            for other in direct[:-3]:
                app.resources.store.leave(other, [each])

    app.wrap(app.resources.store, "join", join)
