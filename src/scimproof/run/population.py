"""Many users for what only numbers show: pages, and groups of more than a hundred members."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from scimproof.expect.outcome import NotTestable, Throttled
from scimproof.run.stage import USERS_CREATED
from scimproof.run.workbench import Workbench
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource

SIZE = 101
"""One more than the page, or the list of members, that many targets are built around."""

_AT_ONCE = 5
"""As many as Microsoft's gallery tests create at once; every target has to bear that."""


def gather(bench: Workbench, size: int = SIZE) -> list[Resource]:
    """Return so many new users with nothing but what the target requires.

    Raises:
        NotTestable: one of them could not be created, not even alone.
    """
    bodies = [bench.user_body(least=True) for _ in range(size)]

    def create(body: dict[str, object]) -> Exchange:
        return bench.scim.create("/Users", body, label="a user of the crowd")

    first = create(bodies[0])
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        exchanges = [first, *hands.map(create, bodies[1:])]
    gathered: list[Resource] = []
    for body, exchange in zip(bodies, exchanges, strict=True):
        # What fails in the crush gets a second try alone: how a target bears parallel creates is judged elsewhere.
        made = exchange if exchange.id else create(body)
        if made.throttled:
            disperse(bench, gathered)
            raise Throttled(made)
        if made.status not in (200, 201) or made.id is None:
            disperse(bench, gathered)
            raise NotTestable(USERS_CREATED, f"user {len(gathered) + 1} of {size} could not be created: {made.status}")
        gathered.append(Resource("User", "/Users", made.id, body))
    return gathered


def disperse(bench: Workbench, crowd: list[Resource]) -> None:
    """Delete them again. What the target keeps, the journal remembers."""
    if bench.settings.keep:
        return
    mine = [each for each in crowd if bench.guard.owns(each.id)]
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        list(hands.map(bench.scim.delete, mine))
