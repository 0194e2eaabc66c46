"""Random histories of a directory, with injected faults; at the end the target must match the directory.

A life is plain data, so that it can be played again, cut shorter and told.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.clock import DAY
from scimproof.entra.provisioning.cycle import Cycle, restart
from scimproof.entra.provisioning.faults import Fault, FaultInjector, Trouble
from scimproof.entra.provisioning.generate import generate
from scimproof.entra.provisioning.log import Status
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.source import BadSource
from scimproof.entra.provisioning.verify import Verification

USERS, GROUPS = 4, 2
"""How small a directory is at its beginning; most faults need two people."""
_SETTLING = 6
"""Cycles without trouble after which everything must have left escrow."""


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One thing that happens: a change to the directory, or else a cycle, under a fault or none."""

    change: Mapping[str, Any] | None = None
    fault: Fault | None = None

    def __str__(self) -> str:
        if self.change is None:
            return f"a cycle, with {self.fault}" if self.fault else "a cycle"
        rest = " ".join(f"{name}={value}" for name, value in self.change.items() if name != "change")
        return f"{self.change['change']} {rest}".strip()


class Violated(Exception):
    """A life that does not end as it must; the message says what is wrong."""


def play(life: Iterable[HistoryStep], service: Service, injector: FaultInjector, *, prefix: str, seed: int) -> None:
    """Live a life, let the faults end, and see that the target is as the directory says.

    Changes that make no sense, since an earlier one was cut out, are passed over.

    Raises:
        Violated: the target diverges, something stays in escrow, or a cycle that has nothing to do writes.
    """
    generate(service.source, prefix=prefix, users=USERS, groups=GROUPS, seed=seed)
    with service.state.saved():
        service.state.remember("generated prefix", prefix)
    changes = Changes(service.source)
    _cycle(service, injector, None)
    for step in life:
        if step.change is None:
            _cycle(service, injector, step.fault)
            continue
        try:
            changes.apply(_filled(step.change, prefix))
        except BadSource:
            continue
    for _ in range(_SETTLING):
        _cycle(service, injector, None)
        service.clock.advance(DAY)
        if not service.escrow.count() and service.state.fact("cycle") is None:
            break
    _judge(service)


def _cycle(service: Service, injector: FaultInjector, fault: Fault | None) -> None:
    injector.begin(fault)
    Cycle(service).run()
    service.clock.advance(service.quarantine.next_cycle(service.clock.now) - service.clock.now)
    injector.begin(None)


def _judge(service: Service) -> None:
    stuck = service.state.rows("SELECT source_id, code, reason FROM escrow ORDER BY source_id LIMIT 1")
    for source_id, code, reason in stuck:
        source = service.source.get(source_id)
        who = f"{source.kind} {source.name}" if source is not None else source_id
        raise Violated(f"{who} stays in escrow: {code}: {reason}")
    for found in Verification(service).divergences():
        raise Violated(str(found))
    restart(service)
    before, seen = service.log.written(), len(service.log.kept)
    Cycle(service).run()
    if service.log.written() > before:
        entry = next(each for each in service.log.kept[seen:] if each.status is Status.SUCCESS)
        who = f"{entry.source.kind} {entry.source.name}" if entry.source else ""
        what = ", ".join(f"{each.name} from {each.old!r} to {each.new!r}" for each in entry.modified)
        raise Violated(f"a cycle without changes writes: {entry.action} of {who}: {what}")


def _filled(change: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Put the prefix of this play into names."""

    def fill(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{prefix}", prefix)
        if isinstance(value, Mapping):
            return {key: fill(each) for key, each in value.items()}
        return value

    return {key: fill(value) for key, value in change.items()}


# Making lives up


@dataclass(slots=True)
class _World:
    """What a life knows of its directory while it is made up, so that what happens makes sense."""

    drawn: random.Random
    users: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(1, USERS + 1), "here"))
    unassigned: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=lambda: set(range(1, GROUPS + 1)))
    entered: int = USERS
    teams: int = GROUPS
    names: int = 0

    def here(self) -> list[int]:
        return [number for number, standing in self.users.items() if standing == "here"]

    def user(self) -> str:
        return f"#{self.drawn.choice(self.here())}"

    def group(self) -> str:
        return f"#{self.drawn.choice(sorted(self.groups))}"


def life(seed: int, steps: int = 24) -> list[HistoryStep]:
    """Make up a life; the same seed gives the same one."""
    world = _World(random.Random(seed))  # noqa: S311 - a story, no secret
    lived: list[HistoryStep] = []
    while len(lived) < steps:
        if world.drawn.random() < 0.3:  # noqa: PLR2004
            lived.append(HistoryStep(fault=_fault(world.drawn)))
        elif (change := _change(world)) is not None:
            lived.append(HistoryStep(change=change))
    return [*lived, HistoryStep()]


def _fault(drawn: random.Random) -> Fault | None:
    if drawn.random() < 0.4:  # noqa: PLR2004
        return None
    return Fault(drawn.choice(list(Trouble)), at=drawn.randint(1, 6), count=drawn.choice((1, 1, 2, 12)))


def _change(world: _World) -> dict[str, Any] | None:
    """Let one thing happen; None when the one that was drawn cannot happen now."""
    drawn, kinds = world.drawn, (_of_people, _of_people, _of_standing, _of_groups, _of_members)
    return drawn.choice(kinds)(world) if world.here() else _hire(world)


def _hire(world: _World) -> dict[str, Any]:
    world.entered += 1
    world.users[world.entered] = "here"
    return {"change": "hire"}


def _of_people(world: _World) -> dict[str, Any] | None:
    drawn, who = world.drawn, world.user()
    titles = ("Lead", "Director", "Field Engineer")
    kind = drawn.choice(("hire", "update", "move", "promote", "rename", "manager", "reuse"))
    if kind == "hire":
        return _hire(world)
    if kind == "rename":
        world.names += 1
        return {"change": "rename", "user": who, "to": f"{{prefix}}name{world.names}@scimproof.example"}
    if kind == "reuse":
        # Somebody takes a name that another may have given up since.
        name = f"{{prefix}}name{drawn.randint(1, world.names + 1)}@scimproof.example"
        if drawn.random() < 0.5:  # noqa: PLR2004
            return {"change": "rename", "user": who, "to": name}
        return _hire(world) | {"user": {"userPrincipalName": name, "displayName": name, "mailNickname": name}}
    if kind == "manager":
        return {"change": "manager", "user": who, "to": drawn.choice((None, world.user(), world.user()))}
    values = {
        "move": {"department": drawn.choice(("Sales", "Operations")), "city": drawn.choice(("Lyon", "Utrecht"))},
        "promote": {"jobTitle": drawn.choice(titles), "manager": world.user()},
    }.get(kind, {"displayName": f"{{prefix}}{drawn.choice(titles)} {drawn.randint(1, 99)}"})
    return {"change": "update", "user": who, "set": values}


def _of_standing(world: _World) -> dict[str, Any] | None:
    drawn = world.drawn
    number = drawn.choice(list(world.users))
    standing, who = world.users[number], f"#{number}"
    if standing == "gone":
        return None
    if standing == "bin":
        back = drawn.random() < 0.7  # noqa: PLR2004
        world.users[number] = "here" if back else "gone"
        return {"change": "restore" if back else "purge", "user": who}
    if number in world.unassigned:
        world.unassigned.discard(number)
        return {"change": "assign", "user": who}
    if drawn.random() < 0.5:  # noqa: PLR2004
        world.unassigned.add(number)
        return {"change": "unassign", "user": who}
    world.users[number] = "bin"
    return {"change": "delete", "user": who}


def _of_groups(world: _World) -> dict[str, Any] | None:
    drawn = world.drawn
    if not world.groups or drawn.random() < 0.3:  # noqa: PLR2004
        world.teams += 1
        world.groups.add(world.teams)
        return {"change": "group-create"}
    group = world.group()
    if drawn.random() < 0.4:  # noqa: PLR2004
        world.groups.discard(int(group[1:]))
        return {"change": "group-delete", "group": group}
    return {"change": "group-rename", "group": group, "to": f"{{prefix}}group {drawn.randint(1, 3)}"}


def _of_members(world: _World) -> dict[str, Any] | None:
    if not world.groups:
        return None
    members = sorted({world.user() for _ in range(world.drawn.randint(1, 3))})
    kind = world.drawn.choice(("group-add", "group-remove"))
    return {"change": kind, "group": world.group(), "members": members}


def told(story: Sequence[HistoryStep]) -> Iterator[str]:
    """Yield a life as numbered lines."""
    yield f"1. {USERS} users and {GROUPS} groups are provisioned, in a cycle without faults."
    for number, step in enumerate(story, 2):
        yield f"{number}. {step}."
    yield f"{len(story) + 2}. Cycles without faults follow until nothing is in escrow."
