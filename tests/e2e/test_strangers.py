"""Servers that others wrote: every finding has its cause, every cause its finding, and nothing is left behind."""

import tomllib

import httpx
import pytest
from tests.support.strangers import PATHS, RECIPES, missing, started

from scimproof.plugin.launch import run
from scimproof.report.model import Verdict
from scimproof.settings import Settings

PAGE = 100


@pytest.mark.parametrize("name", sorted(PATHS))
def test_findings_are_those_that_have_a_cause(name, tmp_path, monkeypatch):
    if absent := missing(name):
        pytest.skip(absent)
    known = tomllib.loads((RECIPES / name / "findings.toml").read_text(encoding="utf-8"))
    always, sometimes = known["findings"].keys(), known.get("sometimes", {}).keys()
    monkeypatch.chdir(tmp_path)
    with started(name) as server:
        before = _everything(server)
        _, session = run(
            Settings(tenant_url=server.url, token=server.token, report_dir=str(tmp_path), quiet=True, seed=7)
        )
        after = _everything(server)
    report = session.controller.report
    red = {each.id: each for each in report.results if each.verdict in (Verdict.FAIL, Verdict.WARN)}

    assert [each.id for each in report.results if each.verdict is Verdict.ERROR] == []
    assert {each: _shown(red[each]) for each in red.keys() - always - sometimes} == {}, "findings without a known cause"
    assert always - red.keys() == set(), "causes without a finding"
    assert [each.message for each in report.problems] == []
    assert after == before


def _shown(result):
    return next(f"{case.mismatch.sent} | {case.mismatch.observed}" for case in result.cases if case.mismatch)


def _everything(server):
    """Every user and group, asked for without any code of ours."""
    found = {}
    with httpx.Client(headers={"Authorization": f"Bearer {server.token}"}, timeout=20) as client:
        for endpoint in ("Users", "Groups"):
            start, total = 1, 1
            while start <= total:
                page = client.get(f"{server.url}/{endpoint}", params={"startIndex": start, "count": PAGE}).json()
                found |= {f"{endpoint}/{each['id']}": each for each in page.get("Resources", ())}
                start, total = start + PAGE, page["totalResults"]
    return found
