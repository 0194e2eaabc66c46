"""Fixtures of the tests on security: requests without valid credentials."""

import secrets

import pytest

from scimproof.contract import NotApplicable


@pytest.fixture
def credentials(target):
    """The credentials of the run; without any, wrong credentials cannot be judged."""
    if not target.secrets() and not target.credentials.secrets():
        raise NotApplicable("the run has no credentials, so that the target requires none")
    return target.credentials


@pytest.fixture
def impostor(scim, credentials):
    """Sends a request with a token that was never issued."""
    return lambda method, path, **more: scim.send(
        method, path, authorization=f"Bearer {secrets.token_urlsafe(24)}", label="a wrong token", **more
    )


@pytest.fixture
def stranger(scim, credentials):
    """Sends a request without an Authorization header."""
    return lambda method, path, **more: scim.send(method, path, authorization=None, label="no token", **more)
