"""Faults in error messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("error-status-number", caught_by={"errors.status-is-string"}, source="15five/django-scim2")
def _(provider: Provider) -> None:
    """The status in an error message is a number."""
    wrap(provider.errors, "body", lambda original, error: {**original(error), "status": error.status})


@defect("error-without-detail", caught_by={"errors.detail"}, source="RFC 7644 3.12")
def _(provider: Provider) -> None:
    """An error message does not say what is wrong."""

    def silent(original: Original, error: ScimError) -> Resource:
        body: Resource = original(error)
        del body["detail"]
        return body

    wrap(provider.errors, "body", silent)
