"""Sends filters that must find nobody, and reports whom they find."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from urllib.parse import parse_qs

from scimproof.expect import matchers
from scimproof.expect.outcome import Mismatch
from scimproof.expect.values import show
from scimproof.fuzz import checks
from scimproof.fuzz.budget import OutOfBudget, RequestBudget
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.fault import NotCreated
from scimproof.fuzz.model.steps import USERS, filled
from scimproof.fuzz.requests.inputs import Violation
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema.shapes import Shape
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import encode, eq
from scimproof.scim.resource import Resource

_OK = 200
_OPERATOR = re.compile(r"userName (eq|sw|co) \"", re.IGNORECASE)


def ask(
    client: Client,
    budget: RequestBudget,
    somebody: str,
    make: Callable[[str], list[str]],
    shape: Shape | None,
    *,
    again: GeneratedRequest | None = None,
) -> list[Violation] | None:
    """Create a user whose name begins with a text, ask, and return what was found and ought not to be.

    Args:
        client: the plain client.
        budget: what each request is spent from.
        somebody: the beginning of the user's name; in a replay it stands as ``${run}``.
        make: returns filters that match nobody.
        shape: what a user is.
        again: the one question of a replay.

    Returns:
        None when the target answers no filter at all.

    Raises:
        NotCreated: the target takes no plain user.
    """
    name = f"{somebody}-somebody@scimproof.example"
    budget.spend(3)
    body = filled(sample_users.user(Random(0), 1, shape), {"run": somebody}) | {"userName": name}  # noqa: S311 - no secret
    made = client.create(USERS, body, label="fuzzing: create a user to search for")
    user = Resource.of(made)
    if made.status not in (200, 201) or user is None:
        raise NotCreated(USERS, made)
    try:
        if client.search(USERS, filter=eq("userName", name), label="fuzzing: are filters supported?").status != _OK:
            return None
        queries = [f"filter={encode(each, '%20')}" for each in make(somebody)] if again is None else [again.query]
        return _asked(client, budget, somebody, queries)
    finally:
        client.delete(user, label="fuzzing: delete the user")


def _asked(client: Client, budget: RequestBudget, somebody: str, queries: list[str]) -> list[Violation]:
    violations: list[Violation] = []
    controls: dict[str, bool] = {}
    for each in queries:
        query = filled(each, {"run": somebody})
        try:
            if not _is_answered_plainly(client, budget, somebody, query, controls):
                continue
            budget.spend()
        except OutOfBudget:
            break
        answer = client.send("GET", USERS, query=query, label="fuzzing: a filter that matches nobody")
        mismatch = checks.server_error(answer) or _somebody(answer)
        if mismatch is not None:
            request = GeneratedRequest("GET", USERS, query.replace(somebody, "${run}"), None, valid=True)
            violations.append(Violation("found", mismatch, (answer,), request))
    return violations


def _is_answered_plainly(
    client: Client, budget: RequestBudget, somebody: str, query: str, controls: dict[str, bool]
) -> bool:
    """Tell whether a harmless value with the same operator finds nobody; each operator is tried once.

    Where even that is answered wrongly, a hostile value would show the same fault and say nothing of its own.
    """
    operator = _OPERATOR.match(parse_qs(query).get("filter", [""])[0])
    if operator is None:
        return True
    word = operator[1].lower()
    if word not in controls:
        budget.spend()
        plain = f'userName {word} "{somebody}nobody"'
        answer = client.search(USERS, filter=plain, label=f"fuzzing: a plain value with {word}")
        controls[word] = answer.status == _OK and not answer.resources and not answer.total
    return controls[word]


def _somebody(answer: Exchange) -> Mismatch | None:
    if answer.status != _OK or not (answer.resources or answer.total):
        return None
    asked = parse_qs(answer.request.url.partition("?")[2]).get("filter", [""])[0]
    found = f"totalResults {show(answer.total)} with {len(answer.resources)} resources"
    return Mismatch(f"a refusal or an empty list for {asked}", found if answer.total else matchers.outcome(answer))
