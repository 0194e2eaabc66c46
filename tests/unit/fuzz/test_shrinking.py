import pytest

from scimproof.fuzz.budget import BudgetLimits, OutOfBudget, RequestBudget
from scimproof.fuzz.model.patch_model import Operation
from scimproof.fuzz.model.steps import Step, bare
from scimproof.fuzz.shrinking.delta_debugging import shortest, simplest, smaller


@pytest.mark.parametrize("needed", [{3}, {0, 99}, {10, 11, 12}, set(range(0, 100, 17))])
def test_the_shortest_part_that_fails_is_found(needed):
    assert shortest(range(100), lambda part: needed <= set(part)) == sorted(needed)


def test_shrinking_ends_when_the_money_does():
    budget = RequestBudget(10)

    def fails(part):
        budget.spend()
        return {3, 70} <= set(part)

    left = shortest(range(100), fails)

    assert {3, 70} <= set(left)
    assert len(left) < 100
    assert budget.spent == 10


def test_json_is_cut_to_what_matters():
    body = {"schemas": ["x"], "name": {"givenName": "a", "familyName": None}, "emails": [{"value": 1}, {"value": 2}]}

    def fails(each):
        return isinstance(each.get("name"), dict) and "familyName" in each["name"]

    assert simplest(body, smaller, fails) == {"name": {"familyName": None}}


def test_a_bare_program_keeps_what_its_steps_speak_of():
    body = {"schemas": ["core", "urn:x"], "userName": "u", "title": "t", "emails": [{"value": "e"}], "urn:x": {"a": 1}}
    steps = [Step("create", "u1", body=body), Step("patch", "u1", operations=(Operation("remove", "emails"),))]

    left = bare(steps)

    assert left[0].body == {"schemas": ["core"], "userName": "u", "emails": [{"value": "e"}]}
    assert left[1] == steps[1]


def test_a_part_pays_from_the_whole():
    whole = RequestBudget(10)
    part = whole.part(6)
    part.spend(4)
    whole.record(5)

    assert (part.left, whole.left) == (1, 1)
    with pytest.raises(OutOfBudget):
        part.spend(2)


def test_no_time_no_money():
    assert RequestBudget(10, seconds=0.0).left == 0


@pytest.mark.parametrize(
    ("text", "requests", "seconds"),
    [("", 5000, 600), ("2000", 2000, 600), ("90s", 5000, 90), ("10m, 700", 700, 600), ("1h", 5000, 3600)],
)
def test_a_budget_is_requests_or_time_or_both(text, requests, seconds):
    assert BudgetLimits.read(text, deep=True) == BudgetLimits(requests, seconds)


@pytest.mark.parametrize("text", ["many", "0", "-3", "3d", "1.5m"])
def test_no_budget(text):
    with pytest.raises(ValueError, match="not a number of requests"):
        BudgetLimits.read(text, deep=False)
