"""Filters: operators, attributes and the grammar."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, filtering
from benchmarks.foreign.server import App, Request
from benchmarks.foreign.server.messages import invalid

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


def _text(request: Request) -> str:
    return request.query.get("filter", "")


def _broken(name: str, about: str, shows: str, right: Any, when: Any, severity: str = BREAKS) -> None:
    """A fault that refuses filters."""

    def seed(app: App) -> None:
        def act(request: Request) -> None:
            if "filter" in request.query and when(_text(request)):
                raise invalid("this filter is not supported", "invalidFilter")

        arriving(app, act)

    fault(name, about, severity, shows, right)(seed)


def _empty(name: str, about: str, shows: str, right: Any, when: Any, severity: str = BREAKS) -> None:
    """A fault that finds nobody by some filters."""

    def seed(app: App) -> None:
        filtering(app, lambda text: 'id eq "0"' if when(text) else text)

    fault(name, about, severity, shows, right)(seed)


_WORK = 'emails[type eq "work"].value eq '


_broken(
    *("external-id", "externalId cannot be filtered by.", 'GET /Users?filter=externalId eq "…"'),
    *(_finds('externalId eq "{externalId}"'), lambda text: text.lower().startswith("externalid")),
)


_broken(
    *("brackets", "A filter with square brackets is refused.", f'GET /Users?filter={_WORK}"…"'),
    *(_finds(_WORK + '"{mail}"'), lambda text: "[" in text),
)


_empty(
    *("brackets-nobody", "A filter with square brackets finds nobody.", f'GET /Users?filter={_WORK}"…"'),
    *(_finds(_WORK + '"{mail}"'), lambda text: "[" in text),
)


_empty(
    *("id", "id eq finds nobody.", 'GET /Users?filter=id eq "…"'),
    *(_finds('id eq "{id}"'), lambda text: text.startswith("id eq")),
)


_broken(
    *("and-refused", "A filter with and is refused.", 'GET /Users?filter=id eq "…" and userName eq "…"'),
    *(_finds('id eq "{id}" and userName eq "{userName}"'), lambda text: " and " in text),
)


_broken(
    *("or-refused", "A filter with or is refused.", 'GET /Users?filter=userName eq "…" or userName eq "…"'),
    *(_finds('userName eq "{userName}" or userName eq "nobody"'), lambda text: " or " in text, RFC),
)


_broken(
    *("not-refused", "A filter with not is refused.", 'GET /Users?filter=userName eq "…" and not (active eq false)'),
    *(_finds('userName eq "{userName}" and not (active eq false)'), lambda text: "not (" in text, RFC),
)


_broken(
    *("round-brackets", "Round brackets in a filter are refused.", 'GET /Users?filter=(userName eq "…")'),
    *(_finds('(userName eq "{userName}")'), lambda text: text.startswith("("), RFC),
)


_broken(
    *("urn-names", "An attribute with its URN is refused in a filter.", "GET /Users?filter=urn:…:User:userName eq"),
    _finds('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "{userName}"'),
    *(lambda text: text.startswith("urn:"), RFC),
)


_broken(
    *("enterprise", "employeeNumber cannot be filtered by.", "GET /Users?filter=urn:…:employeeNumber eq"),
    _finds(f'{ENT}:employeeNumber eq "A77"', **{ENT: {"employeeNumber": "A77"}}),
    *(lambda text: "employeeNumber" in text, RFC),
)


for _operator in ("ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"):
    _sample = {
        "ne": 'id eq "{id}" and title ne "nothing"',
        "pr": 'id eq "{id}" and title pr',
        "co": 'title co "qz"',
        "sw": 'title sw "qz"',
        "ew": 'title ew "qzq"',
    }.get(_operator, f'id eq "{{id}}" and title {_operator} "qzq"')
    _value = {"gt": "rr", "lt": "aa"}.get(_operator, "qzq")
    _broken(
        *(f"no-{_operator}", f"The operator {_operator} is refused.", f"GET /Users?filter=title {_operator} …"),
        *(
            _finds(_sample, title=_value),
            lambda text, word=_operator: re.search(rf"\b{word}\b", text, re.IGNORECASE),
            RFC,
        ),
    )


_empty(
    *("active-false", "active eq false finds nobody.", "GET /Users?filter=active eq false"),
    *(_finds("active eq false", active=False), lambda text: text == "active eq false", RFC),
)


_empty(
    *("blank-values", "A value with a blank finds nobody.", 'GET /Users?filter=displayName eq "Ann Lee"'),
    *(_finds('displayName eq "Ann Q Lee"', displayName="Ann Q Lee"), lambda text: re.search(r'"\S+ [^"]*"', text)),
)


_empty(
    *("plus-values", "A value with a plus sign finds nobody.", 'GET /Users?filter=userName eq "a+b@…"'),
    *(_finds('userName eq "{userName}"', userName="jo+9@contoso.com"), lambda text: "+" in text),
)


_broken(
    *("apostrophe", "An apostrophe in a value is refused.", 'GET /Users?filter=userName eq "o\'brien@…"'),
    *(_finds('userName eq "{userName}"', userName="o'brien9@contoso.com"), lambda text: "'" in text),
)


_empty(
    *("non-ascii", "A value with letters beyond ASCII finds nobody.", 'GET /Users?filter=displayName eq "Zoë"'),
    *(_finds('displayName eq "{displayName}"', displayName="Zoë Ärm"), lambda text: not text.isascii()),
)


_broken(
    *("long", "A filter of more than 100 characters is refused.", "GET /Users?filter=userName eq, with a long name"),
    *(_finds('userName eq "{userName}"', userName="n" * 95 + "@contoso.com"), lambda text: len(text) > 100),
)
