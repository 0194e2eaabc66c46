"""POST: how many e-mails, roles and other elements are kept, and which bodies are taken."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.foreign.faults.client import emails
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import posting, storing
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import Attribute

fault = Group("create")


@fault(
    *("no-user-name-accepted", "A user without userName is accepted.", RFC, "POST without userName"),
    lambda c: c.status("POST", "/Users", c.named(userName=None)) == 400,
)
def _(app: App) -> None:
    posting(app, "User", lambda body: body.get("userName") or body.update(userName=f"user-{time.monotonic_ns()}"))


@fault(
    *("empty-user-name-accepted", "A user with an empty userName is accepted.", RFC, 'POST with userName ""'),
    lambda c: c.status("POST", "/Users", c.named(userName="")) == 400,
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources.patcher, "complete"),
        lambda original, kind, document: None if document.get("userName") == "" else original(kind, document),
    )


@fault(
    *("active-word-accepted", "active with the text maybe is accepted.", RFC, 'POST with active "maybe"'),
    lambda c: c.status("POST", "/Users", c.named(active="maybe")) == 400,
)
def _(app: App) -> None:
    def replacement(original: Any, attribute: Attribute, value: Any) -> Any:
        return original(attribute, value) if value in (True, False, "True", "False", "true", "false") else True

    app.wrap(app.resources.values, "boolean", replacement)


@fault(
    *("wrong-type-dropped", "A value of another type than declared is dropped without notice.", CORRUPTS),
    *("POST with title 7", lambda c: c.status("POST", "/Users", c.named(title=7)) == 400),
)
def _(app: App) -> None:
    def replacement(original: Any, attribute: Attribute, value: Any) -> Any:
        try:
            return original(attribute, value)
        except Refused:
            if attribute.required:
                raise
            return None

    app.wrap(app.resources.values, "one", replacement)


@fault(
    *("other-schema-accepted", "A body whose schemas is that of a group makes a user.", RFC),
    "POST /Users with the schema of groups",
    lambda c: c.status("POST", "/Users", c.named(schemas=["urn:ietf:params:scim:schemas:core:2.0:Group"])) == 400,
)
def _(app: App) -> None:
    app.wrap(app.resources, "named", lambda *_: None)


@fault(
    *("two-primaries", "A user with two primary e-mails is stored with both primary.", RFC),
    "POST two primary e-mails",
    lambda c: (
        c.send("POST", "/Users", body).status_code == 400
        if (body := c.named(emails=[{"value": v, "primary": True} for v in ("a@contoso.com", "b@contoso.com")]))
        else False
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, attribute: Attribute, values: list[Any]) -> Any:
        one = app.resources.values.one
        return [each for each in (one(attribute, value) for value in values) if each is not None] or original(
            attribute, values
        )

    app.wrap(app.resources.values, "many", replacement)


@fault(
    *("one-e-mail-per-type", "Of two work e-mails only the last is kept.", CORRUPTS, "POST two work e-mails; GET"),
    lambda c: (
        len(emails(c.user(emails=[{"value": v, "type": "work"} for v in ("a@contoso.com", "b@contoso.com")]))) == 2
    ),
)
def _(app: App) -> None:
    storing(app, lambda d: "emails" in d and d.update(emails=list({e.get("type"): e for e in d["emails"]}.values())))


def _first_only(app: App, name: str) -> None:
    storing(app, lambda document: name in document and document.update({name: document[name][:1]}))


@fault(
    *("second-e-mail", "Only the first e-mail is stored.", CORRUPTS, "POST a work and a home e-mail; GET"),
    lambda c: len(c.user(emails=[{"value": f"{t}@contoso.com", "type": t} for t in ("work", "home")])["emails"]) == 2,
)
def _(app: App) -> None:
    _first_only(app, "emails")


@fault(
    *("second-phone", "Only the first telephone number is stored.", CORRUPTS, "POST three telephone numbers; GET"),
    lambda c: (
        len(c.user(phoneNumbers=[{"value": "5", "type": t} for t in ("work", "mobile", "fax")])["phoneNumbers"]) == 3
    ),
)
def _(app: App) -> None:
    _first_only(app, "phoneNumbers")


@fault(
    *("second-address", "Only the first address is stored.", CORRUPTS, "POST a work and a home address; GET"),
    lambda c: len(c.user(addresses=[{"locality": "Oslo", "type": t} for t in ("work", "home")])["addresses"]) == 2,
)
def _(app: App) -> None:
    _first_only(app, "addresses")


@fault(
    *("primary-role", "Of several roles only the primary one is stored.", CORRUPTS, "POST two roles; GET"),
    lambda c: len(c.user(roles=[{"value": "a", "primary": True}, {"value": "b"}])["roles"]) == 2,
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        if "roles" in document:
            document["roles"] = [each for each in document["roles"] if each.get("primary")] or document["roles"][:1]

    storing(app, act)


@fault(
    *("no-role-primary", "Roles without primary are dropped.", CORRUPTS, "POST roles as Entra makes them; GET"),
    lambda c: len(c.user(roles=[{"value": "a", "primary": False, "type": "T"}])["roles"]) == 1,
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        document["roles"] = [each for each in document.get("roles", []) if each.get("primary")]
        if not document["roles"]:
            del document["roles"]

    storing(app, act)


@fault(
    *("json-roles", "A role whose value is a JSON text is unpacked.", CORRUPTS, "POST a role with a JSON text; GET"),
    lambda c: c.user(roles=[{"value": '{"id":"1","value":"25"}'}])["roles"][0]["value"] == '{"id":"1","value":"25"}',
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        for each in document.get("roles", []):
            if str(each.get("value", "")).startswith("{"):
                each["value"] = str(each["value"]).rpartition(':"')[2].rstrip('"}')

    storing(app, act)


@fault(
    *("not-kept", "Every fifth POST answers 201 and keeps nothing.", BREAKS, "POST six users; GET each"),
    lambda c: [c.user() for _ in range(6)] != [],
)
def _(app: App) -> None:
    count = [0]

    def replacement(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        count[0] += 1
        if count[0] % 5 == 0 and kind == "User":
            app.resources.store.delete(row)
        return row

    app.wrap(app.resources, "create", replacement)
