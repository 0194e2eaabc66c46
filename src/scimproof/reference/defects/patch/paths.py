"""Faults in PATCH of users: paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, on_user_message, path, verb
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.patch_path import Target
    from scimproof.reference.provider import Provider


@defect("patch-string-value-crash", caught_by={"patch.sub-attribute"}, source="15five/django-scim2#22")
def patch_string_value_crash(provider: Provider) -> None:
    """The value at a dotted path is taken for an object."""

    def items(apply: Apply, work: Resource, operation: Operation) -> None:
        if "." in path(operation).rpartition(":")[2] and "[" not in path(operation):
            operation.get("value").items()  # type: ignore[union-attr]
        apply(work, operation)

    on_user(provider, items)


@defect("urn-path-enterprise-rejected", caught_by={"patch.urn-path"}, source="wso2/product-is#6015")
def urn_path_enterprise_rejected(provider: Provider) -> None:
    """A path with an extension's URN is split at its first dot, in 2.0."""

    def split(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).startswith("urn:") and ":extension:" in path(operation):
            raise ScimError(400, f"no attribute {path(operation).partition('.')[0]!r}", "invalidPath")
        apply(work, operation)

    on_user(provider, split)


@defect("core-urn-path-refused", caught_by={"patch.core-urn-path"}, source="zulip/zulip#39773")
def core_urn_path_refused(provider: Provider) -> None:
    """A core attribute's path may not bear the core schema's URN."""

    def refuse(apply: Apply, work: Resource, operation: Operation) -> None:
        if ":core:" in path(operation):
            raise ScimError(501, "not implemented")
        apply(work, operation)

    on_user(provider, refuse)


@defect("path-case-sensitive", caught_by={"patch.path-letter-case"}, source="scimmyjs/scimmy")
def path_case_sensitive(provider: Provider) -> None:
    """Attribute names in paths are compared letter by letter."""

    def find(original: Any, kind: Any, text: str) -> Target | None:
        target: Target | None = original(kind, text)
        attribute = target.place.attribute if target else None
        return target if attribute is None or attribute.name in text else None

    wrap(provider.paths, "find", find)


@defect("value-path-changes-nothing", caught_by={"patch.value-path"}, source="RFC 7644 3.5.2.3")
def value_path_changes_nothing(provider: Provider) -> None:
    """A value for the element that a filter picks is taken and lost."""

    def lose(original: Any, box: Resource, target: Target, matches: Any, value: Any) -> None:
        if provider.values.clears(value):
            original(box, target, matches, value)

    wrap(provider.values, "add_matched", lose)


@defect("valuepath-add-no-target", caught_by={"patch.value-path-added"}, source="thomaspoignant/scim-patch#187")
def valuepath_add_no_target(provider: Provider) -> None:
    """An add by a path whose filter picks nothing is refused with noTarget, and so is a replace."""
    swap(provider.values, "add_unmatched", provider.values.no_target)


@defect("valuepath-replace-no-target", caught_by={"patch.value-path-set"}, source="sourcegraph/sourcegraph#49200")
def valuepath_replace_no_target(provider: Provider) -> None:
    """A replace by a path whose filter picks nothing is refused with noTarget."""
    swap(provider.values, "replace_unmatched", provider.values.no_target)


@defect("address-part-by-part", caught_by={"patch.one-address"}, source="limosa-io/laravel-scim-server#34")
def address_part_by_part(provider: Provider) -> None:
    """An element that an operation makes is not seen by the next operation of the same message."""
    new: list[bool] = []

    def message(apply: Any, before: Resource, body: Any) -> Resource:
        new[:] = ["addresses" not in before]
        try:
            return apply(body)  # type: ignore[no-any-return]
        finally:
            new.clear()

    def at_elements(original: Any, op: str, box: Resource, target: Target, attribute: Any, value: Any) -> None:
        if op == "add" and attribute.name == "addresses" and new == [True]:
            provider.values.add_unmatched(box, target, value)
        else:
            original(op, box, target, attribute, value)

    on_user_message(provider, message)
    wrap(provider.patcher, "at_elements", at_elements)


@defect("remove-by-filter-empties-list", caught_by={"patch.element-removed"}, source="RFC 7644 3.5.2.2")
def remove_by_filter_empties_list(provider: Provider) -> None:
    """A remove by a path with a filter removes the whole list."""

    def bare(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == "remove" and path(operation).startswith("emails["):
            operation = {**operation, "path": "emails"}
        apply(work, operation)

    on_user(provider, bare)


@defect("primary-role-compared-by-type", caught_by={"patch.primary-role"}, source="RFC 7644 3.4.2.2")
def primary_role_compared_by_type(provider: Provider) -> None:
    """In the filter of a path, the string "True" is no boolean."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if 'primary eq "True"' in path(operation):
            raise ScimError(400, "primary is a boolean", "invalidFilter")
        apply(work, operation)

    on_user(provider, strict)


@defect("two-primaries", caught_by={"patch.primary-by-path"}, source="RFC 7643 2.4")
def two_primaries(provider: Provider) -> None:
    """A second element becomes primary beside the first."""
    swap(provider.patcher, "one_primary", lambda *_: None)


@defect(
    "valuepath-replace-deletes-siblings",
    caught_by={"patch.nothing-else-changes"},
    source="Captain-P-Goldfish/SCIM-SDK#668",
)
def valuepath_replace_deletes_siblings(provider: Provider) -> None:
    """Replacing a part of one element makes it the only element."""

    def alone(original: Any, box: Resource, target: Target, matches: Any, value: Any) -> None:
        original(box, target, matches, value)
        name = target.place.attribute.name if target.place.attribute else ""
        if target.place.sub is not None and not provider.values.clears(value):
            box[name] = [each for each in box[name] if matches(each)]

    wrap(provider.values, "replace_matched", alone)


@defect("sub-attribute-wipes-name", caught_by={"patch.nothing-else-changes"}, source="RFC 7644 3.5.2.3")
def sub_attribute_wipes_name(provider: Provider) -> None:
    """Replacing the family name by its path wipes the rest of the name."""

    def wipe(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation) == "name.familyName" and operation.get("value"):
            work["name"] = {}
        apply(work, operation)

    on_user(provider, wipe)


@defect("patch-resets-unmapped-data", caught_by={"patch.nothing-else-changes"}, source="pond/scimitar#6")
def patch_resets_unmapped_data(provider: Provider) -> None:
    """A change of active writes the user back without what the internal model does not know."""

    def partial(apply: Apply, work: Resource, operation: Operation) -> None:
        apply(work, operation)
        value = operation.get("value")
        if path(operation) == "active" or (isinstance(value, dict) and "active" in value):
            work.pop("addresses", None)

    on_user(provider, partial)
