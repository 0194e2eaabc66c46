"""Values of the wrong JSON type in answers, and attributes in the wrong place."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import leaving, listed, read_alone
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import USER

fault = Group("shapes")


def _users(app: App, change: Any) -> None:
    """Change every user in an answer, alone or in a list."""

    def act(request: Request, response: Response) -> None:
        if request.parts[:1] == ["Users"] and isinstance(response.body, dict):
            for each in [response.body, *response.body.get("Resources", [])]:
                if "userName" in each:
                    change(each)

    leaving(app, act)


def _shape(name: str, about: str, severity: str, right: Any, change: Any, *, user: Document | None = None) -> None:
    """A fault in every user that is shown; ``right`` takes the user."""

    def check(c: Client) -> object:
        answer = c.send("POST", "/Users", c.named(**(user or {})))
        return right(answer.json()) and right(c.get(f"/Users/{answer.json()['id']}"))

    fault(name, about, severity, "GET /Users/{id}", check)(lambda app: _users(app, change))


_shape("id-number", "id is a number.", BREAKS, lambda u: isinstance(u["id"], str), lambda u: u.update(id=int(u["id"])))
_shape(
    *("active-text", "active is a text.", BREAKS, lambda u: u["active"] is True),
    lambda u: u.update(active=str(u["active"])),
)
_shape(
    *("active-number", "active is 1 or 0.", BREAKS, lambda u: u["active"] is True),
    lambda u: u.update(active=int(u["active"])),
)
_shape("active-missing", "active is not shown.", BREAKS, lambda u: "active" in u, lambda u: u.pop("active", None))
_shape(
    *("active-false-missing", "active is not shown when it is false.", BREAKS, lambda u: u["active"] is False),
    lambda u: u.get("active") is False and u.pop("active"),
    user={"active": False},
)
_shape(
    "active-always",
    "active is always shown as true.",
    BREAKS,
    lambda u: not u["active"],
    lambda u: u.update(active=True),
    user={"active": False},
)
_shape(
    *("primary-text", "primary is a text.", RFC, lambda u: u["emails"][0]["primary"] is True),
    lambda u: [each.update(primary=str(each["primary"])) for each in u.get("emails", []) if "primary" in each],
)
_shape(
    *("emails-object", "A single e-mail is an object, not a list.", BREAKS, lambda u: isinstance(u["emails"], list)),
    lambda u: len(u.get("emails", [])) == 1 and u.update(emails=u["emails"][0]),
)
_shape(
    *("emails-strings", "emails is a list of texts.", BREAKS, lambda u: isinstance(u["emails"][0], dict)),
    lambda u: "emails" in u and u.update(emails=[each.get("value") for each in u["emails"]]),
)
_shape(
    *("roles-strings", "roles is a list of texts.", BREAKS, lambda u: isinstance(u["roles"][0], dict)),
    lambda u: "roles" in u and u.update(roles=[each.get("value") for each in u["roles"]]),
    user={"roles": [{"value": "reader"}]},
)
_shape(
    *("manager-text", "manager is a text.", BREAKS, lambda u: isinstance(u[ENT]["manager"], dict)),
    lambda u: "manager" in u.get(ENT, {}) and u[ENT].update(manager=u[ENT]["manager"].get("value")),
    user={ENT: {"manager": {"value": "100001"}}},
)
_shape(
    *("manager-list", "manager is a list.", BREAKS, lambda u: isinstance(u[ENT]["manager"], dict)),
    lambda u: "manager" in u.get(ENT, {}) and u[ENT].update(manager=[u[ENT]["manager"]]),
    user={ENT: {"manager": {"value": "100001"}}},
)
_shape(
    *("manager-id", "The key of the manager's id is managerId.", BREAKS, lambda u: "value" in u[ENT]["manager"]),
    lambda u: "manager" in u.get(ENT, {}) and u[ENT].update(manager={"managerId": u[ENT]["manager"].get("value")}),
    user={ENT: {"manager": {"value": "100001"}}},
)
_shape(
    *("name-text", "name is a text.", BREAKS, lambda u: isinstance(u["name"], dict)),
    lambda u: "name" in u and u.update(name=" ".join(u["name"].values())),
)
_shape(
    *(
        "name-flat",
        "givenName and familyName stand beside userName, not within name.",
        BREAKS,
        lambda u: "givenName" in u["name"],
    ),
    lambda u: u.update(u.pop("name", {})),
)
_shape(
    *("extension-nickname", "The enterprise extension stands below EnterpriseUser.", BREAKS, lambda u: ENT in u),
    lambda u: ENT in u and u.update(EnterpriseUser=u.pop(ENT)),
    user={ENT: {"department": "HR"}},
)
_shape(
    *("extension-flat", "Enterprise attributes stand beside userName.", BREAKS, lambda u: ENT in u),
    lambda u: u.update(u.pop(ENT, {})),
    user={ENT: {"department": "HR"}},
)
_shape(
    *("extension-dotted", "The key of the extension is cut at the dot of 2.0.", BREAKS, lambda u: ENT in u),
    lambda u: ENT in u and u.update({ENT.partition(".")[0]: {"0:User": u.pop(ENT)}}),
    user={ENT: {"department": "HR"}},
)
_shape(
    *("extension-lower", "The key of the extension is in small letters.", RFC, lambda u: ENT in u),
    lambda u: ENT in u and u.update({ENT.lower(): u.pop(ENT)}),
    user={ENT: {"department": "HR"}},
)
_shape(
    *("extension-unlisted", "schemas does not name the extension that is shown.", RFC, lambda u: ENT in u["schemas"]),
    lambda u: u.update(schemas=[USER]),
    user={ENT: {"department": "HR"}},
)
_shape(
    *(
        "schemas-both",
        "schemas names the enterprise extension of users who have none of it, twice.",
        RFC,
        lambda u: len(set(u["schemas"])) == len(u["schemas"]),
    ),
    lambda u: u.update(schemas=[*u["schemas"], *u["schemas"]]),
)
_shape("schemas-missing", "Users have no schemas.", RFC, lambda u: "schemas" in u, lambda u: u.pop("schemas", None))
_shape(
    *("schemas-text", "schemas is a text.", RFC, lambda u: isinstance(u["schemas"], list)),
    lambda u: u.update(schemas=USER),
)
_shape(
    "schemas-v1",
    "schemas holds the URN of SCIM 1.1.",
    RFC,
    lambda u: USER in u["schemas"],
    lambda u: u.update(schemas=["urn:scim:schemas:core:1.0"]),
)
_shape(
    *("keys-lower", "The name userName is shown in small letters.", BREAKS, lambda u: "userName" in u),
    lambda u: u.update(username=u.pop("userName")),
)
_shape(
    "extra-password",
    "The password is shown.",
    RFC,
    lambda u: "password" not in u,
    lambda u: u.update(password="********"),
    user={"password": "Pa55word!"},
)
_shape(
    *(
        "groups-strings",
        "groups is a list of texts.",
        RFC,
        lambda u: all(isinstance(e, dict) for e in u.get("groups", [])) and "groups" not in u,
    ),
    lambda u: u.update(groups=[each["value"] for each in u.get("groups", [])] or ["everybody"]),
)
_shape(
    *("meta-text", "meta is a JSON text.", RFC, lambda u: isinstance(u["meta"], dict)),
    lambda u: u.update(meta=str(u.get("meta"))),
)
_shape(
    *(
        "certificates-pem",
        "x509Certificates are wrapped as PEM.",
        CORRUPTS,
        lambda u: u["x509Certificates"][0]["value"] == "TUlJ",
    ),
    lambda u: [
        each.update(value=f"-----BEGIN CERTIFICATE-----\n{each['value']}") for each in u.get("x509Certificates", [])
    ],
    user={"x509Certificates": [{"value": "TUlJ"}]},
)


@fault(
    *("list-no-extension", "Lists of users have no enterprise attributes, GET by id has.", CORRUPTS, "GET /Users"),
    lambda c: c.user(**{ENT: {"department": "HR"}}) and any(ENT in each for each in c.ask("/Users")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop(ENT, None))


@fault(
    *("list-no-emails", "Lists of users have no e-mails, GET by id has.", CORRUPTS, "GET /Users"),
    lambda c: c.user() and all("emails" in each for each in c.ask("/Users")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop("emails", None))


@fault(
    *("list-no-active", "Lists of users have no active, GET by id has.", BREAKS, "GET /Users?filter=userName eq"),
    lambda c: c.user() and all("active" in each for each in c.ask("/Users")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop("active", None))


@fault(
    *(
        "list-no-external-id",
        "Lists of users have no externalId, GET by id has.",
        CORRUPTS,
        "GET /Users?filter=userName eq",
    ),
    lambda c: c.user() and all("externalId" in each for each in c.ask("/Users")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop("externalId", None))


@fault(
    *(
        "list-old",
        "Lists show users as they were when they were created.",
        CORRUPTS,
        "PATCH title; GET /Users?filter=id eq",
    ),
    lambda c: (
        c.patched(u := c.user(), ("replace", "displayName", "Later"))
        and c.ask("/Users", filter=f'id eq "{u["id"]}"')["Resources"][0]["displayName"] == "Later"
    ),
)
def _(app: App) -> None:
    first: dict[str, str] = {}

    def create(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        first[row.id] = row.document.get("displayName", "")
        return row

    app.wrap(app.resources, "create", create)
    listed(
        app,
        lambda each: (
            "displayName" in each and each.update(displayName=first.get(each.get("id", ""), each["displayName"]))
        ),
    )


@fault(
    *("single-no-roles", "GET by id has no roles, lists have.", CORRUPTS, "GET /Users/{id}"),
    lambda c: "roles" in c.user(roles=[{"value": "reader"}]),
)
def _(app: App) -> None:
    read_alone(app, lambda body: body.pop("roles", None))


@fault(
    *("single-no-manager", "GET by id has no manager, lists have.", CORRUPTS, "GET /Users/{id}"),
    lambda c: "manager" in enterprise(c.user(**{ENT: {"manager": {"value": c.user()["id"]}}})),
)
def _(app: App) -> None:
    read_alone(app, lambda body: body.get(ENT, {}).pop("manager", None))
