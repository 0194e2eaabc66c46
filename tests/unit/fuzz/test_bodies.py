"""Bodies made from a schema: valid where they have to be, odd in one place where not."""

from itertools import islice
from random import Random

import pytest

from scimproof.fuzz.requests import bodies
from scimproof.fuzz.requests.read_back import changed
from scimproof.fuzz.schema.shapes import shapes


@pytest.fixture
def shape(bench):
    return next(each for each in shapes(bench.capabilities) if each.endpoint == "/Users")


@pytest.fixture
def random():
    return Random(7)  # noqa: S311 - no secret


def test_a_whole_body_is_taken_and_kept(bench, shape, random):
    body = bodies.whole(shape, random) | {"userName": "scimproof-unittest-whole@scimproof.example"}
    made = bench.client.create("/Users", body)

    assert made.status == 201
    assert changed(body, made.resource, shape) is None
    assert len(body) > 10


def test_an_odd_body_differs_in_one_place(shape, random):
    plain, urns = {"schemas", "userName", "displayName"}, {urn for urn, _ in shape.extensions}
    for body in islice(bodies.misfits(shape, random), 200):
        assert len(set(body) - plain) <= 1
        assert set(body["schemas"]) == {shape.urn} | (urns & set(body))


def test_every_odd_value_comes_before_one_comes_again(shape, random):
    made = islice(bodies.odd_operations(shape, random), 400)
    sent = [each["Operations"][0]["value"] for each in made]

    assert 1.5 in sent
    assert "\ud800" in sent
    assert [{"value": ["x"]}] in sent
