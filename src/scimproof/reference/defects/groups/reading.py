"""Faults in finding and reading groups."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


def _on_search(provider: Provider, answer: Callable[[str, list[Resource]], list[Resource]]) -> None:
    """Let `answer` say what a filter on groups finds, given its text and what it should find."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        return answer(text, found) if kind.name == "Group" else found

    wrap(provider.filters, "search", search)


def _refusing(provider: Provider, text: str) -> None:
    """Refuse filters on groups in which a text stands."""

    def search(original: Original, kind: Kind, asked: str) -> list[Resource]:
        if kind.name == "Group" and text in asked:
            raise ScimError(400, "The filter cannot be read", "invalidFilter")
        found: list[Resource] = original(kind, asked)
        return found

    wrap(provider.filters, "search", search)


def _groups(provider: Provider) -> list[Resource]:
    return list(provider.store.all(provider.schema.group))


def _wanted(text: str) -> str:
    return str(json.loads(text[text.index('"') :]))


@defect("groups-filter-ignored", caught_by={"groups.match-misses"}, source="Infisical/infisical#1945")
def groups_filter_ignored(provider: Provider) -> None:
    """A filter on groups finds all groups."""
    _on_search(provider, lambda _text, _found: _groups(provider))


@defect("group-filter-miss-404", caught_by={"groups.match-misses"}, source="RFC 7644 3.4.2")
def group_filter_miss_404(provider: Provider) -> None:
    """A filter that no group matches is answered with 404."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        if kind.name == "Group" and not found:
            raise ScimError(404, "There is no such group")
        return found

    wrap(provider.filters, "search", search)


@defect("group-name-matched-by-prefix", caught_by={"groups.matched-by-name"}, source="RFC 7644 3.4.2.2")
def group_name_matched_by_prefix(provider: Provider) -> None:
    """DisplayName eq finds every group whose name begins with the value."""

    def answer(text: str, found: list[Resource]) -> list[Resource]:
        if not text.startswith("displayName eq"):
            return found
        start = _wanted(text).casefold()
        return [each for each in _groups(provider) if each["displayName"].casefold().startswith(start)]

    _on_search(provider, answer)


@defect("group-no-members-serialise-500", caught_by={"groups.matched-by-name"}, source="open-webui/open-webui#20187")
def group_no_members_serialise_500(provider: Provider) -> None:
    """A list in which there is a group without members fails."""

    def found(original: Original, kinds: list[Kind], query: dict[str, str]) -> Response:
        if any(
            kind.name == "Group" and "members" not in each for kind, each in provider.operations.matching(kinds, query)
        ):
            raise TypeError("'NoneType' object is not iterable")
        response: Response = original(kinds, query)
        return response

    wrap(provider.operations, "found", found)


@defect("group-name-case-exact", caught_by={"groups.match-ignores-case"}, source="simpleidserver/SimpleIdServer#489")
def group_name_case_exact(provider: Provider) -> None:
    """DisplayName of groups is compared with regard to letter case."""
    provider.schema.group.core["displayname"].case_exact = True


@defect("group-external-id-not-filterable", caught_by={"groups.matched-by-external-id"}, source="RFC 7644 3.4.2.2")
def group_external_id_not_filterable(provider: Provider) -> None:
    """A filter on externalId of groups is refused."""
    _refusing(provider, "externalId")


@defect("group-name-quotes-not-unescaped", caught_by={"groups.matched-by-difficult-name"}, source="RFC 7644 3.4.2.2")
def group_name_quotes_not_unescaped(provider: Provider) -> None:
    """A filter on groups with an escaped character in its value is refused."""
    _refusing(provider, "\\")


@defect("group-name-parentheses-parsed", caught_by={"groups.matched-with-parentheses"}, source="RFC 7644 3.4.2.2")
def group_name_parentheses_parsed(provider: Provider) -> None:
    """Parentheses inside the quotes of a filter on groups are taken for grouping."""
    _refusing(provider, "(")


@defect("group-read-404", caught_by={"groups.read-by-id"}, source="RFC 7644 3.4.1")
def group_read_404(provider: Provider) -> None:
    """GET of one group is not there."""

    def read(original: Original, request: Request) -> Response:
        if request.endpoint == "Groups":
            raise ScimError(404, "There is nothing here")
        response: Response = original(request)
        return response

    wrap(provider.operations, "read", read)


def _parameter_ignored(provider: Provider, parameter: str, where: str) -> None:
    """Ignore a parameter of requests for groups: of ``list``, of ``read``, or of both."""

    def without(query: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in query.items() if name != parameter}

    def found(original: Original, kinds: list[Kind], query: dict[str, str]) -> Response:
        groups = any(kind.name == "Group" for kind in kinds)
        response: Response = original(kinds, without(query) if groups else query)
        return response

    def read(original: Original, request: Request) -> Response:
        if request.endpoint == "Groups":
            request.query = without(request.query)
        response: Response = original(request)
        return response

    if where in ("list", "both"):
        wrap(provider.operations, "found", found)
    if where in ("read", "both"):
        wrap(provider.operations, "read", read)


@defect(
    "excluded-attributes-ignored",
    caught_by={"groups.read-without-members"},
    source="simpleidserver/SimpleIdServer#490",
)
def excluded_attributes_ignored(provider: Provider) -> None:
    """ExcludedAttributes is ignored for groups."""
    _parameter_ignored(provider, "excludedAttributes", "both")


@defect("members-read-all-the-same", caught_by={"groups.read-without-members"}, source="RFC 7644 3.9")
def members_read_all_the_same(provider: Provider) -> None:
    """ExcludedAttributes is ignored when one group is read."""
    _parameter_ignored(provider, "excludedAttributes", "read")


@defect("members-listed-all-the-same", caught_by={"groups.matched-without-members"}, source="RFC 7644 3.9")
def members_listed_all_the_same(provider: Provider) -> None:
    """ExcludedAttributes is ignored when groups are listed."""
    _parameter_ignored(provider, "excludedAttributes", "list")


@defect("reference-check-answers-all", caught_by={"groups.member-check-short"}, source="RFC 7644 3.9")
def reference_check_answers_all(provider: Provider) -> None:
    """Attributes asked for by name are ignored when groups are listed."""
    _parameter_ignored(provider, "attributes", "list")


@defect("group-list-omits-members", caught_by={"groups.listed-with-members"}, source="graphql-hive/console#8352")
def group_list_omits_members(provider: Provider) -> None:
    """Groups in a list never show their members."""

    def found(original: Original, kinds: list[Kind], query: dict[str, str]) -> Response:
        response: Response = original(kinds, query)
        for each in response.json["Resources"]:
            each.pop("members", None)
        return response

    wrap(provider.operations, "found", found)


@defect("user-groups-no-value", caught_by={"groups.named-in-users"}, source="wso2/product-is#12188")
def user_groups_no_value(provider: Provider) -> None:
    """A user's groups are shown by name alone."""
    swap(provider.projector, "group_of", lambda group: {"display": group["displayName"]})


@defect("members-not-filterable", caught_by={"groups.member-check-finds"}, source="RFC 7644 3.4.2.2")
def members_not_filterable(provider: Provider) -> None:
    """A filter on the members of groups is refused."""
    _refusing(provider, "members")


@defect("member-clause-ignored", caught_by={"groups.member-check-misses"}, source="RFC 7644 3.4.2.2")
def member_clause_ignored(provider: Provider) -> None:
    """Of a filter on groups that asks for id and members only the id counts."""

    def answer(text: str, found: list[Resource]) -> list[Resource]:
        return [each for each in _groups(provider) if each["id"] in text] if "members eq" in text else found

    _on_search(provider, answer)


@defect("renamed-group-found-by-old-name", caught_by={"groups.found-by-new-name"}, source="RFC 7644 3.4.2.2")
def renamed_group_found_by_old_name(provider: Provider) -> None:
    """Groups are looked up by the names they were created with."""
    first: dict[str, str] = {}

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        if kind.name == "Group":
            first.setdefault(resource["id"], resource["displayName"].casefold())
        original(kind, resource)

    def answer(text: str, found: list[Resource]) -> list[Resource]:
        if not text.startswith("displayName eq"):
            return found
        name = _wanted(text).casefold()
        return [each for each in _groups(provider) if first[each["id"]] == name]

    wrap(provider.store, "put", put)
    _on_search(provider, answer)
