r"""The expression language of attribute mappings: ``Join(" ", [givenName], [surname])``.

Attributes stand in brackets, constants in double quotes (``\"`` and ``\\`` inside), functions take arguments in
parentheses, and a position may be left empty. Names are case-sensitive. See Microsoft's page on writing expressions.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.entra.functions import FUNCTIONS, BadArguments, Context
from scimproof.entra.functions.registry import as_text

MOST_CHARACTERS = 10_000
"""The longest expression that Entra takes."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<attribute>\[[^\[\]]*\])
      | (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>&[Hh][0-9A-Fa-f]+|-?\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z]\w*)
      | (?P<compare><>|<=|>=|=|<|>)
      | (?P<mark>[(),])
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS: dict[str, Any] = {
    "vbBinaryCompare": "vbBinaryCompare",
    "vbTextCompare": "vbTextCompare",
    "True": True,
    "False": False,
}
_DEEPEST = 100


class BadExpression(ValueError):
    """The text is no expression, or it cannot be evaluated for this person. One line for the author of the mapping."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written out; None is a position left empty."""

    value: Any


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the source."""

    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared, as the condition of an IIF."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Attribute | Comparison | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that has been read and can be evaluated for any person."""

    text: str
    root: Node

    def evaluate(self, source: Mapping[str, Any], context: Context | None = None) -> Any:
        """Return the value for a person's attributes; an attribute that is not there is null.

        Raises:
            BadExpression: a function cannot do anything with the values.
        """
        try:
            return _evaluate(self.root, source, context or Context())
        except BadArguments as error:
            raise BadExpression(f"{self.text}: {error}") from None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes it reads, each once."""
        return tuple(dict.fromkeys(each.name for each in _nodes(self.root) if isinstance(each, Attribute)))

    @property
    def redacted(self) -> bool:
        """Its value is hidden in the provisioning log."""
        return any(isinstance(each, Call) and each.name == "Redact" for each in _nodes(self.root))


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        BadExpression: it is none; the message says where, or which function is unknown.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadExpression(f"an expression may have at most {MOST_CHARACTERS} characters, not {len(text)}")
    return Expression(text, _Parser(text).whole())


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split())
        self._next = 0

    def whole(self) -> Node:
        node = self._value(0)
        if self._kind != "end":
            raise self._bad("ends too late")
        return node

    def _split(self) -> Iterator[tuple[str, str, int]]:
        position = 0
        while True:
            found = _TOKEN.match(self._text, position)
            if found is None or found.lastgroup is None:
                raise BadExpression(f"{self._text}: cannot be read from character {position + 1}")
            yield found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)
            if found.lastgroup == "end":
                return
            position = found.end()

    @property
    def _kind(self) -> str:
        return self._tokens[self._next][0]

    def _at(self, mark: str) -> bool:
        return self._tokens[self._next][:2] == ("mark", mark)

    def _take(self) -> str:
        self._next += 1
        return self._tokens[self._next - 1][1]

    def _value(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise self._bad("is nested too deep")
        left = self._single(depth)
        if self._kind != "compare":
            return left
        return Comparison(left, self._take(), self._single(depth))

    def _single(self, depth: int) -> Node:
        kind = self._kind
        if kind == "attribute":
            return Attribute(self._take()[1:-1].strip())
        if kind == "text":
            return Constant(re.sub(r'\\(["\\])', r"\1", self._take()[1:-1]))
        if kind == "number":
            return Constant(_number(self._take()))
        if kind == "name":
            return self._named(self._take(), depth)
        raise self._bad("a value is missing")

    def _named(self, name: str, depth: int) -> Node:
        if not self._at("("):
            if name in _WORDS:
                return Constant(_WORDS[name])
            raise BadExpression(
                f"{self._text}: {name!r} is not an attribute in brackets, a string in quotes or a function"
            )
        if name not in FUNCTIONS:
            near = difflib.get_close_matches(name.lower(), {each.lower() for each in FUNCTIONS}, 1)
            right = next((each for each in FUNCTIONS if near and each.lower() == near[0]), None)
            raise BadExpression(
                f"{self._text}: unknown function {name!r}" + (f"; is {right!r} meant?" if right else "")
            )
        self._take()
        return Call(name, tuple(self._arguments(depth + 1)))

    def _arguments(self, depth: int) -> Iterator[Node]:
        if self._at(")"):
            self._take()
            return
        while True:
            yield Constant(None) if self._at(",") or self._at(")") else self._value(depth)
            if self._at(")"):
                self._take()
                return
            if not self._at(","):
                raise self._bad("a comma or a closing parenthesis is missing")
            self._take()

    def _bad(self, what: str) -> BadExpression:
        return BadExpression(f"{self._text}: {what} at character {self._tokens[self._next][2] + 1}")


def _number(text: str) -> int | float:
    if text.startswith("&"):
        return int(text.lstrip("&Hh"), 16)
    return float(text) if "." in text else int(text)


def _evaluate(node: Node, source: Mapping[str, Any], context: Context) -> Any:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Attribute):
        return source.get(node.name)
    if isinstance(node, Comparison):
        return _compare(node, source, context)
    if node.name == "IIF" and node.arguments and _reads_nothing(node.arguments[0], source):
        # Documented: a condition over an attribute that is empty fails, whatever it says.
        return FUNCTIONS["IIF"](context, [False, *(_evaluate(each, source, context) for each in node.arguments[1:])])
    return FUNCTIONS[node.name](context, [_evaluate(each, source, context) for each in node.arguments])


def _compare(node: Comparison, source: Mapping[str, Any], context: Context) -> bool:
    left, right = (_evaluate(each, source, context) for each in (node.left, node.right))
    try:
        return _COMPARE[node.sign](float(as_text(left)), float(as_text(right)))
    except ValueError:
        return _COMPARE[node.sign](as_text(left), as_text(right))


def _reads_nothing(condition: Node, source: Mapping[str, Any]) -> bool:
    return any(isinstance(each, Attribute) and source.get(each.name) in (None, "", []) for each in _nodes(condition))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Call):
        for each in node.arguments:
            yield from _nodes(each)
    elif isinstance(node, Comparison):
        yield from _nodes(node.left)
        yield from _nodes(node.right)
