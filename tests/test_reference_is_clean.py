import pytest

from scimproof.settings import LEAST_SCALE
from tests.support.judging import judge, red

WAYS = ("", "tls", "oauth")


@pytest.fixture(scope="module")
def judged():
    """What came of the reference target, by the way in which it was reached."""
    return {over: judge(over=over, fuzz="quick", scale=0 if over else LEAST_SCALE) for over in WAYS}


@pytest.mark.parametrize("over", WAYS)
def test_the_reference_target_is_conformant(judged, over):
    """The whole suite finds nothing on the reference target: neither a FAIL nor a WARN, under any profile."""
    found = judged[over]

    assert found["errors"] == {}
    assert red(found) == set(), {each: found["findings"][each] for each in red(found)}
    assert found["problems"] == {}
    assert found["exit"] == 0


def test_every_requirement_is_judged_on_the_reference_target(judged):
    """Nothing is skipped there, but what another way of reaching it is about: a check that never runs cannot fail."""
    idle = {
        each: verdict
        for each, verdict in judged[""]["verdicts"].items()
        if all(found["verdicts"].get(each, verdict).startswith("NOT ") for found in judged.values())
    }

    # The reference answers a PATCH of a group with 204: what a 200 shows is judged on the variant that sends one.
    idle.pop("groups.patch-answer-current", None)
    # No request of a run asks the reference for a method that a path lacks: the defect that serves no PUT shows it.
    idle.pop("invariants.allow-with-405", None)
    # Nobody is looked for by name at the end where nothing is removed, as in these runs: its defect shows it.
    idle.pop("state.still-found", None)
    assert idle == {}


@pytest.mark.deep
@pytest.mark.parametrize("variant", ["full-tenant", "members-never-shown", "no-groups", "page-cap-50"])
def test_a_large_directory_may_differ_too(variant):
    """What is legal in a small directory is no finding in a large one."""
    found = judge(variants=(variant,), areas="scale", scale=LEAST_SCALE)

    assert found["errors"] == {}
    assert red(found) == set(), {each: found["findings"][each] for each in red(found)}
    assert found["exit"] == 0
