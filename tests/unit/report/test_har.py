import json

from tests.support.sample_report import build

from scimproof.report.har import to_har
from scimproof.report.results import encode


def test_every_exchange_is_an_entry_with_what_har_asks_for():
    report = build()
    entries = to_har(report)["log"]["entries"]

    assert len(entries) == len(report.exchanges)
    for entry in entries:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
        assert {
            "method",
            "url",
            "httpVersion",
            "cookies",
            "headers",
            "queryString",
            "headersSize",
            "bodySize",
        } <= entry["request"].keys()
        assert {
            "status",
            "statusText",
            "cookies",
            "headers",
            "content",
            "redirectURL",
            "headersSize",
            "bodySize",
        } <= entry["response"].keys()
        assert entry["time"] == sum(entry["timings"].values())


def test_bodies_are_whole_and_the_comment_says_what_was_done():
    report = build()
    [number] = [index for index, each in enumerate(report.exchanges) if len(each.response_body) > 1_000_000]
    entry = to_har(report)["log"]["entries"][number]

    assert entry["response"]["content"]["text"] == report.exchanges[number].response_body
    assert entry["comment"] == f"#{number + 1} | The request that decides"


def test_a_query_is_decoded():
    entry = next(each for each in to_har(build())["log"]["entries"] if "?filter=ext" in each["request"]["url"])

    assert entry["request"]["queryString"] == [{"name": "filter", "value": 'externalId eq "7c2f"'}]


def test_no_answer_is_status_0_with_the_reason():
    entry = next(each for each in to_har(build())["log"]["entries"] if each["response"]["status"] == 0)

    assert "timeout: no complete answer within 10 s" in entry["comment"]


def test_it_can_be_written_whatever_a_target_sent():
    assert json.loads(encode(to_har(build())))["log"]["version"] == "1.2"
