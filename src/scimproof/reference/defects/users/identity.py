"""Faults in telling a new user from those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scimproof.reference.provider import Provider

OTHERS = "users.create-leaves-others"


def _upsert(provider: Provider, endpoint: str, same: Callable[[Resource, Resource], bool]) -> None:
    """Let a create update the resource that is the same in some way, in place of making one."""

    def create(original: Original, request: Request) -> Response:
        if request.endpoint != endpoint:
            return original(request)  # type: ignore[no-any-return]
        kind = provider.schema.kinds[endpoint]
        read = provider.intake.read(kind, request.json)
        known = next((each for each in provider.store.all(kind) if same(each, read)), None)
        if known is None or known.get("userName") == read.get("userName") is not None:
            return original(request)  # type: ignore[no-any-return]
        provider.store.replace(kind, {**known, **read})
        return provider.operations.shown(kind, provider.store.get(kind, known["id"]) or known, request, 201)

    wrap(provider.operations, "create", create)


@defect("known-external-id-is-updated", caught_by={OTHERS}, source="RFC 7644 3.3")
def known_external_id_is_updated(provider: Provider) -> None:
    """A create with the externalId of another user overwrites that user."""
    _upsert(provider, "Users", lambda held, new: held.get("externalId") == new.get("externalId") is not None)


@defect("known-email-is-updated", caught_by={OTHERS}, source="BerriAI/litellm-docs#936")
def known_email_is_updated(provider: Provider) -> None:
    """A create with the e-mail address of another user overwrites that user."""
    _upsert(provider, "Users", lambda held, new: bool(_addresses(held) & _addresses(new)))


@defect("known-group-external-id-is-updated", caught_by={"groups.create-leaves-others"}, source="RFC 7644 3.3")
def known_group_external_id_is_updated(provider: Provider) -> None:
    """A create with the externalId of another group answers with that group."""
    _upsert(provider, "Groups", lambda held, new: held.get("externalId") == new.get("externalId") is not None)


def _addresses(user: Resource) -> set[str]:
    return {str(each.get("value")).lower() for each in user.get("emails", ())}


@defect("short-names-unique", caught_by={"users.same-name-in-two-domains"}, source="Shelf-nu/shelf.nu#2333")
def short_names_unique(provider: Provider) -> None:
    """The part of a userName before the at sign is an internal name, and must be unique."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        name = str(resource.get("userName")).partition("@")[0].lower()
        if kind.name == "User" and any(
            each["userName"].partition("@")[0].lower() == name
            and each["userName"].lower() != resource["userName"].lower()
            for each in provider.store.all(kind)
        ):
            raise RuntimeError("UNIQUE constraint failed: accounts.login")
        return original(kind, resource)  # type: ignore[no-any-return]

    wrap(provider.store, "insert", insert)


@defect(
    "empty-external-id-is-an-identity", caught_by={"users.empty-external-ids"}, source="snapotter-hq/SnapOtter#1008"
)
def empty_external_id_is_an_identity(provider: Provider) -> None:
    """Only one user may have an externalId that is an empty string."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        if resource.get("externalId") == "" and any(
            each.get("externalId") == "" for each in provider.store.all(kind) if kind.name == "User"
        ):
            raise ScimError(409, "externalId is taken", "uniqueness")
        return original(kind, resource)  # type: ignore[no-any-return]

    wrap(provider.store, "insert", insert)


def _lower_external_ids(provider: Provider, kind: Kind) -> None:
    def insert(original: Original, it: Kind, resource: Resource) -> Resource:
        if it is kind and isinstance(held := resource.get("externalId"), str):
            resource["externalId"] = held.lower()
        return original(it, resource)  # type: ignore[no-any-return]

    wrap(provider.store, "insert", insert)


@defect("external-id-in-lower-case", caught_by={"users.external-id-letter-case"}, source="RFC 7643 3.1")
def external_id_in_lower_case(provider: Provider) -> None:
    """The externalId of a user is stored in lower case."""
    _lower_external_ids(provider, provider.schema.user)


@defect("group-external-id-in-lower-case", caught_by={"groups.external-id-letter-case"}, source="RFC 7643 3.1")
def group_external_id_in_lower_case(provider: Provider) -> None:
    """The externalId of a group is stored in lower case."""
    _lower_external_ids(provider, provider.schema.group)


@defect("created-active-whatever-is-sent", caught_by={"users.created-disabled"}, source="RFC 7644 3.3")
def created_active_whatever_is_sent(provider: Provider) -> None:
    """Every new user is active."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Any:
        if kind.name == "User":
            resource["active"] = True
        return original(kind, resource)

    wrap(provider.store, "insert", insert)
