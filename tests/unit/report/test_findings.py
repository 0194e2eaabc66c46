from tests.support.frozen import force
from tests.support.sample_report import build

from scimproof.report.findings import blocked, causes
from scimproof.report.model import Case, Verdict


def _ids(cause):
    return [each.result.id for each in cause.findings]


def _result(report, identifier):
    return next(each for each in report.results if each.id == identifier)


def _answered(report, identifier, status, observed):
    result = _result(report, identifier)
    for case in result.cases:
        force(case.mismatch, observed=observed)
        force(next(each for each in report.exchanges if each.number == case.decisive), status=status)
    return result


def test_findings_that_were_answered_alike_share_a_cause():
    [alike] = [cause for cause in causes(build()) if "patch.replace-title" in _ids(cause)]

    assert len(alike.findings) == 5
    assert all(each.startswith("patch.replace-") for each in _ids(alike))


def test_another_answer_is_another_cause():
    report = build()
    _answered(report, "patch.replace-title", 200, "title is unchanged")

    assert ["patch.replace-title"] in [_ids(cause) for cause in causes(report)]


def test_a_crash_is_known_by_its_status_whatever_it_says_and_whatever_it_is_worth():
    report = build()
    warned = _answered(report, "patch.replace-title", 501, "501 Not Implemented: this path")
    warned.verdict = Verdict.WARN
    force(warned.cases[0], verdict=Verdict.WARN)

    [cause] = [cause for cause in causes(report) if "patch.replace-title" in _ids(cause)]
    assert _ids(cause)[-1] == "patch.replace-title"
    assert len(cause.findings) == 5


def test_refusals_share_a_cause_when_they_say_the_same():
    report = build()
    for name in ("title", "nickname"):
        _answered(report, f"patch.replace-{name}", 400, "status 400: op Replace is not known")
    _answered(report, "patch.replace-timezone", 400, "status 400: no such attribute")

    assert sorted(sorted(_ids(cause)) for cause in causes(report) if "patch.replace-t" in str(_ids(cause))) == [
        ["patch.replace-nickname", "patch.replace-title"],
        ["patch.replace-timezone"],
    ]


def test_made_up_values_do_not_tell_causes_apart():
    report = build()
    for number, name in enumerate(("title", "nickname")):
        user = f"2819c223-7f76-453a-919d-00000000000{number} (scimproof-7c{number}@example.com)"
        _answered(report, f"patch.replace-{name}", 404, f"no user {user}")

    assert ["patch.replace-nickname", "patch.replace-title"] in [sorted(_ids(cause)) for cause in causes(report)]


def test_faults_of_ours_come_first_then_what_gates_and_blocks_most():
    order = [cause.lead.result.id for cause in causes(build())]

    assert order[:2] == ["security.crashed", "patch.active-as-string"]
    assert order[-1] == "errors.not-json"


def test_what_harms_most_comes_before_what_touches_most():
    report = build()
    odd = [each for each in report.results if each.id.startswith("patch.replace-")]
    lost = _result(report, "matching.by-external-id")

    def order():
        return [cause.lead.result.id for cause in causes(report) if cause.lead.result in [*odd, lost]]

    assert order() == ["matching.by-external-id", "patch.replace-displayname"]
    for each in odd:
        each.harm = "form"
    _result(report, "patch.replace-timezone").harm = "access"
    assert order() == ["patch.replace-timezone", "matching.by-external-id"]


def test_harm_makes_no_finding_gate():
    report = build()
    warned = _result(report, "errors.not-json")
    warned.harm = "access"

    assert causes(report)[-1].lead.result is warned


def test_a_report_of_old_that_knows_no_harm_can_be_read():
    report = build()
    for each in report.results:
        each.harm = ""

    assert [cause.harm for cause in causes(report)] == [""] * len(causes(report))


def test_a_cause_carries_what_it_blocks_however_long_the_chain():
    [cause] = [cause for cause in causes(build()) if cause.lead.result.id == "patch.active-as-string"]

    assert [each.id for each in cause.blocks] == [f"users.waits-{number}" for number in range(6)]


def test_blockers_that_block_each_other_end_somewhere():
    report = build()
    for one, other in ((0, 1), (1, 0)):
        _result(report, f"users.waits-{one}").cases = [Case("", Verdict.NOT_TESTABLE, "", f"users.waits-{other}")]

    held_up = [each.id for results in blocked(report).values() for each in results]
    assert sorted(held_up) == [f"users.waits-{number}" for number in range(6)]


def test_a_blocker_that_nobody_knows_is_listed_too():
    report = build()
    force(_result(report, "users.waits-5").cases[0], blocked_by="")

    assert [each.id for each in blocked(report)[""]] == ["users.waits-5"]


def test_the_lead_is_a_case_with_evidence():
    report = build()
    result = _result(report, "patch.replace-title")
    result.cases.insert(0, Case("bare", Verdict.FAIL))

    [finding] = [each for cause in causes(report) for each in cause.findings if each.result is result]
    assert finding.lead.mismatch is not None
    assert finding.exchange.status == 501
