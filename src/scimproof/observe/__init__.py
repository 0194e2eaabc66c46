"""Invariants of all answers, whichever case sent the request: judged once all cases of a run are over."""
