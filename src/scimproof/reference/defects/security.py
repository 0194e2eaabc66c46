"""Faults in who may come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import ScimError
from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("any-token-accepted", caught_by={"security.wrong-token-401"}, source="RFC 6750 3.1")
def _(provider: Provider) -> None:
    """Every token is good."""
    swap(provider.auth, "accepts", bool)


@defect("wrong-token-403", caught_by={"security.wrong-token-401"}, source="RFC 6750 3.1")
def _(provider: Provider) -> None:
    """Who has no good token is told 403, as if somebody else might."""
    swap(provider.auth, "refusal", lambda *, sent: ScimError(403, f"Forbidden{'' if sent else ' without a token'}"))
