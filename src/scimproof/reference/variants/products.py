"""Rules and defaults of real products that the documents allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.registry import Original, variant, wrap
from scimproof.reference.variants.declared import declare

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_MOST_CHARACTERS = 128


@variant("usernames-are-addresses")
def usernames_are_addresses(provider: Provider) -> None:
    """A userName has the form of an e-mail address; another is refused."""

    def as_string(original: Original, content: object, name: str) -> str:
        text: str = original(content, name)
        if name == "userName" and text.strip() and not _ADDRESS.fullmatch(text):
            raise invalid_value("userName must be an e-mail address")
        return text

    wrap(provider.intake, "as_string", as_string)


@variant("values-have-forms")
def values_have_forms(provider: Provider) -> None:
    """Languages, locales and time zones are looked at, and addresses have an at sign; others are refused."""
    zones = available_timezones()

    def fits(name: str, text: str) -> bool:
        if name in ("locale", "preferredLanguage"):
            return _LANGUAGE.fullmatch(text) is not None
        if name == "timezone":
            return text in zones
        return name != "emails.value" or "@" in text

    def as_string(original: Original, content: object, name: str) -> str:
        text: str = original(content, name)
        if text and not fits(name, text):
            raise invalid_value(f"{name} cannot be {text!r}")
        return text

    wrap(provider.intake, "as_string", as_string)


@variant("texts-up-to-128-characters")
def texts_up_to_128_characters(provider: Provider) -> None:
    """No text is longer than 128 characters; a longer one is refused."""

    def as_string(original: Original, content: object, name: str) -> str:
        text: str = original(content, name)
        if len(text) > _MOST_CHARACTERS:
            raise invalid_value(f"{name} may have {_MOST_CHARACTERS} characters at most")
        return text

    wrap(provider.intake, "as_string", as_string)


@variant("external-ids-unique")
def external_ids_unique(provider: Provider) -> None:
    """No two users and no two groups have the same externalId, and the schema says so."""
    for kind in (provider.schema.user, provider.schema.group):
        declare(provider, kind, "externalId", uniqueness="server")


@variant("gaps-are-filled")
def gaps_are_filled(provider: Provider) -> None:
    """What a create leaves out gets a default, as RFC 7644 3.3 allows: names, a type, a locale, a role."""

    def create(original: Original, request: Request) -> Response:
        if request.endpoint == "Users" and isinstance(request.json, dict):
            request.json = _filled(request.json)
        response: Response = original(request)
        return response

    wrap(provider.operations, "create", create)


@variant("display-names-never-empty", warns={"patch.cleared-by-empty-text", "patch.cleared-by-null"})
def display_names_never_empty(provider: Provider) -> None:
    """Whoever has no displayName is shown under the userName; Microsoft's gallery tests want none to be shown."""

    def whole(original: Original, kind: Kind, resource: Resource, *names: object) -> Resource:
        body: Resource = original(kind, resource, *names)
        if kind is provider.schema.user and not body.get("displayName"):
            body["displayName"] = body["userName"]
        return body

    wrap(provider.projector, "whole", whole)


@variant("everybody-is-in-a-group")
def everybody_is_in_a_group(provider: Provider) -> None:
    """There is a group of all users, which nobody has to manage; each user shows it."""
    everyone = provider.store.insert(provider.schema.group, {"displayName": "Everyone"})

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        made: Resource = original(kind, resource)
        if kind is provider.schema.user:
            group = provider.store.get(provider.schema.group, everyone["id"]) or {}
            provider.store.put(
                provider.schema.group, {**group, "members": [*group.get("members", ()), {"value": made["id"]}]}
            )
        return made

    wrap(provider.store, "insert", insert)


@variant("type-work-or-nothing")
def type_work_or_nothing(provider: Provider) -> None:
    """There are e-mails, phone numbers and addresses of type work alone, as the schema says; others are refused."""
    attributes = provider.schema.own(provider.schema.user.urn)["attributes"]
    for each in attributes:
        if each["name"] in ("emails", "phoneNumbers", "addresses"):
            next(sub for sub in each["subAttributes"] if sub["name"] == "type")["canonicalValues"] = ["work"]

    def complex_(original: Original, attribute: Attribute, content: Any) -> Any:
        kept = original(attribute, content)
        if attribute.name in ("emails", "phoneNumbers", "addresses") and (kept or {}).get("type", "work") != "work":
            raise invalid_value(f"{attribute.name} can only be of type work")
        return kept

    wrap(provider.intake, "complex", complex_)


@variant("nothing-is-primary")
def nothing_is_primary(provider: Provider) -> None:
    """Lists have no primary element: the sub-attribute is in no schema, and left out when it is sent."""
    for each in provider.schema.own(provider.schema.user.urn)["attributes"]:
        each["subAttributes"] = [sub for sub in each.get("subAttributes", ()) if sub["name"] != "primary"]
        if not each["subAttributes"]:
            del each["subAttributes"]
        provider.schema.user.core[each["name"].lower()].subs.pop("primary", None)


@variant("unknown-members-are-not-found")
def unknown_members_are_not_found(provider: Provider) -> None:
    """Somebody who is not there and becomes a member is answered with 404."""

    def check(original: Original, group: Resource) -> None:
        try:
            original(group)
        except ScimError as refusal:
            raise ScimError(404, refusal.detail) from None

    wrap(provider.members, "check", check)


@variant("every-patch-is-a-change")
def every_patch_is_a_change(provider: Provider) -> None:
    """A PATCH that changes nothing still sets a new version and a new lastModified."""
    wrap(provider.operations, "changed", lambda _original, _before, _after: True)


@variant("managers-are-values-only")
def managers_are_values_only(provider: Provider) -> None:
    """A manager has a value and nothing else."""
    wrap(provider.projector, "manager", lambda _original, manager: dict(manager))


@variant("groups-are-values-only")
def groups_are_values_only(provider: Provider) -> None:
    """The groups of a user have a value and nothing else."""
    wrap(provider.projector, "group_of", lambda _original, group: {"value": group["id"]})


def _filled(body: Resource) -> Resource:
    name = body.get("name")
    if isinstance(name, dict) and not name.get("formatted"):
        parts = [name.get(each) for each in ("givenName", "familyName")]
        body = {**body, "name": {**name, "formatted": " ".join(each for each in parts if isinstance(each, str))}}
    defaults = {
        "displayName": body.get("userName"),
        "userType": "Member",
        "locale": "en-US",
        "timezone": "Etc/UTC",
        "roles": [{"value": "Member", "primary": True}],
    }
    return body | {each: value for each, value in defaults.items() if not body.get(each)}
