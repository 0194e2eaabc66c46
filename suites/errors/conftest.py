"""Fixtures of the tests on errors: requests that a target must refuse."""

import uuid

import pytest

from scimproof.contract import CORE_USER, given

BROKEN = b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": '


@pytest.fixture
def provoke(scim, directory):
    """Causes an error by its name; another requirement judges whether the target reports one at all."""

    def unknown_id():
        answer = scim.get(f"/Users/{uuid.uuid4()}")
        given(answer, by="users.unknown-id").status(404)
        return answer

    def broken_json():
        answer = scim.send("POST", "/Users", content=BROKEN, anonymous=True)
        given(answer, by="errors.broken-json").refused()
        return answer

    def no_user_name():
        body = {"schemas": [CORE_USER], "externalId": directory.person().external_id, "displayName": "Nameless"}
        answer = scim.create("/Users", body)
        given(answer, by="users.missing-username").refused()
        return answer

    return lambda what: {"unknown id": unknown_id, "broken JSON": broken_json, "no userName": no_user_name}[what]()
