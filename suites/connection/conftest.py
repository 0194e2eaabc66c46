"""Fixtures of the tests on the connection."""

import pytest

from scimproof.contract import Resource


@pytest.fixture
def post_user(scim, user_body, adopt, a_user):
    """Creates a user with a given Content-Type and the attributes that the target accepts."""

    def post(content_type):
        response = scim.send("POST", "/Users", body=user_body(), headers={"Content-Type": content_type})
        created = Resource.of(response)
        if response.status in (200, 201) and created is not None:
            adopt(created)
        return response

    return post
