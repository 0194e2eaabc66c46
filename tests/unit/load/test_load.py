"""A load: at the rate it was asked for, gently stopped, measured as it was, and nothing left behind."""

import itertools
import json
import threading
import time

import pytest

from scimproof import cli
from scimproof.load.drive import drive
from scimproof.load.figures import Figures, statement
from scimproof.reference import serving
from scimproof.reference.messages import Response as Answer
from scimproof.scim.exchange import Exchange, Failure, FailureKind, Request, Response
from scimproof.settings import UsageError

pytestmark = pytest.mark.slow


def _exchange(status=200, seconds=0.01):
    response = None if status is None else Response(status, "", (), b"")
    failure = Failure(FailureKind.TIMEOUT, "too slow") if status is None else None
    return Exchange(1, "a request", Request("GET", "", (), b""), response, failure, 0.0, seconds)


def _figures(*statuses, rate=25.0, reached=25.0):
    figures = Figures(rate)
    for status in statuses:
        figures.add("read", _exchange(status))
    figures.sent, figures.sent_in = len(statuses), len(statuses) / reached
    return figures


@pytest.fixture
def load(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("SCIMPROOF_TENANT_URL", "SCIMPROOF_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def run(reference, *words):
        code = cli.main(["load", "--tenant-url", reference.url, "--token", reference.token, *words])
        return code, capsys.readouterr().out

    return run


def test_it_sends_what_entra_sends_at_the_rate_and_takes_everything_back(load, tmp_path):
    seen = []
    with serving() as reference:
        reference.provider.http.before.append(lambda request: seen.append((time.monotonic(), request.method)))
        code, printed = load(reference, "--rate", "50", "--seconds", "1", "--save", "load.json")

        assert reference.provider.store.resources == {"User": {}, "Group": {}}
    sent = [each for each in seen if each[1] in ("POST", "PATCH")]
    assert {method for _, method in sent} == {"POST", "PATCH"}
    assert sent[-1][0] - sent[0][0] > 0.6, "spread over the second, not sent at once"
    figures = json.loads((tmp_path / "load.json").read_text())
    assert (figures["requests"], figures["failures"]) == (50, {})
    assert (code, "not borne" in printed) in ((0, False), (1, True)), "a busy machine may not reach the rate"
    assert code == bool(figures["why_not"])
    assert set(figures["milliseconds"]) == {"all", "match", "create", "read", "update", "members"}
    assert list((tmp_path / ".scimproof" / "journal").iterdir()) == []


def test_a_limit_is_seen_not_waited_for(load):
    with serving(variants=["rate-limit-20"]) as reference:
        code, printed = load(reference, "--rate", "60", "--seconds", "1")

        assert reference.provider.store.resources["User"] == {}
    assert code == 1
    assert "times 429" in printed


def test_a_target_that_refuses_everything_is_left_alone_soon(load):
    asked = []
    with serving() as reference:
        reference.provider.http.before.append(lambda request: asked.append(request.method))
        reference.provider.http.after.append(lambda _, response: _spoilt(response) if len(asked) > 40 else response)
        code, printed = load(reference, "--rate", "100", "--seconds", "30")

    assert code == 1
    assert "times 5xx" in printed
    assert len(asked) < 400


def _spoilt(response):
    response.status_code = 503
    return response


ODD = [
    Answer(200, None, content=b"<html>"),
    Answer(201, ["no object"]),
    Answer(201, {"id": 7}),
    Answer(201, {"id": "../Groups/1", "userName": "somebody@else.example"}),
    Answer(200, {"id": "x", "meta": {"resourceType": ["\u202e"]}, "members": 1}),
    Answer(302, None, headers={"Location": "https://elsewhere.example/"}),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda each: str(each.json))
def test_whatever_is_answered_it_ends_and_touches_nobody_else(load, odd):
    turns = itertools.count()

    def sometimes(_, response):
        return Answer(odd.status, odd.json, dict(odd.headers), odd.content) if next(turns) % 3 == 2 else response

    with serving(users=2) as reference:
        before = {each["id"] for each in reference.provider.store.all(reference.provider.schema.user)}
        reference.provider.http.after.append(sometimes)
        code, printed = load(reference, "--rate", "150", "--seconds", "0.3")

        assert before <= set(reference.provider.store.resources["User"])
    assert code in (0, 1)
    assert "requests," in printed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--seconds", "0"], "--seconds"),
        (["--seconds", "soon"], "soon"),
        (["--save", "/"], "--save"),
        (["--rate", "1000", "--seconds", "101"], "100,000"),
    ],
)
def test_bad_usage(words, says, capsys):
    assert cli.main(["load", *words]) == 4
    assert says in capsys.readouterr().err


def test_a_slow_target_gets_no_rest_and_the_requests_of_one_person_stay_in_order():
    running, order = [0], {}
    lock = threading.Lock()

    def life():
        number = len(order)
        order[number] = []
        for step in range(4):
            with lock:
                running[0] += 1
                order[number].append((step, running[0]))
            time.sleep(0.1)
            with lock:
                running[0] -= 1
            yield "read", _exchange()

    figures = drive(life, rate=100, seconds=0.5, stopping=lambda: False, progress=lambda *_: None)

    assert (figures.sent, figures.row()[0]) == (50, 50)
    assert 40 < figures.reached < 105
    assert max(beside for steps in order.values() for _, beside in steps) > 5, "others do not wait for a slow one"
    assert all([step for step, _ in steps] == list(range(len(steps))) for steps in order.values())


def test_a_fault_of_ours_is_not_swallowed_by_a_thread():
    def life():
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        drive(life, rate=100, seconds=0.2, stopping=lambda: False, progress=lambda *_: None)


def test_it_stops_when_asked():
    asked = iter([False, False, True])
    figures = drive(
        lambda: iter([("read", _exchange())] * 9),
        rate=100,
        seconds=5,
        stopping=lambda: next(asked),
        progress=lambda *_: None,
    )

    assert figures.sent == 2


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (_figures(*[200] * 99, 409), ""),
        (_figures(*[200] * 98, 409, 409), "2 requests were refused"),
        (_figures(200, 429), "1 times 429"),
        (_figures(200, 500, 503), "2 times 5xx"),
        (_figures(200, None), "1 times no answer"),
        (_figures(*[200] * 100, reached=24.6), ""),
        (_figures(*[200] * 100, reached=24.0), "only 24.0 requests a second"),
    ],
)
def test_what_is_borne(figures, says):
    assert figures.why_not().startswith(says)
    assert bool(figures.why_not()) is bool(says)


def test_percentiles():
    figures = Figures(25.0)
    for number in range(1, 101):
        figures.add("read", _exchange(seconds=number))

    assert figures.row("read") == (100, 50, 95, 99, 100)
    assert figures.row("none of these") == (0, 0.0, 0.0, 0.0, 0)


def test_a_saved_load_becomes_a_statement(tmp_path):
    file = tmp_path / "load.json"
    for figures, bears in ((_figures(*[200] * 1500), True), (_figures(200, 429), False)):
        file.write_text(json.dumps(figures.as_json("http://x/scim", "2026-11-23T01:00:00+00:00")))
        held, words = statement(file, "http://x/scim")
        assert held is bears
        assert "25.0 requests a second" in words
        assert ("429" in words) is not bears

    with pytest.raises(UsageError, match="not of http://y"):
        statement(file, "http://y/scim")


@pytest.mark.parametrize("figures", [_figures(*[200] * 50), _figures(*[200] * 1500, rate=5.0, reached=5.0)])
def test_less_than_what_is_asked_for_is_no_statement(figures, tmp_path):
    file = tmp_path / "load.json"
    file.write_text(json.dumps(figures.as_json("http://x/scim", "2026-11-23T01:00:00+00:00")))

    with pytest.raises(UsageError, match="25"):
        statement(file, "http://x/scim")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', '{"format": "scimproof-load/1"}', "null"])
def test_what_is_no_load_is_refused_by_name(content, tmp_path):
    file = tmp_path / "load.json"
    file.write_text(content)

    with pytest.raises(UsageError, match=r"load\.json"):
        statement(file, "http://x/scim")
