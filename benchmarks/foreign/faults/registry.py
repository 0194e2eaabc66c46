"""What a fault and a variant are, and the list of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.server import App

BREAKS, CORRUPTS, RFC = "breaks provisioning", "corrupts data", "rfc"
Seed = Callable[[App], object]
Check = Callable[[Client], object]


@dataclass(frozen=True)
class Change:
    """One change of the server, a fault or a legal variant.

    Attributes:
        id: ``kind.name``; never used twice.
        about: what the server does, in one sentence.
        severity: of a fault, what it does to a tenant; empty for a variant.
        shows: the requests that tell the changed server from the clean one.
        seed: makes the change in a new app.
        right: sends those requests; a true value at the clean server, a false one (or an exception) at the changed one.
    """

    id: str
    about: str
    severity: str
    shows: str
    seed: Seed
    right: Check

    @property
    def kind(self) -> str:
        """The group that the change belongs to."""
        return self.id.partition(".")[0]


FAULTS: dict[str, Change] = {}
VARIANTS: dict[str, Change] = {}


class Group:
    """Registers the faults of one kind: ``@fault("name", "what it does", RFC, "what shows it", check)``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, name: str, about: str, severity: str, shows: str, right: Check) -> Callable[[Seed], Seed]:
        """Return a decorator for the function that makes the change."""

        def register(seed: Seed) -> Seed:
            change = Change(f"{self.kind}.{name}", about, severity, shows, seed, right)
            if change.id in FAULTS:
                raise ValueError(f"two faults are called {change.id}")
            FAULTS[change.id] = change
            return seed

        return register


def variant(name: str, about: str, shows: str, usual: Check) -> Callable[[Seed], Seed]:
    """Register a legal difference; ``usual`` is True at the clean server and False at the changed one."""

    def register(seed: Seed) -> Seed:
        if name in VARIANTS:
            raise ValueError(f"two variants are called {name}")
        VARIANTS[name] = Change(name, about, "", shows, seed, usual)
        return seed

    return register
