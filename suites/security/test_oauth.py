"""The token endpoint of OAuth 2.0 client credentials, which new gallery applications must use."""

import pytest

from scimproof.contract import (
    ENTRA_GALLERY,
    FORM,
    GALLERY_CHECKLIST,
    MUST,
    NotApplicable,
    NotTestable,
    expect,
    requirement,
    show,
    unmet,
)

SHORTEST, LONGEST = 60 * 60, 6 * 60 * 60


@pytest.fixture
def granted(scim):
    """The answer of the token endpoint."""
    answer = scim.another_token()
    if answer is None:
        raise NotApplicable("the run does not use OAuth 2.0 client credentials")
    return answer


@requirement(
    "security.oauth-token",
    level=MUST,
    source=[ENTRA_GALLERY("authentication: OAuth client credentials"), GALLERY_CHECKLIST("2.2")],
    covers=["ENTRA-CONN-11a"],
    harm=FORM,
    consequence="Microsoft's gallery test Validate_Credentials_Test fails, and the listing in the gallery is refused. "
    "Microsoft's page on endpoints still allows long-lived tokens, but the gallery accepts only OAuth client "
    "credentials.",
    remedy='Answer `grant_type=client_credentials` with a JSON object that has `access_token`, `"token_type": '
    '"Bearer"` and, if present, `expires_in` as a number of seconds.',
)
def test_the_token_endpoint_grants_a_bearer_token(granted):
    """The token endpoint answers client credentials with a Bearer token; ``expires_in``, if given, is a number."""
    expect(granted).accepted()
    kind, lifetime = granted.resource.get("token_type"), granted.resource.get("expires_in")

    expect(granted).attribute_where("access_token", lambda token: isinstance(token, str) and token != "", "is a text")
    if str(kind).lower() != "bearer":
        raise unmet("token_type Bearer", f"token_type = {show(kind)}", granted, "token_type")
    if lifetime is not None and (isinstance(lifetime, bool) or not isinstance(lifetime, int | float)):
        raise unmet("expires_in as a number of seconds", f"expires_in = {show(lifetime)}", granted, "expires_in")


@requirement(
    "security.oauth-lifetime",
    level=MUST,
    builds_on=("security.oauth-token",),
    source=[ENTRA_GALLERY("authentication: lifetime of access tokens"), GALLERY_CHECKLIST("2.2")],
    covers=["ENTRA-CONN-11b"],
    harm=FORM,
    consequence="Microsoft's gallery test Validate_Credentials_Test fails, and the listing in the gallery is refused.",
    remedy="Issue access tokens with an `expires_in` between 3600 and 21600 seconds.",
)
def test_a_token_lives_between_one_hour_and_six(granted):
    """An access token is valid for at least one hour and at most six hours."""
    lifetime = granted.resource.get("expires_in")
    if lifetime is None:
        raise NotApplicable("the token endpoint returns no expires_in, which is optional (RFC 6749, 5.1)")
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        raise NotTestable("security.oauth-token", f"expires_in = {show(lifetime)}")

    if not SHORTEST <= lifetime <= LONGEST:
        raise unmet(f"{SHORTEST} to {LONGEST} seconds", f"expires_in = {lifetime}", granted, "expires_in")
