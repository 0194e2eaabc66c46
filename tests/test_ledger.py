"""The ledger is complete: every requirement is seen red, every behaviour is verified or excluded, every id is real."""

from pathlib import Path

from scimproof import catalogue, ledger
from scimproof.reference import DEFECTS
from scimproof.requirements import MAY, MUST, Harm
from scimproof.run import prerequisites
from scimproof.sources import DOCUMENTS, Grade

ROOT = Path(__file__).parents[1]


def test_every_must_and_should_has_a_defect_that_turns_it_red():
    seeded = ledger.defects_of()
    unseen = {each.id for each in catalogue.requirements().values() if each.level is not MAY and each.id not in seeded}

    assert unseen == set()


def test_every_defect_names_requirements_that_exist():
    unknown = {
        identifier: sorted(each.seen_by - set(catalogue.requirements()))
        for identifier, each in DEFECTS.items()
        if each.seen_by - set(catalogue.requirements())
    }

    assert unknown == {}


def test_every_defect_is_caught_or_says_why_it_cannot_be():
    uncaught = {
        identifier for identifier, each in DEFECTS.items() if not each.seen_by and not getattr(each, "hard_to_seed", "")
    }

    assert uncaught == set()


def test_every_requirement_says_how_bad_its_breach_is():
    harms = {each.id: each.harm for each in catalogue.requirements().values()}

    assert {identifier for identifier, harm in harms.items() if harm not in Harm} == set()
    assert set(harms.values()) == set(Harm)
    assert harms["lifecycle.disabled"] is Harm.ACCESS
    assert harms["matching.by-username"] is Harm.LOSS
    assert harms["connection.test-connection"] is Harm.STOP


def test_every_behaviour_is_verified_or_excluded_with_a_reason():
    covered = ledger.covering()
    excluded = {each.id: each.reason for each in catalogue.not_tested()}
    open_rows = {
        each.id for each in ledger.behaviours() if each.id not in covered and len(excluded.get(each.id, "")) < 20
    }
    both = {each.id for each in ledger.behaviours() if each.id in covered and each.id in excluded}

    assert open_rows == set()
    assert both == set()


def test_every_reported_fault_is_seeded_or_says_why_not():
    faults = ledger.faults()
    seeded = {each.id for each in faults if not each.reason}
    excused = {each.id for each in faults if len(each.reason) >= 20}

    assert seeded | excused == {each.id for each in faults}
    assert seeded - set(DEFECTS) == set()
    assert excused & set(DEFECTS) == set()


def test_a_seeded_fault_names_one_of_its_reports():
    unnamed = [each.id for each in ledger.faults() if not each.reason and DEFECTS[each.id].source not in each.reports]

    assert unnamed == []


def test_every_covered_behaviour_exists():
    known = {each.id for each in ledger.behaviours()}

    assert set(ledger.covering()) - known == set()
    assert {each.id for each in catalogue.not_tested()} - known == set()


def test_every_source_is_a_document_with_an_address_and_a_date():
    keys = [each.key for each in DOCUMENTS]

    assert len(keys) == len(set(keys))
    assert all(each.url.startswith("https://") and each.read.year >= 2026 for each in DOCUMENTS)
    cited = {citation.document.key for each in catalogue.requirements().values() for citation in each.sources}
    assert cited <= set(keys)


def test_requirements_build_on_others_without_a_circle():
    prerequisites.check(prerequisites.graph(catalogue.requirements()))


def test_no_defect_is_seen_by_a_requirement_and_by_what_it_builds_on():
    """One of the two would be NOT TESTABLE: either the edge is wrong, or the defect names one too many."""
    builds_on = prerequisites.graph(catalogue.requirements())
    twice = [
        (defect.id, one, two)
        for defect in DEFECTS.values()
        for one in defect.caught_by
        for two in defect.caught_by - {one}
        if two in prerequisites.closure([one], builds_on)
    ]

    assert twice == []


def test_the_printed_ledger_is_current():
    assert (ROOT / "REQUIREMENTS.md").read_text(encoding="utf-8") == ledger.as_markdown(), "run: make requirements"


def test_nothing_gates_for_entra_on_one_or_two_reports_alone():
    """Microsoft says it or tests it, an RFC demands it and Entra was seen to meet it, or three products reported it."""
    thin = {
        each.id
        for each in catalogue.requirements().values()
        if each.level is MUST and "entra" in each.profiles and not _enough(each.sources)
    }

    assert thin == set()


def _enough(sources):
    entras = [each for each in sources if "entra" in each.document.profiles]
    stated = any(each.grade in (Grade.DOCUMENTED, Grade.TESTED) for each in entras)
    demanded = any("rfc" in each.document.profiles for each in sources)
    return stated or demanded or len({each.product for each in entras}) >= 3
