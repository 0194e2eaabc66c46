"""Faults that appear only with more than a thousand users, or members of one group."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.pager import Found
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_LIMIT = 1000

_COST = 0.0012
"""Seconds for each member that is there already."""


@defect("filter-looks-at-a-thousand", caught_by={"scale.last-user-found"}, source="RFC 7644 3.4.2.2")
def filter_looks_at_a_thousand(provider: Provider) -> None:
    """A filter on users looks at the first thousand alone."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        late = {each["id"] for each in list(provider.store.all(kind))[_LIMIT:]} if kind.name == "User" else set()
        return [each for each in found if each["id"] not in late]

    wrap(provider.filters, "search", search)


@defect("total-stops-at-a-thousand", caught_by={"scale.total-not-capped"}, source="RFC 7644 3.4.2")
def total_stops_at_a_thousand(provider: Provider) -> None:
    """The totalResults of a list is a thousand at most."""
    wrap(provider.pager, "total", lambda original, found, page: min(_LIMIT, original(found, page)))


@defect("result-window", caught_by={"scale.listed-past-a-thousand"}, source="RFC 7644 3.4.2.4")
def result_window(provider: Provider) -> None:
    """A page that reaches behind the first thousand is refused: the search behind it has a window."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        if start + count > _LIMIT + 1 and len(found) > _LIMIT:
            raise ScimError(400, "The result window is too large", "tooMany")
        cut: Found = original(found, start, count)
        return cut

    wrap(provider.pager, "page", page)


@defect("group-full-at-a-thousand", caught_by={"scale.group-takes-everyone"}, source="RFC 7644 3.5.2.1")
def group_full_at_a_thousand(provider: Provider) -> None:
    """A group takes a thousand members."""

    def add(original: Original, held: list[Any], new: list[Any]) -> list[Any]:
        made: list[Any] = original(held, new)
        if len(made) > _LIMIT:
            raise invalid_value(f"a group has {_LIMIT} members at most")
        return made

    wrap(provider.members, "add", add)


@defect(
    "group-read-stops-at-a-thousand",
    caught_by={"scale.group-read-whole"},
    source="FusionAuth/fusionauth-issues#2784",
)
def group_read_stops_at_a_thousand(provider: Provider) -> None:
    """A group that is read shows its first thousand members."""

    def read(original: Original, request: Request) -> Response:
        response: Response = original(request)
        if request.endpoint == "Groups" and len(response.json.get("members", ())) > _LIMIT:
            response.json["members"] = response.json["members"][:_LIMIT]
        return response

    wrap(provider.operations, "read", read)


@defect("patch-loads-a-thousand", caught_by={"scale.change-keeps-everyone"}, source="FusionAuth/fusionauth-issues#2784")
def patch_loads_a_thousand(provider: Provider) -> None:
    """A removal from a group works on the first thousand members and forgets the others."""

    def remove_matched(original: Original, box: Resource, *rest: Any) -> None:
        if len(box.get("members", ())) > _LIMIT:
            box["members"] = box["members"][:_LIMIT]
        original(box, *rest)

    wrap(provider.values, "remove_matched", remove_matched)


@defect("member-check-looks-at-a-thousand", caught_by={"scale.member-check-finds-the-last"}, source="RFC 7644 3.4.2.2")
def member_check_looks_at_a_thousand(provider: Provider) -> None:
    """A filter on the members of a group looks at the first thousand alone."""

    def kept(original: Original, kind: Kind, resource: Resource, place: Any) -> list[Any]:
        values: list[Any] = original(kind, resource, place)
        return values[:_LIMIT] if kind.name == "Group" else values

    wrap(provider.filters, "kept", kept)


@defect(
    "patch-add-cost-grows",
    caught_by={"scale.joining-costs-no-more"},
    source="wso2-extensions/identity-inbound-provisioning-scim2#178",
)
def patch_add_cost_grows(provider: Provider) -> None:
    """Who joins a group waits until every other member has been looked at and written again."""

    async def answer(original: Original, request: Request) -> Response:
        if request.method == "PATCH" and request.endpoint == "Groups":
            await asyncio.sleep(_COST * len(provider.store.members.get(request.id, ())))
        response: Response = await original(request)
        return response

    wrap(provider.http, "answer", answer)
