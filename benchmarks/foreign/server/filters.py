"""Filters of RFC 7644 3.4.2.2: a scanner, a recursive-descent parser, and tests compiled to functions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Attribute, Located, locate

Test = Callable[[Document], bool]
OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
ORDERED = ("gt", "ge", "lt", "le")
LONGEST = 100
"""Comparisons in one filter; more are refused."""
_TOKEN = re.compile(r'\s+|(?P<text>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<mark>[()\[\]])|(?P<word>[^\s()\[\]"]+)')
_LITERALS = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Token:
    """One token with its place, because ``]`` and ``.value`` must touch."""

    kind: str
    text: str
    start: int
    end: int


class Filters:
    """Compiles filters; ``compare`` decides on one value."""

    def test(self, kind: str, text: str) -> Test:
        """Return the test for resources of that kind; refuse text that is no filter with invalidFilter."""
        return self._whole(text, lambda name: self.locate(kind, name))

    def element_test(self, attribute: Attribute, text: str) -> Test:
        """Return the test for the elements of a complex attribute: what stands between square brackets."""
        return self._whole(text, lambda name: self.within(attribute, name))

    def locate(self, kind: str, name: str) -> Located | None:
        """Find what a name in a filter means."""
        return locate(kind, name)

    def within(self, attribute: Attribute, name: str) -> Located | None:
        """Find what a name between square brackets means."""
        sub = attribute.sub(name)
        return Located(None, sub) if sub else None

    def _whole(self, text: str, find: Callable[[str], Located | None]) -> Test:
        parser = _Parser(self, self.scan(text), find)
        test = parser.either()
        if parser.next() is not None:
            self.leftover(text)
        return test

    def leftover(self, text: str) -> None:
        """Refuse what follows a complete filter."""
        raise invalid(f"something follows the filter: {text}", "invalidFilter")

    def scan(self, text: str) -> list[Token]:
        """Cut the text into tokens."""
        tokens: list[Token] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise invalid(f"cannot read the filter at {text[place : place + 20]}", "invalidFilter")
            place = found.end()
            if found.lastgroup:
                tokens.append(Token(found.lastgroup, found.group(), found.start(), found.end()))
        return tokens

    def literal(self, token: Token) -> Any:
        """Return the JSON value that a token stands for."""
        if token.kind == "text":
            try:
                return json.loads(token.text)
            except ValueError as wrong:
                raise invalid(f"{token.text} is no JSON string", "invalidFilter") from wrong
        if token.text.lower() in _LITERALS:
            return _LITERALS[token.text.lower()]
        if _NUMBER.fullmatch(token.text):
            return float(token.text)
        raise invalid(f"{token.text} is no value; strings stand in quotation marks", "invalidFilter")

    def operator(self, text: str) -> str:
        """Return the operator in lower case."""
        if text.lower() not in OPERATORS:
            raise invalid(f"{text} is no operator", "invalidFilter")
        return text.lower()

    def comparison(self, located: Located, operator: str, value: Any) -> Test:
        """Return the test ``attribute operator value``."""
        leaf = located.leaf
        if leaf is None:
            raise invalid("an extension has no value", "invalidFilter")
        if leaf.kind == "complex":
            sub = leaf.sub("value")
            if sub is None or located.sub:
                raise invalid(f"{leaf.name} is compared by a sub-attribute", "invalidFilter")
            located = Located(located.urn, located.attribute, sub)
            leaf = sub
        if leaf.returned == "never":
            raise invalid(f"{leaf.name} cannot be filtered by", "invalidFilter")
        if value is None:
            return self.null(located, operator)
        value = self.operand(leaf, operator, value)
        compare = self.compare
        if operator == "ne":
            return lambda document: not any(compare(leaf, "eq", each, value) for each in values(located, document))
        return lambda document: any(compare(leaf, operator, each, value) for each in values(located, document))

    def null(self, located: Located, operator: str) -> Test:
        """Null is the absence of a value."""
        if operator not in ("eq", "ne"):
            raise invalid(f"null cannot be compared by {operator}", "invalidFilter")
        present = self.present(located)
        return present if operator == "ne" else lambda document: not present(document)

    def present(self, located: Located) -> Test:
        """Return the test ``attribute pr``: a value that is not empty."""
        return lambda document: any(each not in (None, "", {}, []) for each in values(located, document))

    def operand(self, leaf: Attribute, operator: str, value: Any) -> Any:
        """Return the value in the attribute's type, or refuse it."""
        if leaf.kind == "boolean":
            if operator not in ("eq", "ne"):
                raise invalid(f"{leaf.name} is a boolean: {operator} has no meaning", "invalidFilter")
            if isinstance(value, str) and value.lower() in ("true", "false"):
                return value.lower() == "true"
            if not isinstance(value, bool):
                raise invalid(f"{leaf.name} is a boolean", "invalidFilter")
            return value
        if not isinstance(value, str):
            raise invalid(f"{leaf.name} is compared with a string", "invalidFilter")
        if leaf.kind == "binary" and operator in ORDERED:
            raise invalid(f"{leaf.name} is binary: {operator} has no meaning", "invalidFilter")
        if leaf.kind == "dateTime" and operator not in ("co", "sw", "ew"):
            return self.instant(value)
        return self.folded(leaf, value)

    def compare(self, leaf: Attribute, operator: str, stored: Any, value: Any) -> bool:
        """Compare one stored value with the prepared operand."""
        if leaf.kind == "dateTime" and isinstance(value, datetime):
            stored = self.instant(stored)
        elif isinstance(stored, str):
            stored = self.folded(leaf, stored)
        if type(stored) is not type(value):
            return False
        answers: dict[str, Callable[[], bool]] = {
            "eq": lambda: stored == value,
            "co": lambda: value in stored,
            "sw": lambda: stored.startswith(value),
            "ew": lambda: stored.endswith(value),
            "gt": lambda: stored > value,
            "ge": lambda: stored >= value,
            "lt": lambda: stored < value,
            "le": lambda: stored <= value,
        }
        return answers[operator]()

    def folded(self, leaf: Attribute, value: str) -> str:
        """Return a string as it is compared: letter case counts where caseExact says so."""
        return value if leaf.exact else value.casefold()

    def instant(self, value: str) -> datetime:
        """Read a date and time; without an offset it is UTC."""
        try:
            read = datetime.fromisoformat(value)
        except ValueError as wrong:
            raise invalid(f"{value} is no date and time", "invalidFilter") from wrong
        return read if read.tzinfo else read.fromisoformat(value + "+00:00")


def values(located: Located, document: Document) -> list[Any]:
    """Return every value that the document has at that place."""
    if located.attribute is None:
        return []
    holder = document.get(located.urn, {}) if located.urn else document
    found = holder.get(located.attribute.name)
    elements = found if isinstance(found, list) else [] if found is None else [found]
    if located.sub is None:
        return elements
    return [each[located.sub.name] for each in elements if isinstance(each, dict) and located.sub.name in each]


class _Parser:
    """Recursive descent over the tokens: or, and, not and round brackets, comparisons."""

    def __init__(self, rules: Filters, tokens: list[Token], find: Callable[[str], Located | None]) -> None:
        self.rules, self.tokens, self.find, self.place, self.count = rules, tokens, find, 0, 0

    def next(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self) -> Token:
        token = self.next()
        if token is None:
            raise invalid("the filter ends too early", "invalidFilter")
        self.place += 1
        return token

    def _word(self, text: str) -> bool:
        token = self.next()
        if token is None or token.kind != "word" or token.text.lower() != text:
            return False
        self.place += 1
        return True

    def _mark(self, text: str) -> None:
        if self.take().text != text:
            raise invalid(f"{text} is missing", "invalidFilter")

    def either(self) -> Test:
        tests = [self.both()]
        while self._word("or"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda document: any(test(document) for test in tests)

    def both(self) -> Test:
        tests = [self.term()]
        while self._word("and"):
            tests.append(self.term())
        return tests[0] if len(tests) == 1 else lambda document: all(test(document) for test in tests)

    def term(self) -> Test:
        self.count += 1
        if self.count > LONGEST:
            raise invalid(f"the filter has more than {LONGEST} comparisons", "tooMany")
        token = self.take()
        if token.text == "(":
            return self.bracketed()
        following = self.next()
        if token.kind == "word" and token.text.lower() == "not" and following and following.text == "(":
            self.take()
            test = self.bracketed()
            return lambda document: not test(document)
        if token.kind != "word":
            raise invalid(f"{token.text} is no attribute", "invalidFilter")
        if following and following.text == "[" and following.start == token.end:
            return self.elements(token.text)
        return self.compared(self.located(token.text))

    def bracketed(self) -> Test:
        test = self.either()
        self._mark(")")
        return test

    def located(self, name: str) -> Located:
        found = self.find(name)
        if found is None or found.attribute is None:
            raise invalid(f"there is no attribute {name}", "invalidFilter")
        return found

    def compared(self, located: Located) -> Test:
        if self._word("pr"):
            return self.rules.present(located)
        token = self.take()
        operator = self.rules.operator(token.text)
        value = self.take()
        return self.rules.comparison(located, operator, self.rules.literal(value))

    def elements(self, name: str) -> Test:
        """``emails[type eq "work"]``, which may be followed by ``.value eq "x"``."""
        located = self.located(name)
        attribute = located.attribute
        if attribute is None or attribute.kind != "complex" or located.sub:
            raise invalid(f"{name} has no sub-attributes", "invalidFilter")
        self._mark("[")
        outer, self.find = self.find, lambda inner: self.rules.within(attribute, inner)
        chosen = self.either()
        self.find = outer
        self._mark("]")
        closing, following = self.tokens[self.place - 1], self.next()
        test: Test = bool
        if following and following.start == closing.end and following.text.startswith("."):
            sub = attribute.sub(self.take().text[1:])
            if sub is None:
                raise invalid(f"{name} has no such sub-attribute", "invalidFilter")
            test = self.compared(Located(None, sub))
        return lambda document: any(chosen(each) and test(each) for each in values(located, document))
