"""One call of ``scimproof sync``: update the source, run what was requested, and print the result."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

from scimproof.entra.actor import Entra
from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.clock import Clock, duration
from scimproof.entra.provisioning.cycle import Cycle, restart
from scimproof.entra.provisioning.generate import generate
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.links import LinkGuard
from scimproof.entra.provisioning.on_demand import on_demand
from scimproof.entra.provisioning.removal import remove
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.source import GROUP, USER, BadSource
from scimproof.entra.provisioning.source_file import take
from scimproof.entra.provisioning.state import JobState
from scimproof.entra.provisioning.verify import Verification
from scimproof.exit_codes import ExitCode
from scimproof.interruption import interruption
from scimproof.report.text import inert, visible
from scimproof.scim.client import connect
from scimproof.scim.pace import Pace
from scimproof.scim.preflight import preflight
from scimproof.settings import UsageError
from scimproof.sync.options import SyncOptions
from scimproof.sync.report import Kept
from scimproof.sync.screen import Screen, Spent, counted
from scimproof.target import Target
from scimproof.target_settings import new_id


class SyncRun:
    """What one call of the command does with a provisioning service, from the source directory to the outcome.

    Args:
        options: what was asked.
        service: the provisioning service.
        kept: takes the log and the exchanges.
        quiet: print the outcome alone.
    """

    def __init__(self, options: SyncOptions, service: Service, kept: Kept, *, quiet: bool) -> None:
        self._options = options
        self._service = service
        self._kept = kept
        self._screen = Screen(quiet=quiet)
        self._finished = True

    def all(self) -> ExitCode:
        """Bring the source up to date, run what was asked, and print how it went.

        Raises:
            Unreachable: a first cycle, and there is no target to send it to.
            UsageError: a file of the source, or the person asked for, cannot be used.
        """
        options, service, screen = self._options, self._service, self._screen
        if service.state.fact("watermark") is None and service.state.fact("cycle") is None:
            preflight(service.entra.client, service.entra.client.target.base_url)
        screen.say(f"scimproof sync, {service.entra.client.target.base_url}")
        if options.remove:
            return self._remove()
        self._bring_up_to_date()
        with interruption() as stopping:
            done = self._on_demand(options.on_demand) if options.on_demand else self._cycles(stopping)
        screen.counts(self._kept.log)
        if not done:
            return ExitCode.INTERRUPTED
        diverging = 0
        if options.verify and not self._finished:
            screen.say("Not verified: the cycle did not finish.")
        elif options.verify:
            users, groups = service.links.count(USER), service.links.count(GROUP)
            found = list(Verification(service).divergences())
            self._kept.divergences = found
            diverging = screen.divergences(found, counted(users, groups), service.escrow.count())
        failed = self._kept.log.failed() or service.quarantine.since is not None
        return ExitCode.FINDINGS if diverging or failed else ExitCode.OK

    def _bring_up_to_date(self) -> None:
        options, source = self._options, self._service.source
        try:
            if options.directory:
                changed = take(source, Path(options.directory))
                self._screen.say(f"{options.directory}: {changed:,} changes since the last cycle")
            elif source.last_change == 0:
                self._generate()
            if options.changes:
                count = Changes(source).read(Path(options.changes))
                self._screen.say(
                    f"{options.changes}: {count:,} changes" if count else f"{options.changes}: already applied"
                )
        except BadSource as problem:
            raise UsageError(str(problem)) from None
        users, groups = source.count(USER), source.count(GROUP)
        self._screen.say(f"The directory has {counted(users, groups)}.")

    def _generate(self) -> None:
        users = 20 if self._options.users is None else self._options.users
        groups = 3 if self._options.groups is None else self._options.groups
        state, seed = self._service.state, self._options.seed
        prefix = str(state.fact("prefix"))
        generate(self._service.source, prefix=prefix, users=users, groups=groups, seed=seed)
        with state.saved():
            state.remember("generated prefix", prefix)

    def _cycles(self, stopping: threading.Event) -> bool:
        """Run one cycle, or as many as fit into the simulated time; tell whether they ran to their end."""
        service = self._service
        if self._options.restart or self._options.reset_scope or self._changed_job():
            restart(service, reset_scope=self._options.reset_scope)
        until = service.clock.now + (duration(self._options.simulate) if self._options.simulate else 0)
        while True:
            if service.quarantine.disabled:
                self._screen.say("The job was disabled after four weeks of quarantine; --restart enables it again.")
                return True
            before, begun = (service.requests, service.target_seconds), time.monotonic()
            with self._screen as screen:
                outcome = Cycle(service, screen.progress, stopping.is_set).run()
            spent = Spent(service.requests - before[0], time.monotonic() - begun, service.target_seconds - before[1])
            self._screen.cycle(outcome, spent, service.clock.stamp())
            self._finished = outcome.finished
            if stopping.is_set() and not outcome.finished:
                return False
            following = service.quarantine.next_cycle(service.clock.now)
            service.clock.advance(following - service.clock.now)
            if service.clock.now > until or stopping.is_set():
                return True

    def _changed_job(self) -> bool:
        """Tell whether mapping or scope differ from the last cycle's: then Entra begins with an initial cycle."""
        state, job = self._service.state, self._service.job
        settings = (job.schema, job.assigned_only, job.default_access, job.adopt)
        now = hashlib.sha256(repr(settings).encode()).hexdigest()
        before = state.fact("job settings")
        with state.saved():
            state.remember("job settings", now)
        changed = before is not None and before != now
        if changed:
            self._screen.say("Mapping or scope have changed: this is an initial cycle.")
        return changed

    def _on_demand(self, who: str) -> bool:
        try:
            entries = on_demand(self._service, who, self._options.member)
        except BadSource as problem:
            raise UsageError(f"--on-demand: {problem}") from None
        for entry in entries:
            self._screen.say(f"{entry.action} {entry.status}: {entry.reason or 'done'}")
        return True

    def _remove(self) -> ExitCode:
        removed = remove(self._service)
        self._screen.console.print(f"{removed.deleted:,} deleted, {len(removed.left):,} left.")
        for each in removed.left[:20]:
            self._screen.console.print(inert(visible(f"  {each}")), markup=False)
        return ExitCode.FINDINGS if removed.left else ExitCode.OK


def service_of(options: SyncOptions, state: JobState, target: Target, job: Job, kept: Kept) -> Service:
    """Return the provisioning service over a state, which it enters into the state when that is new.

    Raises:
        UsageError: the state belongs to another target or another directory.
    """
    with state.saved():
        if state.fact("target") not in (None, target.base_url):
            raise UsageError(f"the state belongs to {state.fact('target')}: use another folder for --state")
        made_up = state.fact("generated prefix") is not None
        if state.fact("last change") and made_up is not (options.directory is None):
            raise UsageError("the state belongs to another directory: use another folder for --state")
        state.remember("target", target.base_url)
        if state.fact("prefix") is None:
            letters = new_id()
            state.remember("prefix", f"scimproof-{letters}-")
            state.remember("job", f"scim.{letters}")
    guard = LinkGuard(target.base_url, state, prefix=str(state.fact("prefix")))
    client = connect(target, guard=guard, recorder=kept, pace=Pace(options.rate, patience=options.patience))
    entra = Entra(client, anonymous=options.directory is not None)
    return Service(entra, job, state, kept.log, Clock(state))
