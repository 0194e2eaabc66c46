"""What schemathesis makes for us: repeatable, and only what was asked for."""

import pytest

from scimproof.fuzz.requests.schemathesis_source import RequestGenerator
from scimproof.fuzz.schema.openapi import document

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def described():
    from scimproof.capabilities import Capabilities
    from scimproof.reference import serving
    from scimproof.scim.client import connect
    from scimproof.target import BearerToken, Target

    with serving() as reference:
        client = connect(Target.parse(reference.url, BearerToken(reference.token)))
        return document(Capabilities(client, lambda: None), "http://x")


def _drafts(described, seed):
    generator = RequestGenerator(described, seed)
    return [each for valid in (True, False) for each in generator.requests("POST /Users", 6, valid=valid)]


def test_the_same_seed_makes_the_same_requests(described):
    assert _drafts(described, 7) == _drafts(described, 7)
    assert _drafts(described, 7) != _drafts(described, 8)


def test_no_request_comes_twice(described):
    made = _drafts(described, 7)

    assert len(made) == len(set(made)) >= 8


def test_coverage_keeps_to_the_method(described):
    """Left to itself the library tries other methods as well, DELETE among them."""
    methods = {each.method for each in RequestGenerator(described, 7).coverage("PUT /Users/{id}", valid=False)}

    assert methods == {"PUT"}


def test_an_operation_that_is_not_there_has_no_requests(described):
    assert RequestGenerator(described, 7).requests("POST /Printers", 5, valid=True) == []


def test_nothing_is_left_in_the_folder(described, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _drafts(described, 7)

    assert list(tmp_path.iterdir()) == []
