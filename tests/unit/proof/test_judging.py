import subprocess

import pytest

from scimproof import catalogue, data
from scimproof.cli import main
from scimproof.proof import changed
from scimproof.proof.judging import judge, judge_all
from scimproof.proof.targets import Kind, ProofTarget, every_target
from scimproof.reference import DEFECTS, VARIANTS

pytestmark = pytest.mark.slow

OWN = "groups.member-added"
FEW = [
    ProofTarget(Kind.CLEAN),
    ProofTarget(Kind.DEFECT, "add-members-with-path-500"),
    ProofTarget(Kind.VARIANT, "opaque-ids"),
]


def test_one_requirement_is_judged_alone_on_each_target():
    found = {each.target: each for each in judge_all([OWN], FEW, jobs=1)}

    assert [each for each in FEW if found[each].red] == [FEW[1]]
    assert "500" in found[FEW[1]].observed[OWN]
    assert all(OWN in each.verdicts for each in found.values())


def test_a_fault_that_only_fuzzing_meets_is_judged_with_fuzzing():
    defect = next(each for each in DEFECTS.values() if each.caught_by == {"fuzz.no-server-error"})

    found = judge(("fuzz.no-server-error",), ProofTarget(Kind.DEFECT, defect.id))

    assert found.red == {"fuzz.no-server-error"}


@pytest.mark.parametrize("over", ["tls", "oauth"])
def test_a_fault_that_shows_over_one_way_in_is_reached_that_way(over):
    defect = next(each for each in DEFECTS.values() if each.over == over)

    found = judge(tuple(sorted(defect.caught_by)), ProofTarget(Kind.DEFECT, defect.id))

    assert found.red == defect.caught_by


def test_every_defect_and_variant_is_a_target():
    names = [each.name for each in every_target()]

    assert len(names) == 1 + len(DEFECTS) + len(VARIANTS)
    assert set(names) == {"", *DEFECTS, *VARIANTS}


def test_the_command_says_that_a_requirement_is_exact(monkeypatch, capsys):
    monkeypatch.setattr("scimproof.commands.check.every_target", lambda: FEW)

    assert main(["check", OWN, "--jobs", "1"]) == 0
    assert f"{OWN}: exact" in capsys.readouterr().out


def test_the_command_fails_when_a_requirement_is_not_exact(monkeypatch, capsys):
    monkeypatch.setattr("scimproof.commands.check.every_target", lambda: FEW)
    monkeypatch.setattr("scimproof.proof.exactness.DEFECTS", {})

    assert main(["check", OWN, "--jobs", "1"]) == 1
    assert f"{OWN}: NOT EXACT" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "says"), [([], "needs a requirement"), (["no.such-*"], "matches no requirement")])
def test_a_wrong_question_is_usage(capsys, words, says):
    assert main(["check", *words]) == 4
    assert says in capsys.readouterr().err


def test_a_changed_test_stands_for_its_requirement():
    where = catalogue.requirements()[OWN].where.partition("::")[0]

    assert OWN in changed._touched([data.root() / where])


def test_a_changed_conftest_stands_for_its_area():
    found = changed._touched([data.suites() / "groups" / "conftest.py"])

    assert {each.partition(".")[0] for each in found} == {"groups"}
    assert OWN in found


def test_a_changed_defect_stands_for_what_it_turns_red():
    path = DEFECTS["add-members-with-path-500"].apply.__code__.co_filename

    assert OWN in changed._touched([data.root() / path])


def test_what_git_shows_as_changed_is_asked_for(tmp_path, monkeypatch):
    def git(*words):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", *words], check=True)

    monkeypatch.setattr("scimproof.data.root", lambda: tmp_path)
    git("init", "-q", "-b", "main")
    for name in ("kept", "edited"):
        (tmp_path / name).write_text("1")
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "topic")
    (tmp_path / "committed").write_text("1")
    git("add", ".")
    git("commit", "-qm", "two")
    (tmp_path / "edited").write_text("2")
    (tmp_path / "new").write_text("1")

    assert changed._files() == {"committed", "edited", "new"}
