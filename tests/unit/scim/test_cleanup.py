from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from scimproof.scim.cleanup import STILL_READABLE, clean_up
from scimproof.scim.journal import Journal

EMPTY = {"totalResults": 0, "Resources": []}


class Store:
    """A little service provider: knows users by id, filters as it likes, deletes as told."""

    def __init__(self, users=(), *, ignores_filters=False, delete="204 No Content", only_says_so=False):
        self.users = {each["id"]: each for each in users}
        self.ignores_filters = ignores_filters
        self.delete = delete
        self.only_says_so = only_says_so
        self.late = []
        self.log = []

    def __call__(self, connection, request):
        """Answer one request."""
        method, target = (part.decode() for part in request.split(b" ")[:2])
        self.log.append(f"{method} {unquote(target)}")
        status, body = self._answer(method, unquote(target))
        data = json.dumps(body).encode() if body is not None else b""
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    def _answer(self, method, target):
        id_ = target.rpartition("/")[2]
        if method == "DELETE":
            if id_ not in self.users:
                return "404 Not Found", {}
            if self.delete.startswith("2") and not self.only_says_so:
                del self.users[id_]
            return self.delete, None
        if "?" not in target:
            return ("200 OK", self.users[id_]) if id_ in self.users else ("404 Not Found", {})
        found = re.search(r"filter=(\w+) (eq|sw) (\".*\")", target)
        assert found
        wanted = json.loads(found[3])
        listed = [
            each
            for each in (*self.users.values(), *self.late)
            if self.ignores_filters or str(each.get(found[1], "")).startswith(wanted)
        ]
        return "200 OK", {"totalResults": len(listed), "Resources": listed}


@pytest.fixture
def journal(lab, tmp_path):
    """Return a function that makes the journal of a run at a store's address."""

    def make(bench_url):
        return Journal(tmp_path, "r1", base_url=bench_url, prefix=lab.PREFIX)

    return make


def _start(lab, journal, store):
    bench = lab.start(store)
    return bench, journal(bench.client.target.base_url)


def test_everything_created_goes_youngest_first_and_the_journal_with_it(lab, journal):
    store = Store([{"id": id_, "userName": f"scimproof-test-{id_}"} for id_ in "123"])
    bench, kept = _start(lab, journal, store)
    for id_ in "123":
        kept.created("/Users", id_, kept.intend("/Users", "userName", f"scimproof-test-{id_}"))

    result = clean_up(bench.client, kept)

    assert (result.deleted, result.left) == (3, [])
    assert store.log[:3] == ["DELETE /scim/Users/3", "DELETE /scim/Users/2", "DELETE /scim/Users/1"]
    assert kept.close_if_clean()


def test_an_object_that_is_gone_already_is_no_trouble(lab, journal):
    bench, kept = _start(lab, journal, Store())
    kept.created("/Users", "1")

    result = clean_up(bench.client, kept)

    assert (result.deleted, result.left) == (0, [])
    assert kept.close_if_clean()


def test_a_create_whose_answer_was_lost_is_found_by_its_name(lab, journal):
    store = Store([{"id": "9", "userName": "scimproof-test-lost"}, {"id": "1", "userName": "admin"}])
    bench, kept = _start(lab, journal, store)
    kept.intend("/Users", "userName", "scimproof-test-lost")

    result = clean_up(bench.client, kept)

    assert (result.deleted, result.left) == (1, [])
    assert list(store.users) == ["1"]
    assert kept.close_if_clean()


def test_what_a_refused_create_left_behind_is_swept_up(lab, journal):
    store = Store([{"id": "9", "userName": "scimproof-test-zombie"}])
    bench, kept = _start(lab, journal, store)
    kept.refused(kept.intend("/Users", "userName", "scimproof-test-zombie"))

    assert clean_up(bench.client, kept).deleted == 1
    assert store.users == {}


def test_a_target_that_ignores_filters_keeps_its_own_people(lab, journal):
    people = [{"id": "1", "userName": "admin"}, {"id": "2"}, {"id": 3, "userName": "scimproof-test-number"}]
    store = Store([*people, {"id": "4", "displayName": "scimproof-test-ours"}], ignores_filters=True)
    bench, kept = _start(lab, journal, store)
    kept.intend("/Users", "userName", "scimproof-test-lost")

    result = clean_up(bench.client, kept)

    assert result.deleted == 1
    assert list(store.users) == ["1", "2", 3]


def test_what_cannot_be_deleted_is_told_with_the_reason(lab, journal):
    store = Store([{"id": "1", "userName": "scimproof-test-a"}], delete="405 Method Not Allowed")
    bench, kept = _start(lab, journal, store)
    kept.created("/Users", "1", kept.intend("/Users", "userName", "scimproof-test-a"))

    result = clean_up(bench.client, kept)

    [left] = result.left
    assert (left.endpoint, left.id, left.name, left.why) == ("/Users", "1", "scimproof-test-a", "the answer 405")
    assert not kept.close_if_clean()


def test_what_is_deleted_in_word_alone_is_told_and_not_deleted_for_ever(lab, journal):
    store = Store([{"id": "1", "userName": "scimproof-test-1"}], only_says_so=True)
    bench, kept = _start(lab, journal, store)
    kept.created("/Users", "1", kept.intend("/Users", "userName", "scimproof-test-1"))

    result = clean_up(bench.client, kept, budget=5)

    assert [(each.id, each.why) for each in result.left] == [("1", STILL_READABLE)]
    assert not kept.close_if_clean()
    assert store.log.count("DELETE /scim/Users/1") == 1


def test_a_list_that_is_late_is_not_taken_for_what_is_there(lab, journal):
    user = {"id": "1", "userName": "scimproof-test-1"}
    store = Store([user])
    store.late.append(user)
    bench, kept = _start(lab, journal, store)
    kept.created("/Users", "1", kept.intend("/Users", "userName", "scimproof-test-1"))

    result = clean_up(bench.client, kept, budget=5)

    assert (result.deleted, result.left) == (1, [])
    assert "GET /scim/Users/1" in store.log


def test_a_target_that_is_gone_is_not_asked_for_ever(lab, journal):
    bench, kept = _start(lab, journal, lab.raw(b""))
    for number in range(10):
        kept.created("/Users", str(number))

    result = clean_up(bench.client, kept)

    assert len(result.left) == 10
    assert result.left[0].why.startswith("disconnected: ")
    assert result.left[-1].why == "the target does not answer any more"
    assert len(bench.server.requests) == 3


def test_the_time_for_cleaning_up_is_limited(lab, journal):
    bench, kept = _start(lab, journal, Store())
    kept.created("/Users", "1")

    result = clean_up(bench.client, kept, budget=0)

    assert [each.why for each in result.left] == ["there was no time left for the clean-up"]
    assert bench.server.requests == []


@pytest.mark.parametrize("body", ["<html>", "[]", '{"Resources":7}', '{"totalResults":"1","Resources":[{"id":{}}]}'])
def test_nonsense_found_while_looking_is_told_and_nothing_is_deleted(lab, journal, body):
    bench, kept = _start(lab, journal, lab.reply("200 OK", body))
    kept.intend("/Users", "userName", "scimproof-test-lost")

    result = clean_up(bench.client, kept)

    assert result.deleted == 0
    assert [each.name for each in result.left] == ["scimproof-test-lost"]


def test_an_anonymous_create_without_an_answer_leaves_nothing_to_look_for(lab, journal):
    bench, kept = _start(lab, journal, Store())
    kept.intend("/Users", "", "")

    assert clean_up(bench.client, kept).left == []
    assert kept.close_if_clean()


def test_a_journal_of_another_target_is_refused(lab, journal):
    bench = lab.start(Store())
    kept = journal("https://other.example/scim")

    with pytest.raises(ValueError, match=re.escape("other.example")):
        clean_up(bench.client, kept)
