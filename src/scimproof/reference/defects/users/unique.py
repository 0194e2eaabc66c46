"""Faults in uniqueness among users, and in reporting conflicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scimproof.reference.definitions import ENTERPRISE
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


def _conflicts(provider: Provider, answer: Callable[[ScimError], ScimError]) -> None:
    """Have `answer` turn the conflict of a create of a user into another error."""

    def create(original: Original, request: Request) -> Response:
        try:
            created: Response = original(request)
        except ScimError as error:
            if error.status == 409 and request.endpoint == "Users":  # noqa: PLR2004
                raise answer(error) from error
            raise
        return created

    wrap(provider.operations, "create", create)


def _taken_if(provider: Provider, counts: Callable[[Resource, Resource], bool]) -> None:
    """For new users let only those count as having the same userName whom `counts` says so of (new, held)."""

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        if kind.name != "User" or "id" in resource:
            return bool(original(kind, name, resource))
        held = provider.store.find(kind, name, resource.get(name, "")) or ()
        return any(counts(resource, each) for each in held)

    wrap(provider.store, "taken", taken)


def _also_unique(provider: Provider, value: Callable[[Resource], object], error: Exception) -> None:
    """Raise an error when a new user, whose userName is free, has a value that another user has."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        provider.store.check_unique(kind, resource)
        wanted = value(resource) if kind.name == "User" else None
        if wanted and any(value(each) == wanted for each in provider.store.all(kind)):
            raise error
        kept: Resource = original(kind, resource)
        return kept

    wrap(provider.store, "insert", insert)


@defect("duplicate-user-accepted", caught_by={"users.duplicate-refused"}, source="goauthentik/authentik#12547")
def duplicate_user_accepted(provider: Provider) -> None:
    """A second user with the same userName is created."""
    _taken_if(provider, lambda _new, _held: False)


@defect("duplicate-user-not-409", caught_by={"users.duplicate-conflict"}, source="FusionAuth/fusionauth-issues#1776")
def duplicate_user_not_409(provider: Provider) -> None:
    """A userName that is taken is answered with 400."""
    _conflicts(provider, lambda error: ScimError(400, error.detail, "uniqueness"))


@defect("conflict-without-scim-type", caught_by={"users.duplicate-scim-type"}, source="RFC 7644 3.3")
def conflict_without_scim_type(provider: Provider) -> None:
    """The error for a userName that is taken has no scimType."""
    _conflicts(provider, lambda error: ScimError(409, error.detail))


@defect("duplicate-compared-exactly", caught_by={"users.duplicate-in-other-case"}, source="langfuse/langfuse#13528")
def duplicate_compared_exactly(provider: Provider) -> None:
    """A userName in other letter case is taken for another one."""
    _taken_if(provider, lambda new, held: new["userName"] == held["userName"])


@defect("disabled-user-frees-name", caught_by={"users.duplicate-of-disabled"}, source="RFC 7643 4.1.1")
def disabled_user_frees_name(provider: Provider) -> None:
    """The userName of a disabled user can be given again."""
    _taken_if(provider, lambda _new, held: held.get("active") is not False)


@defect("employee-number-unique", caught_by={"users.shared-employee-number"}, source="RFC 7643 8.7.1")
def employee_number_unique(provider: Provider) -> None:
    """Two users cannot have the same employeeNumber."""
    _also_unique(
        provider,
        lambda user: user.get(ENTERPRISE["id"], {}).get("employeeNumber"),
        ScimError(409, "employeeNumber is taken", "uniqueness"),
    )


@defect("duplicate-email-500", caught_by={"users.shared-email"}, source="Metatavu/keycloak-scim-server#109")
def duplicate_email_500(provider: Provider) -> None:
    """A create with an e-mail that another user has fails."""
    _also_unique(
        provider,
        lambda user: next((each.get("value") for each in user.get("emails", ())), None),
        RuntimeError("duplicate key value violates unique constraint"),
    )


@defect("rename-to-a-taken-name", caught_by={"patch.taken-name-refused"}, source="RFC 7643 4.1.1")
def rename_to_a_taken_name(provider: Provider) -> None:
    """Whoever exists already may take the userName of somebody else."""
    _taken_on_change(provider, lambda: False)


@defect("rename-to-a-taken-name-500", caught_by={"patch.taken-name-refused"}, source="RFC 7644 3.12")
def rename_to_a_taken_name_500(provider: Provider) -> None:
    """A change of userName to one that is taken fails."""

    def fails() -> bool:
        raise RuntimeError("duplicate key value violates unique constraint")

    _taken_on_change(provider, fails)


def _taken_on_change(provider: Provider, answer: Callable[[], bool]) -> None:
    """Have `answer` say whether a userName is taken that is, for a user who is there already."""

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        found = bool(original(kind, name, resource))
        return answer() if found and kind.name == "User" and "id" in resource else found

    wrap(provider.store, "taken", taken)
