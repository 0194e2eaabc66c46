"""The token endpoint: what it grants, to whom, and that the token opens the door."""

import httpx
import pytest

from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.target import BearerToken, ClientCredentials, Target


@pytest.fixture
def served():
    with serving() as reference:
        yield reference


def _ask(served, **form):
    return httpx.post(served.url.replace("/scim/v2", "/oauth2/token"), data=form)


def _credentials(served, secret=""):
    oauth = served.provider.oauth
    url = served.url.replace("/scim/v2", "/oauth2/token")
    return ClientCredentials(url, oauth.client_id, secret or oauth.client_secret)


def test_a_client_named_in_the_form_gets_a_token(served):
    oauth = served.provider.oauth

    answer = _ask(served, grant_type="client_credentials", client_id=oauth.client_id, client_secret=oauth.client_secret)

    assert answer.json() == {"access_token": served.token, "token_type": "Bearer", "expires_in": 3600}


def test_a_client_named_in_a_basic_header_gets_a_token(served):
    oauth = served.provider.oauth
    url = served.url.replace("/scim/v2", "/oauth2/token")

    answer = httpx.post(url, data={"grant_type": "client_credentials"}, auth=(oauth.client_id, oauth.client_secret))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "scimproof", "client_secret": "x"}, "invalid_client"),
        ({"grant_type": "client_credentials"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_nobody_else_does(served, form, error):
    answer = _ask(served, **form)

    assert answer.status_code in (400, 401)
    assert answer.json() == {"error": error}


def test_the_client_can_look_at_the_grant_and_sees_no_token(served):
    client = connect(Target.parse(served.url, _credentials(served)))

    granted = client.another_token()
    read = client.get("/Users")
    client.close()

    assert read.status == 200
    assert granted is not None
    assert granted.resource["expires_in"] == 3600
    assert served.token not in granted.text
    assert served.provider.oauth.client_secret not in granted.raw_request.decode()


def test_a_client_with_a_long_lived_token_asks_for_none(served):
    client = connect(Target.parse(served.url, BearerToken(served.token)))

    assert client.another_token() is None
    client.close()
