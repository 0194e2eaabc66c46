"""The core schemas of RFC 7643 (4.1 to 4.3, 8.7), for targets that publish none of their own."""

from __future__ import annotations

from typing import Any

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

Document = dict[str, Any]


def _text(name: str, **differs: Any) -> Document:
    return {"name": name, "type": "string", **differs}


def _complex(name: str, *subs: Document, **differs: Any) -> Document:
    return {"name": name, "type": "complex", "subAttributes": list(subs), **differs}


def _several(name: str, *types: str, value: str = "string") -> Document:
    return _complex(
        name,
        _text("value", type=value),
        _text("display"),
        _text("type", canonicalValues=list(types)),
        _text("primary", type="boolean"),
        multiValued=True,
    )


_USER = [
    _text("userName", required=True, uniqueness="server"),
    _text("externalId", caseExact=True),
    _complex(
        "name",
        *map(_text, ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")),
    ),
    *map(_text, ("displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone")),
    _text("profileUrl", type="reference"),
    _text("active", type="boolean"),
    _text("password", mutability="writeOnly", returned="never"),
    _several("emails", "work", "home", "other"),
    _several("phoneNumbers", "work", "home", "mobile", "fax", "pager", "other"),
    _several("ims", "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
    _several("photos", "photo", "thumbnail", value="reference"),
    _complex(
        "addresses",
        *map(_text, ("formatted", "streetAddress", "locality", "region", "postalCode", "country")),
        _text("type", canonicalValues=["work", "home", "other"]),
        _text("primary", type="boolean"),
        multiValued=True,
    ),
    _complex(
        "groups",
        *(_text(name, mutability="readOnly") for name in ("value", "$ref", "display", "type")),
        multiValued=True,
        mutability="readOnly",
    ),
    _several("entitlements"),
    _several("roles"),
    _several("x509Certificates", value="binary"),
]
_GROUP = [
    _text("displayName", required=True),
    _text("externalId", caseExact=True),
    _complex(
        "members",
        _text("value", mutability="immutable"),
        _text("$ref", type="reference", mutability="immutable"),
        _text("type", canonicalValues=["User", "Group"], mutability="immutable"),
        multiValued=True,
    ),
]
_ENTERPRISE_USER = [
    *map(_text, ("employeeNumber", "costCenter", "organization", "division", "department")),
    _complex("manager", _text("value"), _text("$ref", type="reference"), _text("displayName", mutability="readOnly")),
]

CORE_SCHEMAS: list[Document] = [
    {"id": f"{_CORE}User", "name": "User", "attributes": _USER},
    {"id": f"{_CORE}Group", "name": "Group", "attributes": _GROUP},
    {"id": _ENTERPRISE, "name": "EnterpriseUser", "attributes": _ENTERPRISE_USER},
]

CORE_TYPES: list[Document] = [
    {
        "name": "User",
        "endpoint": "/Users",
        "schema": f"{_CORE}User",
        "schemaExtensions": [{"schema": _ENTERPRISE, "required": False}],
    },
    {"name": "Group", "endpoint": "/Groups", "schema": f"{_CORE}Group"},
]
