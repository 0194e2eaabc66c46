"""Faults visible in ids, meta and references."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@defect("times-without-zone", caught_by=(), observed_by={"invariants.times-have-zones"}, source="RFC 7643 2.3.5")
def times_without_zone(provider: Provider) -> None:
    """Times in meta have no zone."""
    bare = {"created", "lastModified"}
    _meta(provider, lambda meta, _: {n: v.removesuffix("Z") if n in bare else v for n, v in meta.items()})


@defect("created-moves", caught_by=(), observed_by={"invariants.created-stays"}, source="RFC 7643 3.1")
def created_moves(provider: Provider) -> None:
    """Each change of a resource sets the time of its creation again."""

    def stamp(original: Original, resource: Resource) -> None:
        original(resource)
        resource["meta"] = {**resource["meta"], "created": resource["meta"]["lastModified"]}

    wrap(provider.store, "stamp", stamp)


@defect(
    "modified-in-another-zone", caught_by=(), observed_by={"invariants.modified-after-created"}, source="RFC 7643 3.1"
)
def modified_in_another_zone(provider: Provider) -> None:
    """The lastModified of a group is local time two hours west of Greenwich, with a Z behind it."""

    def earlier(meta: Resource, kind: Kind) -> Resource:
        if kind.name != "Group":
            return meta
        stated = datetime.fromisoformat(meta["lastModified"]) - timedelta(hours=2)
        return {**meta, "lastModified": stated.isoformat(timespec="microseconds").replace("+00:00", "Z")}

    _meta(provider, earlier)


@defect("version-without-its-mark", caught_by=(), observed_by={"invariants.version-is-etag"}, source="RFC 7643 3.1")
def version_without_its_mark(provider: Provider) -> None:
    """The version in meta lacks the W/ that the ETag header has."""
    _meta(provider, lambda meta, _: {**meta, "version": meta["version"].removeprefix("W/")})


@defect(
    "location-behind-the-proxy",
    caught_by=(),
    observed_by={"invariants.locations-lead-home", "invariants.location-header-agrees"},
    source="RFC 7643 3.1",
)
def location_behind_the_proxy(provider: Provider) -> None:
    """The location in meta has the name that the server has behind its proxy."""
    _meta(
        provider,
        lambda meta, _: {**meta, "location": f"http://scim-1.internal:8080/{meta['location'].split('/', 3)[3]}"},
    )


@defect(
    "group-location-header-short",
    caught_by=(),
    observed_by={"invariants.location-header-agrees"},
    source="RFC 7644 3.3",
)
def group_location_header_short(provider: Provider) -> None:
    """The Location header of a new group leads to the list of groups."""

    def create(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        if request.endpoint == "Groups":
            answer.headers["Location"] = answer.headers["Location"].rpartition("/")[0]
        return answer

    wrap(provider.operations, "create", create)


@defect("put-shows-a-new-id", caught_by=(), observed_by={"invariants.id-as-asked"}, source="RFC 7643 3.1")
def put_shows_a_new_id(provider: Provider) -> None:
    """The answer to a PUT shows an id that nobody has."""

    def replace(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        if isinstance(answer.json, dict):
            answer.json["id"] = str(uuid.uuid4())
        return answer

    wrap(provider.operations, "replace", replace)


@defect(
    "shared-email-is-the-same-user",
    caught_by=(),
    observed_by={"invariants.creates-are-new"},
    source="BerriAI/litellm-docs#936",
)
def shared_email_is_the_same_user(provider: Provider) -> None:
    """A create with an e-mail address that somebody has takes that user over, name and all."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        mine = {each.get("value") for each in resource.get("emails", ())}
        known = next(
            (
                each
                for each in provider.store.all(kind)
                if kind.name == "User" and mine & {one.get("value") for one in each.get("emails", ())}
            ),
            None,
        )
        if known is None or provider.store.taken(kind, "userName", {**resource, "id": known["id"]}):
            made: Resource = original(kind, resource)
            return made
        resource |= {"id": known["id"], "meta": known["meta"]}
        return provider.store.replace(kind, resource)

    wrap(provider.store, "insert", insert)


@defect("ids-are-free-again", caught_by=(), observed_by={"invariants.ids-never-reused"}, source="RFC 7643 3.1")
def ids_are_free_again(provider: Provider) -> None:
    """A new user gets the id of the user who was deleted last."""
    free: list[str] = []
    new_id = provider.store.new_id

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        original(kind, resource)
        if kind.name == "User":
            free.append(resource["id"])

    def again(kind: Kind) -> Any:
        return free.pop() if kind.name == "User" and free else new_id(kind)

    wrap(provider.store, "delete", delete)
    swap(provider.store, "new_id", again)


@defect("references-without-id", caught_by=(), observed_by={"invariants.references-lead-home"}, source="RFC 7643 2.3.7")
def references_without_id(provider: Provider) -> None:
    """The $ref of a member ends before the id."""

    def member(original: Original, member: Resource) -> Resource:
        shown: Resource = original(member)
        return {**shown, "$ref": shown["$ref"].rpartition("/")[0]} if "$ref" in shown else shown

    wrap(provider.projector, "member", member)


def _meta(provider: Provider, change: Any) -> None:
    wrap(provider.projector, "meta", lambda original, kind, resource: change(original(kind, resource), kind))
