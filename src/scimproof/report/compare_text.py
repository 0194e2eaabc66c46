"""Two runs compared, for a terminal or a log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scimproof.report.compare import Change, Comparison
from scimproof.report.text import one_line
from scimproof.report.words import HARMS
from scimproof.requirements import Harm

_KNOWN = {None: "not known", True: "yes", False: "no"}


def to_text(comparison: Comparison) -> str:
    """Return a comparison for a terminal or a log: what is new first, in full; the rest in a line each."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"Old: {one_line(comparison.old.sentence)} ({comparison.old.run.started})"
    yield f"New: {one_line(comparison.new.sentence)} ({comparison.new.run.started})"
    yield from comparison.cautions
    yield f"\nNew findings: {len(comparison.appeared)}"
    for each in comparison.appeared:
        yield _line(each)
        if each.harm:
            yield f"      Harm: {HARMS[Harm(each.harm)][0]}"
        yield f"      Observed: {each.observed}"
        yield f"      Fix: {each.remedy}"
        if each.cases:
            yield f"      Newly broken cases: {', '.join(one_line(case, 80) for case in each.cases)}"
    yield from _blocked("Passed before, cannot be tested now; no new finding explains it", comparison.lost)
    yield from _blocked("Passed before, cannot be tested until a new finding is fixed", comparison.hidden)
    for title, changes in (
        ("Fixed", comparison.fixed),
        ("Still broken", comparison.remaining),
        ("Other changes", comparison.moved),
    ):
        yield f"\n{title}: {len(changes)}"
        yield from map(_line, changes)
    yield from (f"\nNew problem: {each.id}: {one_line(each.message)}" for each in comparison.problems)
    yield from (
        f"\nCapability {each.name} {each.aspect}: {_KNOWN[each.old]}, now {_KNOWN[each.new]}"
        for each in comparison.capabilities
    )
    yield from (
        f"\nSlower: {each.operation}: median {each.old_ms:g} ms, now {each.new_ms:g} ms" for each in comparison.slower
    )


def _line(change: Change) -> str:
    was = change.old or "absent"
    return f"  {change.new or 'gone':<14} {change.id} (was {was}): {one_line(change.summary, 200)}"


def _blocked(title: str, changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line for each blocker: what it blocks needs no line of its own."""
    by_blocker: dict[str, list[str]] = defaultdict(list)
    for each in changes:
        by_blocker[each.blocked_by].append(each.id)
    if by_blocker:
        yield f"\n{title}: {sum(map(len, by_blocker.values()))}"
        for blocker, ids in by_blocker.items():
            yield f"  {len(ids)} blocked by {blocker or 'an unknown requirement'}: {', '.join(ids)}"
