"""Whose finding a failure is: asked only when there is one, so that a target without faults is not asked at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from scimproof.expect.outcome import NotApplicable, NotTestable, Unmet

Trial = Callable[[], object]
"""The simplest case of a requirement: ends with Unmet when that one does not hold."""


@contextmanager
def standing_on(
    ids: Iterable[str],
    trials: Callable[[], Mapping[str, Trial]],
    known: dict[str, bool],
    excuse: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:
    """Pass a failure on to the first of these requirements that fails by itself.

    Args:
        ids: the requirements that the judgement inside stands on.
        trials: gives the simplest case of each, by id.
        known: what earlier trials have shown; each is made once.
        excuse: is given the one that fails by itself; raises NotApplicable where that is no fault.

    Raises:
        NotTestable: the judgement failed, and so does one of the requirements alone.
        NotApplicable: likewise, and there is an excuse.
        Unmet: the judgement failed, and all of them hold.
    """
    try:
        yield
    except Unmet as broken:
        for each in ids:
            if each not in known:
                known[each] = _holds(trials()[each])
            if not known[each]:
                excuse(each)
                raise NotTestable(each, "it fails by itself, in a simpler case") from broken
        raise


def _holds(trial: Trial) -> bool:
    try:
        trial()
    except Unmet:
        return False
    except (NotApplicable, NotTestable):
        return True  # what cannot be tried is not held against it
    return True
