"""Compares the verdicts of a requirement on each target with what defects and variants declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scimproof.proof.judging import Judged
from scimproof.proof.targets import Kind
from scimproof.reference import DEFECTS
from scimproof.report.model import Verdict
from scimproof.requirements import Level, Requirement


@dataclass(slots=True)
class Exactness:
    """What one requirement did on all targets.

    Attributes:
        requirement: the requirement.
        clean: its verdict on the clean target; None when it was not judged.
        caught: defects that name it and turned it red.
        missed: defects that name it and left it green; the value is its verdict there.
        foreign: defects that do not name it and turned it red; the value is what it saw.
        green: how many other defects left it green.
        alarms: variants that turned it red although they are legal; the value is what it saw.
        unwarned: variants that name it in ``warns`` and left it green.
        silent: how many variants left it green, or turned it red as they declare.
        errors: targets on which the test itself failed; the value is the last line of its traceback.
        skipped: targets that could not be judged here; the value says why.
    """

    requirement: Requirement
    clean: Verdict | None = None
    clean_observed: str = ""
    caught: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    green: int = 0
    alarms: dict[str, str] = field(default_factory=dict)
    unwarned: list[str] = field(default_factory=list)
    silent: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def needs_a_defect(self) -> bool:
        """Whether nothing in the repository shows that it can fail, though it must be able to."""
        return self.requirement.level is not Level.MAY and not _naming(self.requirement.id)

    @property
    def is_exact(self) -> bool:
        """Whether it is green where it has to be, red where it has to be, and was judged everywhere."""
        wrong = (self.missed, self.foreign, self.alarms, self.unwarned, self.errors, self.skipped)
        return self.clean in (Verdict.PASS, Verdict.NOTE) and not any(wrong) and not self.needs_a_defect


def exactness(requirement: Requirement, judged: Iterable[Judged]) -> Exactness:
    """Return what one requirement did, from what came of every target."""
    found = Exactness(requirement)
    for each in sorted(judged, key=lambda one: (one.target.kind, one.target.name)):
        _enter(found, each)
    return found


def _enter(found: Exactness, judged: Judged) -> None:
    own, target = found.requirement.id, judged.target
    name = f"{target.kind} {target.name}".strip()
    if judged.skipped:
        found.skipped[name] = judged.skipped
        return
    if own in judged.errors:
        found.errors[name] = judged.errors[own]
        return
    verdict, is_red, is_named = judged.verdicts.get(own), own in judged.red, own in target.expected()
    seen = judged.observed.get(own, "")
    if target.kind is Kind.CLEAN:
        found.clean, found.clean_observed = verdict, seen
    elif target.kind is Kind.DEFECT:
        if is_named and is_red:
            found.caught.append(target.name)
        elif is_named:
            found.missed[target.name] = verdict or "not judged"
        elif is_red:
            found.foreign[target.name] = seen
        else:
            found.green += 1
    elif is_red and not is_named:
        found.alarms[target.name] = seen
    elif is_named and not is_red:
        found.unwarned.append(target.name)
    else:
        found.silent += 1


def _naming(requirement: str) -> list[str]:
    return [each.id for each in DEFECTS.values() if requirement in each.seen_by]
