import pytest

from scimproof import catalogue
from scimproof.proof import advice
from scimproof.proof.exactness import exactness
from scimproof.proof.judging import Judged
from scimproof.proof.targets import Kind, ProofTarget
from scimproof.reference import DEFECTS, VARIANTS
from scimproof.report.model import Verdict

OWN = "groups.member-added"
DEFECT = next(each.id for each in DEFECTS.values() if OWN in each.caught_by)
OTHER = next(each.id for each in DEFECTS.values() if OWN not in each.caught_by)
VARIANT = next(each.id for each in VARIANTS.values() if not each.warns)


def _judged(kind, name="", verdict=Verdict.PASS, **fields):
    return Judged(ProofTarget(kind, name), {OWN: verdict}, **fields)


def _exactness(*judged):
    return exactness(catalogue.requirements()[OWN], judged)


GOOD = (_judged(Kind.CLEAN), _judged(Kind.DEFECT, DEFECT, Verdict.FAIL), _judged(Kind.VARIANT, VARIANT))


def test_red_on_its_own_defects_alone_is_exact():
    found = _exactness(*GOOD, _judged(Kind.DEFECT, OTHER))

    assert found.is_exact
    assert (found.caught, found.green, found.silent) == ([DEFECT], 1, 1)


@pytest.mark.parametrize(
    ("judged", "says"),
    [
        (_judged(Kind.CLEAN, verdict=Verdict.FAIL), "the reference target is"),
        (_judged(Kind.CLEAN, verdict=Verdict.NOT_APPLICABLE), "never judged there"),
        (_judged(Kind.DEFECT, DEFECT), f"{DEFECT} leaves it at PASS"),
        (_judged(Kind.DEFECT, OTHER, Verdict.WARN, observed={OWN: "a 500"}), f"{OTHER} turns it red: a 500"),
        (_judged(Kind.VARIANT, VARIANT, Verdict.FAIL), f"{VARIANT} is legal and turns it red"),
        (_judged(Kind.DEFECT, OTHER, errors={OWN: "KeyError: 'id'"}), "the test itself fails: KeyError: 'id'"),
        (Judged(ProofTarget(Kind.DEFECT, OTHER), skipped="no openssl"), "was not judged: no openssl"),
    ],
)
def test_anything_else_is_not_exact_and_says_why(judged, says):
    found = _exactness(*GOOD, judged)

    assert not found.is_exact
    assert says in "\n".join(advice.lines(found))


def test_a_foreign_defect_gets_the_line_to_change():
    found = _exactness(*GOOD, _judged(Kind.DEFECT, OTHER, Verdict.FAIL))
    wanted = ", ".join(f'"{each}"' for each in sorted({OWN, *DEFECTS[OTHER].caught_by}))

    told = "\n".join(advice.lines(found))

    assert f"caught_by={{{wanted}}}" in told
    assert "src/scimproof/reference/defects/" in told


def test_a_variant_that_it_warns_of_must_turn_it_red():
    warning = next(each for each in VARIANTS.values() if each.warns)
    own = min(warning.warns)
    quiet = Judged(ProofTarget(Kind.VARIANT, warning.id), {own: Verdict.PASS})

    found = exactness(catalogue.requirements()[own], [quiet])

    assert found.unwarned == [warning.id]
    assert "leaves it green" in "\n".join(advice.lines(found))


def test_a_requirement_without_a_defect_is_told_where_to_write_one(monkeypatch):
    monkeypatch.setattr("scimproof.proof.exactness.DEFECTS", {})

    found = _exactness(_judged(Kind.CLEAN))

    assert not found.is_exact
    assert f'caught_by={{"{OWN}"}}' in "\n".join(advice.lines(found))
