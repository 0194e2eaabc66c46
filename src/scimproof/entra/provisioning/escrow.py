"""Objects that could not be provisioned: kept and retried ever later; beyond a threshold the job stops.

That they are retried with falling frequency is documented, by how much is not: the wait doubles with every failure.
"""

from __future__ import annotations

from scimproof.entra.provisioning.clock import DAY, INTERVAL
from scimproof.entra.provisioning.state import JobState

OBJECT, MANAGER, MEMBER = "object", "manager", "member"
"""What of an object failed; the last two are references, which count less."""

EVALUATED_FROM = 5_000
"""Failures below which no threshold is looked at."""
SHARE = 0.4
MOST = 40_000
MOST_WITH_REFERENCES = 60_000


class Escrow:
    """The objects in escrow."""

    def __init__(self, state: JobState) -> None:
        self._state = state

    def enter(self, source_id: str, aspect: str, kind: str, now: float, cycle: str, code: str, reason: str) -> int:
        """Enter a failure; return how often it has failed by now."""
        tries = int(self._tries(source_id, aspect)) + 1
        self._state.db.execute(
            "REPLACE INTO escrow VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (source_id, aspect, kind, tries, now + wait(tries), cycle, code, reason),
        )
        return tries

    def leave(self, source_id: str, aspect: str | None = None) -> None:
        """Take out what has succeeded, or is not wanted any more; without an aspect all of an object."""
        self._state.db.execute(
            "DELETE FROM escrow WHERE source_id = ? AND (? IS NULL OR aspect = ?)", (source_id, aspect, aspect)
        )

    def due(self, kind: str, aspect: str, now: float, cycle: str) -> list[str]:
        """Return who is to be tried again in this cycle and has not been yet, a page at a time."""
        rows = self._state.rows(
            "SELECT source_id FROM escrow WHERE kind = ? AND aspect = ? AND due <= ? AND cycle <> ? LIMIT 500",
            kind,
            aspect,
            now,
            cycle,
        )
        return [row[0] for row in rows]

    def count(self) -> int:
        """Return how many there are."""
        return int(self._state.one("SELECT count(*) FROM escrow"))

    def holds(self, source_id: str, aspect: str = OBJECT) -> bool:
        """Tell whether an object is in escrow."""
        return self._tries(source_id, aspect) > 0

    def overflows(self, objects: int) -> str:
        """Return why so many failures stop the job, or an empty string.

        Args:
            objects: how many users and groups the source has.
        """
        everything = self.count()
        if everything < EVALUATED_FROM:
            return ""
        own = int(self._state.one("SELECT count(*) FROM escrow WHERE aspect = ?", OBJECT))
        if own > MOST or everything > MOST_WITH_REFERENCES:
            return f"{everything} objects are in escrow"
        why = f"EncounteredEscrowProportionThreshold: {own} of {objects} objects are in escrow, more than 40 %"
        return why if own > SHARE * objects else ""

    def _tries(self, source_id: str, aspect: str) -> int:
        return int(
            self._state.one("SELECT failures FROM escrow WHERE source_id = ? AND aspect = ?", source_id, aspect) or 0
        )


def wait(tries: int) -> float:
    """Return the seconds until the next try after so many failures: one interval, two, four, at most a day."""
    return min(INTERVAL * (1 << min(tries - 1, 10)), DAY) - 1  # a cycle that begins on the minute finds it due
