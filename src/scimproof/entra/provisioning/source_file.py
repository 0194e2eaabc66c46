"""A directory from a file: JSON or CSV, a snapshot of all users and groups; differences are changes.

JSON, attributes under Entra's own names, a person named by objectId or userPrincipalName:

    {"users": [{"userPrincipalName": ..., "manager": <user>, "assigned": true, "role": "User"}],
     "groups": [{"displayName": ..., "members": [<user or group>]}],
     "appRoles": [{"id": ..., "value": "Admin", "displayName": "Administrator"}]}

CSV: one user a line, the attributes as columns; ``groups`` holds names separated by semicolons.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scimproof.entra.provisioning.generate import ROLE
from scimproof.entra.provisioning.roles import Role, role
from scimproof.entra.provisioning.source import (
    BIN,
    GROUP,
    HERE,
    PURGED,
    USER,
    BadSource,
    Source,
    SourceObject,
    binned,
    restored,
)

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_OWN = frozenset({"objectId", "manager", "assigned", "role", "members", "groups"})
_FALSE = frozenset({"", "0", "false", "no"})


def take(source: Source, file: Path) -> int:
    """Bring the source up to a file; returns how many objects changed.

    Raises:
        BadSource: it cannot be read, or names somebody who is not in it.
    """
    users, groups, roles = _read(file)
    with source.state.saved():
        source.define_roles(roles)
        source.state.db.execute("CREATE TEMP TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")
        source.state.db.execute("DELETE FROM seen")
        changed = 0
        ids = _names(users, "userPrincipalName", file)
        teams = _names(groups, "displayName", file)
        known, nested = set(ids.values()), set(teams.values())

        def resolved(reference: str) -> str:
            found = ids.get(reference.lower(), reference)
            if found not in known:
                raise BadSource(f"{file}: {reference!r} is referred to and is no user")
            return found

        def member(reference: str) -> str:
            found = teams.get(reference.lower(), reference) if reference.lower() not in ids else ""
            return found if found in nested else resolved(reference)

        for each in users:
            changed += _enter(source, user_from(each, resolved))
        for each in groups:
            group, members = group_from(each, member)
            changed += _enter(source, group)
            before = set(source.members(group.id))
            gone, new = before - set(members), set(members) - before
            source.set_members(group.id, sorted(new), wanted=True)
            source.set_members(group.id, sorted(gone), wanted=False)
            changed += len(gone) + len(new)
        return changed + _missing(source)


def user_from(given: Mapping[str, Any], resolved: Callable[[str], str]) -> SourceObject:
    """Return a user from its description; ``resolved`` turns a reference to another user into an objectId.

    Raises:
        BadSource: it has no userPrincipalName.
    """
    upn = given.get("userPrincipalName")
    if not isinstance(upn, str) or not upn:
        raise BadSource("a user has no userPrincipalName")
    manager = given.get("manager")
    return SourceObject(
        id=_id(given, "userPrincipalName"),
        kind=USER,
        attributes={"displayName": upn, "accountEnabled": True} | _attributes(given),
        manager=resolved(str(manager)) if manager else None,
        assigned=_flag(given.get("assigned", True)),
        role=str(given.get("role") or ROLE),
    )


def group_from(given: Mapping[str, Any], resolved: Callable[[str], str]) -> tuple[SourceObject, list[str]]:
    """Return a group from its description, with the objectIds of its members.

    Raises:
        BadSource: it has no displayName.
    """
    if not isinstance(given.get("displayName"), str) or not given["displayName"]:
        raise BadSource("a group has no displayName")
    group = SourceObject(
        id=_id(given, "displayName"),
        kind=GROUP,
        attributes={"securityEnabled": True} | _attributes(given),
        assigned=_flag(given.get("assigned", True)),
        role=str(given.get("role") or ROLE),
    )
    members = given.get("members")
    return group, list(dict.fromkeys(resolved(str(each)) for each in members)) if isinstance(members, list) else []


def _names(described: list[dict[str, Any]], name: str, file: Path) -> dict[str, str]:
    """Return name, in lower case, to objectId. Groups may share a name in Entra; users may not, nor anybody an id."""
    found: dict[str, str] = {}
    ids: set[str] = set()
    for number, each in enumerate(described, 1):
        stated, id_ = each.get(name), _id(each, name)
        if not isinstance(stated, str) or not stated:
            raise BadSource(f"{file}: {'group' if name == 'displayName' else 'user'} {number} has no {name}")
        if id_ in ids or (name != "displayName" and stated.lower() in found):
            raise BadSource(f"{file}: {stated!r} is there twice")
        ids.add(id_)
        found[stated.lower()] = id_
    return found


def _read(file: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Role]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            if file.suffix.lower() == ".csv":
                return *_from_csv(list(csv.DictReader(text))), []
            document = json.load(text)
    except OSError as problem:
        raise BadSource(f"{file}: {problem.strerror or problem}") from None
    except (ValueError, RecursionError, csv.Error) as problem:
        where = f" (line {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise BadSource(f"{file}: cannot be read as JSON or CSV{where}") from None
    if not isinstance(document, dict):
        raise BadSource(f'{file}: not an object with "users" and "groups"')
    users, groups, roles = (document.get(name, []) for name in ("users", "groups", "appRoles"))
    for each in (users, groups, roles):
        if not isinstance(each, list) or not all(isinstance(one, dict) for one in each):
            raise BadSource(f'{file}: "users", "groups" and "appRoles" are lists of objects')
    return users, groups, [_role(each, file) for each in roles]


def _role(given: Mapping[str, Any], file: Path) -> Role:
    value, display, id_ = (given.get(name) or "" for name in ("value", "displayName", "id"))
    if not all(isinstance(each, str) for each in (value, display, id_)) or not (value or display):
        raise BadSource(f"{file}: an app role has neither value nor displayName")
    return role(value or display, display, id_)


def _from_csv(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    groups: dict[str, list[str]] = {}
    users = []
    for row in rows:
        users.append({name: value for name, value in row.items() if isinstance(name, str) and value not in ("", None)})
        for name in str(row.get("groups") or "").split(";"):
            if name.strip():
                groups.setdefault(name.strip(), []).append(str(row.get("userPrincipalName")))
    return users, [{"displayName": name, "members": members} for name, members in groups.items()]


def _enter(source: Source, wanted: SourceObject) -> int:
    source.state.db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (wanted.id,))
    before = source.get(wanted.id)
    if before is not None and before.standing == BIN:
        before = restored(before)
    elif before == wanted:
        return 0
    source.put(wanted)
    return 1


def _missing(source: Source) -> int:
    """Who is not in the file any more: users go to the recycle bin, groups are deleted."""
    gone = source.state.rows("SELECT id FROM object WHERE standing = ? AND id NOT IN (SELECT id FROM seen)", HERE)
    for (id_,) in gone:
        found = source.get(id_)
        if found is not None:
            source.put(binned(found) if found.kind == USER else replace(found, standing=PURGED))
    return len(gone)


def _id(given: Mapping[str, Any], name: str) -> str:
    """Return the objectId; where the file has none, one made of the name, the same every time."""
    stated = given.get("objectId")
    return str(stated) if stated else str(uuid.uuid5(_SPACE, str(given.get(name, "")).lower()))


def _attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in _OWN and value is not None}


def _flag(value: Any) -> bool:
    return str(value).strip().lower() not in _FALSE
