"""What a target's own schemas are taken to offer."""

import pytest

from scimproof.capabilities import Capabilities
from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.target import BearerToken, Target


@pytest.fixture(scope="module")
def capabilities():
    with serving() as reference:
        client = connect(Target.parse(reference.url, BearerToken(reference.token)))
        yield Capabilities(client, lambda: None)
        client.close()


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("title", True),
        ("TITLE", True),
        ("shoeSize", False),
        ("name.givenName", True),
        ("name.shoeSize", False),
        ('phoneNumbers[type eq "fax"].value', True),
        ('phoneNumbers[type eq "FAX"].value', True),
        ('phoneNumbers[type eq "carrier pigeon"].value', False),
        ('roles[type eq "anything"].value', True),
        ('roles[primary eq "True"].value', True),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", True),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoeSize", False),
    ],
)
def test_an_attribute_is_offered_when_a_schema_names_it(capabilities, path, offered):
    assert capabilities.declares(path) is offered
