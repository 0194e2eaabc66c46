"""Texts with variables: ``${run}`` is new in each execution, ``${user1}`` is the id of the first user."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scimproof.reproduction.recorded import Made, id_pattern

RUN, RUN_UPPER = "run", "RUN"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


class Template:
    """Puts variables where ids and names of one run stand.

    Args:
        run: the id of the run that was recorded, which stands in each name that it made up.
        named: variable and resource; a later step may name what an earlier one made.
        values: other captured values and their variables, such as an ETag.
    """

    def __init__(self, run: str, named: Sequence[tuple[str, Made]], values: Sequence[tuple[str, str, int]]) -> None:
        self._run = re.compile(re.escape(run), re.IGNORECASE) if run else None
        self._named = sorted(named, key=lambda each: -len(each[1].id))
        self._values = values

    def text(self, text: str, before: int) -> str:
        """Return a text of the exchange of this number with variables for what was captured before it."""
        for name, made in self._named:
            if made.number < before and made.id in text:
                text = re.sub(id_pattern(made.id), f"${{{name}}}", text)
        for name, value, number in self._values:
            if number < before:
                text = text.replace(value, f"${{{name}}}")
        return self._neutral(text)

    def path(self, path: str, before: int) -> str:
        """Return a path with variables: the id in ``/Users/1`` is a user's, whatever else has the id 1."""
        plain, mark, query = path.partition("?")
        for name, made in self._named:
            if made.number < before and re.match(rf"{made.endpoint}/(?:{id_pattern(made.id)})(?=/|$)", plain):
                plain = re.sub(id_pattern(made.id), f"${{{name}}}", plain, count=1)
                break
        return self.text(plain, before) + mark + self.text(query, before)

    def value(self, value: Any, before: int) -> Any:
        """Return JSON with variables."""
        written = json.dumps(value, ensure_ascii=False)
        return json.loads(self.text(written, before))

    def _neutral(self, text: str) -> str:
        if self._run is None:
            return text
        return self._run.sub(lambda found: f"${{{RUN_UPPER if found[0].isupper() else RUN}}}", text)


def parts(text: str, names: Sequence[str]) -> list[tuple[bool, str]]:
    """Return the parts of a text as (is a variable, text or name); what looks like another variable stays text."""
    known = {RUN, RUN_UPPER, *names}
    found: list[tuple[bool, str]] = []
    end = 0
    for each in _VARIABLE.finditer(text):
        if each[1] in known:
            if each.start() > end:
                found.append((False, text[end : each.start()]))
            found.append((True, each[1]))
            end = each.end()
    if end < len(text):
        found.append((False, text[end:]))
    return found


def fill(text: str, values: Mapping[str, str], spelled: Callable[[str], str] = str) -> str:
    """Return a text with the values of its variables, each spelled as the place wants it."""
    return _VARIABLE.sub(lambda found: spelled(values[found[1]]) if found[1] in values else found[0], text)


def in_json(value: str) -> str:
    """Spell a value as it stands inside a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]
