"""What the contract tests of security share: requests that nobody vouches for."""

import secrets

import pytest

from scimproof.contract import NotApplicable


@pytest.fixture
def credentials(target):
    """The credentials of the run; without any, nothing can be said of those that are wrong."""
    if not target.secrets() and not target.credentials.secrets():
        raise NotApplicable("the run has no credentials, so the target asks for none")
    return target.credentials


@pytest.fixture
def impostor(scim, credentials):
    """Asks with a token that nobody was given."""
    return lambda method, path, **more: scim.send(
        method, path, authorization=f"Bearer {secrets.token_urlsafe(24)}", label="a wrong token", **more
    )


@pytest.fixture
def stranger(scim, credentials):
    """Asks without an Authorization header."""
    return lambda method, path, **more: scim.send(method, path, authorization=None, label="no token", **more)
