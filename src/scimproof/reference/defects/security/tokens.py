"""Faults in comparing the token, and in where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("whole-tokens-not-compared", caught_by={"security.whole-token"}, source="RFC 7644 7.4")
def whole_tokens_not_compared(provider: Provider) -> None:
    """Any first part of the token is let in."""
    wrap(
        provider.auth,
        "accepts",
        lambda original, token: original(token) or (len(token) > 1 and provider.auth.token.startswith(token)),
    )


@defect("groups-without-token", caught_by={"security.groups-need-token"}, source="RFC 7644 2")
def groups_without_token(provider: Provider) -> None:
    """Groups can be read without a token."""
    wrap(
        provider.auth,
        "public",
        lambda original, request: original(request) or (request.method == "GET" and request.endpoint == "Groups"),
    )
