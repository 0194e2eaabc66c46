"""Faults in disabling and enabling, and in the names of disabled users."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, ScimError, invalid_value
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

READABLE = "lifecycle.disabled-readable"


def _on_change(provider: Provider, look: Callable[[Resource, Resource], Resource | None]) -> None:
    """Let `look` at a user before and after each PATCH; what it returns is kept instead."""

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        return (look(resource, after) if kind.name == "User" else None) or after

    wrap(provider.patcher, "apply", apply)


def _switched(before: Resource, after: Resource, *, to: bool) -> bool:
    return before.get("active") is not to and after.get("active") is to


@defect("active-hardcoded-true", caught_by={"lifecycle.disabled"}, source="better-auth/better-auth#8841")
def active_hardcoded_true(provider: Provider) -> None:
    """Users are shown as active whatever they are."""

    def whole(original: Original, kind: Kind, resource: Resource, *names: Any) -> Resource:
        shown: Resource = original(kind, resource, *names)
        return {**shown, "active": True} if kind.name == "User" else shown

    wrap(provider.projector, "whole", whole)


@defect("active-patch-noop-200", caught_by={"lifecycle.disabled"}, source="NorthlandPositronics/Cogtrix#122")
def active_patch_noop_200(provider: Provider) -> None:
    """A change of active is answered with success and not stored."""
    _on_change(provider, lambda before, after: {**after, "active": before.get("active", True)})


@defect("regression-patch-active", caught_by={"lifecycle.disabled"}, source="simpleidserver/SimpleIdServer#595")
def regression_patch_active(provider: Provider) -> None:
    """A PATCH that disables a user fails inside."""

    def fail(before: Resource, after: Resource) -> None:
        if _switched(before, after, to=False):
            raise TypeError("cannot convert bool to string")

    _on_change(provider, fail)


@defect("active-readback-stale", caught_by={"lifecycle.disabled"}, source="ssoready/ssoready#155")
def active_readback_stale(provider: Provider) -> None:
    """A disabled user is locked inside, and still shown and found as active."""
    locked: set[str] = set()

    def lock(before: Resource, after: Resource) -> Resource | None:
        if not _switched(before, after, to=False):
            return None
        locked.add(before["id"])
        return {**after, "active": True}

    _on_change(provider, lock)


@defect("deactivate-hard-deletes", caught_by={READABLE}, source="sourcegraph/sourcegraph-public-snapshot#49961")
def deactivate_hard_deletes(provider: Provider) -> None:
    """Disabling a user deletes it."""

    def replace(original: Original, kind: Kind, resource: Resource) -> Resource:
        kept: Resource = original(kind, resource)
        if kind.name == "User" and resource.get("active") is False:
            provider.store.delete(kind, resource)
        return kept

    wrap(provider.store, "replace", replace)


@defect("disabled-user-hidden", caught_by={READABLE}, source="RFC 7643 4.1.1")
def disabled_user_hidden(provider: Provider) -> None:
    """A disabled user cannot be read any more."""

    def existing(original: Original, request: Request) -> Resource:
        found: Resource = original(request)
        if found.get("active") is False and request.method == "GET":
            raise ScimError(404, "No such user")
        return found

    wrap(provider.operations, "existing", existing)


@defect("disabled-again-conflict", caught_by={"lifecycle.disabled-again"}, source="RFC 7644 3.5.2.3")
def disabled_again_conflict(provider: Provider) -> None:
    """Disabling a user who is disabled is refused."""

    def refuse(before: Resource, after: Resource) -> None:
        if before.get("active") is False and before == after:
            raise ScimError(409, "The user is disabled already")

    _on_change(provider, refuse)


@defect("reactivate-patch-rejected", caught_by={"lifecycle.enabled"}, source="getsentry/sentry-docs#16258")
def reactivate_patch_rejected(provider: Provider) -> None:
    """A user who is disabled cannot be enabled."""

    def refuse(before: Resource, after: Resource) -> None:
        if _switched(before, after, to=True):
            raise invalid_value("only active=false is supported")

    _on_change(provider, refuse)


@defect("disabled-user-frozen", caught_by={"lifecycle.disabled-can-change"}, source="RFC 7644 3.5.2")
def disabled_user_frozen(provider: Provider) -> None:
    """A user who is disabled can be enabled, and not be changed otherwise."""

    def refuse(before: Resource, after: Resource) -> None:
        if before.get("active") is False and after.get("active") is False and before != after:
            raise invalid_value("the user is disabled")

    _on_change(provider, refuse)


@defect("enabling-resets-attributes", caught_by={"lifecycle.return-keeps-attributes"}, source="Microsoft Entra: HOW")
def enabling_resets_attributes(provider: Provider) -> None:
    """A user who is enabled again has no name and no e-mail addresses, as after a new invitation."""

    def reset(before: Resource, after: Resource) -> Resource | None:
        if not _switched(before, after, to=True) or before["userName"] != after["userName"]:
            return None
        return {name: value for name, value in after.items() if name not in ("name", "emails")}

    _on_change(provider, reset)


@defect("disabling-leaves-groups", caught_by={"lifecycle.return-keeps-memberships"}, source="Microsoft Entra: HOW")
def disabling_leaves_groups(provider: Provider) -> None:
    """Disabling a user takes the user out of all groups."""

    def leave(before: Resource, after: Resource) -> None:
        if _switched(before, after, to=False):
            provider.store.forget_member(before["id"])

    _on_change(provider, leave)


@defect(
    "rename-ignored-while-disabling",
    caught_by={"lifecycle.renamed-when-deleted"},
    source="buildbuddy-io/buildbuddy#5831",
)
def rename_ignored_while_disabling(provider: Provider) -> None:
    """A new userName that is not an address as people have it is left out when the user is disabled."""

    def keep(before: Resource, after: Resource) -> Resource | None:
        renamed = after["userName"].endswith(before["userName"]) and len(after["userName"]) > len(before["userName"])
        if _switched(before, after, to=False) and renamed:
            return {**after, "userName": before["userName"]}
        return None

    _on_change(provider, keep)


@defect("entra-tombstone-username", caught_by={"lifecycle.restored"}, source="onyx-dot-app/onyx#14074")
def entra_tombstone_username(provider: Provider) -> None:
    """The name that a user had before it was disabled cannot be taken back: a conflict with its own account."""
    left: dict[str, str] = {}

    def look(before: Resource, after: Resource) -> None:
        if _switched(before, after, to=False):
            left[before["id"]] = before["userName"]
        if _switched(before, after, to=True) and before["userName"] != after["userName"] == left.get(before["id"]):
            raise ScimError(409, "userName is taken", "uniqueness")

    _on_change(provider, look)


@defect("old-name-still-indexed", caught_by={"lifecycle.restored-found"}, source="RFC 7644 3.4.2.2")
def old_name_still_indexed(provider: Provider) -> None:
    """A user who takes back an old name is no longer found by it."""
    names: dict[str, list[str]] = {}

    def remember(before: Resource, after: Resource) -> None:
        if before["userName"] != after["userName"]:
            names.setdefault(before["id"], []).append(before["userName"])

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        if not text.startswith("userName eq"):
            return found
        return [each for each in found if each["userName"] not in names.get(each["id"], ())]

    _on_change(provider, remember)
    wrap(provider.filters, "search", search)


@defect(
    "renamed-user-blocks-old-name", caught_by={"lifecycle.name-free-after-rename"}, source="onyx-dot-app/onyx#14074"
)
def renamed_user_blocks_old_name(provider: Provider) -> None:
    """The name that a user had before stays taken for everybody else."""
    owners: dict[str, str] = {}

    def remember(before: Resource, after: Resource) -> None:
        if before["userName"] != after["userName"]:
            owners[before["userName"]] = before["id"]

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        owner = owners.get(resource.get(name, "")) if name == "userName" else None
        still_there = owner is not None and provider.store.get(kind, owner) is not None
        return (still_there and owner != resource.get("id")) or original(kind, name, resource)

    _on_change(provider, remember)
    wrap(provider.store, "taken", taken)


@defect("misses-are-cached", caught_by={"lifecycle.found-after-a-miss"}, source="RFC 7644 3.4.2")
def misses_are_cached(provider: Provider) -> None:
    """A filter on users that found nothing goes on to find nothing."""
    missed: set[str] = set()

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = [] if text in missed else original(kind, text)
        if not found and kind.name == "User":
            missed.add(text)
        return found

    wrap(provider.filters, "search", search)


@defect("values-tidied-up-later", caught_by={"lifecycle.no-drift"}, source="jelhub/scimgateway#124")
def values_tidied_up_later(provider: Provider) -> None:
    """After a user was found once, a job in the background writes the display name as it thinks best."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        if kind.name == "User" and text.startswith("userName eq"):
            for each in found:
                each["displayName"] = str(each.get("displayName", "")).title()
        return found

    wrap(provider.filters, "search", search)


@defect("restore-brings-back-the-hire", caught_by={"lifecycle.whole-life"}, source="Microsoft Entra: HOW")
def restore_brings_back_the_hire(provider: Provider) -> None:
    """Who is restored under an old name gets the values of the day the account was made."""
    hired: dict[str, Resource] = {}

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        made: Resource = original(kind, resource)
        hired[made["id"]] = dict(made)
        return made

    def look(before: Resource, after: Resource) -> Resource | None:
        if not _switched(before, after, to=True) or before["userName"] == after["userName"]:
            return None
        return {**hired[before["id"]], "userName": after["userName"], "active": True, "meta": after["meta"]}

    wrap(provider.store, "insert", insert)
    _on_change(provider, look)
