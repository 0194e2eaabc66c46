"""How long reads may lag behind writes: measured once, so that only a target that lags is waited for."""

from __future__ import annotations

from collections.abc import Callable

from scimproof.expect import Patience, use
from scimproof.run.workbench import Workbench

BRIEF = 0.2
"""Seconds that a target gets which showed a new user at once: one more look, in case that was luck."""

SHOWN_LATER = "a read showed the write only after"
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
            remark(f"{SHOWN_LATER} {waited:.2f} s")

        self._patience.on_delay = delayed
        self._patience.seconds = self._longest if self._lags else min(self._longest, BRIEF)
        use(self._patience)

    def _look_once(self) -> None:
        waited = self._measured() if self._longest > 0 else 0.0
        self._lags = False
        if waited is None:
            self._patience.doubt = f"no filter found a new user within {self._longest:g} s; --settle allows more time"
        elif waited > _PAUSE:
            self._saw(waited)

    def _saw(self, lag: float) -> None:
        self._lags = True
        patience = self._patience
        patience.seconds = self._longest
        patience.lag = max(patience.lag, lag)
        patience.doubt = (
            f"repeated for {self._longest:g} s, because reads of this target are delayed; --settle allows more time"
        )

    def _measured(self) -> float | None:
        """Return the seconds until a filter showed a user who had just been created, None when none did in time."""
        learned = self._bench().calibration
        return learned.lag if learned.sample is not None else 0.0
