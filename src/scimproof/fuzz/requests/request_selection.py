"""Which random requests a run sends: a few of each kind, or as many as the budget allows."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from random import Random
from typing import Any

from scimproof.fuzz.model.steps import USERS
from scimproof.fuzz.requests import bodies
from scimproof.fuzz.requests.poison import is_poison
from scimproof.fuzz.requests.poison import walks as poison_walks
from scimproof.fuzz.requests.read_only import overstepping
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest, RequestGenerator
from scimproof.fuzz.schema.shapes import Shape

_QUICK_PLAN = (
    ("POST /Users", True, 2),
    ("POST /Users", False, 3),
    ("PUT /Users/{id}", True, 1),
    ("PUT /Users/{id}", False, 2),
    ("PATCH /Users/{id}", True, 2),
    ("PATCH /Users/{id}", False, 2),
    ("GET /Users", True, 3),
    ("GET /Users", False, 3),
    ("POST /Groups", False, 1),
)
_QUICK_BODIES = {"POST": 3, "PUT": 3, "PATCH": 2}
_DEEP_BODIES = {"POST": 20, "PUT": 20, "PATCH": 20}
_DEEP_LABELS = (
    *("POST /Users", "PUT /Users/{id}", "PATCH /Users/{id}", "GET /Users", "GET /Users/{id}"),
    *("POST /Groups", "PUT /Groups/{id}", "PATCH /Groups/{id}", "GET /Groups"),
)
_DEEP_EACH = 20
_ROUNDS = 1000
_FEW_PROPERTIES = 6


class RequestSelection:
    """Makes requests from a document.

    Args:
        document: OpenAPI, of the target.
        shapes: resource types by endpoint.
        seed: decides everything.
        scale: how many times as many as in a quick run of the usual size.
    """

    def __init__(self, document: dict[str, Any], shapes: Mapping[str, Shape], seed: int, scale: float) -> None:
        self._document = document
        self._shapes = shapes
        self._seed = seed
        self._scale = scale
        self._random = Random(f"{seed}/drafts")  # noqa: S311 - no secret

    @cached_property
    def generator(self) -> RequestGenerator:
        """What makes requests of the whole document."""
        return RequestGenerator(self._document, self._seed)

    def all(self, *, deep: bool) -> Iterator[GeneratedRequest]:
        """Yield requests, none of which could poison a tenant; a deep run has no end of its own."""
        return (each for each in (self._rounds() if deep else self._few()) if not is_poison(each))

    def poison(self) -> Iterator[tuple[GeneratedRequest, ...]]:
        """Yield walks that change a user of their own into what a target may be unable to show, without end."""
        shape = self._shapes.get(USERS)
        return iter(()) if shape is None else poison_walks(shape, self._random)

    def _few(self) -> Iterator[GeneratedRequest]:
        yield from self._made(USERS, {method: round(number * self._scale) for method, number in _QUICK_BODIES.items()})
        generator = RequestGenerator(
            _thin(self._document, self._random, round(_FEW_PROPERTIES * max(1, self._scale))), self._seed
        )
        for label, valid, number in _QUICK_PLAN:
            requests = generator.requests(label, max(1, round(number * self._scale)), valid=valid)
            yield from requests
            yield from self._overstepping(label, requests[:1]) if valid else ()

    def _rounds(self) -> Iterator[GeneratedRequest]:
        """Yield the document's examples, then some of each operation and of its boundaries and broken rules.

        Then it yields more, with other seeds.
        """
        for label in _DEEP_LABELS:
            yield from self.generator.examples(label)
        for seed in range(self._seed, self._seed + _ROUNDS):
            for endpoint in self._shapes:
                yield from self._made(endpoint, _DEEP_BODIES)
            generator = self.generator if seed == self._seed else RequestGenerator(self._document, seed)
            for label in _DEEP_LABELS:
                for valid in (True, False):
                    requests = generator.requests(label, _DEEP_EACH, valid=valid)
                    yield from requests
                    yield from self._overstepping(label, requests[:5]) if valid else ()
                    covering = list(generator.coverage(label, valid=valid))
                    yield from self._random.sample(covering, min(_DEEP_EACH, len(covering)))

    def _made(self, endpoint: str, numbers: Mapping[str, int]) -> Iterator[GeneratedRequest]:
        """Yield a whole body to create and one to replace with, then so many with one value that does not fit."""
        shape = self._shapes.get(endpoint)
        if shape is None:
            return
        odd = {"POST": bodies.misfits, "PUT": bodies.misfits, "PATCH": bodies.odd_operations}
        for method, number in numbers.items():
            path = endpoint if method == "POST" else f"{endpoint}/{{id}}"
            if method != "PATCH":
                yield bodies.request(method, path, bodies.whole(shape, self._random), valid=True)
            made = islice(odd[method](shape, self._random), number)
            yield from (bodies.request(method, path, each, valid=False) for each in made)

    def _overstepping(self, label: str, requests: Sequence[GeneratedRequest]) -> Iterator[GeneratedRequest]:
        """Yield creates and replacements with read-only attributes in them."""
        method, _, path = label.partition(" ")
        shape = self._shapes.get(f"/{path.split('/')[1]}")
        if shape is None or method not in ("POST", "PUT"):
            return
        yield from (request for each in requests if (request := overstepping(each, shape, self._random)) is not None)


def _thin(document: dict[str, Any], random: Random, most: int) -> dict[str, Any]:
    """Return the document without examples, and with so many of the properties of each object: it takes less time."""
    thinned = copy.deepcopy(document)
    for operation in (each for path in thinned["paths"].values() for each in path.values() if isinstance(each, dict)):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content.pop("examples", None)
        for answer in operation.get("responses", {}).values():
            answer.pop("links", None)
    open_: list[Any] = [thinned]
    while open_:
        node = open_.pop()
        properties = node.get("properties") if isinstance(node, dict) else None
        if isinstance(properties, dict) and len(properties) > most:
            kept = {*node.get("required", ()), *random.sample(sorted(properties), most)}
            node["properties"] = {name: value for name, value in properties.items() if name in kept}
        open_ += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return thinned
