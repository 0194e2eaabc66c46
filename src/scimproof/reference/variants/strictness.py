"""Legal differences in what is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.filter_parser import Compare, FilterParser, Not, Or, Within
from scimproof.reference.messages import Resource, ScimError, invalid_value
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.filter_parser import Node
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute


@variant("unknown-attributes-refused")
def _(provider: Provider) -> None:
    """A resource with an attribute that no schema knows is refused; extensions are let in whole."""

    def box(original: Original, attributes: dict[str, Attribute], body: Resource) -> Resource:
        for name in body:
            if name.lower() not in attributes and not name.lower().startswith("urn:") and name.lower() != "manager":
                raise invalid_value(f"{name} is no attribute of this resource")
        return dict(original(attributes, body))

    wrap(provider.intake, "box", box)


@variant("filters-eq-and-only")
def _(provider: Provider) -> None:
    """Filters know only what Entra ID sends, eq and and; the rest is refused with invalidFilter."""

    class Small(FilterParser):
        def parse(self) -> Node:
            node = super().parse()
            if _is_more(node):
                self.fail("only eq and and are supported")
            return node

    provider.filters.parser = Small


@variant("empty-patch-refused")
def _(provider: Provider) -> None:
    """A PATCH without operations is refused, as RFC 7644 would have it."""

    def operations(original: Original, body: Resource) -> list[Resource]:
        found: list[Resource] = original(body)
        if not found:
            raise ScimError(400, "Operations must not be empty", "invalidValue")
        return found

    wrap(provider.patcher, "operations", operations)


@variant("group-names-may-repeat")
def _(provider: Provider) -> None:
    """Two groups may have the same name: RFC 7643 does not forbid it."""
    provider.schema.group.core["displayname"].uniqueness = "none"
    group = provider.schema.published

    def published() -> list[Resource]:
        documents = group()
        for each in documents[-1]["attributes"]:
            each["uniqueness"] = "none"
        return documents

    swap(provider.schema, "published", published)


def _is_more(node: Node) -> bool:
    if isinstance(node, Or | Not):
        return True
    if isinstance(node, Compare):
        return node.operator != "eq" or (node.within is not None and _is_more(node.within))
    return _is_more(node.filter) if isinstance(node, Within) else _is_more(node.left) or _is_more(node.right)
