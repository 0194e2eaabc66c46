"""Random lives converge on the clean reference target; a seeded fault is found, and told in few steps."""

import pytest

from scimproof.entra.provisioning.faults import Fault, Trouble
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.random_history import HistoryStep, life
from scimproof.reference import serving
from scimproof.sync.random_histories import HistoryRunner, tell
from scimproof.target import BearerToken, Target

pytestmark = pytest.mark.slow


@pytest.fixture
def theatre():
    def against(reference):
        return HistoryRunner(Target.parse(reference.url, BearerToken(reference.token)), Job())

    return against


def test_lives_converge_and_leave_nothing_behind(theatre):
    with serving() as reference:
        stage = theatre(reference)

        assert [stage.violation(life(seed), seed) for seed in range(12)] == [""] * 12
        assert reference.provider.store.resources == {"User": {}, "Group": {}}


def test_the_same_seed_lives_the_same_life():
    assert life(7) == life(7)
    assert life(7) != life(8)


@pytest.mark.parametrize(
    ("defect", "most"),
    [
        ("disabling-leaves-groups", 2),
        ("restore-brings-back-the-hire", 4),
        ("one-group-per-user", 0),
        ("joining-renames-the-user", 0),
    ],
)
def test_a_fault_is_told_in_few_steps(theatre, defect, most):
    with serving(defects=[defect]) as reference:
        stage = theatre(reference)
        story = next(found for seed in range(12) if (found := stage.story(seed)) is not None)

    assert len(story.steps) <= most
    assert story.lines()[-1].startswith("Then: ")


def test_an_answer_that_is_lost_shows_who_counts_twice(theatre):
    steps = [
        HistoryStep(change={"change": "group-create"}),
        HistoryStep(),
        HistoryStep(change={"change": "group-add", "group": "#3", "members": ["#1"]}),
        HistoryStep(fault=Fault(Trouble.LOST)),
    ]
    with serving(defects=["member-added-twice"]) as reference:
        found = theatre(reference).violation(steps, 1)

    assert "more than once" in found


def test_what_is_told_names_the_seed(capsys):
    with serving(defects=["one-group-per-user"]) as reference:
        target = Target.parse(reference.url, BearerToken(reference.token))

        assert tell(target, Job(), count=3, seed=5, rate=None, quiet=False) == 1

    printed = capsys.readouterr().out
    assert "Life 5" in printed
    assert "1. 4 users and 2 groups" in printed
