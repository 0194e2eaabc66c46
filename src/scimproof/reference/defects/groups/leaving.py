"""Faults in removing members and in replacing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.patch_path import Target
from scimproof.reference.patch_values import MISSING
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Members = list[Resource]


@defect(
    "removed-member-empties-group",
    caught_by={"groups.removed-by-value-list"},
    source="Captain-P-Goldfish/SCIM-SDK#167",
)
def removed_member_empties_group(provider: Provider) -> None:
    """Removing one member by value list removes all of them."""
    swap(provider.members, "remove", lambda _held, _listed: [])


@defect(
    "remove-members-value-rejected",
    caught_by={"groups.removed-by-value-list"},
    source="pingidentity/scim2#174",
)
def remove_members_value_rejected(provider: Provider) -> None:
    """A removal of members that has a value is refused."""

    def remove(_held: Members, _listed: Members) -> Members:
        raise invalid_value("a remove operation carries no value")

    swap(provider.members, "remove", remove)


@defect("removed-member-stays", caught_by={"groups.removed-by-value-list"}, source="apache/directory-scimple#447")
def removed_member_stays(provider: Provider) -> None:
    """Removing members by value list is answered with success and does nothing."""
    swap(provider.members, "remove", lambda held, _listed: held)


@defect(
    "multi-remove-index-shift",
    caught_by={"groups.several-removed-by-value-list"},
    source="FusionAuth/fusionauth-issues#2834",
)
def multi_remove_index_shift(provider: Provider) -> None:
    """Of several members that leave at once the wrong ones go: positions shift while they are removed."""

    def remove(held: Members, listed: Members) -> Members:
        gone = {each["value"] for each in listed}
        left = list(held)
        for position in [place for place, each in enumerate(held) if each["value"] in gone]:
            del left[position]
        return left

    swap(provider.members, "remove", remove)


@defect("last-member-stays", caught_by={"groups.last-member-removed"}, source="RFC 7643 4.2")
def last_member_stays(provider: Provider) -> None:
    """A removal by value list that would leave nobody is refused."""

    def remove(original: Original, held: Members, listed: Members) -> Members:
        left: Members = original(held, listed)
        if held and not left:
            raise invalid_value("a group has at least one member")
        return left

    wrap(provider.members, "remove", remove)


@defect(
    "filtered-remove-empties-group",
    caught_by={"groups.removed-by-path-filter"},
    source="AzureAD/SCIMReferenceCode#10",
)
def filtered_remove_empties_group(provider: Provider) -> None:
    """A removal with the path members[value eq ...] removes all members, because it has no value."""

    def remove_matched(original: Original, box: Resource, target: Target, matches: Any, value: Any) -> None:
        original(box, target, matches, value)
        box.pop("members", None)

    wrap(provider.values, "remove_matched", remove_matched)


@defect("first-path-filter-counts", caught_by={"groups.several-removed-by-path-filters"}, source="RFC 7644 3.5.2")
def first_path_filter_counts(provider: Provider) -> None:
    """Of several operations on a group only the first is applied."""

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        if kind.name == "Group" and isinstance(body.get("Operations"), list):
            body = {**body, "Operations": body["Operations"][:1]}
        after: Resource = original(kind, resource, body)
        return after

    wrap(provider.patcher, "apply", apply)


@defect("remove-nonmember-500", caught_by={"groups.stranger-removed-without-harm"}, source="wso2/product-is#16097")
def remove_nonmember_500(provider: Provider) -> None:
    """Removing somebody who is no member fails inside."""

    def remove_unmatched(original: Original, box: Resource, target: Target, value: Any) -> None:
        if _is_members(target.place.attribute):
            raise LookupError("No row was found")
        original(box, target, value)

    wrap(provider.values, "remove_unmatched", remove_unmatched)


@defect("members-not-emptied", caught_by={"groups.emptied"}, source="RFC 7644 3.5.2.2")
def members_not_emptied(provider: Provider) -> None:
    """A removal of members without a value is refused."""

    def remove_attribute(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        if _is_members(attribute) and value is MISSING:
            raise invalid_value("value is required")
        original(box, attribute, value)

    wrap(provider.values, "remove_attribute", remove_attribute)


@defect("replace-adds-members", caught_by={"groups.members-replaced"}, source="RFC 7644 3.5.2.3")
def replace_adds_members(provider: Provider) -> None:
    """Replacing the members keeps those who were there."""
    swap(provider.members, "replace", lambda held, new: held + [each for each in new if each not in held])


@defect(
    "replace-members-empty-400",
    caught_by={"groups.members-replaced-by-none"},
    source="Captain-P-Goldfish/SCIM-SDK#757",
)
def replace_members_empty_400(provider: Provider) -> None:
    """Replacing the members by an empty list is refused."""

    def replace_attribute(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        if _is_members(attribute) and value == []:
            raise invalid_value("members.value is required")
        original(box, attribute, value)

    wrap(provider.values, "replace_attribute", replace_attribute)


def _on_put(provider: Provider, look: Any) -> None:
    def replace(original: Original, request: Request) -> Response:
        if request.endpoint == "Groups":
            look(provider.operations.existing(request), request.json)
        answered: Response = original(request)
        return answered

    wrap(provider.operations, "replace", replace)


@defect(
    "put-group-member-subset-rejected",
    caught_by={"groups.put-sets-members"},
    source="simpleidserver/SimpleIdServer#697",
)
def put_group_member_subset_rejected(provider: Provider) -> None:
    """A PUT that leaves out a member is refused, as if members were immutable."""

    def refuse(held: Resource, body: Resource) -> None:
        kept = {each["value"] for each in body.get("members", [])}
        if any(each["value"] not in kept for each in held.get("members", [])):
            raise ScimError(400, "members is immutable", "mutability")

    _on_put(provider, refuse)


@defect("put-empty-members-ignored", caught_by={"groups.put-empties"}, source="GluuFederation/oxTrust#336")
def put_empty_members_ignored(provider: Provider) -> None:
    """A PUT with an empty list of members keeps the members."""

    def keep(held: Resource, body: Resource) -> None:
        if body.get("members") == []:
            body["members"] = held.get("members", [])

    _on_put(provider, keep)


def _is_members(attribute: Attribute | None) -> bool:
    return attribute is not None and attribute.name == "members"
