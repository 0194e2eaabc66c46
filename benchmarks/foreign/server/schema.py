"""The attributes of users and groups (RFC 7643 sections 3.1, 4 and 8.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True)
class Attribute:
    """One attribute definition, with the characteristics of RFC 7643 section 7."""

    name: str
    kind: str = "string"
    many: bool = False
    exact: bool = False
    required: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    canonical: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subs: tuple[Attribute, ...] = ()
    about: str = ""

    def sub(self, name: str) -> Attribute | None:
        """Return the sub-attribute of that name in any letter case."""
        return next((each for each in self.subs if each.name.lower() == name.lower()), None)


def _plural(name: str, *types: str, kind: str = "string", exact: bool = False, about: str = "") -> Attribute:
    """A multi-valued attribute with the default sub-attributes of RFC 7643 2.4."""
    references = ("external",) if kind == "reference" else ()
    return Attribute(
        name,
        "complex",
        many=True,
        about=about or f"{name} of the user.",
        subs=(
            Attribute("value", kind, exact=exact or kind != "string", references=references, about="The value."),
            Attribute("display", about="The value for people to read."),
            Attribute("type", canonical=types, about="What the value is for."),
            Attribute("primary", "boolean", about="Whether it is the preferred value."),
        ),
    )


ID = Attribute("id", exact=True, required=True, mutability="readOnly", returned="always", uniqueness="server")
EXTERNAL_ID = Attribute("externalId", exact=True, about="The id that the client knows the resource by.")
SCHEMAS = Attribute("schemas", "reference", many=True, exact=True, required=True, references=("uri",))
META = Attribute(
    "meta",
    "complex",
    mutability="readOnly",
    subs=(
        Attribute("resourceType", exact=True, mutability="readOnly"),
        Attribute("created", "dateTime", mutability="readOnly"),
        Attribute("lastModified", "dateTime", mutability="readOnly"),
        Attribute("location", "reference", exact=True, mutability="readOnly", references=("uri",)),
        Attribute("version", exact=True, mutability="readOnly"),
    ),
)
COMMON = (ID, EXTERNAL_ID, META, SCHEMAS)

_NAME = Attribute(
    "name",
    "complex",
    about="The parts of the name.",
    subs=tuple(
        Attribute(name, about=f"{name} of the user.")
        for name in ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
    ),
)
_ADDRESSES = Attribute(
    "addresses",
    "complex",
    many=True,
    about="Postal addresses.",
    subs=(
        *(
            Attribute(name, about=f"{name} of the address.")
            for name in ("formatted", "streetAddress", "locality", "region", "postalCode", "country")
        ),
        Attribute("type", canonical=("work", "home", "other"), about="What the address is for."),
        Attribute("primary", "boolean", about="Whether it is the preferred address."),
    ),
)
_GROUPS = Attribute(
    "groups",
    "complex",
    many=True,
    mutability="readOnly",
    about="The groups of the user, direct and indirect.",
    subs=(
        Attribute("value", exact=True, mutability="readOnly", about="The id of the group."),
        Attribute("$ref", "reference", exact=True, mutability="readOnly", references=("Group",), about="Where it is."),
        Attribute("display", mutability="readOnly", about="The name of the group."),
        Attribute("type", mutability="readOnly", canonical=("direct", "indirect"), about="How the user came in."),
    ),
)
_MEMBERS = Attribute(
    "members",
    "complex",
    many=True,
    about="Users and groups in this group.",
    subs=(
        Attribute("value", exact=True, mutability="immutable", about="The id of the member."),
        Attribute(
            *("$ref", "reference"),
            exact=True,
            mutability="immutable",
            references=("User", "Group"),
            about="Where the member is.",
        ),
        Attribute("type", mutability="immutable", canonical=("User", "Group"), about="What the member is."),
        Attribute("display", mutability="readOnly", about="The name of the member."),
    ),
)
_MANAGER = Attribute(
    "manager",
    "complex",
    about="The manager of the user.",
    subs=(
        Attribute("value", exact=True, about="The id of the manager."),
        Attribute("$ref", "reference", exact=True, references=("User",), about="Where the manager is."),
        Attribute("displayName", mutability="readOnly", about="The name of the manager."),
    ),
)

ATTRIBUTES: dict[str, tuple[Attribute, ...]] = {
    USER: (
        Attribute("userName", required=True, uniqueness="server", about="The name that the user signs in with."),
        _NAME,
        *(Attribute(name, about=f"{name} of the user.") for name in ("displayName", "nickName")),
        Attribute("profileUrl", "reference", exact=True, references=("external",), about="A page about the user."),
        *(
            Attribute(name, about=f"{name} of the user.")
            for name in ("title", "userType", "preferredLanguage", "locale", "timezone")
        ),
        Attribute("active", "boolean", about="Whether the user may sign in."),
        Attribute("password", exact=True, mutability="writeOnly", returned="never", about="Never shown."),
        _plural("emails", "work", "home", "other"),
        _plural("phoneNumbers", "work", "home", "mobile", "fax", "pager", "other"),
        _plural("ims", "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
        _plural("photos", "photo", "thumbnail", kind="reference"),
        _ADDRESSES,
        _GROUPS,
        _plural("entitlements"),
        _plural("roles"),
        _plural("x509Certificates", kind="binary"),
    ),
    GROUP: (
        Attribute("displayName", required=True, uniqueness="server", about="The name of the group."),
        _MEMBERS,
    ),
    ENTERPRISE: (
        *(
            Attribute(name, about=f"{name} of the user.")
            for name in ("employeeNumber", "costCenter", "organization", "division", "department")
        ),
        _MANAGER,
    ),
}
KINDS = {"User": (USER, (ENTERPRISE,)), "Group": (GROUP, ())}
ENDPOINTS = {"Users": "User", "Groups": "Group"}


def published(urn: str) -> tuple[Attribute, ...]:
    """Return what /Schemas shows: the attributes, and externalId, which Entra's gallery test looks for there."""
    return ATTRIBUTES[urn] if urn == ENTERPRISE else (*ATTRIBUTES[urn], replace(EXTERNAL_ID))


@dataclass(frozen=True)
class Located:
    """Where a name leads: the extension it belongs to (None: core), the attribute, and the sub-attribute."""

    urn: str | None
    attribute: Attribute | None
    sub: Attribute | None = None

    @property
    def leaf(self) -> Attribute | None:
        """The attribute that is addressed in the end."""
        return self.sub or self.attribute


def locate(kind: str, text: str) -> Located | None:
    """Find ``name``, ``name.sub`` or either with a schema URN before it, in any letter case; None when unknown.

    A bare extension URN gives a ``Located`` without an attribute. An attribute of the enterprise extension is found
    without its URN too, because Entra sends ``manager`` that way.
    """
    core, extensions = KINDS[kind]
    urn, rest = _split(text, (core, *extensions))
    if urn in extensions and not rest:
        return Located(urn, None)
    if urn == core:
        urn = None
    name, _, part = rest.partition(".")
    places = [urn] if urn else [None, *extensions]
    for place in places:
        known = ATTRIBUTES[place] if place else (*COMMON, *ATTRIBUTES[core])
        found = next((each for each in known if each.name.lower() == name.lower()), None)
        if found is None:
            continue
        if not part:
            return Located(place, found)
        sub = found.sub(part)
        return Located(place, found, sub) if sub else None
    return None


def _split(text: str, urns: tuple[str, ...]) -> tuple[str | None, str]:
    """Cut a known schema URN off the front."""
    for urn in urns:
        if text.lower() == urn.lower():
            return urn, ""
        if text.lower().startswith(urn.lower() + ":"):
            return urn, text[len(urn) + 1 :]
    return None, text
