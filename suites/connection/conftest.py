"""What the contract tests of the connection share."""

import pytest

from scimproof.contract import Resource


@pytest.fixture
def post_user(scim, directory, adopt, a_user):
    """Creates a user under a given Content-Type, in the shape that this target took for ``a_user``."""

    def post(content_type):
        fresh = directory.person().scim()
        body = {key: fresh.get(key, value) for key, value in a_user.body.items()}
        response = scim.send("POST", "/Users", body=body, headers={"Content-Type": content_type})
        created = Resource.of(response)
        if response.status in (200, 201) and created is not None:
            adopt(created)
        return response

    return post
