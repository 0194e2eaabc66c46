"""What sync prints."""

import pytest

from scimproof.entra.provisioning.cycle import CycleResult
from scimproof.entra.provisioning.log import Action, Identity, Log, LogEntry, Status
from scimproof.entra.provisioning.verify import Divergence, DivergenceKind
from scimproof.sync.screen import Screen, Spent


@pytest.fixture
def shown(capsys):
    """Calls a screen and returns what it printed."""

    def call(act, *, quiet=False):
        act(Screen(quiet=quiet))
        return capsys.readouterr().out

    return call


def _log(*entries):
    log = Log(keep=100)
    for each in entries:
        log.add(each)
    return log


def test_failures_are_counted_by_code_with_an_example(shown):
    who = Identity("1", "jo@[red]example.com", "User")
    failed = [
        LogEntry(action=Action.CREATE, status=Status.FAILURE, source=who, code="EntryConflict", reason=f"taken {n}")
        for n in range(2)
    ]
    job = LogEntry(
        action=Action.OTHER,
        status=Status.FAILURE,
        code="EncounteredQuarantineException",
        reason="401\u202eback ##vso[x]",
    )

    printed = shown(lambda screen: screen.counts(_log(*failed, job)))
    assert "EntryConflict (2): User jo@[red]example.com: taken 0" in printed
    assert "EncounteredQuarantineException (1): 401" in printed
    assert "\u202e" not in printed
    assert "##vso" not in printed
    assert shown(lambda screen: screen.counts(_log(*failed)), quiet=True) == ""


def test_a_quarantine_is_printed_even_when_quiet(shown):
    outcome = CycleResult("c", initial=True, finished=False, trouble="the endpoint cannot be reached: [bold]x")

    printed = shown(lambda screen: screen.cycle(outcome, Spent(3, 1.0, 0.5), "now"), quiet=True)
    assert printed == "Quarantine: the endpoint cannot be reached: [bold]x\n"


def test_a_cycle_tells_whose_time_it_took(shown):
    printed = shown(
        lambda screen: screen.cycle(CycleResult("c", initial=False, finished=False), Spent(3, 1.0, 0.5), "now")
    )

    assert "Incremental cycle stopped; the same command continues from there: 3 requests in 1.0 s, 0.5 s" in printed


def test_many_divergences_are_counted_and_few_are_shown(shown):
    lost = [Divergence(DivergenceKind.LOST, f"User {n}", "gone", n) for n in range(12)]
    differing = [Divergence(DivergenceKind.DIFFERENT, "User 1", f"a{n} is 1, not 2", n, f"a{n}") for n in range(22)]

    printed = shown(lambda screen: screen.divergences([*lost, *differing], "12 users", 2))
    assert "Diverges: lost: User 0: gone (and 11 more like it)\n" in printed
    assert "Diverges: different: User 1: a18 is 1, not 2\n" in printed
    assert printed.count("Diverges") == 20
    assert "in 3 more ways" in printed
    assert "Verified 12 users: 22 different, 12 lost; 2 in escrow left out." in printed
