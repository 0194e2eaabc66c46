"""A run under the gallery profile: its tables reach every report, its predictions never gate, and nothing stays."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scimproof.plugin.launch import run
from scimproof.reference import serving
from scimproof.settings import Settings

pytestmark = pytest.mark.slow

ONE = ("connection.test-connection",)


@pytest.fixture
def judged(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def judge(*, over="", defects=(), variants=(), **options):
        with serving(defects=defects, variants=variants) as reference:
            credentials = {"token": reference.token}
            if over == "oauth":
                credentials = {
                    "oauth_token_url": reference.url.replace("/scim/v2", "/oauth2/token"),
                    "oauth_client_id": reference.provider.oauth.client_id,
                    "oauth_client_secret": reference.provider.oauth.client_secret,
                }
            asked = Settings(tenant_url=reference.url, quiet=True, settle=0.0, seed=7, report_dir="r", select=ONE)
            code, session = run(replace(asked, **{"profile": "gallery", **credentials, **options}))
            left = {kind: len(kept) for kind, kept in reference.provider.store.resources.items() if kept}
        assert left == {}
        return code, session.controller

    return judge


def _tables():
    report = json.loads(Path("r/report.json").read_text(encoding="utf-8"))
    return {each["title"]: each for each in report["tables"]}


def test_the_tables_are_in_every_report(judged, tmp_path):
    code, _ = judged(over="oauth")

    table = _tables()["Microsoft's gallery tests"]
    assert code == 0
    assert [row[0] for row in table["rows"]] == [str(number) for number in range(1, 26)]
    assert {row[3] for row in table["rows"] if row[0] != "22"} == {"PASSED"}
    assert table["note"].startswith("overallLogicAppResult predicted: Succeeded.")
    assert len(_tables()["Listing checklist"]["rows"]) > 20
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert '<span class="badge v-pass">PASSED</span>' in page
    assert "SCIM\\_Null\\_Update\\_Test" in (tmp_path / "r" / "summary.md").read_text(encoding="utf-8")
    assert not list((tmp_path / ".scimproof" / "journal").iterdir())


def test_a_predicted_failure_does_not_gate(judged):
    code, _ = judged(variants=["external-id-in-no-schema"])

    row = _tables()["Microsoft's gallery tests"]["rows"][14]
    assert (code, row[3]) == (0, "FAILED")


def test_other_profiles_send_none_of_it(judged):
    _, controller = judged(profile="entra")

    assert [each.title for each in controller.report.tables] == ["What this target accepts"]
    assert not [each for each in controller.report.exchanges if each.label.startswith("gallery:")]


def test_no_secret_is_in_the_tables(judged, tmp_path):
    _, controller = judged(over="oauth")

    text = (tmp_path / "r" / "report.json").read_text(encoding="utf-8")
    assert controller.settings.oauth_client_secret not in text


def test_a_mapping_that_is_none_is_a_usage_error(judged, tmp_path):
    (tmp_path / "schema.json").write_text("{}", encoding="utf-8")

    code, controller = judged(mapping="schema.json")

    assert code == 4
    assert controller.refused.startswith("--mapping: schema.json: no synchronizationRules")
