import pytest

from scimproof import catalogue
from scimproof.gallery import summary
from scimproof.gallery.run import GalleryOutcome, Word


def _outcomes(**words):
    made = {number: GalleryOutcome(Word.PASSED, "fine") for number in range(1, 26)}
    for number, word in words.items():
        made[int(number[1:])] = GalleryOutcome(Word(word), "so it is")
    return made


def test_there_are_25_tests_in_order_with_requirements_that_exist():
    assert [each["number"] for each in summary.tests()] == list(range(1, 26))
    named = {each for test in [*summary.tests(), *summary.checklist()] for each in test.get("judged_by", [])}
    assert named - set(catalogue.requirements()) == set()


def test_every_row_fits_its_columns():
    rows = summary.rows(_outcomes(), {})
    checklist = summary.checklist_rows({}, "fine", {})

    assert {len(each) for each in rows} == {len(summary.COLUMNS)}
    assert {len(each) for each in checklist} == {len(summary.CHECKLIST_COLUMNS)}


def test_optional_tests_warn():
    rows = summary.rows(_outcomes(n4="FAILED", n3="FAILED"), {})

    assert [rows[3][3], rows[2][3]] == ["WARNING", "FAILED"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"n22": "FAILED"}, "Succeeded"),
        ({"n21": "FAILED"}, "Succeeded"),
        ({"n21": "FAILED", "n22": "FAILED"}, "neither test 21 nor test 22 PASSED. All other"),
        ({"n4": "FAILED", "n10": "FAILED", "n14": "FAILED", "n24": "FAILED"}, "Succeeded"),
        ({"n8": "SKIPPED", "n9": "SKIPPED"}, "Succeeded"),
        ({"n19": "FAILED"}, "because SCIM_Group_Create_Test FAILED"),
        ({"n25": "FAILED"}, "because SCIM_Update_Manager_Test FAILED"),
    ],
)
def test_the_overall_result(words, expected):
    assert expected in summary.overall(_outcomes(**words), manager=True)


def test_the_manager_counts_only_where_it_is_a_target_attribute():
    assert "Succeeded" in summary.overall(_outcomes(n25="FAILED"), manager=False)


def test_the_checklist_tells_what_was_measured():
    verdicts = {"security.oauth-token": "FAIL", "matching.miss-is-empty-list": "PASS", "groups.match-misses": "PASS"}

    states = {row[0]: row[2] for row in summary.checklist_rows(verdicts, "Failed", {"bulk": True})}

    assert states["A search that finds nobody answers 200 and totalResults 0"] == "met"
    assert states["OAuth client credentials; no Basic, no long-lived bearer token"] == "broken: security.oauth-token"
    assert states["/Bulk"] == "present"
    assert states["The 25 tests succeed"] == "Failed"
    assert states["Single sign-on"] == "to be confirmed by a person"


def test_exchange_numbers_are_ranges():
    outcomes = _outcomes()
    outcomes[1].exchanges = [7, 4, 5, 6, 9, 9]

    assert summary.rows(outcomes, {})[0][6] == "4-7, 9"


def test_one_way_to_delete_is_enough():
    verdicts = {"lifecycle.disabled": "PASS", "lifecycle.deleted": "FAIL"}

    states = {row[0]: row[2] for row in summary.checklist_rows(verdicts, "", {})}

    assert states["Soft or hard delete"] == "met"
    assert states["/Users: create, read, change, delete"] == "broken: lifecycle.deleted"


def test_the_checklist_does_not_claim_what_was_not_measured():
    verdicts = {"errors.burst": "PASS", "security.oauth-token": "PASS"}

    states = {row[0]: row[2] for row in summary.checklist_rows(verdicts, "", {})}

    row = "25 requests a second for each tenant without 429"
    assert "not a sustained rate" in states[row]
    for held, word in ((True, "met"), (False, "broken")):
        measured = {each[0]: each[2] for each in summary.checklist_rows(verdicts, "", {}, (held, "25.0 a second"))}
        assert measured[row] == f"{word}: 25.0 a second"
    assert "a person has to confirm" in states["OAuth client credentials; no Basic, no long-lived bearer token"]


def test_no_false_failure_is_claimed_where_not_all_was_judged():
    outcomes = _outcomes(n21="FAILED")
    wrong_token = {"security.wrong-token": "PASS"}
    everything = dict.fromkeys(("security.wrong-token", "security.oauth-token", "security.oauth-lifetime"), "PASS")

    assert "although" not in summary.rows(outcomes, wrong_token)[20][4]
    assert "Microsoft would fail this although" in summary.rows(outcomes, everything)[20][4]
