"""The schema table: parsed once per provider from the documents it publishes; everything else asks it.

Attribute names are compared without regard to case; an extension attribute may be named with its URN in front.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

from scimproof.reference.definitions import CUSTOM, ENTERPRISE, GROUP, USER, Document, attribute


@dataclass(slots=True)
class Attribute:
    """One attribute or sub-attribute, as the provider behaves (not as it publishes)."""

    name: str
    type: str
    multi: bool
    required: bool
    case_exact: bool
    mutability: str
    returned: str
    uniqueness: str
    subs: dict[str, Attribute] = field(default_factory=dict)

    @property
    def read_only(self) -> bool:
        """Whether a client's value is none of our business."""
        return self.mutability == "readOnly"

    def key(self, value: object) -> object:
        """Return what a value is compared by: letter case counts only where the schema says so."""
        return value.casefold() if isinstance(value, str) and not self.case_exact else value


class Place(NamedTuple):
    """Where a path leads: an attribute or sub-attribute, in the core (urn None) or in an extension.

    `attribute` is None for the extension (or the resource) as a whole.
    """

    urn: str | None
    attribute: Attribute | None
    sub: Attribute | None


@dataclass(slots=True)
class Kind:
    """A resource type.

    Attributes:
        boxes: the attributes of the core (key None) and of each extension (key its URN), names in lower case.
        urns: URN in lower case to the key in `boxes`.
        aliases: extension attributes that may be named without their URN, as Entra ID names ``manager``.
    """

    name: str
    endpoint: str
    urn: str
    extensions: list[str]
    boxes: dict[str | None, dict[str, Attribute]]
    urns: dict[str, str | None]
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def core(self) -> dict[str, Attribute]:
        """The attributes outside extensions."""
        return self.boxes[None]


_COMMON = (
    attribute("schemas", "", "reference", multiValued=True, caseExact=True, returned="always"),
    attribute("id", "", caseExact=True, mutability="readOnly", returned="always", uniqueness="server"),
    attribute(
        "meta",
        "",
        "complex",
        mutability="readOnly",
        subs=[
            attribute("resourceType", "", mutability="readOnly", caseExact=True),
            attribute("created", "", "dateTime", mutability="readOnly"),
            attribute("lastModified", "", "dateTime", mutability="readOnly"),
            attribute("location", "", "reference", mutability="readOnly", caseExact=True),
            attribute("version", "", mutability="readOnly", caseExact=True),
        ],
    ),
)


class Schema:
    """The resource types and how their attributes are found."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {each["id"]: each for each in (USER, ENTERPRISE, CUSTOM, GROUP)}
        self.user = self.new_kind("User", "/Users", USER, ENTERPRISE, CUSTOM)
        self.user.aliases["manager"] = ENTERPRISE["id"]
        self.group = self.new_kind("Group", "/Groups", GROUP)
        self.kinds = {"Users": self.user, "Groups": self.group}

    def published(self) -> list[Document]:
        """Return the Schema resources as a client may read them, free to change."""
        return deepcopy(list(self.documents.values()))

    def own(self, urn: str) -> Document:
        """Return a published document to change: a copy of this provider's own, in the place of what all share."""
        self.documents[urn] = deepcopy(self.documents[urn])
        return self.documents[urn]

    def resolve(self, kind: Kind, path: str) -> Place | None:
        """Return where a path without brackets leads, None when nothing is there.

        An URN holds colons and, in "2.0", a dot: so it ends at the last colon, and only then come dots.
        """
        whole = kind.urns.get(path.lower(), "")
        if whole != "":
            return Place(whole, None, None)
        prefix, _, name = path.rpartition(":")
        head, dot, tail = name.lower().partition(".")
        if prefix:
            if prefix.lower() not in kind.urns:
                return None
            urn = kind.urns[prefix.lower()]
        else:
            urn = kind.aliases.get(head)
        found = kind.boxes[urn].get(head)
        if found is None:
            return None
        if not dot:
            return Place(urn, found, None)
        sub = found.subs.get(tail)
        return None if sub is None else Place(urn, found, sub)

    def new_kind(self, name: str, endpoint: str, core: Document, *extensions: Document) -> Kind:
        """Return a resource type made from its documents, not served yet."""
        boxes: dict[str | None, dict[str, Attribute]] = {None: _parse([*_COMMON, *core["attributes"]])}
        urns: dict[str, str | None] = {core["id"].lower(): None}
        for each in extensions:
            boxes[each["id"]] = _parse(each["attributes"])
            urns[each["id"].lower()] = each["id"]
        return Kind(name, endpoint, core["id"], [each["id"] for each in extensions], boxes, urns)


def _parse(documents: list[Document]) -> dict[str, Attribute]:
    return {
        each["name"].lower(): Attribute(
            name=each["name"],
            type=each["type"],
            multi=each["multiValued"],
            required=each["required"],
            case_exact=each["caseExact"] or each["type"] not in ("string", "reference", "complex"),
            mutability=each["mutability"],
            returned=each["returned"],
            uniqueness=each["uniqueness"],
            subs=_parse(each.get("subAttributes", [])),
        )
        for each in documents
    }
