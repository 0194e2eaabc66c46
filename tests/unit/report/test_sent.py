from scimproof.report.sent import SentStep, laid_out, steps

BASE = "https://scim.example.com/scim/v2"


def test_a_request_loses_its_host_and_its_body_is_laid_out():
    body = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"title"}]}'

    assert steps(f"PATCH {BASE}/Users/1 {body}", BASE) == [
        SentStep(
            "PATCH /Users/1",
            "{\n"
            '  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],\n'
            '  "Operations": [{"op": "add", "path": "title"}]\n'
            "}",
        )
    ]


def test_each_request_is_a_step_of_its_own():
    assert steps(f"DELETE {BASE}/Users/1, then GET {BASE}?x=1", BASE) == [
        SentStep("DELETE /Users/1", ""),
        SentStep("GET ?x=1", ""),
    ]
    assert [each.line for each in steps(f"1. POST {BASE}/Users {{}}\n2. GET {BASE}/Users", BASE)] == [
        "POST /Users",
        "GET /Users",
    ]


def test_another_host_stays():
    assert steps("GET https://other.example.com/scim/v2/Users", BASE)[0].line.startswith("GET https://other")
    assert steps(f"GET {BASE}0/Users", BASE)[0].line == f"GET {BASE}0/Users"


def test_a_sentence_is_one_step():
    assert steps("a handshake with TLS 1.2, then nothing", BASE) == [
        SentStep("a handshake with TLS 1.2, then nothing", "")
    ]
    assert steps("", BASE) == []


def test_evidence_is_not_rewritten():
    for body in ('{"a":1,"a":2}', '{"a":1.0e0}', '{"cut…', "", "[" * 100_000, '"\ud800"'):
        assert laid_out(body) == body
