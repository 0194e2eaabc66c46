"""Fixtures of the tests on the connection."""

import pytest

from scimproof.contract import Resource


@pytest.fixture
def post_user(scim, directory, adopt, a_user):
    """Creates a user with a given Content-Type and the attributes that the target accepted for ``a_user``."""

    def post(content_type):
        fresh = directory.person().scim()
        body = {key: fresh.get(key, value) for key, value in a_user.body.items()}
        response = scim.send("POST", "/Users", body=body, headers={"Content-Type": content_type})
        created = Resource.of(response)
        if response.status in (200, 201) and created is not None:
            adopt(created)
        return response

    return post
