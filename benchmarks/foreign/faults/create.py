"""POST /Users: what is refused, what is accepted wrongly, what comes of it."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import posting
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("create")


def _created(c: Client, **attributes: Any) -> bool:
    return c.status("POST", "/Users", c.named(**attributes)) == 201


def _refused(name: str, about: str, shows: str, attributes: Document, when: Any, severity: str = BREAKS) -> None:
    """A fault that refuses bodies: ``when`` takes the body of a POST."""

    def seed(app: App) -> None:
        def act(body: Document) -> None:
            if when(body):
                raise invalid("refused by our rules")

        posting(app, "User", act)

    fault(name, about, severity, f"POST /Users {shows}", lambda c: _created(c, **attributes))(seed)


_refused(
    *("user-name-e-mail", "A userName that is no e-mail address is refused.", "with userName jdoe"),
    *({"userName": "jdoe"}, lambda body: "@" not in str(body.get("userName", "@"))),
)


_refused(
    *("user-name-letters", "A userName with an apostrophe is refused.", "with userName o'neil@contoso.com"),
    *({"userName": "o'neil@contoso.com"}, lambda body: "'" in str(body.get("userName"))),
)


_refused(
    *("user-name-non-ascii", "A userName with letters beyond ASCII is refused.", "with userName jürgen@contoso.com"),
    *({"userName": "jürgen@contoso.com"}, lambda body: not str(body.get("userName")).isascii()),
)


_refused(
    *("user-name-plus", "A userName with + is refused.", "with userName jo+x@contoso.com"),
    *({"userName": "jo+x@contoso.com"}, lambda body: "+" in str(body.get("userName"))),
)


_refused(
    *("user-name-guest", "The userName of a guest account is refused.", "with jo_fabrikam.com#EXT#@contoso.com"),
    *({"userName": "jo_fabrikam.com#EXT#@contoso.com"}, lambda body: "#" in str(body.get("userName"))),
)


_refused(
    *("user-name-long", "A userName of more than 64 characters is refused.", "with a userName of 80 characters"),
    *({"userName": "u" * 68 + "@contoso.com"}, lambda body: len(str(body.get("userName"))) > 64),
)


_refused(
    *("e-mail-capitals", "A work e-mail address with capitals is refused.", "with emails.value Jo.Doe@Contoso.com"),
    {"emails": [{"value": "Jo.Doe@Contoso.com", "type": "work"}]},
    lambda body: any(each.get("value", "") != each.get("value", "").lower() for each in body.get("emails") or []),
)


_refused(
    *("e-mail-needed", "A user without e-mail is refused, though /Schemas does not require one.", "without emails"),
    *({"emails": None}, lambda body: not body.get("emails")),
)


_refused(
    *("e-mail-is-user-name", "A user whose work e-mail differs from the userName is refused.", "with another e-mail"),
    *({}, lambda body: any(e.get("value") != body.get("userName") for e in body.get("emails") or [])),
)


_refused(
    *("name-needed", "A user without name is refused, though /Schemas does not require it.", "without name"),
    *({"name": None}, lambda body: not body.get("name")),
)


_refused(
    *("family-name-needed", "A user without name.familyName is refused.", "with givenName alone"),
    *({"name": {"givenName": "Jo"}}, lambda body: "familyName" not in (body.get("name") or {"familyName": ""})),
)


_refused(
    *("display-name-needed", "A user without displayName is refused.", "without displayName"),
    *({"displayName": None}, lambda body: not body.get("displayName")),
)


_refused(
    *("external-id-needed", "A user without externalId is refused.", "without externalId"),
    *({"externalId": None}, lambda body: not body.get("externalId")),
)


_refused(
    *("external-id-guid", "An externalId that is no GUID is refused.", "with externalId jdoe"),
    {"externalId": "jdoe"},
    lambda body: not re.fullmatch("[0-9a-f-]{36}", str(body.get("externalId", "0" * 36))),
)


_refused(
    *("meta-refused", "A body with meta is refused.", "with meta.resourceType, as Entra sends it"),
    *({"meta": {"resourceType": "User"}}, lambda body: "meta" in body),
)


_refused(
    *("id-refused", "A body with an id is refused instead of ignoring it.", "with id"),
    *({"id": "77"}, lambda body: "id" in body, RFC),
)


_refused(
    *("roles-empty", "An empty list of roles is refused.", "with roles [], as Entra sends it"),
    *({"roles": []}, lambda body: body.get("roles") == []),
)


_refused(
    *("null-refused", "An attribute that is null is refused.", "with title null"),
    *({"nickName": "x", "name": {"givenName": "A", "familyName": None}}, lambda body: None in body["name"].values()),
)


_refused(
    *("active-text", "active as text is refused.", 'with active "True"'),
    *({"active": "True"}, lambda body: isinstance(body.get("active"), str)),
)


_refused(
    *("two-e-mails", "A user with two e-mails is refused.", "with a work and a home e-mail"),
    {"emails": [{"value": "a@contoso.com", "type": "work"}, {"value": "b@contoso.com", "type": "home"}]},
    lambda body: len(body.get("emails") or []) > 1,
)


_refused(
    *("primary-refused", "primary in an e-mail is refused.", "with emails.primary"),
    *({}, lambda body: any("primary" in each for each in body.get("emails") or [])),
)


_refused(
    *("manager-text", "A manager as text is refused.", "with manager as Entra sends it"),
    {ENT: {"manager": "100001"}},
    lambda body: isinstance((body.get(ENT) or {}).get("manager"), str),
)


_refused(
    *("language-refused", "preferredLanguage is taken from a list of four.", "with preferredLanguage nb-NO"),
    *({"preferredLanguage": "nb-NO"}, lambda body: body.get("preferredLanguage") not in (None, "en", "de", "en-US")),
)


_refused(
    *("phone-refused", "A telephone number with blanks is refused.", "with phoneNumbers +47 22 12 34 56"),
    {"phoneNumbers": [{"value": "+47 22 12 34 56", "type": "work"}]},
    lambda body: any(" " in each.get("value", "") for each in body.get("phoneNumbers") or []),
)


_refused(
    *("e-mail-type-other", "An e-mail of the type other is refused.", "with emails.type other"),
    {"emails": [{"value": "a@contoso.com", "type": "other"}]},
    lambda body: any(each.get("type") == "other" for each in body.get("emails") or []),
)


_refused(
    *("no-surname-digits", "Digits in a name are refused.", "with familyName Smith 3"),
    {"name": {"familyName": "Smith 3"}},
    lambda body: any(sign.isdigit() for sign in str((body.get("name") or {}).get("familyName", ""))),
)


@fault(
    *("extension-unlisted-dropped", "Attributes of an extension that schemas does not list are dropped.", CORRUPTS),
    "POST with one schema and department; GET",
    lambda c: (
        c.user(schemas=["urn:ietf:params:scim:schemas:core:2.0:User"], **{ENT: {"department": "HR"}})[ENT]
        == {"department": "HR"}
    ),
)
def _(app: App) -> None:
    posting(app, "User", lambda body: ENT not in body.get("schemas", [ENT]) and body.pop(ENT, None))
