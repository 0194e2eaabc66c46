"""Letter case of names and values, encodings, and odd JSON."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import comparing, filtering, posting
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Attribute

case = Group("case")


fault = Group("encodings")


def _exact(app: App, *names: str, exact: bool) -> None:
    def replacement(original: Any, leaf: Attribute, value: str) -> str:
        if leaf.name in names:
            return value if exact else value.casefold()
        return str(original(leaf, value))

    app.wrap(app.resources.filters, "folded", replacement)


@case(
    *(
        "group-name",
        "displayName eq of a group regards letter case.",
        RFC,
        "GET /Groups?filter=displayName eq in capitals",
    ),
    lambda c: (g := c.group()) and c.found(f'displayName eq "{g["displayName"].upper()}"', "/Groups") == ids(g),
)
def _(app: App) -> None:
    _exact(app, "displayName", exact=True)


@case(
    *("e-mail", "emails.value eq regards letter case.", RFC, "GET /Users?filter=emails.value eq in capitals"),
    lambda c: (u := c.user()) and c.found(f'emails.value eq "{u["emails"][0]["value"].upper()}"') == ids(u),
)
def _(app: App) -> None:
    _exact(app, "value", exact=True)


@case(
    *(
        "e-mail-work",
        'emails[type eq "work"].value eq regards letter case.',
        BREAKS,
        "GET /Users?filter=emails[…].value eq",
    ),
    lambda c: (
        (u := c.user()) and c.found(f'emails[type eq "work"].value eq "{u["emails"][0]["value"].upper()}"') == ids(u)
    ),
)
def _(app: App) -> None:
    inside = [False]

    def element(original: Any, *args: Any) -> Any:
        inside[0] = True
        return original(*args)

    def folded(original: Any, leaf: Attribute, value: str) -> str:
        return value if leaf.name == "value" and inside[0] else str(original(leaf, value))

    app.wrap(app.resources.filters, "within", element)
    app.wrap(app.resources.filters, "folded", folded)


@case(
    *(
        "external-id-folds",
        "externalId eq ignores letter case.",
        CORRUPTS,
        "GET /Users?filter=externalId eq in capitals",
    ),
    lambda c: c.user(externalId="case-x") and c.found('externalId eq "CASE-X"') == [],
)
def _(app: App) -> None:
    _exact(app, "externalId", exact=False)


@case(
    *("and-only", "userName eq regards letter case when it is joined by and.", BREAKS),
    'GET /Users?filter=userName eq "CAPITALS" and active eq true',
    lambda c: (u := c.user()) and c.found(f'userName eq "{u["userName"].upper()}" and active eq true') == ids(u),
)
def _(app: App) -> None:
    joined = [False]

    def change(text: str) -> str:
        joined[0] = " and " in text
        return text

    def folded(original: Any, leaf: Attribute, value: str) -> str:
        return value if leaf.name == "userName" and joined[0] else str(original(leaf, value))

    filtering(app, change)
    app.wrap(app.resources.filters, "folded", folded)


def _regards(word: str, part: str, test: Any) -> None:
    """A fault: one operator compares the stored text with the operand as it was sent."""

    def seed(app: App) -> None:
        def operand(original: Any, leaf: Attribute, operator: str, value: Any) -> Any:
            return value if operator == word else original(leaf, operator, value)

        app.wrap(app.resources.filters, "operand", operand)
        comparing(app, lambda x: test(x.stored, x.value) if x.operator == word and isinstance(x.stored, str) else None)

    def right(c: Client) -> bool:
        user = c.user(displayName="Qaz Wsx")
        return c.found(f'displayName {word} "{part}"') == ids(user)

    case(word, f"{word} regards letter case.", RFC, f"GET /Users?filter=displayName {word} in capitals", right)(seed)


_regards("sw", "QAZ", str.startswith)


_regards("co", "Z W", str.__contains__)


_regards("ew", "WSX", str.endswith)


def _names(name: str, about: str, body: Document, severity: str = RFC) -> None:
    """A fault: attribute names in other letter case are not understood by POST."""

    def seed(app: App) -> None:
        def replacement(original: Any, known: Any, sent: Document) -> Any:
            names = {each.name for each in known}
            top = "userName" in names
            wanted = top == (name == "top")
            return original(known, {k: v for k, v in sent.items() if k in names or not wanted} if wanted else sent)

        app.wrap(app.resources.values, "fields", replacement)

    def right(c: Client) -> bool:
        user = c.user(**body)
        return bool(user.get("title") == "x" if name == "top" else user["name"].get("givenName") == "x")

    case(f"names-{name}", about, severity, "POST /Users with other letter case in names; GET", right)(seed)


_names("top", "POST ignores attributes whose names are in other letter case.", {"TITLE": "x"})


_names("sub", "POST ignores sub-attributes whose names are in other letter case.", {"name": {"GivenName": "x"}})


@case(
    *("name-refused", "POST refuses UserName with a capital.", RFC, "POST /Users with UserName"),
    lambda c: (
        c.status("POST", "/Users", {"UserName" if k == "userName" else k: v for k, v in c.named().items()}) == 201
    ),
)
def _(app: App) -> None:
    def act(body: Document) -> None:
        if "userName" not in body:
            raise invalid("userName is required")

    posting(app, "User", act)


@case(
    *(
        "schemas",
        "A schema URN in small letters in schemas is refused.",
        RFC,
        "POST /Users with schemas in small letters",
    ),
    lambda c: c.status("POST", "/Users", c.named(schemas=["urn:ietf:params:scim:schemas:core:2.0:user"])) == 201,
)
def _(app: App) -> None:
    def act(body: Document) -> None:
        if not any(each.endswith(":User") for each in body.get("schemas", [":User"])):
            raise invalid("schemas", "invalidSyntax")

    posting(app, "User", act)
