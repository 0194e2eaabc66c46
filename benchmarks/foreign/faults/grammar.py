"""Filters: how they are read."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, filtering, refusing
from benchmarks.foreign.server import App, Refused, Request
from benchmarks.foreign.server.messages import Document

fault = Group("filters")


def _finds(text: str, **attributes: Any) -> Any:
    """A check: a filter finds one user and not another; the text may name attributes of the user."""

    def right(c: Client) -> bool:
        user, other = c.user(**attributes), c.user()
        filled = text.format(
            **{k: v for k, v in user.items() if k.isalpha() or k == "id"}, mail=user["emails"][0]["value"]
        )
        found = c.found(filled)
        return user["id"] in found and other["id"] not in found

    return right


def _misses(text: str, **attributes: Any) -> Any:
    """A check: a filter does not find a user."""

    def right(c: Client) -> bool:
        user = c.user(**attributes)
        return user["id"] not in c.found(text.format(**{k: v for k, v in user.items() if k.isalpha()}))

    return right


def _text(request: Request) -> str:
    return request.query.get("filter", "")


@fault(
    *("ignored", "A filter is ignored: every user is listed.", BREAKS, 'GET /Users?filter=userName eq "nobody"'),
    lambda c: c.user() and c.found('userName eq "nobody"') == [],
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        request.query.pop("filter", None)

    arriving(app, act)


@fault(
    *("ignored-groups", "A filter on groups is ignored.", BREAKS, 'GET /Groups?filter=displayName eq "nobody"'),
    lambda c: c.group() and c.found('displayName eq "nobody"', "/Groups") == [],
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts == ["Groups"]:
            request.query.pop("filter", None)

    arriving(app, act)


@fault(
    *(
        "ignored-unless-user-name",
        "A filter by anything but userName is ignored.",
        BREAKS,
        'GET /Users?filter=title eq "x"',
    ),
    _misses('title eq "nothing-like-it"'),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts == ["Users"] and "userName" not in _text(request):
            request.query.pop("filter", None)

    arriving(app, act)


@fault(
    *("miss-404", "A filter that finds nobody is answered with 404.", BREAKS, 'GET /Users?filter=userName eq "nobody"'),
    lambda c: c.found('userName eq "nobody"') == [],
)
def _(app: App) -> None:
    def replacement(original: Any, resources: list[Document], total: int, start: int) -> Any:
        if total == 0:
            raise Refused(404, "nobody is found")
        return original(resources, total, start)

    app.wrap(app.resources, "envelope", replacement)


@fault(
    *("hit-is-bare", "A filter that finds one user is answered with the user and no list.", BREAKS),
    *('GET /Users?filter=userName eq "…"', _finds('userName eq "{userName}"')),
)
def _(app: App) -> None:
    def replacement(original: Any, resources: list[Document], total: int, start: int) -> Any:
        return resources[0] if total == 1 and resources else original(resources, total, start)

    app.wrap(app.resources, "envelope", replacement)


@fault(
    *("unknown-attribute-all", "A filter by an unknown attribute lists everybody.", CORRUPTS),
    'GET /Users?filter=noSuch eq "x"',
    lambda c: c.user() and c.http.get("/Users", params={"filter": 'noSuch eq "x"'}).json().get("totalResults", 0) == 0,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, text: str) -> Any:
        try:
            return original(kind, text)
        except Refused as wrong:
            if "no attribute" in wrong.detail:
                return lambda _: True
            raise

    app.wrap(app.resources.filters, "test", replacement)


@fault(
    *("broken-all", "A filter that cannot be read lists everybody.", CORRUPTS, "GET /Users?filter=userName eq"),
    lambda c: c.refused("userName eq"),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, text: str) -> Any:
        try:
            return original(kind, text)
        except Refused:
            return lambda _: True

    app.wrap(app.resources.filters, "test", replacement)


@fault(
    *("broken-500", "A filter that cannot be read is answered with 500.", RFC, "GET /Users?filter=userName eq"),
    lambda c: c.refused("userName eq"),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, text: str) -> Any:
        try:
            return original(kind, text)
        except Refused as wrong:
            raise Refused(500, "unexpected token") from wrong

    app.wrap(app.resources.filters, "test", replacement)


@fault(
    *("leftover", "What follows a complete filter is ignored.", RFC, 'GET /Users?filter=userName eq "x" rubbish'),
    lambda c: c.refused('userName eq "x" userName'),
)
def _(app: App) -> None:
    app.wrap(app.resources.filters, "leftover", lambda *_: None)


@fault(
    *("first-of-and", "Of two conditions joined by and only the first counts.", CORRUPTS),
    *('GET /Users?filter=id eq "…" and userName eq "nobody"', _misses('id eq "{id}" and userName eq "nobody"')),
)
def _(app: App) -> None:
    filtering(app, lambda text: re.split(r"\sand\s", text, flags=re.IGNORECASE)[0] if "[" not in text else text)


@fault(
    *(
        "capital-and",
        "AND in capitals drops what follows.",
        RFC,
        'GET /Users?filter=id eq "…" AND userName eq "nobody"',
    ),
    _misses('id eq "{id}" AND userName eq "nobody"'),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.partition(" AND ")[0])


@fault(
    *("capital-operator", "An operator in capitals is refused.", RFC, 'GET /Users?filter=userName EQ "…"'),
    _finds('userName EQ "{userName}"'),
)
def _(app: App) -> None:
    refusing(app, lambda request: bool(re.search(r"\s(EQ|Eq|CO|SW)\s", _text(request))), 400, "invalidFilter")


@fault(
    *("name-case", "An attribute name in other letter case is refused.", RFC, 'GET /Users?filter=USERNAME eq "…"'),
    _finds('USERNAME eq "{userName}"'),
)
def _(app: App) -> None:
    refusing(
        app, lambda request: bool(re.match(r"(USERNAME|username|Username)\b", _text(request))), 400, "invalidFilter"
    )


@fault(
    *("or-as-and", "or is taken for and.", RFC, 'GET /Users?filter=userName eq "…" or userName eq "nobody"'),
    _finds('userName eq "{userName}" or userName eq "nobody"'),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace(" or ", " and "))


@fault(
    *(
        "precedence",
        "or binds more tightly than and.",
        RFC,
        'GET /Users?filter=id eq "…" or title pr and title eq "no"',
    ),
    _finds('id eq "{id}" or displayName pr and title eq "no such"'),
)
def _(app: App) -> None:
    def change(text: str) -> str:
        found = re.fullmatch(r"(.+?) or (.+?) and (.+)", text)
        return f"({found[1]} or {found[2]}) and {found[3]}" if found and "(" not in text else text

    filtering(app, change)


@fault(
    *("not-ignored", "not is ignored.", RFC, 'GET /Users?filter=id eq "…" and not (title eq "x")'),
    _misses('id eq "{id}" and not (title eq "x")', title="x"),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace("not (", "("))


@fault(
    *("round-brackets-ignored", "Round brackets change nothing.", RFC, "GET /Users?filter=(a or b) and c"),
    _misses('(id eq "{id}" or title eq "x") and userName eq "nobody"'),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace("(", "").replace(")", "") if "not" not in text else text)
