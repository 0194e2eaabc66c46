"""A create whose answer names nothing may have stored something all the same."""

import pytest

from scimproof.fuzz.requests.leftovers import remove_leftovers
from scimproof.reference.messages import ScimError

RUN = "scimproof-unittest-7i1"


def _stored(bench, **user):
    return bench.provider.store.insert(bench.provider.schema.user, {"active": True, **user})


@pytest.mark.parametrize("rest", ["-jo", "-jö\x07", ""])
def test_what_a_create_stored_is_found_by_its_name_and_removed(bench, rest):
    _stored(bench, userName=f"{RUN}3{rest}")

    found = remove_leftovers(bench.client, f"{RUN}", "/Users", {"userName": f"{RUN}3{rest}"})

    assert found.removed == 1
    assert found.shown_by is not None
    assert bench.left() == []


def test_nobody_elses_user_is_touched(bench):
    mine = f"{RUN}3-jo"
    _stored(bench, userName=f"{RUN}31-jo")
    _stored(bench, userName="jo@example.com")

    found = remove_leftovers(bench.client, RUN, "/Users", {"userName": mine})

    assert (found.removed, found.shown_by) == (0, None)
    assert len(bench.left()) == 2


def test_where_filters_fail_the_list_is_looked_at(bench):
    def refuse(*_):
        raise ScimError(400, "no filters here", "invalidFilter")

    bench.provider.filters.search = refuse
    for number in range(120):
        _stored(bench, userName=f"somebody-{number}")
    _stored(bench, userName=f"{RUN}3-jo")

    found = remove_leftovers(bench.client, RUN, "/Users", {"userName": f"{RUN}3-jo"})

    assert found.removed == 1
    assert found.requests == 4
    assert len(bench.left()) == 120


@pytest.mark.parametrize("body", [None, [], {}, {"userName": 7}, {"userName": "jo"}])
def test_what_has_no_name_of_ours_cannot_be_looked_for(bench, body):
    assert remove_leftovers(bench.client, RUN, "/Users", body).requests == 0


@pytest.mark.slow
def test_a_refused_create_that_stored_a_user_is_a_finding_and_leaves_nothing(benches):
    with benches(defects=["refused-create-stored"]) as bench:
        finding = bench.fuzzer(requests=600).inputs("refused-without-trace")
        left = bench.left()

    assert finding is not None
    assert finding.mismatch.expected == "nothing stored, since the create was refused"
    assert left == []
