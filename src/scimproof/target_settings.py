"""From settings to a target: the one that they describe, or the embedded reference target."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from scimproof.reference import serving
from scimproof.settings import Settings, UsageError
from scimproof.target import BadTarget, BearerToken, ClientCredentials, NoCredentials, Target

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are read for one another: people compare these names by eye."""


def new_id() -> str:
    """Return six random characters that tell what one run makes from what another makes."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(6))


def with_target(settings: Settings, stack: ExitStack) -> Settings:
    """Return the settings with a target to send to.

    With a Tenant URL they come back as they are. Without one the reference target is served on a free port of this
    machine until the stack closes, and the result has its URL and token; other configured credentials are left out.
    """
    if settings.tenant_url:
        return settings
    reference = stack.enter_context(serving())
    return replace(settings, tenant_url=reference.url, token=reference.token, token_file="", oauth_token_url="")


def target_of(settings: Settings) -> Target:
    """Return the target that the settings describe.

    Raises:
        UsageError: its address or credentials cannot be right.
    """
    try:
        return Target.parse(
            settings.tenant_url,
            _credentials(settings),
            timeout=settings.timeout,
            ca_file=settings.ca_file,
            insecure=settings.insecure,
        )
    except BadTarget as problem:
        raise UsageError(str(problem)) from None


def _credentials(settings: Settings) -> BearerToken | ClientCredentials | NoCredentials:
    if settings.oauth_token_url:
        return ClientCredentials(
            token_url=settings.oauth_token_url,
            client_id=settings.oauth_client_id,
            client_secret=settings.oauth_client_secret,
            scope=settings.oauth_scope,
        )
    if settings.token_file:
        try:
            token = Path(settings.token_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            reason = getattr(problem, "strerror", None) or "not a text file"
            raise UsageError(f"--token-file: {settings.token_file}: {reason}") from None
        return BearerToken(token)
    return BearerToken(settings.token) if settings.token else NoCredentials()
