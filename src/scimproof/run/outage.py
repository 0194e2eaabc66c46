"""A target that stops answering during a run: one finding instead of a hundred time-outs."""

from __future__ import annotations

from collections.abc import Sequence

from scimproof.expect.outcome import NotTestable
from scimproof.run.workbench import Workbench
from scimproof.scim.exchange import Exchange


class Outage:
    """Remembers the requirement at which the target stopped answering."""

    def __init__(self) -> None:
        self._since = ""
        self._seen = ""

    def check(self) -> None:
        """Say that nothing can be judged any more, if that is so.

        Raises:
            NotTestable: the target went away earlier in this process.
        """
        if self._since:
            raise NotTestable(self._since, f"the target stopped answering ({self._seen})")

    def look(self, bench: Workbench, requirement: str, made: Sequence[Exchange]) -> None:
        """After a case that ended without an answer, ask once more; silence is an outage."""
        if self._since or not made or made[-1].failure is None:
            return
        with bench.recorder.shared():
            probe = bench.scim.get("/ServiceProviderConfig")
        if probe.failure is not None:
            self._since, self._seen = requirement, f"{probe.failure.kind}: {probe.failure.detail}"
