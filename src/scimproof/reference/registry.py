"""Where defects and variants are registered, and the two decorators for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

Change = Callable[[Any], None]
"""Changes one `scimproof.reference.provider.Provider`, which knows this registry and so is not named here."""

Original = Callable[..., Any]
"""The method that `wrap` puts something around."""


_BOTH = frozenset({"entra", "rfc"})


@dataclass(frozen=True, slots=True)
class Defect:
    """One fault that can be switched on.

    Attributes:
        caught_by: ids of all requirements that fail because of it, and of no others.
        observed_by: ids of the requirements of the whole run (invariants and state) that fail because of it, and of no
            others; None while that has not been established.
        source: where it was seen, as ``owner/repository#number``, or the clause it breaks.
        hard_to_seed: why no contract test can see it, when none can.
        over: what the target must be reached over for the fault to show: ``tls``, ``oauth``, or anything.
    """

    id: str
    caught_by: frozenset[str]
    source: str
    summary: str
    apply: Change
    observed_by: frozenset[str] | None = None
    hard_to_seed: str = ""
    over: str = ""

    @property
    def seen_by(self) -> frozenset[str]:
        """The ids of all requirements that fail because of it, as far as that has been established."""
        return self.caught_by | (self.observed_by or frozenset())


@dataclass(frozen=True, slots=True)
class Variant:
    """One legal difference that can be switched on: no requirement fails because of it.

    Attributes:
        warns: ids of the requirements that advise against it: a SHOULD that it does not follow, or a MUST of a profile
            under which it is not legal.
        profiles: under which it is legal: what Entra ID needs, the RFCs, or both.
    """

    id: str
    summary: str
    apply: Change
    warns: frozenset[str] = frozenset()
    profiles: frozenset[str] = _BOTH


DEFECTS: dict[str, Defect] = {}
VARIANTS: dict[str, Variant] = {}


def defect(
    id: str,  # noqa: A002
    *,
    caught_by: Iterable[str],
    source: str,
    observed_by: Iterable[str] | None = None,
    hard_to_seed: str = "",
    over: str = "",
) -> Callable[[Change], Change]:
    """Enter the function below as a defect; its docstring is the summary.

    Raises:
        ValueError: the id is taken.
    """

    def enter(change: Change) -> Change:
        if id in DEFECTS:
            raise ValueError(f"two defects are called {id}")
        seen = None if observed_by is None else frozenset(observed_by)
        DEFECTS[id] = Defect(id, frozenset(caught_by), source, _summary(change), change, seen, hard_to_seed, over)
        return change

    return enter


def variant(
    id: str,  # noqa: A002
    *,
    warns: Iterable[str] = (),
    profiles: Iterable[str] = _BOTH,
) -> Callable[[Change], Change]:
    """Enter the function below as a variant; its docstring is the summary.

    Raises:
        ValueError: the id is taken.
    """

    def enter(change: Change) -> Change:
        if id in VARIANTS:
            raise ValueError(f"two variants are called {id}")
        VARIANTS[id] = Variant(id, _summary(change), change, frozenset(warns), frozenset(profiles))
        return change

    return enter


def swap(part: object, method: str, instead: Callable[..., Any]) -> None:
    """Put `instead` in the place of a method of one part of one provider.

    Raises:
        AttributeError: the part has no such method: a defect must not silently do nothing.
    """
    getattr(part, method)
    setattr(part, method, instead)


def wrap(part: object, method: str, around: Callable[..., Any]) -> None:
    """Like `swap`; `around` is called with the method it replaces first, then with that method's arguments."""
    setattr(part, method, partial(around, getattr(part, method)))


def _summary(change: Change) -> str:
    return (change.__doc__ or "").strip()
