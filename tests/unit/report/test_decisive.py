import json

import pytest
from tests.support.sample_report import build

from scimproof.report.decisive import decisive_first, decisive_part, request_line
from scimproof.report.markdown import to_markdown
from scimproof.report.model import Verdict
from scimproof.report.text import apart
from scimproof.report.words import why_not_gating

BODY = json.dumps(
    {"schemas": ["urn:s"], "userName": "jo", "name": {"givenName": "x" * 700}, "emails": [{"value": "a@b"}]},
    separators=(",", ":"),
)


def test_what_is_wrong_is_not_cut_off():
    line = request_line("POST", "https://h/Users", BODY, at="emails[0].value")

    assert line.startswith('POST https://h/Users {"emails":[{"value":"a@b"}],"userName":"jo"')
    assert line.endswith(",…}")
    assert len(line) < 650


@pytest.mark.parametrize("at", ["urn:x:2.0:User:manager.value", "urn:x:2.0:User"])
def test_an_attribute_of_an_extension_is_found(at):
    body = '{"userName":"jo","urn:x:2.0:User":{"manager":{"value":"1"}}}'

    assert decisive_first(body, at).startswith('{"urn:x:2.0:User":')


def test_the_operation_stands_in_front():
    body = '{"schemas":["urn:p"],"Operations":[{"op":"add","path":"title","value":"x"}]}'

    assert decisive_first(body).startswith('{"Operations":')
    assert decisive_part(body) == '{"op":"add","path":"title","value":"x"}'


@pytest.mark.parametrize("body", ['{"a":1,"a":2}', "{'a'", '{"a": 1}', "[1]", '{"a":1.0e0}'])
def test_what_is_evidence_as_it_is_stays_as_it_is(body):
    assert decisive_first(body) == body


def test_two_texts_that_begin_alike_are_cut_where_they_differ():
    left, right = apart("members = " + "a" * 500 + "b", "members = " + "a" * 500 + "c", 100)

    assert left != right
    assert (left[-1], right[-1]) == ("b", "c")


def test_a_broken_must_that_does_not_fail_the_run_says_why():
    report = build()
    result = next(each for each in report.results if each.id == "patch.active-as-string")
    assert why_not_gating(result, "entra") == ""

    result.verdict, result.gates = Verdict.WARN, False
    result.sources = [each for each in result.sources if each.key == "rfc7644"]

    assert why_not_gating(result, "entra") == "it is a MUST of RFC 7644; profile entra does not gate on it"
    assert "RFC 7644; profile entra does not gate on it" in to_markdown(report)
