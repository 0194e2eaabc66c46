"""Whose an object is that a create was answered with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scimproof.scim.exchange import FailureKind
from scimproof.scim.patch import replace
from scimproof.scim.resource import Resource


def _made(seconds_ago):
    """A read of an unnamed user whose name the target assigned, by a clock that shows when."""
    now = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
    created = (now - timedelta(seconds=seconds_ago)).isoformat()
    body = json.dumps({"id": "77", "userName": "assigned", "meta": {"created": created}})
    return body, f"Date: {format_datetime(now, usegmt=True)}"


@pytest.mark.parametrize(("seconds_ago", "is_ours"), [(1, True), (86_400, False)])
def test_an_anonymous_create_is_ours_when_the_object_is_new(lab, seconds_ago, is_ours):
    body, date = _made(seconds_ago)
    bench = lab.start(lab.reply("201 Created", body), lab.reply("200 OK", body, date), lab.reply("204 No Content", b""))

    bench.client.create("/Users", {}, anonymous=True)

    assert (bench.client.delete("/Users/77").status == 204) is is_ours


def test_a_create_without_an_id_in_its_body_is_owned_by_its_location(lab):
    bench = lab.start(
        lab.reply("201 Created", b"", "Location: https://h/scim/Users/a%20b"),
        lab.reply("200 OK", '{"id":"a b","userName":"scimproof-test-b"}'),
        lab.reply("204 No Content", b""),
    )

    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))

    assert user is not None
    assert user.id == "a b"
    assert bench.client.delete(user).status == 204


def test_an_answer_with_nothing_but_the_id_of_somebody_else_makes_nothing_ours(lab):
    """A target that answers each create with the id of its first user would lose that user to the next PATCH."""
    bench = lab.start(lab.reply("201 Created", '{"id":"1"}'), lab.reply("200 OK", '{"id":"1","userName":"admin"}'))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))

    exchange = bench.client.patch(user, replace("active", value=False))

    assert exchange.failure.kind is FailureKind.FOREIGN
    assert [each.split(b" ")[0] for each in bench.server.requests] == [b"POST", b"GET"]


def test_an_answer_that_echoes_what_was_sent_beside_somebody_elses_id_makes_nothing_ours(lab):
    echo = '{"id":"1","userName":"scimproof-test-b"}'
    bench = lab.start(lab.reply("201 Created", echo), lab.reply("200 OK", '{"id":"1","userName":"admin"}'))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))

    assert bench.client.delete(user).failure.kind is FailureKind.FOREIGN


def test_an_object_that_neither_answer_nor_read_shows_is_not_touched(lab):
    bench = lab.start(lab.reply("201 Created", '{"id":"1"}'), lab.reply("403 Forbidden"))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))

    assert bench.client.delete(user).failure.kind is FailureKind.FOREIGN


def test_an_object_is_ours_when_its_answer_shows_our_name_and_reading_is_broken(lab):
    ours = '{"id":"1","userName":"scimproof-test-b"}'
    bench = lab.start(lab.reply("201 Created", ours), lab.reply("500 Oops"), lab.reply("204 No Content", b""))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))

    assert bench.client.delete(user).status == 204


@pytest.mark.parametrize("status", ["400 Bad Request", "409 Conflict", "500 Oops", "302 Found"])
def test_a_create_that_failed_owns_nothing(lab, status):
    bench = lab.start(lab.reply(status, '{"id":"taken"}'))

    bench.client.create("/Users", {"userName": "scimproof-test-b"})

    assert not bench.guard.owns("taken")


def test_somebody_elses_resource_shown_for_a_create_is_left_alone(lab):
    bench = lab.start(lab.reply("201 Created", '{"id":"1","userName":"admin"}'))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))
    assert user is not None

    exchange = bench.client.delete(user)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.FOREIGN
    assert len(bench.server.requests) == 1


@pytest.mark.parametrize("shown", [{}, {"displayName": "Ann"}, {"userName": None}, {"userName": "SCIMPROOF-TEST-B"}])
def test_a_created_resource_that_does_not_show_its_name_at_once_is_ours(lab, shown):
    bench = lab.start(
        lab.reply("201 Created", json.dumps({"id": "1", **shown})),
        lab.reply("200 OK", '{"id":"1","userName":"scimproof-test-b"}'),
        lab.reply("204 No Content", b""),
    )
    bench.client.create("/Users", {"userName": "scimproof-test-b", "displayName": "Ann"})

    assert bench.client.delete("/Users/1").status == 204
