"""The token endpoint: client credentials (RFC 6749 4.4), in the form or in a Basic header."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any
from urllib.parse import parse_qsl

from scimproof.reference.auth import Auth
from scimproof.reference.messages import Request, Response

PATH = "/oauth2/token"


class Oauth:
    """Hands out the one token there is to the one client there is."""

    lifetime = 3600

    def __init__(self, auth: Auth) -> None:
        self.auth = auth
        self.client_id = "scimproof"
        self.client_secret = secrets.token_hex(16)

    def answer(self, request: Request) -> Response:
        """Answer a request for a token."""
        form = dict(parse_qsl(request.content.decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return self.respond(400, {"error": "unsupported_grant_type"})
        if not self.knows(*self.client(request, form)):
            return self.respond(401, {"error": "invalid_client"})
        return self.respond(200, self.grant())

    def client(self, request: Request, form: dict[str, str]) -> tuple[str, str]:
        """Return the id and secret that a client gives."""
        scheme, _, coded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return form.get("client_id", ""), form.get("client_secret", "")
        try:
            client, _, secret = base64.b64decode(coded, validate=True).decode("utf-8", "replace").partition(":")
        except binascii.Error:
            return "", ""
        return client, secret

    def knows(self, client: str, secret: str) -> bool:
        """Whether it is our client."""
        return client == self.client_id and secrets.compare_digest(secret.encode(), self.client_secret.encode())

    def grant(self) -> dict[str, Any]:
        """Return what a client is given."""
        return {"access_token": self.auth.token, "token_type": "Bearer", "expires_in": self.lifetime}

    def respond(self, status: int, body: dict[str, Any]) -> Response:
        """Return a response that nobody keeps."""
        return Response(status, body, {"Content-Type": "application/json", "Cache-Control": "no-store"})
