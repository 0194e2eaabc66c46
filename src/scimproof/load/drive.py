"""Sends at a fixed rate, whether or not earlier requests were answered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Semaphore

from scimproof.load.figures import Figures
from scimproof.load.user_journey import JourneyStep
from scimproof.scim.pace import Pace

AT_ONCE = 64
"""Requests that wait for an answer at most; beyond that the rate falls, and the figures say so."""


class Steady(Pace):
    """No second tries and no waits: the load is what is measured, and Entra's own client is said to have no limiter."""

    def wait(self) -> None:
        """Send at once; the driver decides when."""

    def asked_to_wait(self, *_: object) -> None:
        """Take every answer as final."""


def drive(
    lives: Callable[[], Iterator[JourneyStep]],
    *,
    rate: float,
    seconds: float,
    stopping: Callable[[], bool],
    progress: Callable[[int, int], None],
) -> Figures:
    """Send requests at a rate for so long, or until the target bears it no more.

    Args:
        lives: gives a new person's requests; those of one person follow each other, those of several go side by side.
        rate: requests a second.
        seconds: how long.
        stopping: asked before each request.
        progress: told how many requests were sent, of how many.
    """
    figures, total = Figures(rate), max(1, round(rate * seconds))
    ready: deque[Iterator[JourneyStep]] = deque()
    free, new = Semaphore(AT_ONCE), Lock()
    faults: list[Exception] = []

    def begin() -> Iterator[JourneyStep]:
        with new:
            return lives()

    def send(life: Iterator[JourneyStep]) -> None:
        try:
            step = next(life, None)
            if step is None:
                life = begin()
                step = next(life)
            figures.add(*step)
            ready.append(life)
        except Exception as problem:  # noqa: BLE001 - a fault of ours must not get lost in a thread
            faults.append(problem)
        finally:
            free.release()

    begun = last = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for number in range(total):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            free.acquire()
            if stopping() or figures.hopeless or faults:
                free.release()
                break
            last = time.monotonic()
            hands.submit(send, ready.popleft() if ready else begin())
            figures.sent += 1
            progress(figures.sent, total)
    if faults:
        raise faults[0]
    figures.sent_in = last - begun + 1 / rate
    return figures
