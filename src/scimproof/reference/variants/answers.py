"""Legal differences in statuses and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@variant("patch-user-answers-204")
def patch_user_answers_204(provider: Provider) -> None:
    """A PATCH of a user is answered with 204 and no body."""
    provider.operations.patch_answers["User"] = 204


@variant("patch-group-answers-200")
def patch_group_answers_200(provider: Provider) -> None:
    """A PATCH of a group is answered with 200 and the group."""
    provider.operations.patch_answers["Group"] = 200


@variant("delete-answers-200", profiles={"entra"}, warns={"invariants.delete-answers-204"})
def delete_answers_200(provider: Provider) -> None:
    """A DELETE is answered with 200 and what was deleted, as HTTP allows; RFC 7644 3.6 has 204."""

    def delete(original: Original, request: Request) -> Response:
        kind, resource = provider.operations.kind(request), provider.operations.existing(request)
        body = provider.projector.render(kind, resource, {})
        original(request)
        return Response(200, body)

    wrap(provider.operations, "delete", delete)


@variant("create-echoes-the-minimum")
def create_echoes_the_minimum(provider: Provider) -> None:
    """A create is answered with schemas, id, meta and the name alone."""

    def create(original: Original, request: Request) -> Response:
        response: Response = original(request)
        kept = ("schemas", "id", "meta", "userName" if request.endpoint == "Users" else "displayName")
        response.json = {name: response.json[name] for name in kept}
        return response

    wrap(provider.operations, "create", create)


@variant("content-type-with-charset")
def content_type_with_charset(provider: Provider) -> None:
    """Answers name the charset beside the media type."""
    provider.http.content_type = "application/scim+json; charset=utf-8"


@variant("relative-location")
def relative_location(provider: Provider) -> None:
    """The Location header of a create is a path, which HTTP allows; meta.location stays a whole URL."""

    def relative(request: Request, response: Response) -> Response | None:
        if request.method == "POST" and "Location" in response.headers:
            response.headers["Location"] = "/" + response.headers["Location"].split("/", 3)[3]
        return None

    provider.http.after.append(relative)


@variant("strong-etags")
def strong_etags(provider: Provider) -> None:
    """Entity tags are strong ones."""
    wrap(provider.store, "next_version", lambda original: original().removeprefix("W/"))


@variant("errors-say-little", warns={"users.refusal-names-attribute", "invariants.error-kinds-given"})
def errors_say_little(provider: Provider) -> None:
    """Errors have neither detail nor scimType, which are optional; only a duplicate says that it is one."""

    def body(original: Original, error: ScimError) -> dict[str, Any]:
        kept = ("schemas", "status") if error.scim_type != "uniqueness" else ("schemas", "status", "scimType")
        return {name: value for name, value in original(error).items() if name in kept}

    wrap(provider.errors, "body", body)


@variant("me-is-nowhere")
def me_is_nowhere(provider: Provider) -> None:
    """/Me is answered with 404 as any other path that is not there."""

    def methods(original: Original, request: Request) -> Any:
        if request.endpoint == "Me":
            raise ScimError(404, "There is nothing at /Me")
        return original(request)

    wrap(provider.http, "methods", methods)


@variant("discovery-is-public")
def discovery_is_public(provider: Provider) -> None:
    """All of discovery can be read without a token."""
    public = ("ServiceProviderConfig", "ResourceTypes", "Schemas")
    swap(provider.auth, "public", lambda request: request.method == "GET" and request.endpoint in public)


@variant("discovery-needs-a-token")
def discovery_needs_a_token(provider: Provider) -> None:
    """Not even the configuration can be read without a token."""
    swap(provider.auth, "public", lambda _request: False)


@variant("discovery-ignores-filters")
def discovery_ignores_filters(provider: Provider) -> None:
    """A filter on discovery is overlooked, as RFC 7644 section 4 has it for parameters, instead of refused."""
    swap(provider.operations, "refuse_filter", lambda _request: None)
