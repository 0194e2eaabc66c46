"""Fixtures of the tests on security: requests without valid credentials."""

import secrets

import pytest

from scimproof.contract import NotApplicable

UNAUTHORIZED = 401


@pytest.fixture
def credentials(target):
    """The credentials of the run; without any, wrong credentials cannot be judged."""
    if not target.secrets() and not target.credentials.secrets():
        raise NotApplicable("the run has no credentials, so that the target requires none")
    return target.credentials


@pytest.fixture(scope="session")
def answered():
    """The answers to a wrong token, by method: each is asked for once, as many targets slow down who guesses."""
    return {}


@pytest.fixture
def impostor(scim, credentials, answered):
    """Gives the answer to a token that nobody was given; it is sent once, whoever asks."""

    def ask():
        if "GET" not in answered:
            wrong = f"Bearer {secrets.token_urlsafe(24)}"
            answered["GET"] = scim.send("GET", "/Users", authorization=wrong, label="a wrong token")
        return answered["GET"]

    return ask


@pytest.fixture
def stranger(scim, credentials, answered):
    """Asks without an Authorization header; a target that answers such requests no more after 401 is no finding."""

    def ask(method, path, **more):
        answer = scim.send(method, path, authorization=None, label="no token", **more)
        if (answer.failure or answer.throttled) and any(each.status == UNAUTHORIZED for each in answered.values()):
            seen = answer.status or (answer.failure and answer.failure.detail)
            raise NotApplicable(f"the target answered 401 to a wrong token, and then brakes who has none: {seen}")
        return answer

    return ask
