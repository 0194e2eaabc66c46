"""What Microsoft's tests derive from an exported synchronization schema before the first request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scimproof.data import fixtures
from scimproof.entra import mapping_file
from scimproof.entra.mapping import BadMapping, JobSchema
from scimproof.entra.paths import ENTERPRISE, USER

_SOURCE_DIRECTORY = "Microsoft Entra ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryAttribute:
    """An attribute of the target directory, mapped or not."""

    name: str
    type: str = "String"
    multivalued: bool = False
    mutability: str = "readwrite"

    @property
    def writable(self) -> bool:
        """Whether the update tests may change it."""
        return (
            not self.multivalued
            and self.mutability in ("readwrite", "writeonly")
            and self.type in ("string", "integer", "datetime", "boolean")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the user mapping as the tests look at it."""

    target: str
    source: str
    """The attribute, or the first one that a function reads; Graph's name."""
    function: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    """Of a function: kind (``attribute``, ``constant``) and name."""
    precedence: int = 0
    on_create: bool = False
    type: str = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The inputs of a run of the tests."""

    job: JobSchema
    users: tuple[GalleryAttribute, ...]
    groups: tuple[GalleryAttribute, ...]
    rows: tuple[Row, ...]
    has_groups: bool

    @property
    def manager_mapped(self) -> bool:
        """Whether some mapped target says ``manager``."""
        return any("manager" in row.target for row in self.rows)

    @property
    def manager_listed(self) -> bool:
        """Whether the target directory has a manager, mapped or not."""
        return any("manager" in each.name for each in self.users)

    @property
    def namespaces(self) -> list[str]:
        """The schemas of a direct user body."""
        urns = (each.name.rpartition(":")[0] for each in self.users if each.name.startswith("urn:"))
        return list(dict.fromkeys([USER, *urns]))


def load(path: str, transforms: dict[str, str]) -> Plan:
    """Read a plan from an exported synchronization schema; an empty path means the default mapping.

    Raises:
        BadMapping: the file is none.
    """
    file = Path(path) if path else fixtures() / "mappings" / "default.json"
    job = mapping_file.load(file)
    document = json.loads(file.read_text(encoding="utf-8-sig"))
    target = next((each for each in _list(document, "directories") if each.get("name") != _SOURCE_DIRECTORY), {})
    objects = _list(target, "objects")
    users = next((each for each in objects if each.get("name") in ("User", USER, ENTERPRISE)), {})
    groups = next((each for each in objects if "group" in str(each.get("name")).lower()), {})
    listed = tuple(_attributes(users))
    if not listed:
        raise BadMapping(f"{file}: the target directory has no user attributes; export the schema with its directories")
    types = {each.name: each.type for each in listed}
    rule = _list(document, "synchronizationRules")[0]
    mapped = next((each for each in _list(rule, "objectMappings") if each.get("targetObjectName") == ENTERPRISE), {})
    return Plan(
        job=job,
        users=listed,
        groups=tuple(_attributes(groups)),
        rows=tuple(_rows(mapped, types, transforms)),
        has_groups=bool(groups) and job.groups is not None and job.groups.enabled,
    )


def _attributes(found: Any) -> Iterator[GalleryAttribute]:
    for each in _list(found, "attributes"):
        if isinstance(each.get("name"), str):
            yield GalleryAttribute(
                name=each["name"],
                type=str(each.get("type") or "String").lower(),
                multivalued=each.get("multivalued", each.get("multiValued")) is True,
                mutability=str(each.get("mutability") or "ReadWrite").lower(),
            )


def _rows(found: Any, types: dict[str, str], transforms: dict[str, str]) -> Iterator[Row]:
    for each in _list(found, "attributeMappings"):
        target, source = each.get("targetAttributeName"), each.get("source")
        if not isinstance(target, str) or not isinstance(source, dict):
            continue
        arguments = tuple(
            (str(value.get("type")).lower(), _transformed(value.get("name"), transforms))
            for value in (one.get("value") for one in _list(source, "parameters"))
            if isinstance(value, dict)
        )
        function = str(source.get("name") or "") if str(source.get("type")).lower() == "function" else ""
        attribute = next((name for type_, name in arguments if type_ == "attribute"), "") if function else ""
        plain = source.get("name") if str(source.get("type")).lower() == "attribute" else ""
        priority = each.get("matchingPriority")
        yield Row(
            target=target,
            source=attribute or _transformed(plain, transforms),
            function=function,
            arguments=arguments,
            precedence=priority if isinstance(priority, int) else 0,
            on_create=str(each.get("flowType")).lower() == "objectaddonly",
            type=types.get(target, "string"),
        )


def _transformed(name: Any, transforms: dict[str, str]) -> str:
    text = str(name or "")
    return transforms.get(text, text)


def _list(found: Any, name: str) -> list[dict[str, Any]]:
    held = found.get(name) if isinstance(found, dict) else None
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []
