"""The data of a run: frozen records, the same in one process and across several.

A worker process sends each `CaseRecord` on pytest's report of the case, and a `WorkerSummary` when it ends; the
controller sends a `WorkerOrder` when it starts one. They are encoded here (MessagePack, which has a type for the bytes
of a body) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from scimproof.calibrate.model import Calibration
from scimproof.capabilities import State
from scimproof.report.model import Case
from scimproof.run.workbench import Run, Workbench
from scimproof.scim.exchange import Exchange
from scimproof.settings import Settings


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One execution of a contract test, judged.

    Attributes:
        requirement: the id of the requirement.
        case: what it came to; its numbers are those of exchanges of the run.
        exchanges: what it sent and what came back, in order; `Exchange.started` and `Exchange.duration` are seconds.
        replay: what plays a finding of fuzzing again, as JSON (`scimproof.fuzz.story`).
    """

    requirement: str
    case: Case
    exchanges: tuple[Exchange, ...] = ()
    replay: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class WorkerSummary:
    """What one process found out beside its cases.

    Attributes:
        exchanges: those that no case made alone, such as probes and shared resources.
        capabilities: name of each capability that was looked into, to its state.
    """

    exchanges: tuple[Exchange, ...]
    capabilities: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """What a worker process has to know: the settings, with a target in them, the run, and what the target takes."""

    settings: Settings
    run: Run
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class CausedExchange:
    """An exchange with the case that made it; both names are empty where no single case did."""

    exchange: Exchange
    requirement: str = ""
    case: str = ""


_ENCODER = msgspec.msgpack.Encoder()
_CASES = msgspec.msgpack.Decoder(CaseRecord)
_SUMMARIES = msgspec.msgpack.Decoder(WorkerSummary)
_ORDERS = msgspec.msgpack.Decoder(WorkerOrder)


def encode(record: CaseRecord | WorkerSummary | WorkerOrder) -> bytes:
    """Return a record as bytes for another process; its exchanges have to be `Exchange.detached`."""
    try:
        return _ENCODER.encode(record)
    except UnicodeEncodeError:  # half a surrogate pair, which a target can send as an escape, has no UTF-8
        return _ENCODER.encode(_writable(msgspec.to_builtins(record, builtin_types=(bytes,))))


def decode_case(message: bytes) -> CaseRecord:
    """Return the case that a worker sent."""
    return _CASES.decode(message)


def decode_summary(message: bytes) -> WorkerSummary:
    """Return the summary that a worker sent."""
    return _SUMMARIES.decode(message)


def decode_order(message: bytes) -> WorkerOrder:
    """Return the order that the controller sent."""
    return _ORDERS.decode(message)


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def summary_of(bench: Workbench) -> WorkerSummary:
    """Return what the process of this workbench found out beside its cases."""
    shared = tuple(each.detached() for each in bench.recorder.run())
    known = {name.value: state for name, state in bench.capabilities.known().items()}
    return WorkerSummary(shared, known)


def by_number(cases: Iterable[CaseRecord], summaries: Iterable[WorkerSummary]) -> dict[int, Exchange]:
    """Return number to exchange, for every exchange of a run."""
    return {each.exchange.number: each.exchange for each in caused(cases, summaries)}


def caused(cases: Iterable[CaseRecord], summaries: Iterable[WorkerSummary]) -> list[CausedExchange]:
    """Return every exchange of a run with the case that made it, in the order of sending."""
    return sorted(_caused(cases, summaries), key=lambda each: (each.exchange.started, each.exchange.number))


def _caused(cases: Iterable[CaseRecord], summaries: Iterable[WorkerSummary]) -> Iterator[CausedExchange]:
    for record in cases:
        for exchange in record.exchanges:
            yield CausedExchange(exchange, record.requirement, record.case.name)
    for summary in summaries:
        yield from map(CausedExchange, summary.exchanges)
