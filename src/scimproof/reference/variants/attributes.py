"""Legal differences in which attributes the schemas have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.definitions import ENTERPRISE
from scimproof.reference.messages import Resource
from scimproof.reference.registry import Original, variant, wrap
from scimproof.reference.variants.declared import declare, find, withdraw

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind

_UNMAPPED = ("nickName", "profileUrl", "userType", "ims", "photos", "entitlements", "x509Certificates", "password")
_BEYOND_THE_CORE = (
    *_UNMAPPED,
    "title",
    "preferredLanguage",
    "locale",
    "timezone",
    "phoneNumbers",
    "addresses",
    "roles",
)


@variant("default-mapping-only")
def default_mapping_only(provider: Provider) -> None:
    """Users have the attributes of Entra ID's default mapping and no others."""
    withdraw(provider, provider.schema.user, *_UNMAPPED)


@variant("few-attributes")
def few_attributes(provider: Provider) -> None:
    """Users have names, e-mails and active, and nothing else in the core."""
    withdraw(provider, provider.schema.user, *_BEYOND_THE_CORE)


@variant("names-only")
def names_only(provider: Provider) -> None:
    """Users have userName, externalId, active and the parts of a name, and no attribute beside them."""
    withdraw(provider, provider.schema.user, *_BEYOND_THE_CORE, "displayName", "emails")


@variant("no-manager")
def no_manager(provider: Provider) -> None:
    """The enterprise extension has no manager."""
    _of_the_extension(provider, "employeeNumber", "costCenter", "organization", "division", "department")
    provider.schema.user.aliases.clear()


@variant("department-only")
def department_only(provider: Provider) -> None:
    """The enterprise extension has the department alone."""
    _of_the_extension(provider, "department")
    provider.schema.user.aliases.clear()


@variant("names-are-derived")
def names_are_derived(provider: Provider) -> None:
    """What users are called in full is made from their given and family names, and read only."""
    user = provider.schema.user
    declare(provider, user, "displayName", mutability="readOnly")
    declare(provider, user, "name", "formatted", mutability="readOnly")

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        if kind is user:
            name = resource.get("name", {})
            whole = " ".join(each for each in (name.get("givenName"), name.get("familyName")) if each)
            resource["displayName"] = whole or resource["userName"]
            if whole:
                resource["name"] = {**name, "formatted": whole}
        original(kind, resource)

    wrap(provider.store, "put", put)


@variant("work-emails-only")
def work_emails_only(provider: Provider) -> None:
    """Users have e-mails of type work alone; others are left out."""
    document = find(provider.schema.own(provider.schema.user.urn), "attributes", "emails")
    find(document, "subAttributes", "type")["canonicalValues"] = ["work"]

    def several(original: Original, attribute: Attribute, content: object) -> object:
        kept = original(attribute, content)
        if attribute.name == "emails" and kept:
            return [each for each in kept if each.get("type", "work") == "work"] or None
        return kept

    wrap(provider.intake, "several", several)


def _of_the_extension(provider: Provider, *names: str) -> None:
    urn = ENTERPRISE["id"]
    document = provider.schema.own(urn)
    document["attributes"] = [each for each in document["attributes"] if each["name"] in names]
    box = provider.schema.user.boxes[urn]
    provider.schema.user.boxes[urn] = {name: box[name] for name in box if box[name].name in names}
