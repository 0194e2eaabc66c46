"""Values for attributes that a target may require: realistic ones for known attributes, else by type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scimproof.calibrate.model import Template
from scimproof.capabilities import CORE_GROUP, CORE_USER, ENTERPRISE
from scimproof.published import Published

KNOWN: Template = {
    "externalId": "{nickname}",
    "name": {"formatted": "{given} {family}", "familyName": "{family}", "givenName": "{given}"},
    "displayName": "{display}",
    "nickName": "{given}",
    "emails": [{"value": "{mail}", "type": "work", "primary": True}],
    "active": True,
    "password": "Aa1!{nickname}.{family}",
    "userType": "Employee",
    "title": "Engineer",
    "preferredLanguage": "en-US",
    "locale": "en-US",
    "timezone": "Europe/London",
    "profileUrl": "https://scimproof.example/{nickname}",
    "phoneNumbers": [{"value": "{telephone}", "type": "work"}],
    "addresses": [{"type": "work", "formatted": "1 Harbour Way", "locality": "Utrecht", "country": "NL"}],
    "roles": [{"value": "User"}],
    "entitlements": [{"value": "User"}],
    "ims": [{"value": "{nickname}", "type": "xmpp"}],
    "photos": [{"value": "https://scimproof.example/{nickname}.png", "type": "photo"}],
    "schemas": [CORE_USER],
    ENTERPRISE: {
        "employeeNumber": "{employee}",
        "costCenter": "100",
        "organization": "Operations",
        "division": "Field",
        "department": "Operations",
    },
}
"""Of users; what else a schema requires is made up from its type."""

MEMBERS = (
    [{"value": "{member}"}],
    [{"value": "{member}", "$ref": "{member_ref}"}],
    [{"value": "{member}", "$ref": "{member_ref}", "type": "User", "display": "{member_name}"}],
)
"""Ways to name a member, the plainest first."""

_MADE_UP: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "decimal": 1.5,
    "dateTime": "2024-01-31T12:00:00Z",
    "reference": "https://scimproof.example/{nickname}",
    "binary": "U0NJTQ==",
}


def known_names(published: Published, resource: str, urns: list[str]) -> dict[str, str]:
    """Return the names that a refusal may speak of, in lower case, to the paths that they stand for."""
    names: dict[str, str] = {"meta": "meta", "schemas": "schemas", "externalid": "externalId"}
    core = KNOWN if resource == CORE_USER else {"displayName": "", "members": [{"value": "", "$ref": ""}]}
    for name, value in core.items():
        if not name.startswith("urn:"):
            names |= {each.lower(): each for each in _paths(name, value)}
    if resource == CORE_USER:
        names |= {each: f"{ENTERPRISE}:{name}" for name in KNOWN[ENTERPRISE] if (each := name.lower()) not in names}
        names["username"] = "userName"
    for urn in (resource, *urns):
        for attribute in _attributes(published, urn):
            path = str(attribute["name"]) if urn == resource else f"{urn}:{attribute['name']}"
            names.setdefault(str(attribute["name"]).lower(), path)
            for sub in _listed(attribute.get("subAttributes")):
                names.setdefault(f"{attribute['name']}.{sub['name']}".lower(), f"{path}.{sub['name']}")
    return names


def required(published: Published, resource: str, urns: list[str]) -> list[str]:
    """Return the paths that the target's schemas require of a client, sub-attributes and extensions included."""
    return [
        f"{urn}:{attribute['name']}" if urn != resource else str(attribute["name"])
        for urn in (resource, *urns)
        for attribute in _attributes(published, urn)
        if attribute.get("required") is True and attribute.get("mutability") != "readOnly"
    ]


def value_of(path: str, published: Published, resource: str) -> Any:
    """Return a value for an attribute: the usual one, or one that its schema allows."""
    urn, name = _split(path, resource)
    usual = KNOWN.get(urn, {}).get(name) if urn == ENTERPRISE else KNOWN.get(name)
    attribute = next((each for each in _attributes(published, urn) if str(each["name"]).lower() == name.lower()), None)
    allowed = (attribute or {}).get("canonicalValues")
    if isinstance(allowed, list) and allowed and usual not in allowed and not isinstance(usual, list | dict):
        return allowed[0]
    if usual is not None and urn in (resource, ENTERPRISE):
        return usual
    return _made_up(attribute) if attribute else "{nickname}"


def put(body: Template, path: str, value: Any, resource: str) -> Template:
    """Return a body with a value at a path (``name.givenName``, ``urn:…:User:x``); its schemas name the extension."""
    whole, _, sub = path.partition(".") if not path.startswith("urn:") else (path, "", "")
    if path.startswith("urn:"):
        urn, name = _split(path, resource)
        held = body.get(urn)
        schemas = [*body.get("schemas", []), *([] if urn in body.get("schemas", []) else [urn])]
        return {**body, "schemas": schemas, urn: {**(held if isinstance(held, dict) else {}), name: value}}
    if not sub:
        return {**body, whole: value}
    held = body.get(whole)
    if isinstance(held, list):
        return {**body, whole: [{**each, sub: value} if isinstance(each, dict) else each for each in held]}
    return {**body, whole: {**(held if isinstance(held, dict) else {}), sub: value}}


def without(body: Template, path: str, resource: str) -> Template:
    """Return a body without what is at a path; what becomes empty goes too."""
    if path.startswith("urn:"):
        urn, name = _split(path, resource)
        inner = {key: value for key, value in body.get(urn, {}).items() if key != name} if name else {}
        rest = {key: value for key, value in body.items() if key != urn}
        if inner:
            return {**rest, urn: inner}
        return {**rest, "schemas": [each for each in body.get("schemas", []) if each != urn]}
    whole, _, sub = path.partition(".")
    held = body.get(whole)
    if not sub or held is None:
        return {key: value for key, value in body.items() if key != whole}
    listed = held if isinstance(held, list) else [held]
    kept = [{key: value for key, value in each.items() if key != sub} for each in listed if isinstance(each, dict)]
    if not any(kept):
        return {key: value for key, value in body.items() if key != whole}
    return {**body, whole: kept if isinstance(held, list) else kept[0]}


def holds(body: Template, path: str, resource: str) -> bool:
    """Tell whether a body has something at a path."""
    return without(body, path, resource) != body


def _made_up(attribute: dict[str, Any]) -> Any:
    if attribute.get("type") == "complex":
        subs = [each for each in _listed(attribute.get("subAttributes")) if each.get("mutability") != "readOnly"]
        needed = [each for each in subs if each.get("required") is True] or subs
        made = {str(each["name"]): _made_up({**each, "multiValued": False}) for each in needed}
        value: Any = made or {"value": "{nickname}"}
    else:
        allowed = attribute.get("canonicalValues")
        first = allowed[0] if isinstance(allowed, list) and allowed else None
        value = first if first is not None else _MADE_UP.get(str(attribute.get("type")), "{nickname}")
    return [value] if attribute.get("multiValued") is True else value


def _split(path: str, resource: str) -> tuple[str, str]:
    if not path.startswith("urn:"):
        return resource, path.partition(".")[0]
    if path in (ENTERPRISE, CORE_USER, CORE_GROUP):
        return path, ""
    urn, _, name = path.rpartition(":")
    return urn, name.partition(".")[0]


def _attributes(published: Published, urn: str) -> list[dict[str, Any]]:
    return _listed((published.schema(urn) or {}).get("attributes"))


def _listed(value: Any) -> list[dict[str, Any]]:
    known = value if isinstance(value, list) else []
    return [each for each in known if isinstance(each, dict) and isinstance(each.get("name"), str)]


def _paths(name: str, value: Any) -> Iterator[str]:
    yield name
    inner = value[0] if isinstance(value, list) and value else value
    if isinstance(inner, dict):
        yield from (f"{name}.{sub}" for sub in inner)
