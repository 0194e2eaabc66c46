"""Reads attribute mappings from an exported synchronization schema; Microsoft's own files differ in spelling.

The portal exports one under *Review your schema*, Download; Graph returns the same for a job.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scimproof.data import fixtures
from scimproof.entra.expressions import BadExpression, Expression
from scimproof.entra.expressions import parse as parse_expression
from scimproof.entra.mapping import REFERENCE, Apply, AttributeMapping, BadMapping, JobSchema, ObjectMapping
from scimproof.entra.paths import BadPath
from scimproof.entra.paths import parse as parse_path

_TYPES = {each.lower(): each for each in ("Binary", "Boolean", "DateTime", "Integer", "Reference", "String")}
_FLOWS = {each.value.lower(): each for each in Apply}
_SEEN = "seen in real configurations"
_DEEPEST = 50


def default() -> JobSchema:
    """Return the default mapping of a SCIM application."""
    return load(fixtures() / "mappings" / "default.json")


def load(file: Path) -> JobSchema:
    """Read a mapping from a file.

    Raises:
        BadMapping: the file cannot be read or is no mapping.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadMapping(f"{file}: {error.__class__.__name__}: cannot be read") from None
    try:
        return read(text)
    except BadMapping as error:
        raise BadMapping(f"{file}: {error}") from None


def read(text: str) -> JobSchema:
    """Read a mapping from the text of an exported schema.

    Raises:
        BadMapping: it is none.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMapping("not JSON; export the schema from the portal or from Graph") from None
    rules = _list(document, "synchronizationRules")
    if not rules:
        raise BadMapping("no synchronizationRules; this is not an exported synchronization schema")
    definitions = {}
    for directory in _list(document, "directories"):
        for target in _list(directory, "objects"):
            for each in _list(target, "attributes"):
                definitions[_key(_get(target, "name")), _key(_get(each, "name"))] = each
    mappings = [_object(each, definitions) for rule in rules for each in _list(rule, "objectMappings")]
    users = next((each for each in mappings if each.source == "User"), None)
    if users is None:
        raise BadMapping("no object mapping has User as its source")
    return JobSchema(users=users, groups=next((each for each in mappings if each.source == "Group"), None))


def _key(value: object) -> str:
    """Return a name for comparison: the files differ in letter case."""
    return value.lower() if isinstance(value, str) else ""


def _object(found: Any, definitions: Mapping[tuple[str, str], Any]) -> ObjectMapping:
    target = str(_get(found, "targetObjectName") or "")
    flows = _key(_get(found, "flowTypes") or "Add, Update, Delete")
    source = str(_get(found, "sourceObjectName") or "")
    return ObjectMapping(
        name=str(_get(found, "name") or source),
        source=next((kind for kind in ("User", "Group") if kind.lower() == source.lower()), source),
        target=target,
        enabled=_get(found, "enabled") is not False,
        creates="add" in flows,
        updates="update" in flows,
        deletes="delete" in flows,
        scope=tuple(each for each in _list(_get(found, "scope"), "groups") if isinstance(each, dict)),
        rows=tuple(_rows(found, _key(target), definitions)),
    )


def _rows(found: Any, target: str, definitions: Mapping[tuple[str, str], Any]) -> Iterator[AttributeMapping]:
    for number, each in enumerate(_list(found, "attributeMappings"), 1):
        name = _get(each, "targetAttributeName")
        if not isinstance(name, str) or not name:
            raise BadMapping(f"attribute mapping {number} of {target or 'an object'} has no targetAttributeName")
        try:
            parse_path(name)
            source = _source(_get(each, "source"))
        except (BadPath, BadExpression) as error:
            raise BadMapping(f"{name}: {error}") from None
        if source is None:
            continue
        definition = definitions.get((target, name.lower()), {})
        default = _get(each, "defaultValue")
        yield AttributeMapping(
            target=name,
            source=source,
            type=_type(name, definition),
            precedence=_whole(_get(each, "matchingPriority")),
            apply=_FLOWS.get(_key(_get(each, "flowType")), Apply.ALWAYS),
            default=default if isinstance(default, str) and default else None,
            multivalued=_get(definition, "multivalued") is True,
            required=_get(definition, "required") is True,
            case_exact=_get(definition, "caseExact") is True,
            documented=_SEEN not in json.dumps(_get(each, "metadata") or ""),
        )


def _type(name: str, definition: Any) -> str:
    named = _TYPES.get(_key(_get(definition, "type")))
    return named or (REFERENCE if parse_path(name).attribute.lower() in ("manager", "members") else "String")


def _source(found: Any) -> Expression | None:
    """Read where a row takes its value from; None for a row of type None, which maps nothing."""
    if not isinstance(found, dict):
        return None
    expression = _get(found, "expression")
    kind = _key(_get(found, "type"))
    if isinstance(expression, str) and expression.strip() and kind != "constant":
        return parse_expression(expression)
    text = _written(found, 0)
    return parse_expression(text) if text else None


def _written(found: Any, depth: int) -> str:
    """Write an expression out of its parts, for files that leave the text out."""
    if depth > _DEEPEST:
        raise BadExpression("the source is nested too deep")
    kind, name = _key(_get(found, "type")), _get(found, "name")
    if kind == "constant":
        expression = _get(found, "expression")
        if isinstance(expression, str) and expression.startswith('"'):
            return expression
        return json.dumps(str(name if name is not None else expression or ""), ensure_ascii=False)
    if not isinstance(name, str) or not name:
        return ""
    if kind == "function":
        arguments = (_written(_get(each, "value"), depth + 1) for each in _list(found, "parameters"))
        return f"{name}({', '.join(arguments)})"
    return f"[{name}]"


def _get(found: Any, name: str) -> Any:
    if not isinstance(found, dict):
        return None
    if name in found:
        return found[name]
    return next((value for key, value in found.items() if key.lower() == name.lower()), None)


def _list(found: Any, name: str) -> list[Any]:
    held = _get(found, name)
    return held if isinstance(held, list) else []


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
