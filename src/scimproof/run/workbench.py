"""Everything a contract test works with in one process: the wire, the actors, the directory, the capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scimproof.capabilities import CORE_USER, ENTERPRISE, Capabilities
from scimproof.entra.actor import Entra
from scimproof.entra.directory import Directory
from scimproof.run import header_probe
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
        """The source of people and groups; each process numbers its own."""
        return Directory(prefix=f"{self.run.prefix}{self.run.worker}", seed=self.run.seed + self.run.worker)

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the target declares and shows."""
        return Capabilities(self.scim, self._probe_user)

    @cached_property
    def probed(self) -> Resource | None:
        """A user to try capabilities on; with the enterprise extension where the target takes it."""
        full = {key: value for key, value in self.directory.person().scim().items() if key not in ("meta", "roles")}
        full["schemas"] = [CORE_USER, ENTERPRISE]
        full[ENTERPRISE] = {"department": "Probe"}
        bare = {"schemas": [CORE_USER], "userName": full["userName"], "active": True}
        core = {key: value for key, value in full.items() if key != ENTERPRISE} | {"schemas": [CORE_USER]}
        for body in (full, core, bare):
            exchange = self.scim.create("/Users", body, label="probe: a user to try capabilities on")
            if exchange.status in (200, 201) and exchange.id:
                return Resource("User", "/Users", exchange.id, body)
        return None

    def _probe_user(self) -> tuple[str, dict[str, Any]] | None:
        return (self.probed.path, self.probed.body) if self.probed else None

    def close(self) -> None:
        """Close connections; what was built stays readable."""
        if "scim" in self.__dict__:
            self.scim.close()
