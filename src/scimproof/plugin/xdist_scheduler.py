"""Which worker gets which case: any worker gets any case, but one worker gets all of fuzzing.

What fuzzing may spend is for the run, not for each process; and several of its requirements judge the same requests.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

_TOGETHER = "fuzz"


class Spreading(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out what belongs together to one worker, the longest first."""

    def _split_scope(self, nodeid: str) -> str:
        folder = PurePosixPath(nodeid.partition("::")[0]).parent.name
        return _TOGETHER if folder == _TOGETHER else nodeid
