"""The reference targets of a proof: the clean one, one for each defect, and one for each variant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scimproof.reference import DEFECTS, VARIANTS
from scimproof.requirements import OBSERVED
from scimproof.settings import LEAST_SCALE, Settings

BASE = Settings(quiet=True, settle=0.0, seed=7, fuzz="off")
"""The reference target shows every write at once: waiting for a read to catch up would only cost time."""

VARYING: dict[str, dict[str, Any]] = {
    "filters-lag-500ms": {"settle": 3.0},
    "latency-300ms": {"workers": 8, "fuzz": "off"},
    "rate-limit-20": {"fuzz": "off"},
}
"""Settings that some variants need: patience, or enough processes to wait with."""

LINGERING = frozenset({"users.list-survives-odd-data", "users.email-without-value"})
"""Requirements whose defects break every list while one such user exists: only a run that cleans up finds them once."""

BUDGETS = ("500", "2000")
"""Requests that fuzzing may spend on a defect: the first budget finds most of them, the second finds the others."""


class Kind(StrEnum):
    """What is special about a target."""

    CLEAN = "clean"
    DEFECT = "defect"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class ProofTarget:
    """One way to run the reference target.

    Attributes:
        kind: clean, defect or variant.
        name: the id of the defect or of the variant; empty for the clean one.
    """

    kind: Kind
    name: str = ""

    @property
    def over(self) -> str:
        """How it must be reached for its fault to show: ``tls``, ``oauth``, or empty for http with a bearer token."""
        return DEFECTS[self.name].over if self.kind is Kind.DEFECT else ""

    def expected(self) -> frozenset[str]:
        """Return the ids of the requirements that must be broken here."""
        if self.kind is Kind.DEFECT:
            return DEFECTS[self.name].seen_by
        return VARIANTS[self.name].warns if self.kind is Kind.VARIANT else frozenset()

    def settings(self, ids: Collection[str]) -> Settings:
        """Return the settings of a run that judges these requirements on this target.

        It judges no others, unless one of them is judged by the exchanges of a whole run.
        """
        whole = any(each.partition(".")[0] in OBSERVED for each in ids)
        asked = replace(BASE, select=() if whole else tuple(sorted(ids)), keep=not LINGERING & set(ids), plan=True)
        if any(each.startswith("fuzz.") for each in ids):
            asked = replace(asked, fuzz="quick", budget=BUDGETS[0])
        if any(each.startswith("scale.") for each in ids):
            asked = replace(asked, scale=LEAST_SCALE)
        if self.kind is not Kind.VARIANT:
            return asked
        profile = "entra" if "entra" in VARIANTS[self.name].profiles else "rfc"
        patience = {key: value for key, value in VARYING.get(self.name, {}).items() if key == "settle"}
        return replace(asked, profile=profile, **patience)


def every_target() -> Iterator[ProofTarget]:
    """Yield the clean target, then every defect, then every variant."""
    yield ProofTarget(Kind.CLEAN)
    for name in sorted(DEFECTS):
        yield ProofTarget(Kind.DEFECT, name)
    for name in sorted(VARIANTS):
        yield ProofTarget(Kind.VARIANT, name)
