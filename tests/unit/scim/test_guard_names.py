"""Which of its names says that an object is the run's own."""

import json

import pytest


@pytest.mark.parametrize(
    ("shown", "ours"),
    [
        ({"userName": "", "displayName": "A B", "externalId": "scimproof-test-x"}, True),
        ({"displayName": "A B", "externalId": "scimproof-test-x"}, True),
        ({"userName": "ceo", "displayName": "A B", "externalId": "scimproof-test-x"}, False),
        ({"userName": "", "displayName": "A B", "externalId": "ceo"}, False),
        ({"displayName": "A B"}, False),
    ],
)
def test_a_user_without_a_name_is_ours_by_its_external_id(lab, shown, ours):
    bench = lab.start(lab.reply("201 Created", json.dumps({"id": "made", **shown})), lab.reply())
    sent = {"displayName": "A scimproof-test- B", "externalId": "scimproof-test-x"}

    assert bench.client.create("/Users", sent).status == 201

    assert bench.client.guard.owns("made") is ours
