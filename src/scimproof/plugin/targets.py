"""From settings to a target, and to a client that cleans up after an earlier run."""

from __future__ import annotations

from pathlib import Path

from scimproof.settings import Settings, UsageError
from scimproof.target import BadTarget, BearerToken, ClientCredentials, NoCredentials, Target


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
