"""Filters: how values are compared."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import comparing, filtering, refusing
from benchmarks.foreign.server import App, Request
from benchmarks.foreign.server.schema import Located

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


def _compared(name: str, about: str, shows: str, right: Any, decide: Any, severity: str = CORRUPTS) -> None:
    """A fault in a comparison: ``decide`` may return its result."""

    def seed(app: App) -> None:
        comparing(app, decide)

    fault(name, about, severity, shows, right)(seed)


_compared(
    *("part-of-name", "userName eq matches any part of a userName.", 'GET /Users?filter=userName eq "contoso.com"'),
    *(_misses('userName eq "contoso.com"'), lambda x: x.value in x.text if x.eq("userName") else None, BREAKS),
)


_compared(
    *("start-of-name", "userName eq matches the beginning of a userName.", 'GET /Users?filter=userName eq "login"'),
    _misses('userName eq "login"'),
    lambda x: x.text.startswith(x.value) if x.eq("userName") else None,
    BREAKS,
)


_compared(
    *("wildcards", "% and _ in a value are wildcards.", 'GET /Users?filter=displayName eq "A_B"'),
    _misses('displayName eq "A_B-x"', displayName="AxB-x"),
    lambda x: (
        bool(re.fullmatch(re.escape(x.value).replace("%", ".*").replace("_", "."), x.text))
        if x.operator == "eq" and isinstance(x.value, str) and isinstance(x.stored, str)
        else None
    ),
)


_compared(
    *("trimmed", "eq ignores blanks around a value.", 'GET /Users?filter=displayName eq "  Ann"'),
    _misses('displayName eq "  Blank Ann "', displayName="Blank Ann"),
    lambda x: x.text == x.value.strip() if x.eq("displayName") else None,
)


_compared(
    *("accents", "eq ignores accents.", 'GET /Users?filter=displayName eq "Zoe"'),
    _misses('displayName eq "Zoe-acc"', displayName="Zoë-acc"),
    lambda x: x.text.replace("ë", "e") == x.value if x.eq("displayName") else None,
)


_compared(
    *("slug", "displayName eq compares what is left of a name without blanks and dashes.", "Two names, one slug"),
    _misses('displayName eq "dev-ops"', displayName="Dev Ops"),
    lambda x: re.sub(r"[\s-]", "", x.text) == re.sub(r"[\s-]", "", x.value) if x.eq("displayName") else None,
)


_compared(
    *("empty-matches", "eq with an empty value finds everybody.", 'GET /Users?filter=userName eq ""'),
    *(_misses('userName eq ""'), lambda x: True if x.value == "" and x.operator == "eq" else None, BREAKS),
)


_compared(
    *("ne-as-eq", "ne finds what eq finds.", 'GET /Users?filter=id eq "…" and title ne "x"'),
    _finds('id eq "{id}" and title ne "x"', title="y"),
    *(lambda x: x.text != x.value if x.eq("title") else None, RFC),
)


for _op, _wrong, _low, _high in (("gt", "ge", "m", "m"), ("lt", "le", "m", "m")):
    _compared(
        *(f"{_op}-as-{_wrong}", f"{_op} finds equal values too.", f'GET /Users?filter=title {_op} "m"'),
        _misses(f'title {_op} "mmm"', title="mmm"),
        *(lambda x, own=_op: True if x.operator == own and x.text == x.value else None, RFC),
    )


for _op, _other in (("ge", "gt"), ("le", "lt")):
    _compared(
        *(f"{_op}-as-{_other}", f"{_op} does not find equal values.", f'GET /Users?filter=title {_op} "m"'),
        _finds(f'title {_op} "mmm" and id eq "{{id}}"', title="mmm"),
        *(lambda x, own=_op: False if x.operator == own and x.text == x.value else None, RFC),
    )


_compared(
    *("sw-as-co", "sw finds the text anywhere in the value.", 'GET /Users?filter=title sw "b"'),
    _misses('title sw "bqx"', title="a bqx"),
    *(lambda x: x.value in x.text if x.operator == "sw" and isinstance(x.value, str) else None, RFC),
)


_compared(
    *("ew-as-co", "ew finds the text anywhere in the value.", 'GET /Users?filter=title ew "b"'),
    _misses('title ew "bqx"', title="bqx a"),
    *(lambda x: x.value in x.text if x.operator == "ew" and isinstance(x.value, str) else None, RFC),
)


@fault(
    *("dates-as-text", "Dates are compared as text: another offset gives another result.", RFC),
    'GET /Users?filter=meta.created eq "…+00:00"',
    lambda c: (u := c.user()) and c.found(f'meta.created eq "{u["meta"]["created"][:-1]}+00:00"') != [],
)
def _(app: App) -> None:
    def replacement(original: Any, leaf: Any, operator: str, value: Any) -> Any:
        return value.casefold() if leaf.kind == "dateTime" else original(leaf, operator, value)

    app.wrap(app.resources.filters, "operand", replacement)


@fault(
    *("pr-empty", "pr finds users without a value.", RFC, "GET /Users?filter=title pr"),
    _misses("title pr"),
)
def _(app: App) -> None:
    app.wrap(app.resources.filters, "present", lambda *_: lambda __: True)


@fault(
    *("pr-plural", "pr of a multi-valued attribute finds nobody.", RFC, "GET /Users?filter=phoneNumbers pr"),
    _finds("phoneNumbers pr", phoneNumbers=[{"value": "5"}]),
)
def _(app: App) -> None:
    def replacement(original: Any, located: Located) -> Any:
        many = located.attribute is not None and located.attribute.many
        return (lambda _: False) if many else original(located)

    app.wrap(app.resources.filters, "present", replacement)


@fault(
    *("escapes", "\\uXXXX in a value is not decoded.", RFC, 'GET /Users?filter=displayName eq "Zo\\u00eb"'),
    _finds('displayName eq "Zo\\u00eb-esc"', displayName="Zoë-esc"),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace("\\u", "\\\\u"))


@fault(
    *(
        "escaped-quotes",
        "An escaped quotation mark in a value is refused.",
        BREAKS,
        'GET /Groups?filter=displayName eq "a \\"b\\""',
    ),
    lambda c: (g := c.group(displayName='A "B" C')) and c.found('displayName eq "A \\"B\\" C"', "/Groups") == ids(g),
)
def _(app: App) -> None:
    refusing(app, lambda request: '\\"' in _text(request), 400, "invalidFilter")


@fault(
    *(
        "escaped-backslash",
        "An escaped backslash in a value is not decoded.",
        BREAKS,
        'GET /Groups?filter=displayName eq "a\\\\b"',
    ),
    lambda c: (g := c.group(displayName="A\\B7")) and c.found('displayName eq "A\\\\B7"', "/Groups") == ids(g),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace("\\\\", "\\\\\\\\"))


@fault(
    *(
        "first-fifty",
        "Filters look at the first fifty users only.",
        BREAKS,
        "60 users; GET /Users?filter=userName eq the last",
    ),
    lambda c: (u := [c.user() for _ in range(60)][-1]) and c.found(f'userName eq "{u["userName"]}"') == ids(u),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        if text is None:
            return original(base, kinds, text)
        among = {each["id"] for each in original(base, kinds, None)[:50]}
        return [each for each in original(base, kinds, text) if each["id"] in among]

    app.wrap(app.resources, "query", replacement)


@fault(
    *(
        "members-eq",
        "members eq in a filter of groups is refused.",
        BREAKS,
        'GET /Groups?filter=id eq "…" and members eq "…"',
    ),
    lambda c: (
        (g := c.group(u := c.user())) and c.found(f'id eq "{g["id"]}" and members eq "{u["id"]}"', "/Groups") == ids(g)
    ),
)
def _(app: App) -> None:
    refusing(app, lambda request: "members eq" in _text(request), 400, "invalidFilter")


@fault(
    *("members-eq-any", "members eq in a filter of groups finds groups without that member.", CORRUPTS),
    'GET /Groups?filter=id eq "…" and members eq "{no member}"',
    lambda c: (
        (g := c.group(c.user())) and c.found(f'id eq "{g["id"]}" and members eq "{c.user()["id"]}"', "/Groups") == []
    ),
)
def _(app: App) -> None:
    filtering(app, lambda text: re.sub(r'members eq "[^"]*"', "members pr", text))


@fault(
    *(
        "disabled-hidden",
        "Filters do not find disabled users.",
        BREAKS,
        "GET /Users?filter=userName eq a disabled user",
    ),
    _finds('userName eq "{userName}"', active=False),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        hidden = text is not None and "active" not in text
        return [each for each in found if not hidden or each.get("active") is not False]

    app.wrap(app.resources, "query", replacement)


@fault(
    *("user-name-case", "userName eq regards letter case.", BREAKS, "GET /Users?filter=userName eq in capitals"),
    lambda c: (u := c.user()) and c.found(f'userName eq "{u["userName"].upper()}"') == ids(u),
)
def _(app: App) -> None:
    _exact(app, "userName")


def _exact(app: App, *names: str) -> None:
    def replacement(original: Any, leaf: Any, value: str) -> str:
        return value if leaf.name in names else original(leaf, value)

    app.wrap(app.resources.filters, "folded", replacement)
