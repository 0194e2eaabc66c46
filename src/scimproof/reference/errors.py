"""Errors as a client sees them (RFC 7644 3.12)."""

from __future__ import annotations

from scimproof.reference.messages import MESSAGES, Request, Resource, Response, ScimError


class Errors:
    """Turns an error into a response."""

    def response(self, request: Request, error: ScimError) -> Response:  # noqa: ARG002 - a seam
        """Return the response for an error."""
        return Response(self.status(error), self.body(error), dict(error.headers))

    def status(self, error: ScimError) -> int:
        """Return the status code."""
        return error.status

    def body(self, error: ScimError) -> Resource:
        """Return the error message; the status in it is a string."""
        body: Resource = {"schemas": [f"{MESSAGES}Error"], "status": str(self.status(error)), "detail": error.detail}
        if error.scim_type:
            body["scimType"] = error.scim_type
        return body

    def unexpected(self, error: Exception) -> ScimError:  # noqa: ARG002 - a seam
        """Return the error for a fault of our own, which says nothing of our insides."""
        return ScimError(500, "The service provider failed")
