"""Faults visible in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@defect("listed-once-per-email", caught_by=(), observed_by={"invariants.listed-once"}, source="wso2/product-is#26147")
def listed_once_per_email(provider: Provider) -> None:
    """Without a filter, a user stands in the list once for each e-mail address, and is counted so."""

    def matching(original: Original, kinds: list[Kind], query: dict[str, str]) -> Any:
        found = original(kinds, query)
        if query.get("filter") is not None:
            return found
        return [each for each in found for _ in range(max(1, len(each[1].get("emails", ()))))]

    wrap(provider.operations, "matching", matching)


@defect("group-total-is-short", caught_by=(), observed_by={"invariants.totals-agree"}, source="RFC 7644 3.4.2")
def group_total_is_short(provider: Provider) -> None:
    """The list of all groups counts them without the first one."""
    _of_groups(provider, "totalResults", -1)


@defect("group-page-size-is-wrong", caught_by=(), observed_by={"invariants.pages-agree"}, source="RFC 7644 3.4.2.4")
def group_page_size_is_wrong(provider: Provider) -> None:
    """The list of all groups says that it holds one more than it does."""
    _of_groups(provider, "itemsPerPage", 1)


@defect("groups-called-users", caught_by=(), observed_by={"invariants.endpoints-of-one-type"}, source="RFC 7643 3.1")
def groups_called_users(provider: Provider) -> None:
    """In lists, groups say that they are of the type User."""

    def search(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        if request.endpoint == "Groups" and isinstance(answer.json, dict):
            for each in answer.json["Resources"]:
                if "meta" in each:
                    each["meta"] = {**each["meta"], "resourceType": "User"}
        return answer

    wrap(provider.operations, "search", search)


@defect("last-changed-first", caught_by=(), observed_by={"invariants.listed-in-one-order"}, source="RFC 7644 3.4.2.4")
def last_changed_first(provider: Provider) -> None:
    """Lists begin with what was changed last."""

    def sort(original: Original, found: Any, query: dict[str, str]) -> Any:
        moved = sorted(found, key=lambda each: str(each[1]["meta"]["lastModified"]), reverse=True)
        return original(moved, query)

    wrap(provider.pager, "sort", sort)


def _of_groups(provider: Provider, name: str, by: int) -> None:
    def search(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        if request.endpoint == "Groups" and not request.query and isinstance(answer.json, dict):
            body: Resource = answer.json
            answer.json = {**body, name: body[name] + by}
        return answer

    wrap(provider.operations, "search", search)
