"""Authentication: one bearer token (RFC 6750)."""

from __future__ import annotations

import secrets

from scimproof.reference.messages import Request, ScimError


class Auth:
    """Checks the token of each request."""

    def __init__(self, token: str) -> None:
        self.token = token

    def check(self, request: Request) -> None:
        """Let a request pass.

        Raises:
            ScimError: 401 with a challenge.
        """
        header = request.headers.get("authorization")
        if header is None and self.public(request):
            return
        scheme, _, token = (header or "").partition(" ")
        if not self.scheme(scheme) or not self.accepts(token.strip()):
            raise self.refusal(sent=header is not None)

    def public(self, request: Request) -> bool:
        """Whether nobody has to say who they are: how to authenticate can be read without (RFC 7643 5)."""
        return request.method in ("GET", "HEAD") and request.segments == ["ServiceProviderConfig"]

    def scheme(self, name: str) -> bool:
        """Whether it is the scheme that we know, in any letter case."""
        return name.lower() == "bearer"

    def accepts(self, token: str) -> bool:
        """Whether it is the token; takes as long for a wrong one as for the right one."""
        return secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def refusal(self, *, sent: bool) -> ScimError:
        """Return the error for who has no token, or not the right one."""
        problem = ', error="invalid_token"' if sent else ""
        detail = "The bearer token is not valid" if sent else "A bearer token is required"
        return ScimError(401, detail, WWW_Authenticate=f'Bearer realm="scim"{problem}')
