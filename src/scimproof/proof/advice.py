"""What a proof tells the author of a requirement: what happened, and the line to add or change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from scimproof import data
from scimproof.proof.exactness import Exactness
from scimproof.reference import DEFECTS, VARIANTS
from scimproof.report.model import Verdict

_MOST = 12
"""Lines of one kind that are shown; the others are counted."""


def lines(found: Exactness) -> Iterator[str]:
    """Yield the lines on one requirement, the outcome first."""
    own = found.requirement.id
    yield f"{own}: {'exact' if found.is_exact else 'NOT EXACT'}"
    yield f"  clean target     {found.clean or 'not judged'}{_seen(found.clean_observed)}"
    if found.clean not in (Verdict.PASS, Verdict.NOTE, None):
        yield from _clean(found.clean)
    named = len(found.caught) + len(found.missed)
    yield f"  own defects      {len(found.caught)} of {named} turn it red{_list(found.caught)}"
    if found.needs_a_defect:
        yield f'    No defect names it. Write one in {_place(own)}: @defect("...", caught_by={{"{own}"}}, source="...")'
    yield from _each(
        found.missed,
        lambda name, verdict: (
            f"{name} leaves it at {verdict}.",
            f"Make the check see it, or change {_where(name)} to caught_by={_set(DEFECTS[name].caught_by - {own})}",
        ),
    )
    total = found.green + len(found.foreign)
    yield f"  other defects    {len(found.foreign)} of {total} turn it red"
    yield from _each(found.foreign, lambda name, seen: (f"{name} turns it red{_seen(seen)}", _foreign(own, name)))
    legal = found.silent + len(found.alarms) + len(found.unwarned)
    yield f"  variants         {found.silent} of {legal} as they should be"
    yield from _each(
        found.alarms,
        lambda name, seen: (
            f"{name} is legal and turns it red{_seen(seen)}",
            (
                "Judge less: accept what this variant does. Where the source advises against it, change "
                f"{_where(name)} to warns={_set(VARIANTS[name].warns | {own})}"
            ),
        ),
    )
    yield from _each(
        dict.fromkeys(found.unwarned, ""),
        lambda name, _: (
            f"{name} names it in warns and leaves it green.",
            f"Change {_where(name)} to warns={_set(VARIANTS[name].warns - {own})}",
        ),
    )
    yield from _each(found.errors, lambda name, line: (f"on {name} the test itself fails: {line}", ""))
    yield from _each(found.skipped, lambda name, why: (f"{name} was not judged: {why}", ""))


def _clean(verdict: Verdict) -> Iterator[str]:
    if verdict in (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTABLE):
        yield "    It is never judged there, so that nothing shows that it can be met."
    else:
        yield "    The check is wrong, or the reference target is: read what was observed against the source."


def _foreign(own: str, name: str) -> str:
    others = sorted(DEFECTS[name].caught_by)
    add = f"change {_where(name)} to caught_by={_set({own, *others})}"
    if not others:
        return add.capitalize()
    base = others[0] if len(others) == 1 else f"one of {', '.join(others)}"
    return (
        f"If the check only uses what is broken there, write builds_on={_tuple(others[:1])} ({base}) on the "
        f"requirement, or judge that step with given(...). If the defect breaks this fact too, {add}"
    )


def _each(some: Mapping[str, str], say: Callable[[str, str], tuple[str, str]]) -> Iterator[str]:
    for name, seen in list(some.items())[:_MOST]:
        what, advice = say(name, seen)
        yield f"    {what}"
        if advice:
            yield f"      {advice}"
    if len(some) > _MOST:
        yield f"    and {len(some) - _MOST} more: {', '.join(list(some)[_MOST:])}"


def _seen(text: str) -> str:
    return f": {text if len(text) <= 300 else text[:300] + '...'}" if text else ""  # noqa: PLR2004 - a line to read


def _list(names: Iterable[str]) -> str:
    text = ", ".join(names)
    return f": {text}" if text else ""


def _set(ids: Iterable[str]) -> str:
    return "{" + ", ".join(f'"{each}"' for each in sorted(ids)) + "}"


def _tuple(ids: Iterable[str]) -> str:
    return "(" + "".join(f'"{each}",' for each in ids) + ")"


def _where(name: str) -> str:
    """Return where a defect or a variant is written, as ``path:line``."""
    entered = DEFECTS.get(name) or VARIANTS[name]
    code = getattr(entered.apply, "__code__", None)
    return f"{_short(code.co_filename)}:{code.co_firstlineno}" if code else name


def _place(requirement: str) -> str:
    return f"src/scimproof/reference/defects/{requirement.partition('.')[0]}/"


def _short(path: str) -> str:
    try:
        return str(Path(path).relative_to(data.root()))
    except ValueError:
        return path
