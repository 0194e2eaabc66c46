"""What the 25 tests say of sound targets, of broken ones, and of sound ones that Microsoft fails."""

import pytest

from scimproof.gallery import summary
from scimproof.reference import DEFECTS

pytestmark = pytest.mark.slow

CREDENTIALS = {21, 22}


def _not_passed(outcomes):
    return {number for number, each in outcomes.items() if each.word != "PASSED"}


def test_the_clean_reference_passes_all_but_the_credentials(validate):
    outcomes = validate()

    assert _not_passed(outcomes) == CREDENTIALS
    assert [each.otherwise for each in outcomes.values() if each.otherwise] == []
    assert all(each.exchanges for number, each in outcomes.items() if number not in CREDENTIALS)


def test_the_job_may_speak_the_other_dialect(validate):
    outcomes = validate(*range(1, 15), flag=True)

    assert _not_passed(outcomes) == set()


@pytest.mark.parametrize(
    ("defect", "rows"),
    [
        ("deactivate-hard-deletes", {3, 4, 6}),
        ("disabled-user-hidden", {6}),
        ("filter-hides-disabled", {3, 6}),
        ("active-patch-noop-200", {3, 6}),
        ("active-string-refused", {3, 4, 6}),
        ("reactivate-patch-rejected", {6}),
        ("user-delete-refused", {4}),
        ("deleted-user-is-410", {4}),
        ("manager-empty-string-refused", {5, 25}),
        ("manager-set-once", {5, 25}),
        ("manager-leaves-a-shell", {25}),
        ("group-name-parentheses-parsed", {8}),
        ("group-rename-ignored", {9, 20}),
        ("group-delete-does-nothing", {10, 14}),
        ("deleted-group-still-found", {10, 14}),
        ("add-members-with-path-500", {11, 12}),
        ("remove-members-value-rejected", {12}),
        ("schemas-404", {15, 16}),
        ("group-schema-unpublished", {15}),
        ("types-without-values", {15}),
        ("empty-text-refused", {16}),
        ("clearing-what-is-absent-refused", {16}),
        ("pathless-dotted-key-misplaced", {16, 18}),
        ("filter-miss-404", set(range(1, 15))),
        ("locked-while-creating", {23}),
        ("start-index-not-told", {23, 24}),
        ("start-index-of-groups-is-one", {24}),
        ("address-primary-refused", {16, 17, 18, 23, 25}),
        ("employee-number-unique", {5, 23, 25}),
    ],
)
def test_a_defect_turns_its_rows(validate, defect, rows):
    outcomes = validate(defects=[defect])

    assert _not_passed(outcomes) - CREDENTIALS == rows


def test_the_other_shape_is_told_where_it_differs(validate):
    outcomes = validate(9, 12, 18, defects=["pathless-replace-refused", "group-path-required"])

    assert outcomes[18].word == "FAILED"
    assert outcomes[18].otherwise.startswith("PASSED with one operation for each attribute")
    assert outcomes[9].word == "PASSED"
    assert outcomes[9].otherwise.startswith("FAILED in the flag dialect")
    assert outcomes[12].otherwise == ""


@pytest.mark.parametrize(
    ("defect", "number", "broken"),
    [
        ("user-filter-ignored", 1, "matching.by-username"),
        ("title-dropped", 17, "users.stored-as-sent"),
        ("removed-member-empties-group", 12, "groups.removed-by-value-list"),
        ("removed-member-stays", 12, "groups.removed-by-value-list"),
        ("group-list-omits-members", 11, "groups.listed-with-members"),
        ("rename-drops-members", 9, "groups.rename-keeps-members"),
        ("startindex-zero-based", 23, "paging.walk-complete"),
        ("disabled-user-hidden", 3, "lifecycle.disabled-readable"),
        ("items-per-page-is-constant", 23, "paging.items-per-page"),
        ("recreated-group-remembers-members", 14, "groups.recreated-empty"),
    ],
)
def test_a_false_pass_is_named(validate, defect, number, broken):
    outcomes = validate(number, defects=[defect])

    assert broken in DEFECTS[defect].caught_by
    assert outcomes[number].word == "PASSED"
    assert f"but {broken} is broken" in _why(number, outcomes, {broken: "FAIL"})


@pytest.mark.parametrize(
    ("variant", "rows"),
    [
        ("external-id-in-no-schema", {15}),
        ("no-element-no-target", {16}),
        ("display-names-unique", {25}),
        ("emails-unique", {23, 25}),
        ("page-cap-50", set()),
        ("opaque-ids", set()),
        ("absent-is-null", set()),
        ("delete-answers-200", set()),
    ],
)
def test_a_false_failure_is_named(validate, variant, rows):
    outcomes = validate(variants=[variant])

    assert _not_passed(outcomes) - CREDENTIALS == rows
    for number in rows:
        holding = dict.fromkeys(_test(number)["judged_by"], "PASS")
        assert "Microsoft would fail this although" in _why(number, outcomes, holding)


def test_a_failure_that_we_find_too_is_no_false_one(validate):
    outcomes = validate(12, defects=["remove-members-value-rejected"])
    broken = {"groups.removed-by-value-list": "FAIL", "groups.removed-by-path-filter": "PASS"}

    assert "Microsoft would" not in _why(12, outcomes, broken)


def _test(number):
    return next(each for each in summary.tests() if each["number"] == number)


def _why(number, outcomes, verdicts):
    everything = {each["number"]: outcomes[number] for each in summary.tests()}
    return summary.rows(everything, verdicts)[number - 1][4]
