"""Legal differences in how resources and lists are written."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, swap, variant, wrap
from scimproof.reference.schema import Kind
from scimproof.reference.variants.declared import declare, find, withdraw

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_EAST = timezone(timedelta(hours=2))
_ERRORS = 400


@variant("members-are-values-only")
def members_are_values_only(provider: Provider) -> None:
    """Members of a group have a value and nothing else."""
    swap(provider.projector, "member", dict)


@variant("absent-is-null")
def absent_is_null(provider: Provider) -> None:
    """Attributes without a value are written as null: to SCIM the same state."""

    def project(original: Original, kind: Kind, body: Resource, wanted: Any, unwanted: Any) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        if wanted is None and unwanted is None:
            for attribute in kind.core.values():
                if attribute.returned == "default":
                    shown.setdefault(attribute.name, None)
        return shown

    wrap(provider.projector, "project", project)


@variant("empty-list-without-resources")
def empty_list_without_resources(provider: Provider) -> None:
    """A list that is empty has no Resources at all."""

    def envelope(original: Original, resources: list[Resource], total: int, start: int) -> Resource:
        written: Resource = original(resources, total, start)
        if total == 0:
            del written["Resources"]
        return written

    wrap(provider.pager, "envelope", envelope)


@variant("opaque-ids")
def opaque_ids(provider: Provider) -> None:
    """Identifiers are texts of a hundred characters."""
    swap(provider.store, "new_id", lambda _kind: secrets.token_urlsafe(75))


@variant("upper-case-ids")
def upper_case_ids(provider: Provider) -> None:
    """Identifiers are UUIDs in capitals."""
    swap(provider.store, "new_id", lambda _kind: str(uuid.uuid4()).upper())


@variant("back-under-the-old-id")
def back_under_the_old_id(provider: Provider) -> None:
    """Whoever is created under the userName of somebody deleted gets that one's identifier, and nothing else of it."""
    gone: dict[str, str] = {}

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        original(kind, resource)
        if kind.name == "User":
            gone[resource["userName"].casefold()] = resource["id"]

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        kept = gone.pop(resource.get("userName", "").casefold(), None) if kind.name == "User" else None
        new_id = provider.store.new_id
        if kept is not None:
            swap(provider.store, "new_id", lambda _kind: kept)
        try:
            made: Resource = original(kind, resource)
        finally:
            swap(provider.store, "new_id", new_id)
        return made

    wrap(provider.store, "delete", delete)
    wrap(provider.store, "insert", insert)


@variant("numbers-as-ids")
def numbers_as_ids(provider: Provider) -> None:
    """Identifiers are strings of digits."""
    numbers = count(1000)
    swap(provider.store, "new_id", lambda _kind: str(next(numbers)))


@variant("keys-in-another-order")
def keys_in_another_order(provider: Provider) -> None:
    """The keys of every object stand in reverse order."""

    def reversed_keys(_request: Request, response: Response) -> Response | None:
        response.json = _reversed(response.json)
        return None

    provider.http.after.append(reversed_keys)


@variant("names-in-lower-case")
def names_in_lower_case(provider: Provider) -> None:
    """Attribute names of a resource are written in lower case: SCIM compares them without regard to that."""

    def lowered(request: Request, response: Response) -> Response | None:
        if request.endpoint in provider.schema.kinds and isinstance(response.json, dict) and response.status < _ERRORS:
            listed = response.json.get("Resources")
            if isinstance(listed, list):
                response.json["Resources"] = [_lower(each) for each in listed]
            else:
                response.json = _lower(response.json)
        return None

    provider.http.after.append(lowered)


@variant("absent-is-empty-list")
def absent_is_empty_list(provider: Provider) -> None:
    """Lists without an element are written as []: to SCIM the same state as absence."""

    def project(original: Original, kind: Kind, body: Resource, wanted: Any, unwanted: Any) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        if wanted is None and unwanted is None:
            for attribute in kind.core.values():
                if attribute.multi and attribute.returned == "default":
                    shown.setdefault(attribute.name, [])
        return shown

    wrap(provider.projector, "project", project)


@variant("excluded-is-empty-list")
def excluded_is_empty_list(provider: Provider) -> None:
    """Lists that a client does not want to see are shown as []."""

    def project(original: Original, kind: Kind, body: Resource, wanted: Any, unwanted: Any) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        for name in (unwanted or {}).get(None, {}):
            if kind.core[name.lower()].multi:
                shown.setdefault(name, [])
        return shown

    wrap(provider.projector, "project", project)


@variant("members-on-request")
def members_on_request(provider: Provider) -> None:
    """The members of a group are shown only to who asks for them, as the schema says: groups can be large."""
    declare(provider, provider.schema.group, "members", returned="request")


@variant("users-without-groups")
def users_without_groups(provider: Provider) -> None:
    """Users do not show the groups they are in; the attribute is not in the schema."""
    withdraw(provider, provider.schema.user, "groups")


@variant("external-id-in-no-schema")
def external_id_in_no_schema(provider: Provider) -> None:
    """The schemas do not name externalId, as those printed in RFC 7643 do not; it works as ever."""
    for kind in (provider.schema.user, provider.schema.group):
        document = provider.schema.own(kind.urn)
        document["attributes"].remove(find(document, "attributes", "externalId"))


@variant("times-with-an-offset")
def times_with_an_offset(provider: Provider) -> None:
    """Times are those of a place two hours east of Greenwich."""

    def now(original: Original) -> str:
        return datetime.fromisoformat(original()).astimezone(_EAST).isoformat(timespec="milliseconds")

    wrap(provider.store, "now", now)


@variant("times-in-whole-seconds")
def times_in_whole_seconds(provider: Provider) -> None:
    """Times have no fraction, so that two changes in a row can bear the same."""
    wrap(provider.store, "now", lambda original: original().partition(".")[0] + "Z")


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(inner) for name, inner in reversed(value.items())}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {name if name.startswith("urn:") else name.lower(): _lower(inner) for name, inner in value.items()}
    return [_lower(each) for each in value] if isinstance(value, list) else value
