"""App roles: those that the application defines, and those that reach a user by assignment."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

DEFAULT_ACCESS = "Default Access"

_SPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")

Role = Mapping[str, str]
"""``id``, ``value`` and ``displayName``, as an application's manifest has them."""


def assigned(names: Iterable[str], defined: Iterable[Role]) -> list[dict[str, str]]:
    """Return the roles behind assignments; Default Access is none, it only lets somebody in.

    A role that the application does not define is taken to be named as it is assigned, under an id made of that name.
    """
    known = {name.casefold(): role for role in defined for name in (role["displayName"], role["value"])}
    return [dict(known.get(name.casefold()) or role(name)) for name in names if name and name != DEFAULT_ACCESS]


def role(value: str, display: str = "", id_: str = "") -> Role:
    """Return a role; what is not given follows from its value."""
    return {"id": id_ or str(uuid.uuid5(_SPACE, value)), "value": value, "displayName": display or value}


def twice(defined: Iterable[Role]) -> str:
    """Return the value of a role that is defined more than once, or an empty string: such a job is quarantined."""
    counts = Counter(each["value"] for each in defined)
    return next((value for value, count in counts.items() if count > 1), "")


def role_texts(attributes: Mapping[str, Any], *, single: bool) -> list[str]:
    """Return roles as the legacy dialect puts them into a PATCH: each is a text of JSON, its id in it.

    Args:
        attributes: of a user, as a mapping reads them.
        single: one role only, as SingleAppRoleAssignment gives.
    """
    roles = attributes.get("appRoleAssignments") or []
    return [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (roles[:1] if single else roles)]
