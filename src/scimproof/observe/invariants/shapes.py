"""The types of users and groups, by the target's own schemas and by those of the RFCs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from scimproof import data
from scimproof.expect.values import show
from scimproof.observe.declared import Declared, Place, declared
from scimproof.observe.history import GROUPS, USERS, History, Operation
from scimproof.observe.judging import Violation

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "decimal": (int, float),
    "integer": (int,),
    "dateTime": (str,),
    "reference": (str,),
    "binary": (str,),
    "complex": (dict,),
}
_HIDDEN = ("never", "request")
_SCHEMA_OF = {USERS: "user", GROUPS: "group"}
_CREATED = 201


def types_as_declared(history: History) -> Iterator[Violation | None]:
    """Each value has the type that the target's own schemas give it, and a list stands where they say so."""
    known = declared(history)
    for each, endpoint, resource in _resources(history, known):
        wrong = next((found for place in known.places(endpoint, resource) if (found := _mistyped(place))), None)
        yield Violation(each, *wrong) if wrong is not None else None


def hidden_as_declared(history: History) -> Iterator[Violation | None]:
    """What the target's schemas say is never returned is never returned."""
    known = declared(history)
    for each, endpoint, resource in _resources(history, known):
        shown = next(
            (place for place in known.places(endpoint, resource) if place.attribute.get("returned") == "never"), None
        )
        seen = f"{shown.path} = {show(shown.value, 60)}" if shown is not None else ""
        yield Violation(each, f"no {shown.path}, which is never returned", seen, shown.path) if shown else None


def required_as_declared(history: History) -> Iterator[Violation | None]:
    """What the target's schemas say is required stands in every user and group that is shown whole."""
    known = declared(history)
    for each, endpoint, resource in _resources(history, known):
        if not each.is_read or not each.whole:
            continue
        core = known.attributes(f"urn:ietf:params:scim:schemas:core:2.0:{_SCHEMA_OF[endpoint].title()}")
        held = {name.lower() for name, one in resource.items() if one not in (None, "", [], {})}
        missing = next(
            (
                str(attribute["name"])
                for name, attribute in core.items()
                if attribute.get("required") is True
                and attribute.get("returned") not in _HIDDEN
                and attribute.get("mutability") != "writeOnly"
                and name not in held
            ),
            "",
        )
        yield Violation(each, f"{missing}, which is required", f"no {missing}", missing) if missing else None


def as_the_rfc_has_it(history: History) -> Iterator[Violation | None]:
    """Each user, group, list and error has the members and types that the RFCs give it."""
    judged: dict[str, tuple[str, str, str] | None] = {}
    for each in history.answered:
        for name, document in _documents(each):
            shape = f"{name} {_shape(document)}"
            if shape not in judged:
                judged[shape] = _invalid(name, document, whole=each.is_read and each.whole)
            wrong = judged[shape]
            yield Violation(each, *wrong) if wrong is not None else None


def urns_declared(history: History) -> Iterator[Violation | None]:
    """The schemas of a resource are those of its type, each once."""
    schemas = declared(history)
    for each in history.answered:
        for endpoint, resource in each.shown:
            listed = resource.get("schemas")
            known = schemas.urns(endpoint)
            if not isinstance(listed, list) or not known:
                continue
            unknown = [one for one in listed if not isinstance(one, str) or one.lower() not in known]
            twice = [one for one in listed if listed.count(one) > 1]
            if unknown or twice:
                wanted = "each schema once" if twice else "only schemas that /ResourceTypes lists for it"
                yield Violation(each, wanted, f"schemas with {show((twice or unknown)[0])}", "schemas")
            else:
                yield None


def _resources(history: History, known: Declared) -> Iterator[tuple[Operation, str, dict[str, Any]]]:
    if known:
        for each in history.answered:
            for endpoint, resource in each.shown:
                yield each, endpoint, resource


def _mistyped(place: Place) -> tuple[str, str, str] | None:
    several, kind = place.attribute.get("multiValued"), str(place.attribute.get("type"))
    if several is True and not isinstance(place.value, list):
        return f"{place.path} is a list, as the schema says", f"{place.path} = {show(place.value, 120)}", place.path
    if several is False and isinstance(place.value, list):
        return f"{place.path} is one value", f"{place.path} = {show(place.value, 120)}", place.path
    for each in place.value if isinstance(place.value, list) else [place.value]:
        wanted = _TYPES.get(kind)
        if each is None or wanted is None:
            continue
        if not isinstance(each, wanted) or (isinstance(each, bool) and kind != "boolean"):
            return f"{place.path} is of type {kind}", f"{place.path} = {show(each, 120)}", place.path
    return None


def _documents(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    if not operation.endpoint or not isinstance(operation.exchange.json, dict):
        return
    if operation.is_list:
        yield "list-response", operation.exchange.resource
    if not operation.projected:
        yield from ((_SCHEMA_OF[endpoint], resource) for endpoint, resource in operation.shown)


def _shape(value: Any, key: str = "") -> Any:
    """Return what of a document decides whether it is valid: its names and types, and the few texts that count."""
    if isinstance(value, dict):
        return {name: _shape(value[name], name) for name in sorted(value)}
    if isinstance(value, list):
        return [*sorted({str(_shape(each, key)) for each in value})]
    if key.lower() in ("schemas", "created", "lastmodified", "primary") or value == "":
        return f"{key}={value}" if key.lower() in ("schemas", "primary") or value == "" else len(str(value))
    return type(value).__name__


@cache
def _validators() -> dict[str, tuple[Draft202012Validator, dict[str, str]]]:
    """Return, by name, the validator of each SCIM document and its names, by their lower-case form."""
    files = {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((data.schemas() / "scim").glob("*.schema.json"))
    }
    registry: Registry[Any] = Registry().with_resources(
        (each["$id"], Resource.from_contents(each)) for each in files.values()
    )
    names = {name.lower(): name for each in files.values() for name in _property_names(each)}
    return {
        name: (
            Draft202012Validator(each, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER),
            names,
        )
        for name, each in files.items()
    }


def _property_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        known = schema.get("properties")
        yield from known if isinstance(known, dict) else ()
        for each in schema.values():
            yield from _property_names(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _property_names(each)


def _invalid(name: str, document: dict[str, Any], *, whole: bool) -> tuple[str, str, str] | None:
    validator, names = _validators()[name]
    spelled = _spelled(document, names)
    for error in validator.iter_errors(spelled):
        if error.validator == "required" and not whole and name in _SCHEMA_OF.values():
            continue  # an answer to a write, and an element of a list, may be short
        return _said(error)
    return None


def _spelled(value: Any, names: Mapping[str, str]) -> Any:
    """Return a document with its names in the letter case of the RFCs: SCIM compares them without regard to that."""
    if isinstance(value, dict):
        return {names.get(key.lower(), key): _spelled(each, names) for key, each in value.items()}
    return [_spelled(each, names) for each in value] if isinstance(value, list) else value


def _said(error: ValidationError) -> tuple[str, str, str]:
    at = ".".join(str(each) for each in error.absolute_path if not isinstance(each, int))
    where = at or "the resource"
    if error.validator == "required":
        return f"{where} with what RFC 7643 requires", error.message, at
    if error.validator in ("type", "anyOf"):
        wanted = error.schema.get("type", "") if isinstance(error.schema, dict) else ""
        kinds = " or ".join(each for each in ([wanted] if isinstance(wanted, str) else wanted) if each != "null")
        return f"{where}: {kinds or 'as in RFC 7643'}", f"{where} = {show(error.instance, 120)}", at
    return f"{where} as in RFC 7643 and RFC 7644", error.message[:200], at
