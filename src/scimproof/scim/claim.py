"""Ids that a target returns for created objects, and how to tell whose objects they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import quoted

_A_MOMENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """An id that a target gave for a created object, before a read has shown whose object it is.

    Attributes:
        endpoint: the collection, such as ``/Users``.
        id: as the target gave it.
        intent: the number of the create in the journal.
        named: the attribute that bears the run's prefix in what was sent; empty when none does.
        sent: the body of the create.
        answer_is_ours: whether the answer to the create showed the name that was sent.
    """

    endpoint: str
    id: str
    intent: str
    named: str
    sent: Mapping[str, Any]
    answer_is_ours: bool = False

    @property
    def path(self) -> str:
        """Where to read it, under the base URL, encoded."""
        return f"{self.endpoint}/{quoted(self.id)}"


def just_made(read: Exchange) -> bool:
    """Tell whether a resource was created a moment ago, by the target's own clock."""
    meta = read.resource.get("meta")
    created = meta.get("created") if isinstance(meta, dict) else None
    try:
        age = parsedate_to_datetime(read.header("date") or "") - datetime.fromisoformat(str(created))
    except (ValueError, TypeError):
        return False
    return abs(age) < _A_MOMENT


def leads_elsewhere(id_: str) -> bool:
    """Tell whether a server could read an id as a way to another path, once it is decoded."""
    return any(part in ("", ".", "..") for part in re.split(r"[/\\]", unquote(id_)))
