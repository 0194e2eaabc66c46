"""Quarantine: a job that fails as a whole is retried rarely, and disabled after four weeks.

The clock is documented: 6, 12 and 24 hours after the first failure, then daily; one success lifts it.
"""

from __future__ import annotations

from enum import StrEnum

from scimproof.entra.provisioning.clock import DAY, HOUR, INTERVAL, WEEK
from scimproof.entra.provisioning.state import JobState

RETRIES = (6 * HOUR, 12 * HOUR, 24 * HOUR)
"""Seconds after the first failure; from the last on, one a day."""
LONGEST = 4 * WEEK


class Trigger(StrEnum):
    """What puts a job into quarantine."""

    CREDENTIALS = "EncounteredQuarantineException: the credentials are not accepted"
    NOT_SCIM = "the answers of the endpoint are not valid SCIM"
    UNREACHABLE = "the endpoint cannot be reached"
    ESCROW = "too many objects are in escrow"
    DELETIONS = "the accidental-deletion threshold is exceeded"
    ROLES = "an app role is defined twice"


class Quarantine:
    """The quarantine of one job."""

    def __init__(self, state: JobState) -> None:
        self._state = state

    @property
    def since(self) -> float | None:
        """When it began, or None when the job is healthy."""
        since = self._state.fact("quarantine since")
        return None if since is None else float(since)

    @property
    def reason(self) -> str:
        """Why, in a sentence."""
        return str(self._state.fact("quarantine reason", ""))

    @property
    def disabled(self) -> bool:
        """Whether the job has been given up; only a restart by hand revives it."""
        return bool(self._state.fact("disabled", default=False))

    def enter(self, trigger: Trigger, detail: str, now: float) -> None:
        """Begin, or stay in it for another round."""
        since = self.since
        with self._state.saved():
            if since is None:
                self._state.remember("quarantine since", now)
            self._state.remember("quarantine reason", f"{trigger}: {detail}")
            if since is not None and now - since >= LONGEST:
                self._state.remember("disabled", value=True)

    def lift(self) -> None:
        """End it: a cycle has succeeded."""
        self._forget("quarantine since", "quarantine reason", "disabled")

    def next_cycle(self, now: float) -> float:
        """Return when the next cycle may begin: in one interval, or as late as the quarantine says."""
        if self.since is None:
            return now + INTERVAL
        passed = now - self.since
        for each in RETRIES:
            if passed < each:
                return self.since + each
        return self.since + (passed // DAY + 1) * DAY

    def _forget(self, *names: str) -> None:
        with self._state.saved():
            for name in names:
                self._state.remember(name, None)
