"""What ``scimproof sync`` does: bring the source up to date, run what was asked, and say how it went."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from scimproof import profiles
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
from scimproof.entra.provisioning.state import BadState, State
from scimproof.entra.provisioning.verify import Verification
from scimproof.interruption import interruption
from scimproof.report.text import inert, visible
from scimproof.run.preflight import Unreachable, preflight
from scimproof.run.targets import embed, new_id, target_of
from scimproof.scim.client import connect
from scimproof.scim.pace import Pace
from scimproof.settings import Settings, UsageError
from scimproof.sync import options
from scimproof.sync.report import Kept, write
from scimproof.sync.screen import Screen, Spent, counted
from scimproof.target import Target

STATES = Path(".scimproof") / "sync"
OK, FINDINGS, INTERRUPTED, UNREACHABLE = 0, 1, 2, 6


def sync(given: argparse.Namespace, settings: Settings) -> int:
    """Run ``scimproof sync``; returns the exit code."""
    options.check(given, settings)
    with ExitStack() as stack:
        embedded = embed(settings, stack)
        target = target_of(settings)
        _check_profile(settings)
        job = options.job_of(given, settings, target)
        if given.lives:
            from scimproof.sync.random_histories_command import tell  # noqa: PLC0415 - a part of its own, rarely asked for

            return tell(
                target, job, count=given.lives, seed=settings.seed or 0, rate=settings.rate, quiet=settings.quiet
            )
        folder = Path(given.state) if given.state else STATES / _name(target)
        if embedded and not given.state:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            state = State(folder / "state.db")
        except BadState as problem:
            raise UsageError(str(problem)) from None
        stack.callback(state.close)
        kept = stack.enter_context(Kept(Path(given.log) if given.log else None))
        service = _service(state, target, job, settings, kept, given)
        stack.callback(service.entra.client.close)
        try:
            code = _Run(given, settings, service, kept).all()
        except Unreachable as problem:
            sys.stderr.write(f"scimproof: {inert(visible(str(problem)))}\n")
            return UNREACHABLE
        if settings.report_dir:
            write(kept, service, settings, options.words(given), embedded=embedded)
        return code


class _Run:
    def __init__(self, given: argparse.Namespace, settings: Settings, service: Service, kept: Kept) -> None:
        self._given = given
        self._settings = settings
        self._service = service
        self._kept = kept
        self._screen = Screen(quiet=settings.quiet)
        self._finished = True

    def all(self) -> int:
        given, service, screen = self._given, self._service, self._screen
        if service.state.fact("watermark") is None and service.state.fact("cycle") is None:
            preflight(service.entra.client, service.entra.client.target.base_url)
        screen.say(f"scimproof sync, {service.entra.client.target.base_url}")
        if given.remove:
            return self._remove()
        self._bring_up_to_date()
        with interruption() as stopping:
            done = self._on_demand() if given.on_demand else self._cycles(stopping)
        screen.counts(self._kept.log)
        if not done:
            return INTERRUPTED
        diverging = 0
        if given.verify and not self._finished:
            screen.say("Not verified: the cycle did not come to its end.")
        elif given.verify:
            users, groups = service.links.count(USER), service.links.count(GROUP)
            found = list(Verification(service).divergences())
            self._kept.divergences = found
            diverging = screen.divergences(found, counted(users, groups), service.escrow.count())
        failed = self._kept.log.failed() or service.quarantine.since is not None
        return FINDINGS if diverging or failed else OK

    def _bring_up_to_date(self) -> None:
        given, source = self._given, self._service.source
        try:
            if given.directory:
                changed = take(source, Path(given.directory))
                self._screen.say(f"{given.directory}: {changed:,} changes since the last cycle")
            elif source.last_change == 0:
                self._generate()
            if given.changes:
                count = Changes(source).read(Path(given.changes))
                self._screen.say(f"{given.changes}: {count:,} changes" if count else f"{given.changes}: applied before")
        except BadSource as problem:
            raise UsageError(str(problem)) from None
        users, groups = source.count(USER), source.count(GROUP)
        self._screen.say(f"The directory has {counted(users, groups)}.")

    def _generate(self) -> None:
        users = 20 if self._given.users is None else self._given.users
        groups = 3 if self._given.groups is None else self._given.groups
        state, seed = self._service.state, self._settings.seed or 0
        prefix = str(state.fact("prefix"))
        generate(self._service.source, prefix=prefix, users=users, groups=groups, seed=seed)
        with state.saved():
            state.remember("generated prefix", prefix)

    def _cycles(self, stopping: threading.Event) -> bool:
        """Run one cycle, or as many as fit into the simulated time; tell whether they ran to their end."""
        service = self._service
        if self._given.restart or self._given.reset_scope or self._changed_job():
            restart(service, reset_scope=self._given.reset_scope)
        until = service.clock.now + (duration(self._given.simulate) if self._given.simulate else 0)
        while True:
            if service.quarantine.disabled:
                self._screen.say("The job was disabled after four weeks of quarantine; --restart revives it.")
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

    def _on_demand(self) -> bool:
        try:
            entries = on_demand(self._service, self._given.on_demand, self._given.member)
        except BadSource as problem:
            raise UsageError(f"--on-demand: {problem}") from None
        for entry in entries:
            self._screen.say(f"{entry.action} {entry.status}: {entry.reason or 'done'}")
        return True

    def _remove(self) -> int:
        removed = remove(self._service)
        self._screen.console.print(f"{removed.deleted:,} removed, {len(removed.left):,} left.")
        for each in removed.left[:20]:
            self._screen.console.print(inert(visible(f"  {each}")), markup=False)
        return FINDINGS if removed.left else OK


def _service(
    state: State, target: Target, job: Job, settings: Settings, kept: Kept, given: argparse.Namespace
) -> Service:
    with state.saved():
        if state.fact("target") not in (None, target.base_url):
            raise UsageError(f"the state belongs to {state.fact('target')}: give --state another folder")
        made_up = state.fact("generated prefix") is not None
        if state.fact("last change") and made_up is not (given.directory is None):
            raise UsageError("the state belongs to another directory: give --state another folder")
        state.remember("target", target.base_url)
        if state.fact("prefix") is None:
            letters = new_id()
            state.remember("prefix", f"scimproof-{letters}-")
            state.remember("job", f"scim.{letters}")
    guard = LinkGuard(target.base_url, state, prefix=str(state.fact("prefix")))
    client = connect(target, guard=guard, recorder=kept, pace=Pace(rate=settings.rate))
    entra = Entra(client, anonymous=given.directory is not None)
    return Service(entra, job, state, kept.log, Clock(state))


def _check_profile(settings: Settings) -> None:
    suffix = profiles.load(settings.profile).tenant_url_suffix
    url = settings.tenant_url.partition("?")[0].rstrip("/")
    if suffix and not url.endswith(suffix):
        raise UsageError(f"under profile {settings.profile} the Tenant URL ends in {suffix}")


def _name(target: Target) -> str:
    digest = hashlib.sha256(target.base_url.encode()).hexdigest()[:8]
    return f"{urlsplit(target.base_url).hostname}-{digest}"
