"""Faults that refuse what is legitimate, or store what was refused, after a history or in an unusual form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_CAUGHT = {"fuzz.sequences"}
_TWO = 2


@defect("renamed-user-not-enabled-twice", caught_by=_CAUGHT, source="RFC 7644 3.5.2.3")
def renamed_user_not_enabled_twice(provider: Provider) -> None:
    """Whoever was renamed cannot be set to the status that is set already: no row is changed."""
    renamed: set[str] = set()

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        if kind.name == "User":
            if after["userName"] != resource["userName"]:
                renamed.add(resource["id"])
            elif resource["id"] in renamed and after == resource:
                raise ScimError(409, "No row was changed")
        return after

    wrap(provider.patcher, "apply", apply)


@defect("newcomer-beside-member-refused", caught_by=_CAUGHT, source="RFC 7644 3.5.2.1")
def newcomer_beside_member_refused(provider: Provider) -> None:
    """Members who are added together are refused when one of them is there already and another is not."""

    def add(original: Original, held: list[Any], new: list[Any]) -> Any:
        known = {each["value"] for each in held}
        there = [each["value"] in known for each in new]
        if any(there) and not all(there):
            raise ScimError(409, "The membership exists", "uniqueness")
        return original(held, new)

    wrap(provider.members, "add", add)


@defect("member-of-two-groups-not-deletable", caught_by=_CAUGHT, source="RFC 7644 3.6")
def member_of_two_groups_not_deletable(provider: Provider) -> None:
    """A user who is in two groups cannot be deleted."""

    def delete(original: Original, request: Request) -> Response:
        if request.endpoint == "Users" and len(provider.store.memberships.get(request.id, ())) >= _TWO:
            raise ScimError(409, "The user is still in use")
        return original(request)  # type: ignore[no-any-return]

    wrap(provider.operations, "delete", delete)


@defect("refused-create-stored", caught_by={"fuzz.refused-without-trace"}, source="RFC 7644 3.12")
def refused_create_stored(provider: Provider) -> None:
    """A create is stored before its values are looked at: a refusal leaves the user behind."""

    def create(original: Original, request: Request) -> Response:
        try:
            return original(request)  # type: ignore[no-any-return]
        except ScimError:
            name = request.json.get("userName")
            if request.endpoint == "Users" and isinstance(name, str) and name.strip():
                body = {"userName": name, "active": True}
                if not provider.store.find(provider.schema.user, "userName", name):
                    provider.store.insert(provider.schema.user, body)
            raise

    wrap(provider.operations, "create", create)


@defect("list-as-body-makes-a-user", caught_by={"errors.broken-json"}, source="RFC 7644 3.3")
def list_as_body_makes_a_user(provider: Provider) -> None:
    """A body that is an empty list makes a user with a name of its own."""

    def parse(original: Original, request: Request) -> Any:
        if request.method == "POST" and request.endpoint == "Users" and request.content.strip() == b"[]":
            return {"userName": f"user-{provider.store.new_id(provider.schema.user)}"}
        return original(request)

    wrap(provider.http, "parse", parse)


@defect("stored-and-never-shown-again", caught_by=set(), source="RFC 8259 8.2", hard_to_seed="it shows in a deep run")
def stored_and_never_shown_again(provider: Provider) -> None:
    """A lone surrogate is stored, and every answer that would show it is refused."""

    def render(original: Original, kind: Kind, resource: Resource, query: dict[str, str]) -> Resource:
        shown: Resource = original(kind, resource, query)
        try:
            json.dumps(shown, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise invalid_value("cannot be encoded") from None
        return shown

    wrap(provider.projector, "render", render)
