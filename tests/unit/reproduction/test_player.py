from contextlib import contextmanager

import pytest

from scimproof.expect.outcome import Mismatch, Unmet
from scimproof.reference import serving
from scimproof.reproduction.player import Player, Shown
from scimproof.reproduction.steps import Capture, How, Reproduction, Step
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard, GuestRuleBroken
from scimproof.scim.journal import Journal
from scimproof.target import BearerToken, Target

TYPE = (("Content-Type", "application/scim+json"),)
USER = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"scimproof-${run}-jo","active":true}'
CREATE = Step("create", "POST", "/Users", TYPE, USER, status=201, captures=(Capture("user1", "/id"),))
PATCH = Step(
    "change",
    "PATCH",
    "/Users/${user1}",
    TYPE,
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],'
    '"Operations":[{"op":"replace","path":"active","value":"False"}]}',
    status=200,
)
READ = Step("read", "GET", "/Users/${user1}", status=200)


def reproduction(*steps, matcher="attribute", args=("active", False), **more):
    told = {"requirement": "patch.active-as-string", "case": "", "summary": "", "seed": 1, "base_url": ""}
    told |= {"how": How.STEPS, "expected": "active = false", "observed": "active = true"}
    return Reproduction(**{**told, "steps": steps, "check": {"matcher": matcher, "args": args, "named": {}}, **more})


@contextmanager
def player(tmp_path, *defects):
    with serving(defects=defects) as reference:
        journal = Journal(tmp_path, "ab2cd3", base_url=reference.url, prefix="scimproof-ab2cd3-")
        target = Target.parse(reference.url, BearerToken(reference.token))
        client = connect(target, guard=Guard(reference.url, journal, prefix="scimproof-ab2cd3-"))
        yield Player(client, "ab2cd3")
        client.close()


def test_a_fault_is_seen_again_where_it_is(tmp_path):
    with player(tmp_path, "active-string-is-true") as plays:
        assert plays.play(reproduction(CREATE, PATCH, READ)).shown is Shown.AGAIN


def test_a_fault_is_not_seen_where_it_is_not(tmp_path):
    with player(tmp_path) as plays:
        assert plays.play(reproduction(CREATE, PATCH, READ)).shown is Shown.NOT


def test_a_fault_of_another_kind_is_said_to_be_one(tmp_path):
    with player(tmp_path) as plays:
        made = reproduction(CREATE, READ, args=("active", "no"))

        assert plays.play(made).observed == "active = true"
        assert plays.play(reproduction(CREATE, READ, args=("title", "x"))).shown is Shown.UNDECIDED  # the name is taken


def test_ids_of_this_run_stand_in_the_judgement(tmp_path):
    with player(tmp_path) as plays:
        assert plays.play(reproduction(CREATE, READ, args=("id", "${user1}"))).shown is Shown.NOT


def test_a_step_that_does_not_get_through_decides_nothing(tmp_path):
    with player(tmp_path, "group-create-500") as plays:
        group = Step("create", "POST", "/Groups", TYPE, USER.replace("userName", "displayName"), status=201)

        assert plays.play(reproduction(group, READ)).shown is Shown.UNDECIDED


def test_an_answer_of_the_gate_decides_nothing(tmp_path):
    with player(tmp_path) as plays:
        step = Step("read", "GET", "/Users", credentials="wrong", status=200)

        assert plays.play(reproduction(step, matcher="accepted", args=())).shown is Shown.UNDECIDED


def test_nothing_is_written_that_this_run_did_not_create(tmp_path):
    with player(tmp_path) as plays, pytest.raises(GuestRuleBroken):
        plays.play(reproduction(Step("delete", "DELETE", "/Users/1", status=204), matcher="accepted", args=()))


@pytest.mark.parametrize("check", [{"matcher": "none"}, {"matcher": "status", "args": 1}, {}])
def test_a_judgement_that_is_none_is_refused(tmp_path, check):
    with player(tmp_path) as plays, pytest.raises(ValueError, match="judgement"):
        plays.play(reproduction(Step("read", "GET", "/Users"), check=check))


def test_another_judge_judges_all_that_was_sent(tmp_path):
    def judge(exchanges):
        if len(exchanges) == 2 and exchanges[-1].resource["active"] is True:
            raise Unmet(Mismatch("inactive", "active (in 1 of 2 answers)"), exchanges[-1])

    with player(tmp_path) as plays:
        made = reproduction(CREATE, READ, check=None, observed="active (in 6 of 197 answers)")

        assert plays.play(made, judge).shown is Shown.AGAIN
