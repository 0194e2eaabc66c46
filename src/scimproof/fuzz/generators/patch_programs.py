"""Random PATCH programs on one user, limited to what RFC 7644, 3.5.2 defines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from scimproof.capabilities import ENTERPRISE
from scimproof.expect.values import is_absent
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.filter_tree import Both, Either, Leaf, Tree
from scimproof.fuzz.model.patch_model import Operation, Undefined, predict
from scimproof.fuzz.model.steps import Step
from scimproof.fuzz.schema.shapes import Shape

Json = dict[str, Any]

_TRIES = 30
_MOST_AT_ONCE = 5
_LOOKS = 3
"""After how many requests the user is read, whatever the answers said."""

_SAME = 0.6
"""How often an operation is about the attribute of the one before: that is where they meet."""


class Programs:
    """Makes a user and changes it for so many steps.

    Args:
        random: decides.
        shape: what a user is.
        length: PATCH requests in one program.
    """

    def __init__(self, random: Random, shape: Shape | None, *, length: int) -> None:
        self._random = random
        self._shape = shape
        self._length = length
        self._numbers = count(10)
        self._refused: set[tuple[str, ...]] = set()

    def steps(self, world: World) -> Iterator[Step]:
        """Yield a create, then patches."""
        body = sample_users.user(self._random, 1, self._shape)
        texts = {"title": "amber", "nickName": "birch"}
        body |= {name: word for name, word in texts.items() if sample_users.offered(name, self._shape)}
        yield Step("create", "u1", body=body)
        tracked = world.tenant.tracked["u1"]
        reliable = sample_users.kept(world.filled(body), tracked.seen)
        for number in range(1, self._length + 1):
            operations = self._operations(tracked.seen, reliable, world)
            if not operations:
                return
            yield Step("patch", "u1", operations=tuple(operations))
            if number % _LOOKS == 0:
                yield Step("look", "u1")
            sent = next(each for each in reversed(world.trail) if each.request.method == "PATCH")
            if sent.status not in (200, 204) and len(operations) == 1:
                self._refused.add(_kind(operations[0]))

    def _operations(self, shown: Json, reliable: set[str], world: World) -> list[Operation]:
        """Return operations that one after the other have a settled outcome."""
        chosen: list[Operation] = []
        for _ in range(self._random.randint(1, _MOST_AT_ONCE)):
            now = predict(shown, _as_sent(chosen, world)).body
            again = chosen[-1].attribute if chosen and self._random.random() < _SAME else ""
            for attempt in range(_TRIES):
                operation = self._draw(now, reliable)
                if operation is None or _kind(operation) in self._refused:
                    continue
                if again and operation.attribute != again and attempt < _TRIES // 2:
                    continue
                try:
                    predict(shown, _as_sent([*chosen, operation], world))
                except Undefined:
                    continue
                chosen.append(operation)
                break
        return chosen

    def _draw(self, now: Json, reliable: set[str]) -> Operation | None:
        lists = [name for name in sample_users.LISTS if name in reliable]
        kinds: list[Callable[[Json, set[str]], Operation | None]] = [
            self._text,
            self._several,
            self._name,
            self._extension,
            *([self._join, self._whole, self._element, self._element, self._primary, self._drop] if lists else []),
        ]
        return self._random.choice(kinds)(now, reliable)

    # One value

    def _text(self, _: Json, reliable: set[str]) -> Operation | None:
        places = [name for name in ("title", "nickName", "displayName", "active") if name in reliable]
        if not places:
            return None
        name = self._random.choice(places)
        if name in ("title", "nickName") and self._random.random() < 0.25:  # noqa: PLR2004
            return Operation("remove", name)
        return Operation(self._verb(), name, value=self._new(name))

    def _several(self, _: Json, reliable: set[str]) -> Operation | None:
        names = [name for name in ("title", "nickName", "displayName", "active") if name in reliable]
        chosen = self._random.sample(names, self._random.randint(1, len(names))) if names else []
        return Operation(self._verb(), value={name: self._new(name) for name in chosen}) if chosen else None

    def _name(self, now: Json, reliable: set[str]) -> Operation | None:
        if "name" not in reliable or not isinstance(now.get("name"), dict):
            return None
        if self._random.random() < 0.25:  # noqa: PLR2004
            present = [each for each in now["name"] if each != "formatted"]
            return Operation(self._verb(), "name", value={each: self._new(each) for each in present})
        sub = self._random.choice(("givenName", "familyName"))
        if self._random.random() < 0.2:  # noqa: PLR2004
            return Operation("remove", "name", sub=sub)
        return Operation(self._verb(), "name", sub=sub, value=self._new(sub))

    def _extension(self, _: Json, reliable: set[str]) -> Operation | None:
        if ENTERPRISE not in reliable:
            return None
        name = self._random.choice(("department", "costCenter"))
        if self._random.random() < 0.2:  # noqa: PLR2004
            return Operation("remove", name, urn=ENTERPRISE)
        return Operation(self._verb(), name, urn=ENTERPRISE, value=self._new(name))

    # Lists

    def _join(self, now: Json, reliable: set[str]) -> Operation | None:
        name, held = self._list(now, reliable)
        free = [
            kind for kind in sample_users.types(name, self._shape) if kind not in {each.get("type") for each in held}
        ]
        if held and (not free or self._random.random() < 0.2):  # noqa: PLR2004
            return Operation("add", name, value=[self._random.choice(held)])
        count_ = self._random.randint(1, min(2, len(free)))
        new = [sample_users.element(name, kind, str(next(self._numbers))) for kind in self._random.sample(free, count_)]
        if self._random.random() < 0.4:  # noqa: PLR2004
            new[0]["primary"] = True
        return Operation("add", name, value=new)

    def _whole(self, now: Json, reliable: set[str]) -> Operation | None:
        name, _ = self._list(now, reliable)
        if self._random.random() < 0.2:  # noqa: PLR2004
            return Operation("remove", name)
        size = self._random.randint(1, 3)
        new = sample_users.elements(self._random, name, next(self._numbers), size, self._shape)
        return Operation("replace", name, value=new)

    def _element(self, now: Json, reliable: set[str]) -> Operation | None:
        name, held = self._list(now, reliable)
        if not held:
            return None
        one = self._one(held)
        new = sample_users.element(name, str(one.get("type")), str(next(self._numbers)))
        if self._random.random() < 0.25:  # noqa: PLR2004
            return Operation("replace", name, self._where(one), value={**one, **new})
        return Operation(self._verb(), name, self._where(one), "value", value=new["value"])

    def _primary(self, now: Json, reliable: set[str]) -> Operation | None:
        name, held = self._list(now, reliable)
        if not held:
            return None
        return Operation("replace", name, self._where(self._one(held)), "primary", value=True)

    def _drop(self, now: Json, reliable: set[str]) -> Operation | None:
        name, held = self._list(now, reliable)
        if not held:
            return None
        one, other = (self._random.choice(held) for _ in range(2))
        where = self._where(one)
        if one is not other and self._random.random() < 0.5:  # noqa: PLR2004
            where = Either(Leaf("type", "eq", one.get("type")), Leaf("type", "eq", other.get("type")))
        return Operation("remove", name, where)

    def _where(self, element: Json) -> Tree:
        kind, value = Leaf("type", "eq", element.get("type")), Leaf("value", "eq", element.get("value"))
        return self._random.choice((kind, value, Both(kind, value)))

    def _one(self, held: list[Json]) -> Json:
        """Return one element, every second time the last: where counting goes wrong."""
        return held[-1] if self._random.random() < 0.5 else self._random.choice(held)  # noqa: PLR2004

    def _list(self, now: Json, reliable: set[str]) -> tuple[str, list[Json]]:
        name = self._random.choice([each for each in sample_users.LISTS if each in reliable])
        held = now.get(name)
        return name, [] if is_absent(held) or not isinstance(held, list) else held

    def _verb(self) -> str:
        return self._random.choice(("add", "replace", "replace"))

    def _new(self, name: str) -> Any:
        if name == "active":
            return self._random.random() < 0.5  # noqa: PLR2004
        return f"{self._random.choice(sample_users.WORDS)} {next(self._numbers)}"


def _kind(operation: Operation) -> tuple[str, ...]:
    """Return what a refusal says something about: the verb and the form of the place."""
    value = type(operation.value).__name__
    return (operation.verb, operation.attribute, type(operation.where).__name__, operation.sub, value)


def _as_sent(operations: list[Operation], world: World) -> list[Operation]:
    return [Operation.from_json(world.filled(each.to_json())) for each in operations]
