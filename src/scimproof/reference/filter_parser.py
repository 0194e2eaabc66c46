"""The filter grammar (RFC 7644 3.4.2.2): text to a tree.

Tolerates any letter case of words and spaces around brackets.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from scimproof.reference.messages import ScimError

OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr")

_MOST_NESTED = 40
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([()\[\]])|([^\s()\[\]"]+))', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Compare:
    """``path operator value``; value is None for null and for ``pr``.

    With `within`, the path is a sub-attribute of the elements of `within` that match its filter:
    ``emails[type eq "work"].value eq "x"``, as Entra ID asks.
    """

    path: str
    operator: str
    value: Any = None
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """``path[filter]``: some element matches the filter."""

    path: str
    filter: Node


@dataclass(frozen=True, slots=True)
class And:
    """Both hold."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or:
    """One holds."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    node: Node


Node = Compare | Within | And | Or | Not


class FilterParser:
    """Parses one filter. Methods are seams: a provider keeps one parser class and makes an instance per text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self.tokenize(text)
        self.at = 0
        self.depth = 0

    def parse(self) -> Node:
        """Return the tree.

        Raises:
            ScimError: 400 when the text is no filter.
        """
        node = self.alternatives()
        if self.at < len(self.tokens):
            self.fail(f"unexpected {self.tokens[self.at]}")
        return node

    def tokenize(self, text: str) -> list[str]:
        """Return strings (with their quotes), brackets and words."""
        tokens, at, end = [], 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found:
                self.fail("a string is not closed")
            tokens.append(found.group(found.lastindex or 0))
            at = found.end()
        return tokens

    def alternatives(self) -> Node:
        """``a or b``: binds weakest."""
        node = self.conjunction()
        while self.word("or"):
            node = Or(node, self.conjunction())
        return node

    def conjunction(self) -> Node:
        """``a and b``."""
        node = self.term()
        while self.word("and"):
            node = And(node, self.term())
        return node

    def term(self) -> Node:
        """``not (a)``, ``(a)``, ``path[a]`` or a comparison."""
        if self.peek().lower() == "not" and self.peek(1) == "(":
            self.at += 1
            return Not(self.group("(", ")"))
        if self.peek() == "(":
            return self.group("(", ")")
        path = self.take("an attribute")
        if path[0] in '"()[]':
            self.fail(f"an attribute was expected, not {path}")
        if self.peek() != "[":
            return self.comparison(path)
        within = Within(path, self.group("[", "]"))
        if not self.peek().startswith("."):
            return within
        return self.comparison(self.take("a sub-attribute")[1:], within)

    def group(self, opening: str, closing: str) -> Node:
        """A filter in brackets, not nested without bound."""
        self.depth += 1
        if self.depth > _MOST_NESTED:
            self.fail("it is nested too deeply")
        self.expect(opening)
        node = self.alternatives()
        self.expect(closing)
        self.depth -= 1
        return node

    def comparison(self, path: str, within: Within | None = None) -> Compare:
        """What follows an attribute: an operator and, but for ``pr``, a value."""
        operator = self.take("an operator").lower()
        if operator not in OPERATORS:
            self.fail(f"{operator} is not an operator")
        if operator == "pr":
            return Compare(path, operator, within=within)
        return Compare(path, operator, self.literal(self.take("a value")), within)

    def literal(self, token: str) -> Any:
        """Return the value of a literal: string, number, true, false or null."""
        if token[0] == '"':
            return self.string(token)
        if token.lower() in ("true", "false", "null"):
            return json.loads(token.lower())
        if _NUMBER.fullmatch(token):
            return json.loads(token)
        return self.fail(f"{token} is not a value; a string stands in double quotes")

    def string(self, token: str) -> str:
        r"""Return a JSON string's value: what follows a backslash stands for something else."""
        try:
            return str(json.loads(token, strict=False))
        except ValueError:
            return self.fail(f"{token} has an escape that JSON does not know")

    def word(self, wanted: str) -> bool:
        """Take the word if it comes next."""
        if self.peek().lower() != wanted:
            return False
        self.at += 1
        return True

    def peek(self, ahead: int = 0) -> str:
        """Return a token without taking it, the empty string after the last."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, wanted: str) -> str:
        """Take the next token; `wanted` says what is missing when there is none."""
        token = self.peek()
        if not token:
            self.fail(f"{wanted} is missing at the end")
        self.at += 1
        return token

    def expect(self, wanted: str) -> None:
        """Take one certain token."""
        if self.take(wanted) != wanted:
            self.fail(f"{wanted} is missing")

    def fail(self, why: str) -> NoReturn:
        """Raise the error for a filter that does not follow the grammar."""
        raise ScimError(400, f"The filter {self.text!r} cannot be read: {why}", "invalidFilter")
