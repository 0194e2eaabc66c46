"""Faults in PATCH of users: values that are lost, cleared, or should have been refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, on_user_message, path, verb
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("empty-text-refused", caught_by={"patch.cleared-by-empty-text"}, source="AzureAD/SCIMReferenceCode")
def empty_text_refused(provider: Provider) -> None:
    """An empty string is no value, and is refused."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        value = operation.get("value")
        texts = value.values() if isinstance(value, dict) else [value]
        if "" in texts and not path(operation).endswith(":manager"):
            raise ScimError(400, "a value must not be empty", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("null-refused", caught_by={"patch.cleared-by-null"}, source="RFC 7643 2.5")
def null_refused(provider: Provider) -> None:
    """Null is no value, and is refused."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        value = operation.get("value", "")
        if None in (value.values() if isinstance(value, dict) else [value]):
            raise ScimError(400, "a value must not be null", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("clearing-what-is-absent-refused", caught_by={"patch.cleared-twice"}, source="RFC 7644 3.5.2.3")
def clearing_what_is_absent_refused(provider: Provider) -> None:
    """There is nothing to clear where a path's filter picks nothing: that is refused with noTarget."""

    def strict(original: Any, box: Resource, target: Any, value: Any) -> None:
        (provider.values.no_target if provider.values.clears(value) else original)(box, target, value)

    wrap(provider.values, "replace_unmatched", strict)


@defect("remove-of-lists-ignored", caught_by={"patch.removed-by-any-path"}, source="RFC 7644 3.5.2.2")
def remove_of_lists_ignored(provider: Provider) -> None:
    """A list cannot be removed as a whole."""

    def keep(apply: Apply, work: Resource, operation: Operation) -> None:
        if not (verb(operation) == "remove" and path(operation) in ("phoneNumbers", "addresses")):
            apply(work, operation)

    on_user(provider, keep)


@defect("required-attr-removable", caught_by={"patch.required-stays"}, source="AzureAD/SCIMReferenceCode#90")
def required_attr_removable(provider: Provider) -> None:
    """A user's name can be taken away."""
    swap(provider.values, "refuse_clearing", lambda *_: None)
    wrap(provider.patcher, "finish", lambda original, kind, *work: kind.name == "User" or original(kind, *work))
    wrap(provider.store, "taken", lambda original, kind, name, it: name in it and original(kind, name, it))


@defect("id-can-be-changed", caught_by={"patch.id-stays"}, source="RFC 7643 3.1")
def id_can_be_changed(provider: Provider) -> None:
    """A PATCH gives a user another id."""

    def rename(apply: Apply, work: Resource, operation: Operation) -> None:
        value = operation.get("value")
        new = value.get("id") if isinstance(value, dict) else value if path(operation) == "id" else None
        if isinstance(new, str):
            provider.store.delete(provider.schema.user, work)
            work["id"] = new
            provider.store.put(provider.schema.user, work)
        else:
            apply(work, operation)

    on_user(provider, rename)


@defect("unknown-user-changed", caught_by={"patch.unknown-user"}, source="RFC 7644 3.12")
def unknown_user_changed(provider: Provider) -> None:
    """A change of a user who was never there is answered with success."""
    gone: set[str] = set()

    def delete(original: Any, kind: Any, resource: Resource) -> None:
        gone.add(resource["id"])
        original(kind, resource)

    def patch(original: Any, request: Request) -> Response:
        known = request.id in gone or provider.store.get(provider.schema.user, request.id) is not None
        if request.endpoint == "Users" and not known:
            return Response(204)
        return original(request)  # type: ignore[no-any-return]

    wrap(provider.store, "delete", delete)
    wrap(provider.operations, "patch", patch)


@defect("patch-replace-missing-value", caught_by={"patch.value-missing"}, source="scimmyjs/scimmy#80")
def patch_replace_missing_value(provider: Provider) -> None:
    """A replace without a value is taken for one with the value of before."""

    def lenient(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) != "replace" or "value" in operation:
            apply(work, operation)

    on_user(provider, lenient)


@defect("malformed-path-500", caught_by={"patch.malformed-path"}, source="15five/django-scim2")
def malformed_path_500(provider: Provider) -> None:
    """A path that cannot be parsed breaks."""

    def broken(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).count("[") != path(operation).count("]"):
            raise IndexError(path(operation))
        apply(work, operation)

    on_user(provider, broken)


@defect("patch-null-value-500", caught_by={"patch.null-in-a-list"}, source="NorthlandPositronics/Cogtrix#311")
def patch_null_value_500(provider: Provider) -> None:
    """An element whose value is null breaks."""

    def lower(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation) == "emails":
            for each in operation.get("value") or []:
                each["value"].lower()
        apply(work, operation)

    on_user(provider, lower)


@defect("unknown-attribute-500", caught_by={"patch.unknown-attribute"}, source="getsentry/sentry#84941")
def unknown_attribute_500(provider: Provider) -> None:
    """A change of an unknown attribute breaks."""

    def read(original: Any, kind: Any, text: str) -> Any:
        try:
            return original(kind, text)
        except ScimError as error:
            if "scimproof" in text:
                raise KeyError(text) from error
            raise

    wrap(provider.paths, "read", read)


@defect(
    "unknown-attribute-ends-message", caught_by={"patch.unknown-attribute"}, source="NorthlandPositronics/Cogtrix#432"
)
def unknown_attribute_ends_message(provider: Provider) -> None:
    """At an unknown attribute the rest of the message is left, with success."""

    def known(apply: Any, _before: Resource, body: Any) -> Resource:
        operations = body.get("Operations", [])
        unknown = [n for n, each in enumerate(operations) if str(each.get("path")).startswith("scimproof")]
        return apply({**body, "Operations": operations[: unknown[0]]} if unknown else body)  # type: ignore[no-any-return]

    on_user_message(provider, known)


@defect("rename-ignored", caught_by={"patch.rename-keeps-id"}, source="ssoready/ssoready#157")
def rename_ignored(provider: Provider) -> None:
    """A change of userName is taken and lost."""

    def keep(apply: Apply, work: Resource, operation: Operation) -> None:
        name = work["userName"]
        apply(work, operation)
        work["userName"] = name if operation.get("value") else work.get("userName")

    on_user(provider, keep)


@defect("rename-changes-id", caught_by={"patch.rename-keeps-id"}, source="RFC 7643 3.1")
def rename_changes_id(provider: Provider) -> None:
    """The id follows the name: after a rename the user has another one."""

    def renamed(apply: Any, before: Resource, body: Any) -> Resource:
        after: Resource = apply(body)
        if after["userName"] != before["userName"]:
            provider.store.delete(provider.schema.user, before)
            after["id"] = provider.store.new_id(provider.schema.user)
        return after

    on_user_message(provider, renamed)


@defect("index-keeps-old-value", caught_by={"patch.found-by-new-value"}, source="RFC 7644 3.4.2.2")
def index_keeps_old_value(provider: Provider) -> None:
    """Filters find a user by the values of the day of creation."""

    def put(original: Any, kind: Any, resource: Resource) -> None:
        known = provider.store.get(kind, resource["id"])
        if kind.name == "User" and known is not None:
            provider.store.resources["User"][resource["id"]] = resource
        else:
            original(kind, resource)

    wrap(provider.store, "put", put)


@defect("name-formatted-not-patched", caught_by={"patch.mapped-attributes"}, source="AzureAD/SCIMReferenceCode#70")
def name_formatted_not_patched(provider: Provider) -> None:
    """A new name.formatted is taken and lost."""

    def lose(original: Any, element: Resource, attribute: Any, sub: Any, value: Any) -> None:
        if sub.name != "formatted" or attribute.name != "name" or provider.values.clears(value):
            original(element, attribute, sub, value)

    wrap(provider.values, "set_sub", lose)


@defect("ten-values-at-most", caught_by={"patch.whole-mapping-at-once"}, source="RFC 7644 3.5.2")
def ten_values_at_most(provider: Provider) -> None:
    """A message may set ten values at most."""

    def limited(apply: Any, _before: Resource, body: Any) -> Resource:
        held = [each.get("value") for each in body.get("Operations", [])]
        values = [inner for each in held for inner in (each.values() if isinstance(each, dict) else [each])]
        if sum(1 for each in values if each) > 10:  # noqa: PLR2004
            raise ScimError(413, "too many changes")
        return apply(body)  # type: ignore[no-any-return]

    on_user_message(provider, limited)


@defect("attr-silently-dropped", caught_by={"patch.extension-attributes"}, source="grokability/snipe-it#19095")
def attr_silently_dropped(provider: Provider) -> None:
    """A value for an attribute of the target's own extension is taken and lost."""

    def lose(apply: Apply, work: Resource, operation: Operation) -> None:
        apply(work, operation)
        for name, box in work.items():
            if name.endswith(":scimproof:2.0:User"):
                box.pop("tag", None)

    on_user(provider, lose)


@defect("date-time-cut", caught_by={"patch.date-time-as-sent"}, source="AzureAD/SCIMReferenceCode")
def date_time_cut(provider: Provider) -> None:
    """A date and time in a PATCH is cut to whole seconds."""

    def cut(apply: Apply, work: Resource, operation: Operation) -> None:
        value = operation.get("value")
        if path(operation).endswith(":reviewedAt") and isinstance(value, str):
            operation = {**operation, "value": value.partition(".")[0] + "Z"}
        apply(work, operation)

    on_user(provider, cut)


@defect("own-attribute-not-patched", caught_by={"patch.own-attributes"}, source="RFC 7643 2.2")
def own_attribute_not_patched(provider: Provider) -> None:
    """The cost center is published as writable, and cannot be changed by PATCH."""

    def lose(apply: Apply, work: Resource, operation: Operation) -> None:
        if not path(operation).endswith(":costCenter"):
            apply(work, operation)

    on_user(provider, lose)
