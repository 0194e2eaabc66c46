"""``scimproof sync --lives N``: random histories of a directory; a failing one is reduced and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from rich.console import Console

from scimproof.entra.provisioning.clock import Clock
from scimproof.entra.provisioning.faults import FaultInjector, FaultyEntra
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.links import LinkGuard
from scimproof.entra.provisioning.log import Log
from scimproof.entra.provisioning.random_history import HistoryStep, Violated, life, play, told
from scimproof.entra.provisioning.removal import remove
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.state import JobState
from scimproof.exit_codes import ExitCode
from scimproof.fuzz.budget import OutOfBudget
from scimproof.fuzz.shrinking.delta_debugging import shortest
from scimproof.report.text import inert, visible
from scimproof.scim.client import connect
from scimproof.scim.pace import Pace
from scimproof.target import Target
from scimproof.target_settings import new_id

REPLAYS = 60
"""Lives that shrinking may play again for one finding."""


@dataclass(frozen=True, slots=True)
class FailedHistory:
    """A life that does not end as it must, at its shortest."""

    seed: int
    steps: tuple[HistoryStep, ...]
    violation: str

    def lines(self) -> list[str]:
        """Return it as it is told."""
        return [*told(self.steps), f"Then: {self.violation}"]


class HistoryRunner:
    """Plays histories against one target.

    Args:
        target: where.
        job: how the service is set.
        rate: requests a second at most; None for no limit.
    """

    def __init__(self, target: Target, job: Job, *, rate: float | None = None) -> None:
        self._target = target
        self._job = job
        self._rate = rate
        self._plays = count(1)
        self._name = new_id()
        self.requests = 0

    def violation(self, steps: Sequence[HistoryStep], seed: int) -> str:
        """Play a life from nothing and remove what it made; returns what was wrong at its end, or an empty string."""
        prefix = f"scimproof-{self._name}{next(self._plays)}-"
        state, injector = JobState(), FaultInjector()
        guard = LinkGuard(self._target.base_url, state, prefix=prefix)
        client = connect(self._target, guard=guard, pace=Pace(rate=self._rate))
        entra = FaultyEntra(client, injector=injector)
        service = Service(entra, self._job, state, Log(keep=100_000), Clock(state))
        try:
            play(steps, service, injector, prefix=prefix, seed=seed)
        except Violated as violated:
            return str(violated)
        finally:
            injector.begin(None)
            remove(service)
            self.requests += service.requests
            client.close()
            state.close()
        return ""

    def story(self, seed: int) -> FailedHistory | None:
        """Play the life of a seed; where it breaks, cut it to the shortest that breaks in some way."""
        steps = life(seed)
        if not self.violation(steps, seed):
            return None
        if at_once := self.violation([], seed):
            return FailedHistory(seed, (), at_once)
        left = count(REPLAYS, -1)

        def fails(part: list[HistoryStep]) -> bool:
            if next(left) <= 0:
                raise OutOfBudget
            return bool(self.violation(part, seed))

        kept = shortest(steps, fails)
        return FailedHistory(
            seed, tuple(kept), self.violation(kept, seed) or "it did not happen again when it was replayed"
        )


def tell(target: Target, job: Job, *, count: int, seed: int, rate: float | None, quiet: bool) -> ExitCode:
    """Play so many lives and tell the first that breaks; returns the exit code."""
    console = Console(highlight=False, soft_wrap=True)
    runner = HistoryRunner(target, job, rate=rate)
    for number in range(seed, seed + count):
        story = runner.story(number)
        if story is not None:
            console.print(f"[bold red]Life {story.seed} does not end as it must.[/] The shortest story that shows it:")
            for line in story.lines():
                console.print(inert(visible(f"  {line}")), markup=False)
            return ExitCode.FINDINGS
        if not quiet:
            console.print(f"Life {number}: converged.")
    console.print(f"{count} lives converged, in {runner.requests:,} requests.")
    return ExitCode.OK
