"""Values that are dropped, cut, altered or given another type on their way into the store or out of it."""

from __future__ import annotations

import html
import re
from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group, Seed
from benchmarks.foreign.faults.seams import drop, shown, texts
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import Attribute

fault = Group("values")


def _text(name: str, about: str, sample: str, change: Any, where: str = "title", severity: str = CORRUPTS) -> None:
    """A fault that alters text: ``change`` takes and returns the value."""

    def seed(app: App) -> None:
        texts(app, lambda attribute, value: change(value) if attribute.name != "password" else value)

    fault(name, about, severity, f"POST {where} {sample!r}; GET", lambda c: _kept(c, where, sample))(seed)


def _kept(c: Client, where: str, sample: str) -> bool:
    user = c.user(**{where: sample})
    return bool(user.get(where) == sample)


_text("line-breaks", "Line breaks in values are dropped.", "Flat 3\nHigh Street", lambda v: v.replace("\n", ""))
_text("html-escaped", "Values are stored with HTML entities.", "R&D <core>", html.escape)
_text("html-unescaped", "HTML entities in values are decoded.", "Q&amp;A", html.unescape)
_text(
    "tags-stripped",
    "What looks like an HTML tag is taken out of values.",
    "a <b> c",
    lambda v: re.sub("<[^>]*>", "", v),
)
_text("apostrophe", "Apostrophes are doubled.", "Sean O'Brien", lambda v: v.replace("'", "''"))
_text("quotation-marks", "Quotation marks are dropped.", 'Jo "Jay" Doe', lambda v: v.replace('"', ""))
_text("backslash", "Backslashes are dropped.", "CONTOSO\\jo", lambda v: v.replace("\\", ""))
_text("percent-decoded", "Percent signs in values are decoded.", "100%20x", lambda v: v.replace("%20", " "))
_text("plus-blank", "A plus sign in a value becomes a blank.", "C++", lambda v: v.replace("+", " "))
_text("semicolon", "What follows a semicolon is dropped.", "a; b", lambda v: v.split(";")[0])
_text("hash", "What follows a # is dropped.", "C# developer", lambda v: v.split("#")[0])
_text("null-word", "The text null is stored as no value.", "null", lambda v: None if v.lower() == "null" else v)
_text("true-word", "The text true is stored as a boolean.", "true", lambda v: v == "true" or v, severity=RFC)
_text("number-word", "A title of digits comes back as a number.", "1234", lambda v: int(v) if v == "1234" else v)
_text("braces", "What stands in ${} is taken out.", "cost ${x} y", lambda v: re.sub(r"\$\{[^}]*\}", "", v))
_text("cut-64", "Values are cut after 64 characters.", "x" * 90, lambda v: v[:64])
_text("cut-100", "Values are cut after 100 characters.", "y" * 130, lambda v: v[:100])
_text("cut-255", "Values are cut after 255 characters.", "z" * 300, lambda v: v[:255])
_text("empty-dash", "An empty value is stored as a dash.", "", lambda v: v or "-", severity=RFC)


def _one(name: str, about: str, attributes: Document, of: str, change: Any, severity: str = CORRUPTS) -> None:
    """A fault that alters the text of one attribute or sub-attribute, wherever it is sent."""

    def seed(app: App) -> None:
        def act(attribute: Attribute, value: str) -> Any:
            return change(value) if attribute.name == of else value

        texts(app, act)

    def right(c: Client) -> bool:
        user = c.user(**attributes)
        return all(user.get(key) == value for key, value in attributes.items())

    fault(name, about, severity, f"POST {', '.join(attributes)}; GET", right)(seed)


_WORK = {"type": "work"}
_one(
    *("employee-number", "An employeeNumber loses its leading zeros.", {ENT: {"employeeNumber": "00042"}}),
    *("employeeNumber", lambda v: v.lstrip("0")),
)
_one(
    *("postal-code", "A postalCode loses its leading zeros.", {"addresses": [{"postalCode": "01067", **_WORK}]}),
    *("postalCode", lambda v: v.lstrip("0")),
)
_one(
    *(
        "phone-digits",
        "Telephone numbers lose everything but digits.",
        {"phoneNumbers": [{"value": "+49 30 1", **_WORK}]},
    ),
    *("value", lambda v: re.sub(r"\D", "", v) if v.startswith("+") else v),
)
_one(
    *(
        "phone-reformatted",
        "Ten digits get the form of a US telephone number.",
        {"phoneNumbers": [{"value": "5" * 10, **_WORK}]},
    ),
    *("value", lambda v: f"({v[:3]}) {v[3:6]}-{v[6:]}" if re.fullmatch(r"\d{10}", v) else v),
)
_one(
    *("external-id-lower", "externalId is stored in lower case.", {"externalId": "AbC-9"}),
    *("externalId", str.lower, BREAKS),
)
_one(
    *("external-id-no-dashes", "externalId loses its dashes.", {"externalId": "8f-2a"}),
    *("externalId", lambda v: v.replace("-", ""), BREAKS),
)
_one(
    *("user-name-domain", "userName loses what follows the @.", {"userName": "jo.cut@contoso.com"}),
    *("userName", lambda v: v.partition("@")[0], BREAKS),
)
_one(
    *("user-name-plus", "userName loses what stands between + and @.", {"userName": "jo+admin@contoso.com"}),
    *("userName", lambda v: re.sub(r"\+[^@]*@", "@", v), BREAKS),
)
_one(
    *("user-name-dots", "The dots before the @ of a userName are dropped.", {"userName": "jo.a.dots@contoso.com"}),
    *("userName", lambda v: v.partition("@")[0].replace(".", "") + "@" + v.partition("@")[2], BREAKS),
)
_one(
    *("profile-url-lower", "profileUrl is stored in lower case.", {"profileUrl": "https://example.org/Jo"}),
    *("profileUrl", str.lower),
)
_one(
    *("profile-url-slash", "A slash is put behind profileUrl.", {"profileUrl": "https://example.org/jo"}),
    *("profileUrl", lambda v: v + "/"),
)
_one(
    *("locale-language", "A locale is cut to its language.", {"locale": "en-GB"}),
    *("locale", lambda v: v[:2]),
)
_one(
    *("country-name", "The country DE is stored as Germany.", {"addresses": [{"country": "DE", **_WORK}]}),
    *("country", lambda v: "Germany" if v == "DE" else v),
)
_one(
    *("timezone-default", "Every timezone is stored as UTC.", {"timezone": "Europe/Oslo"}),
    *("timezone", lambda _: "UTC"),
)


def _dropped(name: str, about: str, attributes: Document, where: str, severity: str = CORRUPTS) -> None:
    """A fault that never stores an attribute or sub-attribute."""

    def right(c: Client) -> bool:
        user = c.user(**attributes)
        return all(user.get(key) == value for key, value in attributes.items())

    seed: Seed = lambda app: drop(app, where)  # noqa: E731
    fault(name, about, severity, f"POST {', '.join(attributes)}; GET", right)(seed)


_PLAIN = {
    "userType": "Employee",
    "locale": "en-GB",
    "timezone": "Europe/Oslo",
    "preferredLanguage": "de-DE",
    "nickName": "Jay",
    "profileUrl": "https://example.org/jo",
    "title": "Engineer",
    "displayName": "Jo D.",
    "externalId": "X-1",
}
for _name, _sample in _PLAIN.items():
    _dropped(f"no-{_name}", f"{_name} is in /Schemas and is not stored.", {_name: _sample}, _name)
for _name in ("costCenter", "organization", "division", "department", "employeeNumber"):
    _dropped(f"no-{_name}", f"{_name} is in /Schemas and is not stored.", {ENT: {_name: "A1"}}, f"{ENT}:{_name}")
for _name in ("middleName", "honorificPrefix", "honorificSuffix", "formatted"):
    _dropped(f"no-{_name}", f"name.{_name} is not stored.", {"name": {"familyName": "A", _name: "B"}}, f"name.{_name}")
for _name in ("streetAddress", "locality", "region", "postalCode", "country", "formatted"):
    _dropped(
        f"no-address-{_name}",
        f"addresses.{_name} is not stored.",
        {"addresses": [{"type": "work", "locality" if _name != "locality" else "region": "A", _name: "B"}]},
        f"addresses.{_name}",
    )
for _name in ("entitlements", "ims", "photos", "roles", "phoneNumbers", "addresses"):
    _element = {"locality": "Oslo"} if _name == "addresses" else {"value": "https://example.org/x"}
    _dropped(f"no-{_name}", f"{_name} are in /Schemas and are not stored.", {_name: [_element]}, _name)
_EMAIL: Document = {"type": "work", "primary": True, "display": "Mail"}
for _name, _value in _EMAIL.items():
    _dropped(
        *(f"no-email-{_name}", f"{_name} of an e-mail is not stored."),
        *({"emails": [{"value": "a@contoso.com", _name: _value}]}, f"emails.{_name}"),
    )
_dropped(
    "no-phone-type",
    "type of a telephone number is not stored.",
    {"phoneNumbers": [{"value": "5", "type": "fax"}]},
    "phoneNumbers.type",
)
_dropped("no-role-type", "type of a role is not stored.", {"roles": [{"value": "a", "type": "App"}]}, "roles.type")
_dropped(
    "no-role-display", "display of a role is not stored.", {"roles": [{"value": "a", "display": "A"}]}, "roles.display"
)


@fault(
    *("no-group-external-id", "externalId of a group is not stored.", BREAKS),
    *("POST /Groups; GET", lambda c: c.group(externalId="G-1").get("externalId") == "G-1"),
)
def _(app: App) -> None:
    drop(app, "externalId", kind="Group")


@fault(
    *("formatted-derived", "name.formatted is made of the other names, whatever is sent.", CORRUPTS),
    "POST name.formatted 'Doe, Jo'; GET",
    lambda c: (
        c.user(name={"formatted": "Doe, Jo", "givenName": "Jo", "familyName": "Doe"})["name"]["formatted"] == "Doe, Jo"
    ),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        name = document.get("name", {})
        if "formatted" in name and "givenName" in name:
            name["formatted"] = f"{name['givenName']} {name.get('familyName', '')}".strip()

    shown(app, "User", act)


@fault(
    *("display-name-derived", "displayName is made of givenName and familyName, whatever is sent.", CORRUPTS),
    *("POST displayName 'Boss'; GET", lambda c: c.user(displayName="Boss")["displayName"] == "Boss"),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        name = document.get("name", {})
        if "displayName" in document and "givenName" in name:
            document["displayName"] = f"{name['givenName']} {name.get('familyName', '')}".strip()

    shown(app, "User", act)


@fault(
    *("manager-of-old", "Of a manager only displayName is kept, not the id.", BREAKS),
    "POST with manager; GET",
    lambda c: enterprise(c.user(**{ENT: {"manager": {"value": (m := c.user())["id"]}}}))["manager"]["value"] == m["id"],
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        document.get(ENT, {}).get("manager", {}).pop("value", None)

    shown(app, "User", act)
