"""From the recorded exchanges of a finding to its reproduction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scimproof.reproduction.recorded import Made, Recorded, body_of, header, overlap, path_of, succeeded
from scimproof.reproduction.selection import Chosen, Earlier, choose, next_cursor
from scimproof.reproduction.steps import NONE, OWN, WRONG, Capture, How, Reproduction, Step
from scimproof.reproduction.templates import Template
from scimproof.scim.curl import REDACTED

_CONNECTION = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "authorization", "transfer-encoding"}
)
"""Headers that belong to one connection, or to one reader."""
_OK = 200
_FLAG = "aadoptscim062020"
_WORDS = {"/Users": "user", "/Groups": "group"}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a run has in common for all its findings: its id, its seed, and the target."""

    run: str
    seed: int
    base_url: str
    tenant_url: str

    @property
    def extra_query(self) -> tuple[str, ...]:
        """The names of query parameters of the Tenant URL, which go with each request; the flag goes with none."""
        fields = [each.partition("=")[0] for each in self.tenant_url.partition("?")[2].split("&")]
        return tuple(each for each in fields if each and each.lower() != _FLAG)


@dataclass(frozen=True, slots=True)
class Broken:
    """What is broken: the case of a requirement, as a report has it."""

    requirement: str
    case: str
    summary: str
    expected: str
    observed: str
    at: str
    check: Mapping[str, Any] | None
    story: Mapping[str, Any] | None = None
    is_observed: bool = False
    """Whether it is judged by the exchanges of all cases, and by no case of its own."""


def reproduction(
    broken: Broken, where: Circumstances, case: Sequence[Recorded], earlier: Earlier, decisive: Recorded
) -> Reproduction:
    """Return how to see a finding again.

    Args:
        broken: what is broken.
        where: of the run.
        case: the exchanges of the case; of what fuzzing found, its transcript.
        earlier: all exchanges of the run.
        decisive: the one that decided.
    """
    chosen = choose(case, earlier, decisive, f"{broken.expected}\n{broken.observed}")
    named = _named(chosen)
    values = _values(chosen.exchanges)
    template = Template(where.run, named, values)
    steps = tuple(_step(each, where, template, _captures(each, named, values)) for each in chosen.exchanges)
    if broken.is_observed:
        steps = (*steps, *_read_of(steps[-1]))
    end = decisive.number + 1
    return Reproduction(
        requirement=broken.requirement,
        case=broken.case,
        summary=broken.summary,
        seed=where.seed,
        base_url=where.base_url,
        how=_how(broken, chosen, steps),
        steps=steps,
        check=template.value(broken.check, end) if broken.check is not None else None,
        expected=template.text(broken.expected, end),
        observed=template.text(broken.observed, end),
        at=broken.at,
        left_out=chosen.left_out,
        extra_query=where.extra_query,
        story=broken.story,
    )


def _how(broken: Broken, chosen: Chosen, steps: Sequence[Step]) -> How:
    """Return what can play it: the steps alone where they and the judgement are all there is to it."""
    if broken.story is not None:
        return How.FUZZ
    if broken.is_observed:
        return How.OBSERVED
    told = broken.check is not None and not chosen.left_out
    plain = all(each.credentials != WRONG and not _is_raw(each.body) for each in steps)
    return How.STEPS if told and plain and not overlap(chosen.exchanges) else How.REQUIREMENT


def _is_raw(body: str) -> bool:
    """Tell whether a body held bytes that are no UTF-8, which a report spells with backslashes."""
    return re.search(r"\\x[0-9a-f]{2}", body) is not None and body_of(body) is None


def _named(chosen: Chosen) -> list[tuple[str, Made]]:
    count: Counter[str] = Counter()
    named = []
    for made in chosen.made:
        word = _WORDS.get(made.endpoint) or re.sub(r"\W", "", made.endpoint).lower().removesuffix("s") or "resource"
        count[word] += 1
        named.append((f"{word}{count[word]}", made))
    return named


def _values(exchanges: Sequence[Recorded]) -> list[tuple[str, str, int]]:
    """Return ETags and cursors that a later request holds: variable, value, number of the exchange that gave it."""
    found: list[tuple[str, str, int]] = []
    for index, each in enumerate(exchanges):
        later = [
            text for other in exchanges[index + 1 :] for text in (other.url, *(v for _, v in other.request_headers))
        ]
        for word, value in (("etag", header(each, "etag")), ("cursor", next_cursor(each))):
            if value and any(value in text for text in later):
                found.append((f"{word}{sum(name.startswith(word) for name, _, _ in found) + 1}", value, each.number))
    return found


def _captures(
    exchange: Recorded, named: Sequence[tuple[str, Made]], values: Sequence[tuple[str, str, int]]
) -> tuple[Capture, ...]:
    ids = [Capture(name, pointer=made.pointer) for name, made in named if made.number == exchange.number]
    others = [
        Capture(name, header="ETag") if name.startswith("etag") else Capture(name, pointer="/nextCursor")
        for name, _, number in values
        if number == exchange.number
    ]
    return (*ids, *others)


def _step(exchange: Recorded, where: Circumstances, template: Template, captures: tuple[Capture, ...]) -> Step:
    number = exchange.number
    path = _without(path_of(exchange, where.base_url), where.extra_query)
    headers = [(name, value) for name, value in exchange.request_headers if name.lower() not in _CONNECTION]
    return Step(
        label=template.text(exchange.label, number),
        method=exchange.method,
        path=template.path(path, number),
        headers=tuple((name, template.text(value, number)) for name, value in headers),
        body=template.text(exchange.request_body, number),
        credentials=_credentials(exchange),
        status=exchange.status,
        captures=captures if succeeded(exchange) else (),
    )


def _read_of(last: Step) -> Iterator[Step]:
    """Yield a read of what the last step wrote: an answer to a write is judged by what is read afterwards."""
    made = [each.name for each in last.captures if each.pointer == "/id"]
    path = last.path.partition("?")[0]
    if last.method == "POST" and made:
        path = f"{path}/${{{made[0]}}}"
    if last.method in ("PUT", "PATCH") or (last.method == "POST" and made):
        accept = tuple(each for each in last.headers if each[0].lower() == "accept")
        yield Step("", "GET", path, accept, status=_OK)


def _credentials(exchange: Recorded) -> str:
    sent = next((value for name, value in exchange.request_headers if name.lower() == "authorization"), None)
    if sent is None:
        return NONE
    if not sent.endswith(REDACTED):
        return WRONG
    scheme = sent.removesuffix(REDACTED).strip()
    return OWN if scheme in ("", "Bearer") else scheme


def _without(path: str, extra: Sequence[str]) -> str:
    if not extra:
        return path
    plain, _, query = path.partition("?")
    left = [each for each in query.split("&") if each and each.partition("=")[0] not in extra]
    return f"{plain}?{'&'.join(left)}" if left else plain
