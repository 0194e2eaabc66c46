import json
from dataclasses import dataclass, field

import pytest

from scimproof.reproduction.build import Broken, Circumstances, reproduction
from scimproof.reproduction.selection import MOST, Earlier
from scimproof.reproduction.steps import NONE, OWN, WRONG, How, Reproduction

BASE = "https://scim.example.com/scim/v2"
RUN = "ab2cd3"
WHERE = Circumstances(run=RUN, seed=7, base_url=BASE, tenant_url=BASE)
CHECK = {"matcher": "accepted", "args": [], "named": {}}


@dataclass
class Recorded:
    number: int
    method: str
    path: str
    body: object = None
    status: int | None = 200
    answer: object = None
    request_headers: list = field(default_factory=lambda: [("Authorization", "Bearer [redacted]")])
    response_headers: list = field(default_factory=list)
    label: str = ""
    duration_ms: float = 1.0

    @property
    def url(self):
        return BASE + self.path

    @property
    def request_body(self):
        return self.body if isinstance(self.body, str) else "" if self.body is None else json.dumps(self.body)

    @property
    def response_body(self):
        return "" if self.answer is None else json.dumps(self.answer)

    @property
    def started(self):
        return f"2026-11-22T09:00:{self.number % 60:02d}.000Z"


def created(number, id_, endpoint="/Users", **body):
    name = f"scimproof-{RUN}-0-{number}@scimproof.example"
    key = "displayName" if endpoint == "/Groups" else "userName"
    return Recorded(number, "POST", endpoint, {key: name, **body}, 201, {"id": id_})


def made(case, shared=(), *, decisive=None, expected="x = 1", observed="x = 2", check=CHECK, **more):
    broken = Broken("patch.replace", "", "It holds.", expected, observed, "", check, **more)
    return reproduction(broken, WHERE, case, Earlier([*shared, *case], BASE), decisive or case[-1])


def paths(found):
    return [f"{each.method} {each.path}" for each in found.steps]


def test_ids_are_variables_and_names_are_new_in_each_execution():
    patch = Recorded(2, "PATCH", "/Users/2819c223-77", {"Operations": [{"op": "add", "path": "title", "value": "x"}]})
    found = made([created(1, "2819c223-77"), patch, Recorded(3, "GET", "/Users/2819c223-77")])

    assert paths(found) == ["POST /Users", "PATCH /Users/${user1}", "GET /Users/${user1}"]
    assert "scimproof-${run}-0-1@" in found.steps[0].body
    assert [each.name for each in found.steps[0].captures] == ["user1"]
    assert RUN not in json.dumps(found.to_json())


def test_a_write_to_another_resource_is_left_out():
    case = [
        created(1, "aaaaaa-1"),
        created(2, "bbbbbb-2"),
        Recorded(3, "PATCH", "/Users/bbbbbb-2", {"x": 1}),
        Recorded(4, "PATCH", "/Users/aaaaaa-1", {"x": 2}),
        Recorded(5, "GET", "/Users/aaaaaa-1"),
    ]

    assert paths(made(case)) == ["POST /Users", "PATCH /Users/${user1}", "GET /Users/${user1}"]


def test_members_bring_their_users_and_what_stands_in_a_group_of_another_is_none_of_it():
    case = [
        created(4, "gggggg-1", "/Groups", members=[{"value": "aaaaaa-1"}]),
        Recorded(5, "PATCH", "/Groups/gggggg-1", {"Operations": [{"value": [{"value": "bbbbbb-2"}]}]}),
        Recorded(6, "GET", "/Groups/gggggg-1"),
    ]
    found = made(case, [created(1, "aaaaaa-1"), created(2, "bbbbbb-2"), created(3, "cccccc-3")])

    assert paths(found)[:2] == ["POST /Users", "POST /Users"]
    assert '"value": "${user1}"' in found.steps[2].body
    assert '"value": "${user2}"' in found.steps[3].body
    assert len(found.steps) == 5


def test_what_is_named_by_a_filter_is_created_first():
    user = created(1, "aaaaaa-1")
    query = f"filter=userName%20eq%20%22SCIMPROOF-{RUN.upper()}-0-1@scimproof.example%22"
    found = made([Recorded(3, "GET", f"/Users?{query}", answer={"Resources": []})], [user, created(2, "bbbbbb-2")])

    assert paths(found) == [
        "POST /Users",
        "GET /Users?filter=userName%20eq%20%22SCIMPROOF-${RUN}-0-1@scimproof.example%22",
    ]


def test_an_id_in_a_filter_is_a_variable():
    query = "/Users?filter=id%20eq%20%222819c223-77%22%20and%20manager%20eq%20%22aaaaaa-1%22"
    found = made([created(1, "2819c223-77"), created(2, "aaaaaa-1"), Recorded(3, "GET", query)])

    assert found.steps[-1].path == "/Users?filter=id%20eq%20%22${user1}%22%20and%20manager%20eq%20%22${user2}%22"


def test_the_same_question_before_the_last_write_stays_for_a_cache_may_be_the_fault():
    query = f"/Users?filter=userName%20eq%20%22scimproof-{RUN}-0-2@scimproof.example%22"
    found = made([Recorded(1, "GET", query), created(2, "aaaaaa-1"), Recorded(3, "GET", query)])

    assert [each.method for each in found.steps] == ["GET", "POST", "GET"]


def test_what_a_stage_of_several_cases_did_is_done_again():
    stage = [created(1, "aaaaaa-1"), Recorded(2, "PATCH", "/Users/aaaaaa-1", {"manager": "x"})]
    found = made([Recorded(9, "GET", "/Users/aaaaaa-1")], stage)

    assert paths(found) == ["POST /Users", "PATCH /Users/${user1}", "GET /Users/${user1}"]


def test_what_many_other_cases_changed_is_left_out_and_the_check_run_instead():
    others = [Recorded(number, "PATCH", "/Users/aaaaaa-1", {"title": str(number)}) for number in range(2, 9)]
    found = made([Recorded(9, "GET", "/Users/aaaaaa-1")], [created(1, "aaaaaa-1"), *others])

    assert (len(found.steps), found.left_out, found.how) == (4, 5, How.REQUIREMENT)


def test_what_the_run_removed_at_its_end_is_no_step():
    decisive = Recorded(2, "GET", "/Users/aaaaaa-1")
    found = made([created(1, "aaaaaa-1"), decisive, Recorded(3, "DELETE", "/Users/aaaaaa-1")], decisive=decisive)

    assert [each.method for each in found.steps] == ["POST", "GET"]


def test_an_id_of_one_digit_is_replaced_where_it_is_an_id_and_nowhere_else():
    body = {"Operations": [{"op": "add", "path": "members", "value": [{"value": "7", "rank": 7, "display": "7 of 7"}]}]}
    case = [created(1, "7"), created(2, "7", "/Groups"), Recorded(3, "PATCH", "/Groups/7", body)]
    found = made(case)

    assert found.steps[-1].path == "/Groups/${group1}"
    assert '"value": "${user1}", "rank": 7, "display": "7 of 7"' in found.steps[-1].body


def test_a_condition_is_read_from_the_answer_that_gave_it():
    read = Recorded(2, "GET", "/Users/aaaaaa-1", response_headers=[("ETag", 'W/"1741"')])
    headers = [("Authorization", "Bearer [redacted]"), ("If-Match", 'W/"1741"')]
    found = made([created(1, "aaaaaa-1"), read, Recorded(3, "PUT", "/Users/aaaaaa-1", {}, request_headers=headers)])

    assert found.steps[1].captures[0].header == "ETag"
    assert found.steps[2].headers == (("If-Match", "${etag1}"),)


@pytest.mark.parametrize(
    ("sent", "credentials"),
    [
        ([("Authorization", "Bearer [redacted]")], OWN),
        ([("Authorization", "bearer [redacted]")], "bearer"),
        ([("Authorization", "Bearer [redacted, not the real one]")], WRONG),
        ([], NONE),
    ],
)
def test_credentials_are_variables_in_the_spelling_that_was_sent(sent, credentials):
    found = made([Recorded(1, "GET", "/Users", request_headers=sent)])

    assert found.steps[0].credentials == credentials
    assert found.steps[0].headers == ()
    assert found.how is (How.REQUIREMENT if credentials == WRONG else How.STEPS)


def test_what_only_words_can_expect_runs_the_check_again():
    assert made([Recorded(1, "GET", "/Users")], check=None).how is How.REQUIREMENT


def test_what_was_sent_at_the_same_time_runs_the_check_again():
    case = [created(1, "aaaaaa-1"), Recorded(2, "GET", "/Users/aaaaaa-1")]
    case[0].duration_ms = 1_500

    assert made(case).how is How.REQUIREMENT


def test_what_fuzzing_found_is_played_by_fuzzing():
    assert made([Recorded(1, "GET", "/Users")], story={"format": "1.0"}).how is How.FUZZ


def test_what_judges_whole_runs_judges_the_steps():
    assert made([Recorded(1, "GET", "/Users")], check=None, is_observed=True).how is How.OBSERVED


def test_what_judges_an_answer_by_a_later_read_has_that_read():
    found = made([created(1, "aaaaaa-1"), Recorded(2, "PUT", "/Users/aaaaaa-1", {})], check=None, is_observed=True)

    assert paths(found) == ["POST /Users", "PUT /Users/${user1}", "GET /Users/${user1}"]


def test_a_long_story_is_cut_and_says_so():
    users = [created(number, f"aaaaaa-{number}") for number in range(1, 31)]
    body = {"members": [{"value": f"aaaaaa-{number}"} for number in range(1, 31)]}
    found = made([Recorded(40, "POST", "/Groups", body, 400)], users)

    assert (len(found.steps), found.left_out, found.how) == (MOST, 31 - MOST, How.REQUIREMENT)


def test_secrets_of_the_tenant_url_are_in_no_step():
    url = f"{BASE}?code=[redacted]&aadOptscim062020"
    where = Circumstances(run=RUN, seed=7, base_url=BASE, tenant_url=url)
    broken = Broken("a.b", "", "", "1", "2", "", CHECK)
    asked = Recorded(1, "GET", "/Users?code=[redacted]&count=1")
    found = reproduction(broken, where, [asked], Earlier([asked], BASE), asked)

    assert (found.extra_query, found.steps[0].path) == (("code",), "/Users?count=1")


def test_a_file_reads_back_as_it_was_written():
    headers = [("Authorization", "Bearer [redacted]"), ("Accept", "a/b")]
    found = made([created(1, "aaaaaa-1"), Recorded(2, "GET", "/Users/aaaaaa-1", request_headers=headers)])

    assert Reproduction.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize("broken", [{}, [], {"format": "2.0"}, {"format": "2.0", "steps": [1]}, {"format": "9.9"}])
def test_what_is_no_reproduction_is_said_to_be_none(broken):
    with pytest.raises(ValueError, match="reproduction"):
        Reproduction.from_json(broken)
