"""Escrow, quarantine, the accidental-deletion threshold, and targets that go away."""

import pytest

from scimproof.entra.provisioning.clock import DAY, HOUR, INTERVAL, BadDuration, Clock, duration
from scimproof.entra.provisioning.cycle import Cycle, restart
from scimproof.entra.provisioning.errors import trouble
from scimproof.entra.provisioning.escrow import Escrow, wait
from scimproof.entra.provisioning.faults import Fault, FaultInjector, FaultyEntra, Trouble
from scimproof.entra.provisioning.quarantine import Quarantine, Trigger
from scimproof.entra.provisioning.state import JobState
from scimproof.reference import serving
from scimproof.scim.exchange import Exchange, Failure, FailureKind, Request, Response
from scimproof.scim.resource import Resource


def test_who_cannot_be_created_is_tried_again_later_and_later(tenant):
    job = tenant(users=1, groups=0, defects=["duplicate-user-not-409"])
    job.reference.provider.http.before.append(_refuse_creates(job.reference.provider))
    tried = [len(job.cycle()[1]) for _ in range(8)]

    assert tried == [1, 1, 0, 1, 0, 0, 0, 1], "cycles 1, 2, 4 and 8: the wait doubles"
    assert job.log.kept[-1].tries == 4


def _refuse_creates(provider):
    from scimproof.reference.messages import ScimError

    def refuse(request):
        return provider.errors.response(request, ScimError(400, "no")) if request.method == "POST" else None

    return refuse


def test_who_vanished_from_the_target_comes_back_only_when_the_scope_is_reset(tenant):
    job = tenant(users=2, groups=1)
    job.cycle()
    gone = job.service.links.get(job.user(2).id).target_id
    job.client.delete(Resource("User", "/Users", gone))
    job.happens("update", user="#2", set={"jobTitle": "Lead"})

    _, [entry, *_] = job.cycle()
    assert (entry.code, entry.exchanges != []) == ("InvalidAnchor", True)
    restart(job.service)
    assert "InvalidAnchor" in [each.code for each in job.cycle()[1]]

    restart(job.service, reset_scope=True)
    assert job.writes()["create"] == 1
    assert job.seen(2)["title"] == "Lead"
    assert job.divergences() == []


def test_success_leaves_escrow(tenant):
    job = tenant(users=1, groups=0)
    hook = _refuse_creates(job.reference.provider)
    job.reference.provider.http.before.append(hook)
    job.cycle()
    assert job.service.escrow.count() == 1

    job.reference.provider.http.before.remove(hook)
    assert job.writes() == {"create": 1}
    assert job.service.escrow.count() == 0


def test_the_wait_doubles_up_to_a_day():
    assert [round((wait(tries) + 1) / INTERVAL) for tries in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert wait(50) == DAY - 1


@pytest.mark.parametrize(
    ("own", "references", "objects", "overflows"),
    [
        (4_999, 0, 5_000, False),
        (5_000, 0, 12_000, True),
        (5_000, 0, 13_000, False),
        (40_001, 0, 10**6, True),
        (100, 59_900, 10**6, False),
        (100, 59_901, 10**6, True),
    ],
)
def test_too_many_in_escrow_stop_the_job(own, references, objects, overflows):
    state = JobState()
    escrow = Escrow(state)
    rows = [(f"o{n}", "object") for n in range(own)] + [(f"r{n}", "member") for n in range(references)]
    with state.saved():
        state.db.executemany("INSERT INTO escrow VALUES (?, ?, 'User', 1, 0, 'c', 'X', 'y')", rows)

    assert bool(escrow.overflows(objects)) is overflows


def test_the_quarantine_clock():
    quarantine = Quarantine(JobState())
    assert quarantine.next_cycle(0) == INTERVAL
    quarantine.enter(Trigger.CREDENTIALS, "401", 0)

    moments, now = [], 0.0
    while not quarantine.disabled:
        now = quarantine.next_cycle(now)
        moments.append(now)
        quarantine.enter(Trigger.CREDENTIALS, "401", now)

    assert moments[:4] == [6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR]
    assert moments[-1] == 28 * DAY
    quarantine.lift()
    assert (quarantine.since, quarantine.disabled) == (None, False)


def test_refused_credentials_put_the_job_into_quarantine_for_four_weeks_and_then_disable_it(tenant):
    job = tenant(users=1, groups=0, token="not-the-token-at-all")
    cycles = 0
    while not job.service.quarantine.disabled:
        job.cycle()
        cycles += 1

    assert cycles == 31, "at once, after 6 and 12 hours, then daily for 28 days"
    assert "credentials" in job.service.quarantine.reason
    assert job.log.codes["EncounteredQuarantineException"] == 31


def test_a_target_that_is_never_back_disables_the_job_too(tenant):
    with serving() as reference:
        job = tenant(reference=reference, users=1, groups=0)
        job.cycle()
    cycles = 0
    while not job.service.quarantine.disabled:
        job.cycle()
        cycles += 1

    assert cycles == 31
    assert "reached" in job.service.quarantine.reason


@pytest.mark.parametrize("defect", ["filter-miss-404"])
def test_a_probe_that_is_not_scim_is_quarantine(tenant, defect):
    job = tenant(users=1, groups=0, defects=[defect])

    outcome, _ = job.cycle()

    assert "SCIM" in outcome.trouble
    assert job.client.get("/Users").total == 0


def test_one_success_lifts_the_quarantine(tenant):
    job = tenant(users=1, groups=0)
    job.service.quarantine.enter(Trigger.UNREACHABLE, "x", job.service.clock.now)

    job.cycle()

    assert job.service.quarantine.since is None


def test_more_deletions_than_the_threshold_wait_for_an_administrator(tenant):
    job = tenant(users=4, groups=1, deletions=2)
    job.cycle()
    for number in (1, 2):
        job.happens("unassign", user=f"#{number}")
    job.happens("group-delete", group="#1")

    outcome, entries = job.cycle()
    assert "threshold" in outcome.trouble
    assert sorted(each.action.value for each in entries) == ["stagedAction", "stagedAction", "stagedDelete"]
    assert job.seen(1)["active"] is True

    job.but(deletions=2, allow_deletions=True)
    assert job.writes() == {"disable": 2, "delete": 1}
    assert job.service.quarantine.since is None
    assert job.divergences() == []


def test_fewer_deletions_than_the_threshold_are_done_in_the_cycle(tenant):
    job = tenant(users=4, groups=0, deletions=2)
    job.cycle()
    job.happens("unassign", user="#1")

    assert job.writes() == {"disable": 1}


def test_staged_deletions_that_are_taken_back_are_forgotten(tenant):
    job = tenant(users=4, groups=0, deletions=1)
    job.cycle()
    for number in (1, 2):
        job.happens("unassign", user=f"#{number}")
    job.cycle()
    for number in (1, 2):
        job.happens("assign", user=f"#{number}")

    outcome, _ = job.cycle()

    assert outcome.trouble == ""
    assert job.seen(1)["active"] is True


def test_a_target_that_goes_away_stops_the_cycle_and_the_next_one_goes_on(tenant):
    job = tenant(users=30, groups=0)
    injector = FaultInjector()
    job.service.entra = FaultyEntra(job.client, injector=injector)
    injector.begin(Fault(Trouble.OUTAGE, at=5, count=100))

    outcome, entries = job.cycle()
    assert not outcome.finished
    assert "reached" in outcome.trouble
    assert len(entries) < 30

    injector.begin(None)
    for _ in range(2):
        job.cycle()
    assert job.divergences() == []
    assert job.client.get("/Users").total == 30


@pytest.mark.parametrize("kind", list(Trouble))
def test_trouble_with_one_write_is_made_good(tenant, kind):
    job = tenant(users=3, groups=1)
    injector = FaultInjector()
    job.service.entra = FaultyEntra(job.client, injector=injector)
    injector.begin(Fault(kind, at=2))
    Cycle(job.service).run()
    injector.begin(None)
    job.service.clock.advance(DAY)

    job.cycle()

    assert job.divergences() == []
    assert job.client.get("/Users").total == 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "SystemForCrossDomainIdentityManagementServiceIncompatible"),
        (401, "Unauthorized"),
        (403, "InsufficientRights"),
        (405, "MethodNotAllowed"),
        (409, "EntryConflict"),
        (422, "UnprocessableEntity"),
        (429, "TooManyRequests"),
        (500, "InternalServerError"),
        (503, "InternalServerError"),
        (501, "NotImplemented"),
    ],
)
def test_error_codes_are_entras(status, code):
    answer = Response(status, "", (), b'{"detail": "why"}')
    found = trouble(Exchange(1, "doing", Request("GET", "http://x", (), b""), answer, None, 0, 0))

    assert found.code == code
    assert "why" in found.reason


def test_a_timeout_has_a_code_of_its_own():
    failure = Failure(FailureKind.TIMEOUT, "too slow")
    found = trouble(Exchange(1, "doing", Request("GET", "http://x", (), b""), None, failure, 0, 0))

    assert found.code == "Timeout"


def test_durations():
    assert [duration(text) for text in ("40m", "6h", "28d", "4w")] == [2400, 6 * HOUR, 28 * DAY, 28 * DAY]
    for text in ("", "4", "w4", "-4w"):
        with pytest.raises(BadDuration):
            duration(text)


def test_the_clock_is_kept(tmp_path):
    state = JobState(tmp_path / "s.db")
    Clock(state, start=100.0).advance(50)

    assert Clock(state).now == 150
