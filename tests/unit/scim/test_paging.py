from __future__ import annotations

import json
import re

import pytest

from scimproof.scim.paging import walk


def _pages(ids, total=None, *, stuck=False):
    """Answer with the slice of ids that startIndex and count ask for; a stuck target always gives the first."""

    def answer(connection, request):
        start, count = (int(re.search(rb"%s=(\d+)" % name, request)[1]) for name in (b"startIndex", b"count"))
        first = 0 if stuck else start - 1
        listed = [{"id": each} for each in ids[first : first + count]]
        body = json.dumps({"totalResults": len(ids) if total is None else total, "Resources": listed}).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return answer


def test_a_walk_sees_everything_once(lab):
    bench = lab.start(_pages("abcdefg"))

    pages = walk(bench.client, "/Users", count=3, filter='title eq "x y"')

    assert ["".join(each["id"] for each in page.resources) for page in pages] == ["abc", "def", "g"]
    assert b"filter=title%20eq%20%22x%20y%22&startIndex=4&count=3 " in bench.server.requests[1]


def test_a_page_that_comes_again_ends_the_walk(lab):
    bench = lab.start(_pages("abcdefg", stuck=True))

    assert len(walk(bench.client, "/Users", count=3)) == 2


def test_a_total_that_is_never_reached_ends_with_an_empty_page(lab):
    bench = lab.start(_pages("abc", total=10**9))

    assert len(walk(bench.client, "/Users", count=2)) == 3


def test_a_target_without_end_is_left_at_the_limit(lab):
    bench = lab.start(_pages([str(number) for number in range(100)]))

    assert len(walk(bench.client, "/Users", count=1, limit_pages=5)) == 5


@pytest.mark.parametrize("body", ["", "[]", '{"Resources":[{"id":"1"}]}', '{"totalResults":"9","Resources":[{}]}'])
def test_an_answer_that_is_no_page_ends_the_walk(lab, body):
    bench = lab.start(lab.reply("200 OK", body))

    assert len(walk(bench.client, "/Users", count=1)) == 1
