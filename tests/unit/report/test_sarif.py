import json

from tests.support.sample_report import build

from scimproof.report.results import encode
from scimproof.report.sarif import to_sarif


def test_each_finding_is_a_result_of_its_rule():
    [run] = to_sarif(build())["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert len({each["id"] for each in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    levels = {each["ruleId"]: each["level"] for each in run["results"]}
    assert levels["patch.active-as-string"] == "error"
    assert levels["errors.not-json"] == "warning"
    assert not {"security.crashed", "filters.external-id", "users.waits-0"} & levels.keys()


def test_the_message_says_what_was_observed_and_stays_where_it_is_put():
    [run] = to_sarif(build(), artifact="ci/scim.yml")["runs"]
    [result] = [each for each in run["results"] if each["ruleId"] == "patch.active-as-string"]

    assert result["message"]["text"].endswith("Observed: status 400: Invalid value for boolean attribute")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "ci/scim.yml"
    assert "Fix: Where the schema says boolean" in result["properties"]["details"]


def test_it_can_be_written_whatever_a_target_sent():
    assert json.loads(encode(to_sarif(build())))["version"] == "2.1.0"


def test_who_has_access_is_a_matter_of_security_and_a_form_is_not():
    [run] = to_sarif(build())["runs"]
    rules = {each["id"]: each["properties"] for each in run["tool"]["driver"]["rules"]}
    ranks = {each["ruleId"]: each["rank"] for each in run["results"]}

    assert rules["patch.active-as-string"]["security-severity"] == "8.0"
    assert {"access", "security"} <= set(rules["patch.active-as-string"]["tags"])
    assert "security-severity" not in rules["matching.by-external-id"]
    assert ranks["patch.active-as-string"] > ranks["matching.by-external-id"] > ranks["errors.not-json"]
