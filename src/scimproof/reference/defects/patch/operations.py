"""Faults in PATCH of users: the message, its operations and its answer."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, on_user_message, path, verb
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("patch-method-405", caught_by={"patch.supported"}, source="goauthentik/authentik#13386")
def patch_method_405(provider: Provider) -> None:
    """There is no PATCH."""

    def refuse(_request: Request) -> Response:
        raise ScimError(405, "PATCH is not supported", allow="GET, PUT, DELETE")

    swap(provider.operations, "patch", refuse)


@defect("op-case-sensitive", caught_by={"patch.op-capitalised"}, source="bitwarden/server#2129")
def op_case_sensitive(provider: Provider) -> None:
    """Only add, replace and remove in lower-case letters are understood."""

    def lower_only(apply: Apply, work: Resource, operation: Operation) -> None:
        if operation.get("op") not in ("add", "replace", "remove"):
            raise ScimError(400, "op must be add, replace or remove", "invalidSyntax")
        apply(work, operation)

    on_user(provider, lower_only)


@defect("op-lowercase-rejected", caught_by={"patch.add"}, source="Azure/AzureAD-BYOA-Provisioning-Samples#24")
def op_lowercase_rejected(provider: Provider) -> None:
    """Add is understood with a capital letter alone."""

    def capital_only(apply: Apply, work: Resource, operation: Operation) -> None:
        if operation.get("op") == "add":
            raise ScimError(400, "op must be Add, Replace or Remove", "invalidSyntax")
        apply(work, operation)

    on_user(provider, capital_only)


@defect("add-op-501", caught_by={"patch.add"}, source="zulip/zulip#39848")
def add_op_501(provider: Provider) -> None:
    """Add is not implemented."""

    def no_add(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == "add":
            raise ScimError(501, "add is not implemented")
        apply(work, operation)

    on_user(provider, no_add)


@defect("patch-add-remove-ignored", caught_by={"patch.add", "patch.remove"}, source="open-webui/open-webui#30074")
def patch_add_remove_ignored(provider: Provider) -> None:
    """Add and remove are answered with success, and only replace is applied."""

    def replace_only(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == "replace":
            apply(work, operation)

    on_user(provider, replace_only)


@defect("remove-op-500", caught_by={"patch.remove"}, source="RFC 7644 3.5.2.2")
def remove_op_500(provider: Provider) -> None:
    """Remove looks for a value, and breaks where there is none."""

    def needs_value(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == "remove" and "value" not in operation:
            raise KeyError("value")
        apply(work, operation)

    on_user(provider, needs_value)


@defect("add-on-existing-value-error", caught_by={"patch.add-over-value"}, source="pingidentity/scim2#281")
def add_on_existing_value_error(provider: Provider) -> None:
    """An add on an attribute that has a value already is an error."""

    def add_attribute(original: Any, box: Resource, attribute: Any, value: Any) -> None:
        if attribute.name in box and not attribute.multi and attribute.type != "complex":
            raise ScimError(400, f"{attribute.name} has a value already", "invalidValue")
        original(box, attribute, value)

    wrap(provider.values, "add_attribute", add_attribute)


@defect("active-add-op-rejected", caught_by={"patch.add-over-value"}, source="rancher/rancher#54025")
def active_add_op_rejected(provider: Provider) -> None:
    """Only replace may change active."""

    def no_add(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == "add" and path(operation) == "active":
            raise ScimError(400, "active can only be replaced", "invalidPath")
        apply(work, operation)

    on_user(provider, no_add)


@defect("replace-unset-attribute-500", caught_by={"patch.replace-empty"}, source="OctopusDeploy/Issues#9940")
def replace_unset_attribute_500(provider: Provider) -> None:
    """A replace on an attribute without a value breaks."""

    def replace_attribute(original: Any, box: Resource, attribute: Any, value: Any) -> None:
        if attribute.name not in box and isinstance(value, str) and value and attribute.type == "string":
            raise KeyError(attribute.name)
        original(box, attribute, value)

    wrap(provider.values, "replace_attribute", replace_attribute)


@defect("operations-after-schemas-only", caught_by={"patch.operations-first"}, source="RFC 8259 4")
def operations_after_schemas_only(provider: Provider) -> None:
    """What comes as plain application/scim+json is read front to back: schemas first, or it is refused."""

    def read(request: Request) -> None:
        plain = request.headers.get("content-type") == "application/scim+json"
        if request.method == "PATCH" and plain and request.content.lstrip().startswith(b'{"Operations"'):
            raise ScimError(400, "schemas expected", "invalidSyntax")

    provider.http.before.append(read)


@defect("three-operations-at-most", caught_by={"patch.several-operations"}, source="RFC 7644 3.5.2")
def three_operations_at_most(provider: Provider) -> None:
    """Operations beyond the third of a message are overlooked, with success."""

    def first_three(apply: Any, _before: Resource, body: Any) -> Resource:
        return apply({**body, "Operations": body.get("Operations", [])[:3]})  # type: ignore[no-any-return]

    on_user_message(provider, first_three)


@defect("no-operations-500", caught_by={"patch.no-operations"}, source="scimmyjs/scimmy#59")
def no_operations_500(provider: Provider) -> None:
    """A message without operations breaks."""

    def first(apply: Any, _before: Resource, body: Any) -> Resource:
        if not body.get("Operations"):
            raise IndexError("Operations")
        return apply(body)  # type: ignore[no-any-return]

    on_user_message(provider, first)


@defect("same-value-conflicts", caught_by={"patch.same-value-again"}, source="simpleidserver/SimpleIdServer#245")
def same_value_conflicts(provider: Provider) -> None:
    """Setting an attribute to the value that it has is a conflict."""

    def conflict(original: Any, box: Resource, attribute: Any, value: Any) -> None:
        if isinstance(value, str) and box.get(attribute.name) == value:
            raise ScimError(409, f"{attribute.name} has this value already", "uniqueness")
        original(box, attribute, value)

    wrap(provider.values, "add_attribute", conflict)
    wrap(provider.values, "replace_attribute", conflict)


@defect("patch-answers-200-empty", caught_by={"patch.answer"}, source="RFC 7644 3.5.2")
def patch_answers_200_empty(provider: Provider) -> None:
    """A change of a user is answered with 200 and an empty body."""

    def empty(original: Any, request: Request) -> Response:
        response: Response = original(request)
        if request.endpoint == "Users":
            response.json, response.content = None, b""
        return response

    wrap(provider.operations, "patch", empty)


@defect("patch-answer-stale", caught_by={"patch.answer"}, source="wso2/product-is#7475")
def patch_answer_stale(provider: Provider) -> None:
    """A change of a user is answered with the user as before."""

    def stale(original: Any, request: Request) -> Response:
        before = provider.operations.existing(request)
        response: Response = original(request)
        if request.endpoint == "Users" and response.status == 200:  # noqa: PLR2004
            response.json = provider.projector.render(provider.schema.user, before, {})
        return response

    wrap(provider.operations, "patch", stale)


@defect("patch-not-atomic", caught_by={"patch.all-or-nothing"}, source="Captain-P-Goldfish/SCIM-SDK#200")
def patch_not_atomic(provider: Provider) -> None:
    """Operations before the one that fails stay applied."""

    def half(apply: Any, _before: Resource, body: Any) -> Resource:
        operations = body.get("Operations", [])
        try:
            return apply(body)  # type: ignore[no-any-return]
        except ScimError:
            for count in range(len(operations) - 1, 0, -1):
                with suppress(ScimError):
                    kept = apply({**body, "Operations": operations[:count]})
                    provider.store.replace(provider.schema.user, kept)
                    break
            raise

    on_user_message(provider, half)
