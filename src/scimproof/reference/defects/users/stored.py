"""Faults in storing what a create sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.definitions import CUSTOM, ENTERPRISE
from scimproof.reference.messages import Request, Resource, Response, invalid_value
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


def _stores(provider: Provider, change: Callable[[Resource], object]) -> None:
    """Have `change` see each new user before it is kept."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        if kind.name == "User":
            change(resource)
        kept: Resource = original(kind, resource)
        return kept

    wrap(provider.store, "insert", insert)


def _renames(provider: Provider, change: Callable[[str], str]) -> None:
    """Change the name and displayName of each new user."""

    def names(user: Resource) -> None:
        if "displayName" in user:
            user["displayName"] = change(user["displayName"])
        user.get("name", {}).update({part: change(text) for part, text in user.get("name", {}).items()})

    _stores(provider, names)


@defect("externalid-dropped", caught_by={"users.external-id"}, source="langwatch/langwatch#6974")
def externalid_dropped(provider: Provider) -> None:
    """The externalId of a create is not kept."""
    _stores(provider, lambda user: user.pop("externalId", None))


@defect("client-meta-kept", caught_by={"users.client-meta-ignored"}, source="RFC 7643 3.1")
def client_meta_kept(provider: Provider) -> None:
    """The meta of a create is kept beside the provider's own."""

    def create(original: Original, request: Request) -> Response:
        sent = request.json.get("meta") if isinstance(request.json, dict) else None
        answered: Response = original(request)
        if request.endpoint == "Users" and isinstance(sent, dict) and isinstance(answered.json, dict):
            user = provider.store.get(provider.schema.user, answered.json["id"])
            if user is not None:
                user["meta"] |= sent
        return answered

    wrap(provider.operations, "create", create)


@defect("title-dropped", caught_by={"users.stored-as-sent"}, source="RFC 7644 3.3")
def title_dropped(provider: Provider) -> None:
    """The title of a create is not kept."""
    _stores(provider, lambda user: user.pop("title", None))


@defect("displayname-derived", caught_by={"users.stored-as-sent"}, source="RFC 7644 3.3")
def displayname_derived(provider: Provider) -> None:
    """The displayName is made from the parts of the name, whatever was sent."""
    _stores(provider, lambda user: user.update(displayName=" ".join(user.get("name", {"formatted": "-"}).values())))


@defect("phone-reformatted", caught_by={"users.stored-as-sent"}, source="entra-scim: General")
def phone_reformatted(provider: Provider) -> None:
    """Phone numbers are kept in another notation."""

    def digits(user: Resource) -> None:
        for each in user.get("phoneNumbers", ()):
            each["value"] = "+" + "".join(sign for sign in each.get("value", "") if sign.isdigit())

    _stores(provider, digits)


@defect("email-primary-dropped", caught_by={"users.stored-as-sent"}, source="RFC 7643 2.4")
def email_primary_dropped(provider: Provider) -> None:
    """Which e-mail is the primary one is not kept."""
    _stores(provider, lambda user: [each.pop("primary", None) for each in user.get("emails", ())])


@defect("username-case-not-preserved", caught_by={"users.username-as-sent"}, source="PostHog/posthog#42253")
def username_case_not_preserved(provider: Provider) -> None:
    """The userName is kept in small letters."""
    _stores(provider, lambda user: user.update(userName=user.get("userName", "").lower()))


@defect("response-not-utf8", caught_by={"users.names-as-sent"}, source="GluuFederation/oxTrust#372")
def response_not_utf8(provider: Provider) -> None:
    """The body of a create is read as ISO-8859-1."""

    def parse(original: Original, request: Request) -> Any:
        body = original(request)
        return json.loads(request.content.decode("latin-1"), strict=False) if request.segments == ["Users"] else body

    wrap(provider.http, "parse", parse)


@defect("names-cut-at-64", caught_by={"users.names-as-sent"}, source="RFC 7643 2.3.1")
def names_cut_at_64(provider: Provider) -> None:
    """Names are cut after 64 characters."""
    _renames(provider, lambda text: text[:64])


@defect(
    "username-apostrophe-refused",
    caught_by={"users.difficult-usernames"},
    source="entra-known-issues: special characters",
)
def username_apostrophe_refused(provider: Provider) -> None:
    """A userName with an apostrophe is refused."""

    def create(original: Original, request: Request) -> Response:
        if isinstance(request.json, dict) and "'" in str(request.json.get("userName", "")):
            raise invalid_value("userName: only letters, digits and dots")
        answered: Response = original(request)
        return answered

    wrap(provider.operations, "create", create)


@defect("name-script-refused", caught_by={"users.difficult-names"}, source="RFC 7643 2.3.1")
def name_script_refused(provider: Provider) -> None:
    """A displayName with letters beyond Latin is refused."""

    def create(original: Original, request: Request) -> Response:
        body = request.json if isinstance(request.json, dict) else {}
        if request.endpoint == "Users" and any(letter > "\u024f" for letter in str(body.get("displayName", ""))):
            raise invalid_value("displayName: letters only")
        answered: Response = original(request)
        return answered

    wrap(provider.operations, "create", create)


@defect("names-escaped-for-html", caught_by={"users.names-as-sent"}, source="RFC 7643 2.3.1")
def names_escaped_for_html(provider: Provider) -> None:
    """What looks like markup in a name is escaped before it is kept."""
    _renames(provider, lambda text: text.replace("<", "&lt;").replace(">", "&gt;"))


@defect(
    "active-int-in-response",
    caught_by={"users.created-active"},
    source="grokability/snipe-it#13948",
)
def active_int_in_response(provider: Provider) -> None:
    """The state of a new user reads back as 1."""
    _stores(provider, lambda user: user.update(active=int(user["active"])))


@defect("fresh-user-inactive", caught_by={"users.created-active"}, source="kortix-ai/suna#4244")
def fresh_user_inactive(provider: Provider) -> None:
    """A new user is inactive until the invitation is accepted."""
    _stores(provider, lambda user: user.update(active=False))


@defect(
    "post-omitted-active-inactive", caught_by={"users.active-when-omitted"}, source="valon-technologies/gestalt#3167"
)
def post_omitted_active_inactive(provider: Provider) -> None:
    """Who is created without active is inactive."""
    wrap(
        provider.intake,
        "defaults",
        lambda _original, kind, user: kind.name == "User" and user.setdefault("active", False),
    )


@defect("enterprise-dropped", caught_by={"users.enterprise-as-declared"}, source="RFC 7644 3.3")
def enterprise_dropped(provider: Provider) -> None:
    """What a create sends of the enterprise extension is not kept, though the extension is declared."""
    _stores(provider, lambda user: user.pop(ENTERPRISE["id"], None))


@defect("custom-extension-dropped", caught_by={"users.custom-extension-as-declared"}, source="RFC 7643 3.3")
def custom_extension_dropped(provider: Provider) -> None:
    """What a create sends of the provider's own extension is not kept, though the extension is declared."""
    _stores(provider, lambda user: user.pop(CUSTOM["id"], None))


@defect("unlisted-extension-dropped", caught_by={"users.extension-not-in-schemas"}, source="RFC 7643 3.3")
def unlisted_extension_dropped(provider: Provider) -> None:
    """What a create sends of the provider's own extension is not kept unless schemas lists the extension."""

    def read(original: Original, kind: Kind, body: Resource) -> Resource:
        known: Resource = original(kind, body)
        if CUSTOM["id"] not in body.get("schemas", ()):
            known.pop(CUSTOM["id"], None)
        return known

    wrap(provider.intake, "read", read)
