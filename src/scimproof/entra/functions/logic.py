"""Conditional functions."""

from __future__ import annotations

import uuid
from typing import Any

from scimproof.entra.functions.registry import IGNORE, BadArguments, Context, Ignore, as_text, function


@function("BitAnd", 2)
def bit_and(first: Any, second: Any) -> int:
    """Return the bits that both have."""
    try:
        return int(as_text(first), 0) & int(as_text(second), 0)
    except ValueError:
        raise BadArguments(f"BitAnd needs two whole numbers, not {first!r} and {second!r}") from None


@function("CBool", 1)
def c_bool(value: Any) -> bool:
    """Return whether a value is not zero."""
    text = as_text(value).strip()
    if text.lower() in ("true", "false", ""):
        return text.lower() == "true"
    try:
        return float(text) != 0
    except ValueError:
        raise BadArguments(f"CBool cannot read {value!r} as a boolean") from None


@function("Coalesce", 1, None)
def coalesce(*values: Any) -> Any:
    """Return the first value that is not null; an empty string is one."""
    return next((value for value in values if value is not None), None)


@function("Guid", 0, context=True)
def guid(context: Context) -> str:
    """Return a new random GUID."""
    return str(uuid.UUID(int=context.random.getrandbits(128), version=4))


@function("IgnoreFlowIfNullOrEmpty", 1)
def ignore_flow_if_null_or_empty(value: Any) -> Any | Ignore:
    """Return the value, or take the attribute out of the flow."""
    return IGNORE if value in (None, "", []) else value


@function("IIF", 3)
def iif(condition: Any, if_true: Any, if_false: Any) -> Any:
    """Return one of two values. A condition over an attribute that is empty counts as false: see the evaluator."""
    return if_true if c_bool(condition) else if_false


@function("IsNull", 1)
def is_null(value: Any) -> bool:
    """Return whether the attribute is absent."""
    return value is None


@function("IsNullOrEmpty", 1)
def is_null_or_empty(value: Any) -> bool:
    """Return whether the attribute is absent or an empty string."""
    return value in (None, "", [])


@function("IsPresent", 1)
def is_present(value: Any) -> bool:
    """Return the contrary of IsNullOrEmpty."""
    return not is_null_or_empty(value)


@function("IsString", 1)
def is_string(value: Any) -> bool:
    """Return whether a value is text."""
    return isinstance(value, str)


@function("Not", 1)
def not_(value: Any) -> bool:
    """Return False for True, and True for everything else."""
    return as_text(value).lower() != "true"


@function("SelectUniqueValue", 2, None, context=True)
def select_unique_value(context: Context, *values: Any) -> str:
    """Return the first value that nobody in the target has."""
    for value in values:
        if as_text(value) and not context.taken(as_text(value)):
            return as_text(value)
    raise BadArguments("SelectUniqueValue found no value that is free")


@function("Switch", 2, None)
def switch(source: Any, default: Any, *pairs: Any) -> Any:
    """Return the value beside the first key that equals the source, letter case included; else the default.

    The key ``""`` stands for a source that is empty or absent.
    """
    if len(pairs) % 2:
        raise BadArguments("Switch takes an even number of arguments: source, default, then keys and values in pairs")
    keys, values = pairs[::2], pairs[1::2]
    wanted = as_text(source)
    return next((value for key, value in zip(keys, values, strict=True) if as_text(key) == wanted), default)
