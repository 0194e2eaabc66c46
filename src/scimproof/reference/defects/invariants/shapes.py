"""Faults visible when a resource is compared with the target's own schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@defect(
    "listed-active-is-text",
    caught_by=(),
    observed_by={"invariants.types-as-declared", "invariants.as-the-rfc-has-it"},
    source="RFC 7643 4.1.1",
)
def listed_active_is_text(provider: Provider) -> None:
    """In a list without a filter, the active of a user is the text True or False."""

    def search(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        if request.endpoint == "Users" and "filter" not in request.query and isinstance(answer.json, dict):
            resources = answer.json["Resources"]
            shown = [{**each, "active": str(each["active"])} if "active" in each else each for each in resources]
            answer.json["Resources"] = shown
        return answer

    wrap(provider.operations, "search", search)


@defect("hidden-in-the-schema-alone", caught_by=(), observed_by={"invariants.hidden-as-declared"}, source="RFC 7643 7")
def hidden_in_the_schema_alone(provider: Provider) -> None:
    """The schema says that the displayName of a member is never returned, and it is."""
    _declare(provider, "Group", "display", {"returned": "never"}, inside="members")


@defect(
    "required-in-the-schema-alone", caught_by=(), observed_by={"invariants.required-as-declared"}, source="RFC 7643 2.2"
)
def required_in_the_schema_alone(provider: Provider) -> None:
    """The schema says that a group must have members, and there are groups without any."""
    _declare(provider, "Group", "members", {"required": True})


@defect("undeclared-schema-named", caught_by=(), observed_by={"invariants.schemas-are-its-own"}, source="RFC 7643 3")
def undeclared_schema_named(provider: Provider) -> None:
    """A group names a schema that is declared nowhere."""

    def schemas(original: Original, kind: Kind, resource: Resource) -> list[str]:
        named: list[str] = original(kind, resource)
        return [*named, "urn:example:params:internal:1.0:Team"] if kind.name == "Group" else named

    wrap(provider.projector, "schemas", schemas)


@defect(
    "patch-answers-from-before",
    caught_by=(),
    observed_by={"invariants.write-answers-are-current"},
    source="RFC 7644 3.5.2",
)
def patch_answers_from_before(provider: Provider) -> None:
    """The answer to a PATCH of a user shows the user as before it."""

    def patch(original: Original, request: Request) -> Response:
        kind, before = provider.operations.kind(request), provider.operations.existing(request)
        shown = provider.projector.render(kind, before, request.query)
        answer: Response = original(request)
        if answer.json is not None:
            answer.json = shown
        return answer

    wrap(provider.operations, "patch", patch)


def _declare(provider: Provider, kind: str, name: str, said: Resource, inside: str = "") -> None:
    """Say something else of an attribute in /Schemas, and nowhere else."""

    def published(original: Original) -> list[Resource]:
        return [_with(each, name, said, inside) if each.get("name") == kind else each for each in original()]

    wrap(provider.schema, "published", published)


def _with(document: Resource, name: str, said: Resource, inside: str) -> Resource:
    def changed(attributes: list[Any], wanted: str, change: Any) -> list[Any]:
        return [change(each) if each["name"] == wanted else each for each in attributes]

    def here(attribute: Resource) -> Resource:
        return {**attribute, **said}

    def within(attribute: Resource) -> Resource:
        return {**attribute, "subAttributes": changed(attribute["subAttributes"], name, here)}

    top = changed(document["attributes"], inside or name, within if inside else here)
    return {**document, "attributes": top}
