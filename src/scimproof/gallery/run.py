"""All 25 tests, one after another, each in the forms in which it may be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from scimproof.entra.actor import Entra
from scimproof.gallery import direct_others, direct_users, tenant_groups, tenant_users
from scimproof.gallery.harness import Harness
from scimproof.gallery.logic import Failed, Skipped, Stopped
from scimproof.gallery.updates import Shape
from scimproof.gallery.values import Values
from scimproof.scim.client import Client
from scimproof.scim.guard import GuestRuleBroken

Test = Callable[[Harness], str]

_IN_THE_TENANT: dict[int, Test] = {
    1: tenant_users.create,
    2: tenant_users.update,
    3: tenant_users.disable,
    4: tenant_users.delete,
    5: tenant_users.update_manager,
    6: tenant_users.restore,
    7: tenant_users.on_demand,
    8: tenant_groups.create,
    9: tenant_groups.update,
    10: tenant_groups.delete,
    11: tenant_groups.add_member,
    12: tenant_groups.remove_member,
    13: tenant_groups.on_demand,
    14: tenant_groups.restore,
}
_DIRECT: dict[int, Test] = {
    15: direct_users.schema_discoverability,
    17: direct_users.user_create,
    19: direct_others.group_create,
    20: direct_others.group_update,
    21: direct_others.validate_credentials,
    22: direct_others.federated_identity,
    23: direct_others.user_pages,
    24: direct_others.group_pages,
    25: direct_users.update_manager,
}
_IN_TWO_SHAPES: dict[int, Callable[[Harness, Shape], str]] = {
    16: direct_users.null_update,
    18: direct_users.user_update,
}
_ABOUT_GROUPS = range(8, 15)
_SAID_IN_TWO_DIALECTS = frozenset({2, 3, 4, 5, 6, 9, 11, 12})
_PATIENCE = 3
"""Tests in a row that hear nothing; each may have waited for a timeout, and the next would too."""
_STAYS_SKIPPED = frozenset({15, 17, 18, 19, 20})
"""Where an expression that cannot be evaluated stops the test before it writes its result."""


class Word(StrEnum):
    """What the workflow says of a test."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


@dataclass(slots=True)
class GalleryOutcome:
    """What came of a test; ``otherwise`` is what comes of it when it is sent the other way, where that differs."""

    word: Word
    reason: str
    exchanges: list[int] = field(default_factory=list)
    otherwise: str = ""


class Validation:
    """Runs the tests against a target.

    Args:
        client: the plain client.
        entra: the provisioning service; ``flag`` says in which dialect the job speaks.
        values: the data of the run.
        flag: the Tenant URL asks for ``aadOptscim062020``.
        settle: seconds that a poll goes on.
    """

    def __init__(self, client: Client, entra: Entra, values: Values, *, flag: bool = False, settle: float = 0) -> None:
        self._client = client
        self._entra = entra
        self._values = values
        self._flag = flag
        self._settle = settle
        self._unanswered = 0

    def run(self) -> dict[int, GalleryOutcome]:
        """Return the outcome of every test by its number. Everything created is removed again."""
        return {number: self.one(number) if self._unanswered < _PATIENCE else _lost() for number in range(1, 26)}

    def one(self, number: int) -> GalleryOutcome:
        """Run one test."""
        if number in _IN_TWO_SHAPES:
            test = _IN_TWO_SHAPES[number]
            usual = self._tried(number, lambda harness: test(harness, Shape.MERGED), self._entra.legacy)
            other = self._tried(number, lambda harness: test(harness, Shape.VERBOSE), self._entra.legacy)
            return _together(usual, other, "with one operation for each attribute")
        if number in _DIRECT:
            return self._tried(number, _DIRECT[number], self._entra.legacy)
        test_ = _IN_THE_TENANT[number]
        if number in _ABOUT_GROUPS and not self._values.plan.has_groups:
            return self._tried(number, direct_others.skipped, self._entra.legacy)
        mine, theirs = (self._entra.flag, self._entra.legacy) if self._flag else (self._entra.legacy, self._entra.flag)
        usual = self._tried(number, test_, mine)
        if number not in _SAID_IN_TWO_DIALECTS:
            return usual
        return _together(usual, self._tried(number, test_, theirs), f"in the {theirs.dialect} dialect")

    def _tried(self, number: int, test: Test, entra: Entra) -> GalleryOutcome:
        harness = Harness(self._client, entra, self._values, settle=self._settle)
        verdict = partial(GalleryOutcome, exchanges=[])
        try:
            outcome = verdict(Word.PASSED, test(harness))
        except Failed as failed:
            outcome = verdict(Word.FAILED, str(failed))
        except Skipped as skipped:
            outcome = verdict(Word.SKIPPED, str(skipped))
        except Stopped as stopped:
            word = Word.SKIPPED if number in _STAYS_SKIPPED else Word.FAILED
            outcome = verdict(word, f"the workflow stops: {stopped}")
        except GuestRuleBroken:
            reason = "the target returned another object than the one created; scimproof does not change it"
            outcome = verdict(Word.FAILED, reason)
        outcome.exchanges = [each.number for each in harness.seen]
        if harness.seen:
            self._unanswered = 0 if any(each.response for each in harness.seen) else self._unanswered + 1
        harness.clean_up()
        return outcome


def _lost() -> GalleryOutcome:
    return GalleryOutcome(Word.FAILED, "not sent, because the target no longer answers")


def _together(usual: GalleryOutcome, other: GalleryOutcome, way: str) -> GalleryOutcome:
    exchanges = [*usual.exchanges, *other.exchanges]
    differs = "" if usual.word is other.word else f"{other.word} {way}: {other.reason}"
    return GalleryOutcome(usual.word, usual.reason, exchanges, differs)
