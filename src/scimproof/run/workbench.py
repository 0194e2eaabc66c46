"""What contract tests of one process work with: client, actors, directory, capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scimproof.calibrate.calibration import calibrate
from scimproof.calibrate.model import Calibration, Kind
from scimproof.capabilities import Capabilities
from scimproof.entra.actor import Entra
from scimproof.entra.directory import Directory, Person, Team
from scimproof.expect.outcome import NotTestable
from scimproof.run import header_probe
from scimproof.run.made_up import wishes_of
from scimproof.run.recording import Recorder
from scimproof.scim.client import Client, connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import Journal
from scimproof.scim.pace import Pace
from scimproof.scim.resource import Resource
from scimproof.settings import Settings
from scimproof.target import Target


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of a run that all its processes share."""

    id: str
    seed: int
    journal: str
    worker: int = 0
    workers: int = 1

    @property
    def prefix(self) -> str:
        """What every name that the run creates begins with."""
        return f"scimproof-{self.id}-"


class Workbench:
    """One process's tools. Built when first used, so that collecting costs nothing."""

    def __init__(self, settings: Settings, target: Target, run: Run) -> None:
        self.settings = settings
        self.target = target
        self.run = run
        self.recorder = Recorder()
        self.learned: Calibration | None = None
        """What the controller learned and handed to this process; without it, the process learns for itself."""

    @property
    def pause_file(self) -> Path:
        """Says until when no process of the run may send: a target that asks one to wait asks all."""
        return Path(self.run.journal) / f"{self.run.id}.pause"

    @cached_property
    def journal(self) -> Journal:
        """The run's journal, shared by its processes."""
        return Journal(Path(self.run.journal), self.run.id, base_url=self.target.base_url, prefix=self.run.prefix)

    @cached_property
    def guard(self) -> Guard:
        """What keeps this run's writes to what this run created."""
        return Guard(self.target.base_url, self.journal, prefix=self.run.prefix)

    @cached_property
    def scim(self) -> Client:
        """The plain client."""
        client = connect(
            self.target,
            guard=self.guard,
            recorder=self.recorder,
            pace=Pace(self.settings.rate, self.pause_file, self.run.workers, self.settings.patience),
            first_number=self.run.worker * 1_000_000,
        )
        with self.recorder.shared():
            return header_probe.plain(client).asking(header_probe.asking(lambda: self.capabilities))

    @cached_property
    def entra(self) -> Entra:
        """The provisioning service, with the headers it sends, or the nearest that this target takes."""
        with self.recorder.shared():
            reads = header_probe.reading(self.scim)
            writes = header_probe.writing(self.scim, self.probed.path if self.probed else None, reads)
        return Entra(self.scim, reading=reads, writing=writes)

    @cached_property
    def directory(self) -> Directory:
        """The source of people and groups, with names as the target takes them; each process numbers its own."""
        forms = self.calibration.forms
        directory = self._own_directory
        directory.domain, directory.mail_is_upn, directory.bare_names = (
            forms.domain,
            forms.mail_is_upn,
            forms.bare_names,
        )
        return directory

    @property
    def calibrated(self) -> bool:
        """Whether it is known what the target takes."""
        return self.learned is not None or "calibration" in self.__dict__

    @cached_property
    def calibration(self) -> Calibration:
        """What the target takes; learned once in a run."""
        if self.learned is not None:
            return self.learned
        with self.recorder.shared():
            return calibrate(
                self.scim, self._own_directory, self.capabilities, wishes_of(self.settings), self.settings.settle
            )

    def user_body(self, person: Person | None = None, *, least: bool = False) -> dict[str, Any]:
        """Return the body of a person as the target takes it: what Entra sends, as far as that goes.

        Args:
            person: a new one when left out.
            least: the smallest body instead.

        Raises:
            NotTestable: the target takes no user.
        """
        body = self.calibration.user(person or self.directory.person(), least=least)
        if body is None:
            raise NotTestable("users.created", _refused(self.calibration.users))
        return body

    def group_body(self, *members: Resource, team: Team | None = None) -> dict[str, Any]:
        """Return the body of a group with these members as the target takes it.

        Raises:
            NotTestable: the target takes no group, or none without a member.
        """
        learned = self.calibration
        if learned.needs_a_member and not members:
            raise NotTestable("groups.created", "the target takes no group without a member")
        parts = tuple(self._member(each) for each in members)
        body = learned.group(team or self.directory.team(), parts)
        if body is None:
            raise NotTestable("groups.created", _refused(learned.groups))
        return body

    def member(self, user: Resource) -> dict[str, Any]:
        """Return how a group names a user as its member, with the parts that the target needs."""
        parts = self._member(user)
        return {name: parts[name] for name in self.calibration.member}

    def _member(self, user: Resource) -> dict[str, Any]:
        shown = str(user.body.get("displayName") or user.body.get("userName") or "member")
        return {"value": user.id, "$ref": f"{self.target.base_url}{user.path}", "type": "User", "display": shown}

    @cached_property
    def _own_directory(self) -> Directory:
        return Directory(prefix=f"{self.run.prefix}{self.run.worker}", seed=self.run.seed + self.run.worker)

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the target declares and shows."""
        return Capabilities(self.scim, self._probe_user)

    @cached_property
    def probed(self) -> Resource | None:
        """A user to try capabilities on; with the enterprise extension where the target takes it."""
        sample = self.calibration.sample
        if sample is None:
            return None
        self.guard.own("/Users", sample[0])
        return Resource("User", "/Users", sample[0], sample[1])

    def _probe_user(self) -> tuple[str, dict[str, Any]] | None:
        return (self.probed.path, self.probed.body) if self.probed else None

    def close(self) -> None:
        """Close connections; what was built stays readable."""
        if "scim" in self.__dict__:
            self.scim.close()


def _refused(kind: Kind) -> str:
    """Say that nothing was taken, with Entra's own body and its answer."""
    tried = f"none of {len(kind.attempts)} bodies was taken" if kind.attempts else "no body could be tried"
    return f"{tried}; {kind.attempts[0]}" if kind.attempts else tried
