"""Sending the steps of a reproduction to a target, and making the judgement once more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import quote, unquote

from scimproof.expect import expect
from scimproof.expect.as_data import matcher_of
from scimproof.expect.matchers import outcome
from scimproof.expect.outcome import NotApplicable, NotTestable, Unmet
from scimproof.reproduction.shared import doing, pointer_words
from scimproof.reproduction.steps import NONE, OWN, WRONG, Capture, Reproduction, Step
from scimproof.reproduction.templates import RUN, RUN_UPPER, fill, in_json
from scimproof.scim.client import DEFAULT, Client
from scimproof.scim.exchange import Exchange
from scimproof.target import BearerToken

_REFUSED = 400
_COUNT = re.compile(r" \(in \d+ of \d+ answers\)")
_ELSEWHERE = frozenset({None, 401, 403, 429, 503})
"""Answers that have a reason of their own: what they were not in the run, they do not show now."""

Told = Callable[[int, Step, Exchange], None]
Judgement = Callable[[Sequence[Exchange]], None]
"""Judges exchanges, in order; raises what a contract test raises."""


class Shown(Enum):
    """What a target shows of a finding."""

    AGAIN = "again"
    OTHERWISE = "otherwise"
    """It still breaks the expectation, in another way."""
    NOT = "not"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of playing a reproduction: what the target shows, and in words what was seen."""

    shown: Shown
    observed: str


class Player:
    """Plays reproductions against one target.

    Args:
        client: sends; its guard lets pass what this run creates.
        run: the id of this run, which stands in each name.
        told: is called with the number of each step, the step and its exchange.
    """

    def __init__(self, client: Client, run: str, told: Told = lambda *_: None) -> None:
        self._client = client
        self._values = {RUN: run, RUN_UPPER: run.upper()}
        self._told = told

    def play(self, made: Reproduction, judge: Judgement | None = None) -> Played:
        """Send all steps and judge what came back.

        Args:
            made: what to play.
            judge: judges all exchanges, in order; the file's own judgement on the last one without it.

        Raises:
            ValueError: the file holds no judgement that data can express, and no other is given.
        """
        if not made.steps or (made.check is None and judge is None):
            raise ValueError("the file holds no judgement that can be made from its steps")
        exchanges: list[Exchange] = []
        for number, step in enumerate(made.steps, 1):
            exchanges.append(self._send(step))
            self._told(number, step, exchanges[-1])
            if number < len(made.steps) and (why := self._stops(step, exchanges[-1])):
                return Played(Shown.UNDECIDED, f"step {number} ({doing(step)}): {why}")
        return self._judge(made, exchanges, judge or self._own_judgement(made))

    def _stops(self, step: Step, answer: Exchange) -> str:
        """Return why the next step makes no sense, or nothing; keeps what the step captures."""
        taken = step.status is not None and step.status < _REFUSED
        if taken and (answer.status is None or answer.status >= _REFUSED):
            return f"{outcome(answer)}, where the run that found it was answered {step.status}"
        for each in step.captures:
            value = _read(answer, each)
            if value is None:
                return f"the answer has no {each.header or each.pointer}"
            self._values[each.name] = value
        return ""

    def _own_judgement(self, made: Reproduction) -> Judgement:
        check = fill(json.dumps(made.check, ensure_ascii=False), self._values, in_json)
        matcher = matcher_of(json.loads(check))

        def judge(exchanges: Sequence[Exchange]) -> None:
            expect(exchanges[-1]).matches(matcher)

        return judge

    def _judge(self, made: Reproduction, exchanges: Sequence[Exchange], judge: Judgement) -> Played:
        try:
            judge(exchanges)
        except Unmet as unmet:
            seen = unmet.exchange or exchanges[-1]
            if seen.status in _ELSEWHERE and seen.status != made.steps[-1].status:
                return Played(Shown.UNDECIDED, outcome(seen))
            is_same = _uncounted(unmet.mismatch.observed) == _uncounted(fill(made.observed, self._values))
            return Played(Shown.AGAIN if is_same else Shown.OTHERWISE, unmet.mismatch.observed)
        except (NotApplicable, NotTestable) as ended:
            return Played(Shown.UNDECIDED, str(ended))
        return Played(Shown.NOT, fill(made.expected, self._values))

    def _send(self, step: Step) -> Exchange:
        path = fill(step.path, self._values, lambda value: quote(value, safe=""))
        body = fill(step.body, self._values, in_json)
        headers: dict[str, str | None] = dict.fromkeys(("Accept", "User-Agent", "Content-Type"))
        headers = {name: value for name, value in headers.items() if name.lower() not in _names(step)}
        headers |= {name: fill(value, self._values) for name, value in step.headers}
        self._allow(step.method, path)
        return self._client.send(
            step.method,
            path,
            content=body.encode() if body else None,
            headers=headers,
            authorization=self._authorization(step.credentials),
            label=fill(step.label, self._values),
            anonymous=RUN not in step.body,
        )

    def _allow(self, method: str, path: str) -> None:
        """Let a write to an id pass that nothing has, as the run made it up: the guard refuses any other."""
        plain = path.partition("?")[0]
        id_ = unquote(plain.rpartition("/")[2])
        if method not in ("GET", "HEAD", "POST") and not self._client.guard.owns(id_):
            self._client.guard.invent(id_)

    def _authorization(self, credentials: str) -> Any:
        if credentials == NONE:
            return None
        if credentials == WRONG:
            return "Bearer not-the-token"
        own = self._client.target.credentials
        if credentials == OWN or not isinstance(own, BearerToken):
            return DEFAULT
        return f"{credentials} {own.token}"


def _names(step: Step) -> set[str]:
    return {name.lower() for name, _ in step.headers}


def _read(answer: Exchange, capture: Capture) -> str | None:
    if capture.header:
        return answer.header(capture.header)
    value: Any = answer.json
    for each in pointer_words(capture.pointer):
        try:
            value = value[each]
        except (LookupError, TypeError):
            return None
    if not isinstance(value, str) or not value:
        return None
    return unquote(value.rpartition("/")[2]) if capture.pointer.endswith("/location") else value


def _uncounted(observed: str) -> str:
    """Return what was observed without how often: a run sees more answers than a replay."""
    return _COUNT.sub("", observed)
