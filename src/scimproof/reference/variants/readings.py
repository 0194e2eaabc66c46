"""The other reading, where the standard can be read in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import Compare
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.filters import Predicate
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind, Place

_REFERENCES = ("manager", "members", "groups")


@variant("removed-from-nothing-is-no-target")
def removed_from_nothing_is_no_target(provider: Provider) -> None:
    """Removing by a filter that matches nothing, or somebody who is no member, is refused with noTarget."""
    swap(provider.values, "remove_unmatched", provider.values.no_target)

    def remove(original: Original, held: list[Any], listed: list[Any]) -> Any:
        if not {each["value"] for each in listed} <= {each["value"] for each in held}:
            raise ScimError(400, "One of them is no member", "noTarget")
        return original(held, listed)

    wrap(provider.members, "remove", remove)


@variant("required-stays-required")
def required_stays_required(provider: Provider) -> None:
    """Taking away what is required is always an invalid value, also where the error table has mutability."""
    wrap(
        provider.values,
        "refuse_clearing",
        lambda original, attribute, _scim_type: original(attribute, "invalidValue"),
    )


@variant("put-keeps-what-is-omitted")
def put_keeps_what_is_omitted(provider: Provider) -> None:
    """A PUT leaves alone what it does not name; null and [] are named, and clear."""
    named: set[str] = set()

    def keep_active(original: Original, kind: Kind, before: Resource, body: Resource) -> Resource:
        named.clear()
        named.update(name.lower() for name in body)
        kept: Resource = original(kind, before, body)
        return kept

    def identified(original: Original, before: Resource, resource: Resource) -> Resource:
        kept = {name: value for name, value in before.items() if name.lower() not in named}
        whole: Resource = original(before, kept | resource)
        return whole

    wrap(provider.operations, "keep_active", keep_active)
    wrap(provider.operations, "identified", identified)


@variant("unknown-attribute-finds-nobody")
def unknown_attribute_finds_nobody(provider: Provider) -> None:
    """A filter on an attribute that no schema knows is answered with an empty list."""

    def resource_test(original: Original, kind: Kind, node: Any) -> Predicate:
        named = (node.within or node).path if isinstance(node, Compare) else node.path
        if provider.schema.resolve(kind, named) is None:
            return lambda _it: False
        found: Predicate = original(kind, node)
        return found

    wrap(provider.filters, "resource_test", resource_test)


@variant("complex-needs-its-sub-attribute")
def complex_needs_its_sub_attribute(provider: Provider) -> None:
    """A filter that compares a complex attribute as a whole is refused, but for references, as Entra ID asks."""

    def comparable(original: Original, place: Place, node: Compare) -> Attribute:
        attribute: Attribute = original(place, node)
        if place.attribute is not attribute and place.attribute and place.attribute.name not in _REFERENCES:
            raise ScimError(400, f"{place.attribute.name} needs a sub-attribute", "invalidFilter")
        return attribute

    wrap(provider.filters, "comparable", comparable)


@variant("not-equal-needs-a-value")
def not_equal_needs_a_value(provider: Provider) -> None:
    """The operator ne does not hold where there is no value to compare."""

    def test(original: Original, node: Compare, attribute: Attribute, values: Any) -> Predicate:
        holds: Predicate = original(node, attribute, values)
        return (lambda it: any(True for _ in values(it)) and holds(it)) if node.operator == "ne" else holds

    wrap(provider.filters, "test", test)


@variant("null-is-no-value-to-compare")
def null_is_no_value_to_compare(provider: Provider) -> None:
    """A comparison with null is refused."""

    def null_test(node: Compare, _values: Any) -> Predicate:
        raise ScimError(400, f"{node.path} cannot be compared with null", "invalidFilter")

    swap(provider.filters, "null_test", null_test)


@variant("sort-refused")
def sort_refused(provider: Provider) -> None:
    """There is no sorting, the configuration says so, and sortBy is refused."""
    provider.pager.sorts = False

    def sort(original: Original, found: Any, query: dict[str, str]) -> Any:
        if "sortBy" in query:
            raise ScimError(501, "Sorting is not supported")
        return original(found, query)

    wrap(provider.pager, "sort", sort)


@variant("attributes-win")
def attributes_win(provider: Provider) -> None:
    """Of attributes and excludedAttributes in one request the former counts."""

    def render(original: Original, kind: Kind, resource: Resource, query: dict[str, str]) -> Resource:
        if "attributes" in query:
            query = {name: value for name, value in query.items() if name != "excludedAttributes"}
        shown: Resource = original(kind, resource, query)
        return shown

    wrap(provider.projector, "render", render)


@variant("old-version-is-a-conflict")
def old_version_is_a_conflict(provider: Provider) -> None:
    """A change to a version that is not the current one is answered with 409."""

    def status(original: Original, error: ScimError) -> int:
        found: int = original(error)
        return 409 if found == 412 else found  # noqa: PLR2004

    wrap(provider.errors, "status", status)


@variant("put-answers-204")
def put_answers_204(provider: Provider) -> None:
    """A PUT is answered with 204 and no body, as HTTP allows."""

    def replace(original: Original, request: Request) -> Response:
        original(request)
        return Response(204)

    wrap(provider.operations, "replace", replace)
