"""Faults in finding the user with a given identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind

_FOUND = 200


def _finds(provider: Provider, change: Callable[[Request, Resource], Response | None]) -> None:
    """Have `change` see each list of users that a filter has found; what it returns is answered instead."""

    def after(request: Request, response: Response) -> Response | None:
        ours = request.method == "GET" and request.segments == ["Users"] and "filter" in request.query
        return change(request, response.json) if ours and response.status == _FOUND else None

    provider.http.after.append(after)


def _reads_filters(provider: Provider, change: Callable[[str], str | None]) -> None:
    """Let filters on users be read as `change` makes them; where it returns None they find nobody."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        read = change(text) if kind.name == "User" else text
        found: list[Resource] = [] if read is None else original(kind, read)
        return found

    wrap(provider.filters, "search", search)


def _compares_exactly(provider: Provider, attribute: Attribute, held_key: Callable[[Any], Any]) -> None:
    """Compare an attribute in filters by `held_key` of what is kept with the text of the filter as it came."""

    def operand(original: Original, each: Attribute, operator: str, value: Any) -> Any:
        return value if each is attribute and operator == "eq" else original(each, operator, value)

    def compare(original: Original, each: Attribute, operator: str, held: Any, wanted: Any) -> bool:
        if each is attribute and operator == "eq":
            return bool(held_key(held) == wanted)
        return bool(original(each, operator, held, wanted))

    wrap(provider.filters, "operand", operand)
    wrap(provider.filters, "compare", compare)


@defect("user-filter-ignored", caught_by={"matching.by-username"}, source="RFC 7644 3.4.2.2")
def user_filter_ignored(provider: Provider) -> None:
    """A filter that finds somebody is answered with all users."""

    def everybody(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        return list(provider.store.all(kind)) if found and kind.name == "User" and "userName" in text else found

    wrap(provider.filters, "search", everybody)


@defect("plus-not-a-space", caught_by={"matching.by-username"}, source="RFC 7644 3.4.2")
def plus_not_a_space(provider: Provider) -> None:
    """A plus in the query string stays a plus, so that such a filter finds nobody."""
    _finds(provider, lambda request, found: _emptied(found) if "+eq+" in request.raw_query else None)


def _emptied(found: Resource) -> None:
    found |= {"totalResults": 0, "itemsPerPage": 0, "Resources": []}


@defect(
    "filter-miss-404",
    caught_by={"matching.miss-is-empty-list"},
    source="jelhub/scimgateway#18",
)
def filter_miss_404(provider: Provider) -> None:
    """A filter that finds nobody is answered with 404."""

    def missing(request: Request, found: Resource) -> Response | None:
        return None if found["totalResults"] else provider.errors.response(request, ScimError(404, "Nothing found"))

    _finds(provider, missing)


@defect("list-without-schemas", caught_by={"matching.list-response"}, source="RFC 7644 3.4.2")
def list_without_schemas(provider: Provider) -> None:
    """The answer to a filter does not say in schemas that it is a list."""
    _finds(provider, lambda _request, found: found.pop("schemas") and None)


@defect("username-compared-exactly", caught_by={"matching.username-any-case"}, source="jelhub/scimgateway#89")
def username_compared_exactly(provider: Provider) -> None:
    """A filter on userName finds the user only in the letter case in which the name is kept."""
    _compares_exactly(provider, provider.schema.user.core["username"], lambda held: held)


@defect("bare-at-refused", caught_by={"matching.as-the-gallery-encodes"}, source="RFC 7644 3.4.2")
def bare_at_refused(provider: Provider) -> None:
    """An @ in the query string that is not percent-encoded is refused."""

    def refuse(request: Request) -> Response | None:
        if request.segments == ["Users"] and "@" in request.raw_query:
            raise ScimError(400, "The query string is not valid", "invalidFilter")
        return None

    provider.http.before.append(refuse)


@defect("external-id-not-filterable", caught_by={"matching.by-external-id"}, source="OctopusDeploy/Issues#9841")
def external_id_not_filterable(provider: Provider) -> None:
    """A filter on externalId is refused."""

    def refuse(text: str) -> str:
        if text.lower().startswith("externalid "):
            raise ScimError(400, "Only userName can be filtered by", "invalidFilter")
        return text

    _reads_filters(provider, refuse)


@defect("valuepath-filter-unsupported", caught_by={"matching.by-work-email"}, source="imulab/go-scim#68")
def valuepath_filter_unsupported(provider: Provider) -> None:
    """A filter with square brackets is refused."""

    def refuse(text: str) -> str:
        if "[" in text.partition('"')[0]:
            raise ScimError(400, "invalid character [", "invalidFilter")
        return text

    _reads_filters(provider, refuse)


@defect("one-without-email-breaks-the-filter", caught_by={"matching.by-work-email"}, source="RFC 7644 3.4.2.2")
def one_without_email_breaks_the_filter(provider: Provider) -> None:
    """A filter on the value of e-mails is refused as soon as there is a user without an e-mail."""

    def resource_test(original: Original, kind: Kind, node: Any) -> Any:
        holds = original(kind, node)

        def test(user: Resource) -> bool:
            if getattr(node, "within", None) and node.within.path == "emails" and "emails" not in user:
                raise ScimError(400, "Cannot convert undefined or null to object", "invalidFilter")
            return bool(holds(user))

        return test

    wrap(provider.filters, "resource_test", resource_test)


@defect("filter-email-value-case", caught_by={"matching.email-any-case"}, source="keycloak/keycloak#51401")
def filter_email_value_case(provider: Provider) -> None:
    """A filter on e-mails is compared with the kept value in small letters, and is itself left as it came."""
    _compares_exactly(provider, provider.schema.user.core["emails"].subs["value"], lambda held: held.lower())


@defect("urn-attributes-find-nobody", caught_by={"matching.by-employee-number"}, source="RFC 7644 3.10")
def urn_attributes_find_nobody(provider: Provider) -> None:
    """A filter on an attribute with its URN in front finds nobody."""
    _reads_filters(provider, lambda text: None if text.lower().startswith("urn:") else text)


@defect("filter-value-with-space", caught_by={"matching.difficult-values"}, source="kanidm/kanidm#3673")
def filter_value_with_space(provider: Provider) -> None:
    """A filter is split at spaces, so that its value is the first word."""

    def first_words(text: str) -> str:
        before, _, value = text.partition(' eq "')
        return text if " eq " in value or not value.endswith('"') else f'{before} eq "{value[:-1].split(" ")[0]}"'

    _reads_filters(provider, first_words)


@defect("filter-escaped-quote", caught_by={"matching.difficult-values"}, source="Captain-P-Goldfish/SCIM-SDK#913")
def filter_escaped_quote(provider: Provider) -> None:
    """A quote ends the value of a filter, escaped or not."""

    def unescaped(text: str) -> str:
        if '\\"' in text:
            raise ScimError(400, "unexpected text after the value", "invalidFilter")
        return text

    _reads_filters(provider, unescaped)


@defect("filter-single-quote", caught_by={"matching.difficult-values"}, source="scim2/filter-parser#21")
def filter_single_quote(provider: Provider) -> None:
    """An apostrophe in the value of a filter is taken for a quote."""

    def quoted(text: str) -> str:
        if "'" in text:
            raise ScimError(400, "a string is not closed", "invalidFilter")
        return text

    _reads_filters(provider, quoted)


@defect("filter-not-utf8", caught_by={"matching.difficult-values"}, source="RFC 7644 3.4.2")
def filter_not_utf8(provider: Provider) -> None:
    """The query string is decoded as ISO-8859-1."""
    _reads_filters(provider, lambda text: text.encode().decode("latin-1"))


@defect("list-shows-names-only", caught_by={"matching.shows-the-whole-user"}, source="RFC 7643 7")
def list_shows_names_only(provider: Provider) -> None:
    """A list shows of each user the name and the state."""

    def few(_request: Request, found: Resource) -> None:
        keep = ("schemas", "id", "meta", "userName", "active")
        found["Resources"] = [{name: each[name] for name in keep if name in each} for each in found["Resources"]]

    _finds(provider, few)


@defect("filter-hides-disabled", caught_by={"matching.disabled-user-found"}, source="RFC 7643 4.1.1")
def filter_hides_disabled(provider: Provider) -> None:
    """A filter does not find disabled users."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        return [each for each in original(kind, text) if each.get("active") is not False]

    wrap(provider.filters, "search", search)


@defect("active-as-text-in-lists", caught_by={"matching.disabled-user-found"}, source="RFC 7643 2.3.2")
def active_as_text_in_lists(provider: Provider) -> None:
    """A list shows the state of a disabled user as text."""

    def words(_request: Request, found: Resource) -> None:
        for each in found["Resources"]:
            if each.get("active") is False:
                each["active"] = "False"

    _finds(provider, words)


@defect("listed-id-follows-name", caught_by={"matching.id-stable"}, source="RFC 7643 3.1")
def listed_id_follows_name(provider: Provider) -> None:
    """A list shows who was enabled again under another id."""
    returned: set[str] = set()

    def replace(original: Original, kind: Kind, resource: Resource) -> Resource:
        before = provider.store.get(kind, resource["id"]) or {}
        if kind.name == "User" and before.get("active") is False:
            returned.add(resource["id"])
        kept: Resource = original(kind, resource)
        return kept

    def other_ids(_request: Request, found: Resource) -> None:
        for each in found["Resources"]:
            if each.get("id") in returned:
                each["id"] = str(uuid5(NAMESPACE_OID, each.get("userName", "")))

    wrap(provider.store, "replace", replace)
    _finds(provider, other_ids)
