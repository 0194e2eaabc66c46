"""What a run learns of its target before the first verdict; generated test data follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scimproof.entra import bodies
from scimproof.entra.directory import DOMAIN, Person, Team

Template = dict[str, Any]
"""A request body with ``{slots}`` for what differs from one person to the next, as those in fixtures/entra."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing learned, in words, with the numbers of the exchanges that show it."""

    what: str
    value: str
    exchanges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One body that was tried: what is in it, in words, and how it was answered."""

    what: str
    status: int | None
    answer: str
    exchange: int

    def __str__(self) -> str:
        return f"{self.what}: {self.status or 'no answer'}{f' ({self.answer})' if self.answer else ''}"


@dataclass(frozen=True, slots=True)
class Forms:
    """How names are to be written: a domain that the target knows, and what a userName is."""

    domain: str = DOMAIN
    mail_is_upn: bool = False
    bare_names: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What the target takes of users, or of groups.

    Attributes:
        body: the body that the run uses: what Entra sends, as far as the target takes it; None when it takes nothing.
        least: the smallest body that it takes; equals ``body`` when no smaller one is taken.
        takes_default: whether it takes the body of Entra's default mapping, None when that was not asked.
        at_fault: the attributes for which the default body is refused, found by leaving them out or adding them.
        attempts: every body that was tried until one was taken, Entra's own first.
    """

    body: Template | None = None
    least: Template | None = None
    takes_default: bool | None = None
    at_fault: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """What this target accepts. Plain data, sent to worker processes.

    Attributes:
        users: bodies of users.
        groups: bodies of groups.
        forms: how names are written.
        sample: id and body of a user that stays for the run, to try capabilities on; None when none was made.
        count: whether ``count`` limits a page; None when that could not be seen.
        largest_count: the largest ``count`` that was answered with success.
        members: ``shown``, ``on request`` or ``never``; empty when that could not be seen.
        member: the parts of a member that the target needs to take one.
        lag: seconds until a filter showed a new user; None when no filter did.
        immutable: attributes that a PATCH did not change.
        unique: attributes beyond userName whose value only one user may have.
        lines: the same in words, for the report.
        requests: how many were sent.
    """

    users: Kind = Kind()
    groups: Kind = Kind()
    forms: Forms = Forms()
    sample: tuple[str, Template] | None = None
    count: bool | None = None
    largest_count: int = 0
    members: str = ""
    member: tuple[str, ...] = ("value",)
    lag: float | None = None
    immutable: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    requests: int = 0

    @property
    def needs_a_member(self) -> bool:
        """Whether a group is taken only with somebody in it."""
        return bool(self.groups.body and self.groups.body.get("members"))

    def user(self, person: Person, *, least: bool = False) -> Template | None:
        """Return the body of a person as this target takes it, or None when it takes nobody."""
        template = self.users.least if least else self.users.body
        return None if template is None else bodies.fill(template, person.values())

    def group(self, team: Team, members: tuple[Template, ...] = ()) -> Template | None:
        """Return the body of a group with these members (``value`` and ``$ref`` each), or None.

        Of each member only what the target takes is kept. Where it takes no group without a member and none is given,
        the body has none either, and is refused.
        """
        template = self.groups.body
        if template is None:
            return None
        body = bodies.fill({name: value for name, value in template.items() if name != "members"}, team.values())
        listed = [{name: value for name, value in each.items() if name in self.member} for each in members]
        return body | ({"members": listed} if listed or template.get("members") == [] else {})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user of scimproof says of made-up objects: it wins over what is learned.

    Attributes:
        domain: of every userName and e-mail; empty when nothing is said.
        user: attributes of every user; strings may have slots.
        group: attributes of every group.
    """

    domain: str = ""
    user: Template = field(default_factory=dict)
    group: Template = field(default_factory=dict)
