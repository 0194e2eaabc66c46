"""Faults visible in every error, and information that errors and lists leak."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_BAD_REQUEST, _NOT_FOUND = 400, 404


@defect(
    "group-refusals-of-the-framework",
    caught_by=(),
    observed_by={"invariants.errors-are-scim-errors"},
    source="RFC 7644 3.12",
)
def group_refusals_of_the_framework(provider: Provider) -> None:
    """What is wrong with a request about a group is said in the form of the web framework."""

    def response(original: Original, request: Request, error: ScimError) -> Response:
        made: Response = original(request, error)
        if request.endpoint == "Groups" and error.status in (_BAD_REQUEST, _NOT_FOUND):
            made.json = {"detail": error.detail, **({"scimType": error.scim_type} if error.scim_type else {})}
        return made

    wrap(provider.errors, "response", response)


@defect("errors-without-kind", caught_by=(), observed_by={"invariants.error-kinds-given"}, source="RFC 7644 3.12")
def errors_without_kind(provider: Provider) -> None:
    """Errors say in words alone what kind they are, but for a value that is taken."""

    def body(original: Original, error: ScimError) -> Resource:
        kept = {name: value for name, value in original(error).items() if name != "scimType"}
        return {**kept, "scimType": "uniqueness"} if error.scim_type == "uniqueness" else kept

    wrap(provider.errors, "body", body)


@defect("not-found-is-no-target", caught_by=(), observed_by={"invariants.error-kinds-fit"}, source="RFC 7644 3.12")
def not_found_is_no_target(provider: Provider) -> None:
    """A 404 says noTarget, which is a word of PATCH."""

    def body(original: Original, error: ScimError) -> Resource:
        said: Resource = original(error)
        return {**said, "scimType": "noTarget"} if error.status == _NOT_FOUND else said

    wrap(provider.errors, "body", body)


@defect(
    "not-found-with-a-trace", caught_by=(), observed_by={"invariants.errors-without-insides"}, source="RFC 9110 17.12"
)
def not_found_with_a_trace(provider: Provider) -> None:
    """A 404 shows where in the program nothing was found."""

    def body(original: Original, error: ScimError) -> Resource:
        said: Resource = original(error)
        if error.status == _NOT_FOUND:
            said["detail"] = 'Traceback (most recent call last):\n  File "store.py", line 44, in get\nKeyError'
        return said

    wrap(provider.errors, "body", body)


@defect("password-digest-shown", caught_by=(), observed_by={"invariants.passwords-hidden"}, source="RFC 7643 4.1.1")
def password_digest_shown(provider: Provider) -> None:
    """A user is shown with the SHA-256 of the password, so that clients can see whether it has changed."""

    def project(original: Original, kind: Kind, body: Resource, *names: object) -> Resource:
        shown: Resource = original(kind, body, *names)
        sent = body.get("password")
        if isinstance(sent, str) and names[0] is None:
            shown["passwordVersion"] = hashlib.sha256(sent.encode()).hexdigest()
        return shown

    wrap(provider.projector, "project", project)


@defect("token-in-the-error", caught_by=(), observed_by={"invariants.credentials-hidden"}, source="RFC 6750 5.3")
def token_in_the_error(provider: Provider) -> None:
    """A 404 says with which headers the request came."""

    def response(original: Original, request: Request, error: ScimError) -> Response:
        made: Response = original(request, error)
        if error.status == _NOT_FOUND and isinstance(made.json, dict):
            made.json["detail"] += f" (Authorization: {request.headers.get('authorization', '')})"
        return made

    wrap(provider.errors, "response", response)
