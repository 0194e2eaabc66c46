"""The type of a function of the expression language, and the table of all functions."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final


class BadArguments(ValueError):
    """A function cannot do anything with its arguments; the text says which and why."""


class Ignore(Enum):
    """The type of `IGNORE`."""

    IGNORE = "the attribute is not sent"


IGNORE: Final = Ignore.IGNORE
"""What IgnoreFlowIfNullOrEmpty gives for nothing: the attribute is dropped, not cleared."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a function may ask for beyond its arguments, replaceable so that a run can be repeated."""

    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    random: random.Random = field(default_factory=random.SystemRandom)
    taken: Callable[[str], bool] = field(default=lambda _value: False)
    """Whether a value exists in the target, for SelectUniqueValue."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function and how many arguments it takes; ``most`` is None where any number may follow."""

    name: str
    call: Callable[..., Any]
    least: int
    most: int | None
    wants_context: bool = False

    def __call__(self, context: Context, arguments: list[Any]) -> Any:
        """Call it.

        Raises:
            BadArguments: too few or too many arguments, or of no use.
        """
        if len(arguments) < self.least or (self.most is not None and len(arguments) > self.most):
            raise BadArguments(f"{self.name} takes {self._arity()}, not {len(arguments)}")
        return self.call(context, *arguments) if self.wants_context else self.call(*arguments)

    def _arity(self) -> str:
        if self.most is None:
            return f"{self.least} arguments or more"
        if self.most == self.least:
            return f"{self.least} argument{'' if self.least == 1 else 's'}"
        return f"{self.least} to {self.most} arguments"


FUNCTIONS: dict[str, Function] = {}
"""By name; names are case-sensitive."""

Call = Callable[..., Any]


def function(name: str, least: int, most: int | None = -1, *, context: bool = False) -> Callable[[Call], Call]:
    """Enter a function; it takes ``least`` arguments, or as many as ``most`` (None: any number)."""

    def enter(call: Call) -> Call:
        FUNCTIONS[name] = Function(name, call, least, least if most == -1 else most, wants_context=context)
        return call

    return enter


def as_text(value: Any) -> str:
    """Return a value as the service writes it: null is empty, booleans are capitalised."""
    if value is None or value is IGNORE:
        return ""
    if isinstance(value, list):
        return ", ".join(as_text(each) for each in value)
    return str(value)


def as_list(value: Any) -> list[Any]:
    """Return the elements of a multi-valued attribute; a single value is one, null is none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_number(value: Any, name: str) -> int:
    """Return a whole number.

    Raises:
        BadArguments: it is none; ``name`` says whose argument it was.
    """
    try:
        return int(str(value).strip())
    except ValueError:
        raise BadArguments(f"{name} needs a whole number, not {value!r}") from None
