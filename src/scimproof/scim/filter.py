"""Filters (RFC 7644, 3.4.2.2) and their encoding in a query string."""

from __future__ import annotations

import json
from typing import Literal
from urllib.parse import quote

Value = str | bool | int | float | None
Spaces = Literal["+", "%20"]


def eq(attribute: str, value: Value) -> str:
    """Return ``attribute eq value``; a string is quoted as JSON has it, anything else stands bare."""
    return f"{attribute} eq {json.dumps(value, ensure_ascii=False)}"


def starts_with(attribute: str, value: str) -> str:
    """Return ``attribute sw "value"``."""
    return f"{attribute} sw {json.dumps(value, ensure_ascii=False)}"


def both(left: str, right: str) -> str:
    """Return the conjunction of two filters."""
    return f"{left} and {right}"


def encode(text: str, spaces: Spaces = "+") -> str:
    """Percent-encode a filter for a query string.

    A space becomes ``+``, as Entra sends it, or ``%20``. A lone surrogate has no UTF-8 and becomes ``?``.
    """
    return quote(text, safe="", errors="replace").replace("%20", spaces)
