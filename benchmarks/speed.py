"""What a full run costs on loopback."""

from __future__ import annotations

from tests.support.judging import judge


def main() -> None:
    """Print requests and seconds for one process and for four."""
    for workers in (1, 4):
        found = judge(workers=workers)
        rate = found["requests"] / found["seconds"]
        judged = len(found["verdicts"])
        print(
            f"workers {workers}      {judged} requirements, {found['requests']} requests, "
            f"{found['seconds']:.2f} s ({rate:.0f} requests/s)"
        )
