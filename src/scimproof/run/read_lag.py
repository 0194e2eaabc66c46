"""How long a read is given to show a write: measured once, so that only a target that lags is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable

from scimproof.expect import Patience, use
from scimproof.run.workbench import Workbench
from scimproof.scim import filter as scim_filter

BRIEF = 0.2
"""Seconds that a target gets which showed a new user at once: one more look, in case that was luck."""

SHOWN_LATER = "a read showed the write"
"""How the remark about a late read begins."""

_PAUSE = 0.05


class Waiting:
    """Owns the patience that the cases of a process are judged with.

    Args:
        bench: the process's workbench.
        longest: seconds; what ``--settle`` says.
    """

    def __init__(self, bench: Callable[[], Workbench], longest: float) -> None:
        self._bench = bench
        self._longest = longest
        self._lags: bool | None = None
        self._patience = Patience()

    def begin(self, remark: Callable[[str], None]) -> None:
        """Be ready for a case; ``remark`` is told of a delay."""
        if self._lags is None:
            self._look_once()

        def delayed(waited: float) -> None:
            self._saw(waited)
            remark(f"{SHOWN_LATER} {waited:.2f} s later")

        self._patience.on_delay = delayed
        self._patience.seconds = self._longest if self._lags else min(self._longest, BRIEF)
        use(self._patience)

    def _look_once(self) -> None:
        waited = self._measured() if self._longest > 0 else 0.0
        self._lags = False
        if waited is None:
            self._patience.doubt = f"no filter showed a new user within {self._longest:g} s; more time: --settle"
        elif waited > _PAUSE:
            self._saw(waited)

    def _saw(self, lag: float) -> None:
        self._lags = True
        patience = self._patience
        patience.seconds = self._longest
        patience.lag = max(patience.lag, lag)
        patience.doubt = f"asked again for {self._longest:g} s, as writes show late here; more time: --settle"

    def _measured(self) -> float | None:
        """Return the seconds until a filter shows a user who was just created, None when none does in time.

        A filter that is refused is another requirement's finding, and no delay.
        """
        bench = self._bench()
        with bench.recorder.shared():
            user = bench.probed
            if user is None:
                return 0.0
            begun = time.monotonic()
            while (waited := time.monotonic() - begun) <= self._longest:
                exchange = bench.scim.search(
                    "/Users",
                    filter=scim_filter.eq("userName", user["userName"]),
                    label="probe: how soon does a filter show a new user?",
                )
                if any(each.get("id") == user.id for each in exchange.resources):
                    return waited
                if exchange.status != 200:  # noqa: PLR2004
                    return 0.0
                time.sleep(_PAUSE)
        return None
