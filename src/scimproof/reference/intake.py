"""From a request body to what is stored: names and types from the schema table, other values unchanged.

Lenient where Entra ID needs it: booleans as words, manager as a bare id, null and [] for "no value".
Unknown attributes and read-only ones are left out, as RFC 7644 3.3 has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Resource, invalid_syntax, invalid_value

if TYPE_CHECKING:
    from scimproof.reference.schema import Attribute, Kind, Schema

LEGACY_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
"""What Entra ID has named the group schema."""

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]*={0,2}\s*")


class Intake:
    """Reads bodies of POST and PUT, and single values for PATCH. None always means "no value"."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def read(self, kind: Kind, body: Resource) -> Resource:
        """Return the resource in `body`.

        Raises:
            ScimError: 400 when a value does not fit or a required one is missing.
        """
        self.check_schemas(kind, body)
        resource = self.box(kind.core, body)
        for name, content in body.items():
            urn = kind.urns.get(name.lower())
            if urn and isinstance(content, dict) and (inner := self.extension(kind, urn, content)):
                resource[urn] = inner
            elif urn and content is not None and not isinstance(content, dict):
                raise invalid_value(f"{urn} must be an object")
        for alias, urn in kind.aliases.items():
            self.unqualified(kind, urn, alias, body, resource)
        self.check_required(kind, resource)
        self.defaults(kind, resource)
        return resource

    def check_schemas(self, kind: Kind, body: Resource) -> None:
        """Refuse a body that says it is something else; one that says nothing is taken for what the endpoint serves."""
        named = next((value for name, value in body.items() if name.lower() == "schemas"), None)
        if named is None:
            return
        if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
            raise invalid_syntax("schemas must be a list of URIs")
        if not any(each.lower() == kind.urn.lower() or self.legacy_schema(kind, each) for each in named):
            raise invalid_syntax(f"schemas must contain {kind.urn}")

    def legacy_schema(self, kind: Kind, urn: str) -> bool:
        """Whether it is another name by which Entra ID means this resource type."""
        return kind.name == "Group" and urn == LEGACY_GROUP

    def box(self, attributes: dict[str, Attribute], body: Resource) -> Resource:
        """Return the values of one box (the core or one extension) that a client may set and that are known."""
        taken: Resource = {}
        for name, content in body.items():
            attribute = attributes.get(name.lower())
            if attribute is None or attribute.read_only or attribute.name == "schemas":
                continue
            value = self.value(attribute, content)
            if value is not None:
                taken[attribute.name] = value
        return taken

    def extension(self, kind: Kind, urn: str, content: Resource) -> Resource:
        """Return the values of an extension; that `schemas` does not list it is no obstacle."""
        return self.box(kind.boxes[urn], content)

    def unqualified(self, kind: Kind, urn: str, alias: str, body: Resource, resource: Resource) -> None:
        """Take an extension attribute that stands at the top level, without its URN."""
        attribute = kind.boxes[urn][alias]
        for name, content in body.items():
            if name.lower() == alias and (value := self.value(attribute, content)) is not None:
                resource.setdefault(urn, {})[attribute.name] = value

    def check_required(self, kind: Kind, resource: Resource) -> None:
        """Refuse a resource without a required attribute, or with an empty one."""
        for attribute in kind.core.values():
            if not attribute.required:
                continue
            value = resource.get(attribute.name)
            if value is None or (isinstance(value, str) and not value.strip()):
                raise invalid_value(f"{attribute.name} is required")

    def defaults(self, kind: Kind, resource: Resource) -> None:
        """Fill in what a client may leave out."""
        if kind.name == "User":
            resource.setdefault("active", True)

    def value(self, attribute: Attribute, content: Any) -> Any:
        """Return the value for a whole attribute, or None when there is none."""
        if content is None or content == []:
            return None
        if attribute.multi:
            return self.several(attribute, content)
        if isinstance(content, list) and len(content) == 1 and attribute.type == "complex":
            content = content[0]
        return self.single(attribute, content)

    def several(self, attribute: Attribute, content: Any) -> list[Any] | None:
        """Return the elements of a multi-valued attribute, each member of a group once."""
        if not isinstance(content, list):
            raise invalid_value(f"{attribute.name} must be a list")
        elements = [self.single(attribute, each) for each in content]
        kept = [each for each in elements if each is not None and each != {}]
        if sum(1 for each in kept if isinstance(each, dict) and each.get("primary") is True) > 1:
            raise invalid_value(f"{attribute.name} must have one primary value at most")
        if attribute.name == "members":
            kept = list({each.get("value"): each for each in kept}.values())
        return kept or None

    def single(self, attribute: Attribute, content: Any) -> Any:
        """Return one value: of a single-valued attribute, or one element of a multi-valued one."""
        if content is None:
            return None
        if attribute.type == "complex":
            return self.complex(attribute, content)
        return self.scalar(attribute, content, attribute.name)

    def complex(self, attribute: Attribute, content: Any) -> Resource | None:
        """Return a complex value; references may be given as the bare id."""
        if isinstance(content, str) and self.bare_reference(attribute):
            content = {"value": content} if content else {}
        if not isinstance(content, dict):
            raise invalid_value(f"{attribute.name} must be an object")
        taken: Resource = {}
        for name, inner in content.items():
            sub = attribute.subs.get(name.lower())
            if sub is not None and not sub.read_only and inner is not None:
                taken[sub.name] = self.scalar(sub, inner, f"{attribute.name}.{sub.name}")
        return self.complete(attribute, taken)

    def complete(self, attribute: Attribute, taken: Resource) -> Resource | None:
        """Check a complex value as a whole. What can be derived from a reference (`$ref`, type) is not kept."""
        if not self.bare_reference(attribute):
            return taken or None
        if not taken.get("value"):
            if attribute.multi:
                raise invalid_value(f"{attribute.name}.value is required")
            return None
        return {"value": taken["value"]}

    def bare_reference(self, attribute: Attribute) -> bool:
        """Whether the attribute refers to another resource: ``manager``, ``members``."""
        return attribute.name in ("manager", "members")

    def scalar(self, attribute: Attribute, content: Any, name: str) -> Any:
        """Return a simple value of the attribute's type; `name` is what an error calls it."""
        return getattr(self, f"as_{attribute.type}")(content, name)

    def as_string(self, content: Any, name: str) -> str:
        """Return a string, exactly as sent."""
        if not isinstance(content, str):
            raise invalid_value(f"{name} must be a string")
        return content

    as_reference = as_string

    def as_boolean(self, content: Any, name: str) -> bool:
        """Return a boolean; Entra ID sends the words "True" and "False"."""
        if isinstance(content, bool):
            return content
        if isinstance(content, str) and content.lower() in ("true", "false"):
            return content.lower() == "true"
        raise invalid_value(f"{name} must be true or false")

    def as_integer(self, content: Any, name: str) -> int:
        """Return a whole number."""
        if isinstance(content, bool) or not isinstance(content, int):
            raise invalid_value(f"{name} must be a whole number")
        return content

    def as_dateTime(self, content: Any, name: str) -> str:  # noqa: N802 - the name of the type in the schema
        """Return a moment, as text exactly as sent."""
        if not isinstance(content, str) or not _DATE_TIME.fullmatch(content):
            raise invalid_value(f"{name} must be a date and time such as 2026-01-31T08:00:00Z")
        return content

    def as_binary(self, content: Any, name: str) -> str:
        """Return base64 text, exactly as sent."""
        if not isinstance(content, str) or not _BASE64.fullmatch(content):
            raise invalid_value(f"{name} must be base64")
        return content
