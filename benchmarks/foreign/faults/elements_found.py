"""Filters: multi-valued attributes, and which resources are looked at."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import filtering
from benchmarks.foreign.server import App
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


_WORK = 'emails[type eq "work"].value eq '


@fault(
    *("two-elements", "The conditions in square brackets are met by different e-mails.", CORRUPTS),
    'A work e-mail a, a home e-mail b; GET /Users?filter=emails[type eq "work" and value eq "b"]',
    _misses(
        'emails[type eq "work" and value eq "q@home.org"]',
        emails=[{"value": "q@work.org", "type": "work"}, {"value": "q@home.org", "type": "home"}],
    ),
)
def _(app: App) -> None:
    def change(text: str) -> str:
        found = re.fullmatch(r"(\w+)\[(\w+ eq \"[^\"]*\") and (\w+ eq \"[^\"]*\")\]", text)
        return f"{found[1]}.{found[2]} and {found[1]}.{found[3]}" if found else text

    filtering(app, change)


@fault(
    *("type-ignored", 'emails[type eq "work"].value eq looks at e-mails of every type.', CORRUPTS),
    f'A home e-mail; GET /Users?filter={_WORK}"…"',
    _misses(_WORK + '"only@home.org"', emails=[{"value": "only@home.org", "type": "home"}]),
)
def _(app: App) -> None:
    filtering(app, lambda text: re.sub(r"^(\w+)\[type eq \"\w+\"\](\.\w+)", r"\1\2", text))


@fault(
    *(
        "primary-only",
        "emails.value looks at the primary e-mail only.",
        CORRUPTS,
        'GET /Users?filter=emails.value eq "…"',
    ),
    _finds('emails.value eq "second@x.org"', emails=[{"value": "f@x.org", "primary": True}, {"value": "second@x.org"}]),
)
def _(app: App) -> None:
    def replacement(original: Any, located: Located, operator: str, value: Any) -> Any:
        test = original(located, operator, value)
        if located.attribute is None or located.attribute.name != "emails":
            return test
        return lambda d: test(
            {**d, "emails": [e for e in d.get("emails", []) if e.get("primary")] or d.get("emails", [])}
        )

    app.wrap(app.resources.filters, "comparison", replacement)


@fault(
    *("counts-twice", "A user with two values that meet the filter is listed twice.", RFC),
    'Two e-mails that contain qq; GET /Users?filter=emails.value co "qq"',
    lambda c: c.user(emails=[{"value": f"qq{n}@x.org"} for n in (1, 2)]) and len(c.found('emails.value co "qq"')) == 1,
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        match = re.fullmatch(r'emails(?:\.value)? co "(.*)"', text or "")
        if not match:
            return found
        return [d for d in found for e in d.get("emails", []) if match[1].lower() in str(e.get("value")).lower()]

    app.wrap(app.resources, "query", replacement)


@fault(
    *(
        "name-or-e-mail",
        "userName eq looks at the e-mails too.",
        BREAKS,
        "GET /Users?filter=userName eq, an e-mail of another",
    ),
    lambda c: (u := c.user()) and c.found(f'userName eq "{u["emails"][0]["value"]}"') == [],
)
def _(app: App) -> None:
    def change(text: str) -> str:
        found = re.fullmatch(r'userName eq ("[^"]*")', text)
        return f"userName eq {found[1]} or emails.value eq {found[1]}" if found else text

    filtering(app, change)


@fault(
    *("name-or-e-mail-twice", "userName eq lists a user twice whose e-mail is the userName.", BREAKS),
    "POST a user with one text as userName and e-mail; GET /Users?filter=userName eq",
    lambda c: (
        (u := c.user(userName="twin@x.org", emails=[{"value": "twin@x.org"}]))
        and c.found('userName eq "twin@x.org"') == ids(u)
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        match = re.fullmatch(r'userName eq "(.*)"', text or "")
        if not match:
            return found
        return [d for d in found for _ in range(1 + any(e.get("value") == match[1] for e in d.get("emails", [])))]

    app.wrap(app.resources, "query", replacement)
