"""Random filters over the users that a program created."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from scimproof.capabilities import ENTERPRISE
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.filter_tree import Both, Either, Leaf, Negation, Tree, Within, leaves, smaller, truth, words
from scimproof.fuzz.model.steps import Step
from scimproof.fuzz.schema.shapes import Shape

_TEXT_OPERATORS = ("eq", "eq", "eq", "co", "sw", "ew", "ne", "ge", "le", "gt", "lt", "pr")
_USERS = 4
_DRAWS = range(8)


class Filters:
    """Makes users, then asks for them for as long as somebody listens.

    Args:
        random: decides.
        shape: what a user is.
        brackets: whether each filter holds a value filter, ``emails[…]``.
        length: how often the same users are asked for.
    """

    def __init__(self, random: Random, shape: Shape | None, *, brackets: bool, length: int = 200) -> None:
        self._random = random
        self._shape = shape
        self._brackets = brackets
        self._length = length
        self._refused: set[str] = set()
        self._simple = False

    def steps(self, world: World) -> Iterator[Step]:
        """Yield creates, then finds."""
        sent = {f"u{number}": sample_users.user(self._random, number, self._shape) for number in range(1, _USERS + 1)}
        for name, body in sent.items():
            yield Step("create", name, body=body)
        shown = {name: world.tenant.tracked[name].seen for name in sent}
        reliable = set.intersection(*(sample_users.kept(world.filled(sent[name]), shown[name]) for name in sent))
        # Which filter says most must not hang on the letters of this run's name, or no other run could repeat it.
        yield from self._finds(world, sorted(reliable), [world.neutral(each) for each in shown.values()])

    def _finds(self, world: World, reliable: list[str], shown: list[dict[str, Any]]) -> Iterator[Step]:
        for _ in range(self._length):
            tree = self._tree(reliable, shown)
            if tree is None:
                return
            anchor = self._random.choice(sorted(world.tenant.tracked)) if self._simple else ""
            yield Step("find", anchor, filter=tree)
            answer = world.trail[-1]
            if answer.status is not None and 400 <= answer.status < 500:  # noqa: PLR2004
                self._learn(words(tree))

    def _learn(self, refused: set[str]) -> None:
        """Take note of what the target does not understand; the plainest filters are left when nothing else is."""
        extra = sorted(refused - {"eq", "and"} - self._refused)
        if extra:
            self._refused.add(extra[0])
        else:
            self._simple = True

    def _tree(self, reliable: list[str], shown: list[dict[str, Any]]) -> Tree | None:
        """Return the filter of several in which most parts decide about somebody: what is left out there is seen."""
        drawn = [self._within(reliable, shown) if self._brackets else self._grow(reliable, shown, 3) for _ in _DRAWS]
        usable = [each for each in drawn if each and not words(each) & self._refused and not _about_two(each)]
        return max(usable, key=lambda each: _weight(each, shown), default=None)

    def _within(self, reliable: list[str], shown: list[dict[str, Any]]) -> Tree | None:
        """Return a value filter that stands alone: what is outside the square brackets is the other requirement's."""
        lists = [name for name in sample_users.LISTS if name in reliable]
        if not lists:
            return None
        name = self._random.choice(lists)
        return Within(name, self._inside(name, shown))

    def _grow(self, reliable: list[str], shown: list[dict[str, Any]], depth: int) -> Tree | None:
        draw = self._random.random()
        if depth == 0 or draw < 0.15:  # noqa: PLR2004
            return self._leaf(reliable, shown)
        if draw < 0.3:  # noqa: PLR2004
            inner = self._grow(reliable, shown, depth - 1)
            return inner and (Both(inner, inner) if "not" in self._refused else Negation(inner))
        left, right = (self._grow(reliable, shown, depth - 1) for _ in range(2))
        if left is None or right is None:
            return left or right
        if draw < 0.65 or "or" in self._refused:  # noqa: PLR2004
            return Both(left, right)
        return Either(left, right)

    def _leaf(self, reliable: list[str], shown: list[dict[str, Any]]) -> Tree | None:
        texts = [name for name in ("displayName", *sample_users.TEXTS) if name in reliable]
        places: list[str] = [*texts, *texts]
        places += ["name.familyName", "name.givenName"] if "name" in reliable else []
        places += [f"{ENTERPRISE}:department"] if ENTERPRISE in reliable else []
        places += [name for name in ("active", "userName") if name in reliable]
        lists = [name for name in sample_users.LISTS if name in reliable]
        if lists and self._random.random() < 0.15:  # noqa: PLR2004
            name = self._random.choice(lists)
            return Leaf(f"{name}.type", "eq", self._random.choice(sample_users.types(name, self._shape)))
        if not places:
            return None
        place = self._random.choice(places)
        if place == "userName":
            return Leaf(place, "eq", self._random.choice(shown).get(place))
        if place == "active":
            return Leaf(place, "eq", self._random.random() < 0.5)  # noqa: PLR2004
        return self._compare(place, self._word(place))

    def _word(self, place: str) -> str:
        word = self._random.choice(sample_users.WORDS)
        return f"Person {word}" if place == "displayName" else word

    def _compare(self, place: str, word: str) -> Leaf:
        operator = "eq" if self._simple else self._random.choice(_TEXT_OPERATORS)
        if operator in self._refused:
            operator = "eq"
        cut = self._random.randint(1, 4)
        value = {"co": word[1:-1], "sw": word[:-cut], "ew": word[cut:], "pr": None}.get(operator, word)
        return Leaf(place, operator, value)

    def _inside(self, name: str, shown: list[dict[str, Any]]) -> Tree:
        held = [each for one in shown for each in one[name]]
        one, other = (self._random.choice(held) for _ in range(2))
        kind = Leaf("type", "eq", self._random.choice((one, other))["type"])
        operator = self._random.choice(("eq", "co", "ew")) if not self._simple else "eq"
        value = Leaf("value", operator, one["value"] if operator == "eq" else _end(one["value"], operator))
        draw = self._random.random()
        if draw < 0.2:  # noqa: PLR2004
            return kind
        if draw < 0.5 and not self._simple:  # noqa: PLR2004
            some = Leaf("value", "co", self._random.choice(("1", "2", "3", "4", "0")))
            return Both(Both(kind, some), self._random.choice((value, Leaf("primary", "eq", value=True))))
        if draw < 0.65 or "or" in self._refused:  # noqa: PLR2004
            return Both(kind, value)
        if draw < 0.8 or "not" in self._refused:  # noqa: PLR2004
            return Either(kind, value)
        return Both(kind, Negation(value))


def _about_two(tree: Tree) -> bool:
    """Tell whether two conditions are about one list: whether one element has to meet both is read in two ways."""
    lists = [each.path.partition(".")[0] for each in leaves(tree) if each.path.partition(".")[0] in sample_users.LISTS]
    return len(lists) > len(set(lists))


def _weight(tree: Tree, shown: list[dict[str, Any]]) -> float:
    """Return the share of a filter's parts whose removal changes which users it finds."""
    outcome = [truth(tree, each) for each in shown]
    changed = [[truth(less, each) for each in shown] != outcome for less in smaller(tree)]
    return sum(changed) / len(changed) if changed else 0.0


def _end(value: str, operator: str) -> str:
    """Return the part of an address or number in which the users differ."""
    local, at, domain = value.partition("@")
    end = local[-2:]
    return f"{end}{at}{domain}" if operator == "ew" else end
