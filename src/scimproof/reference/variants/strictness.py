"""Legal differences in what is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.filter_parser import Compare, FilterParser, Not, Or, Within
from scimproof.reference.messages import Request, Resource, ScimError, invalid_syntax, invalid_value
from scimproof.reference.registry import Original, variant, wrap
from scimproof.reference.variants.declared import declare

if TYPE_CHECKING:
    from scimproof.reference.filter_parser import Node
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind


@variant("unknown-attributes-refused")
def unknown_attributes_refused(provider: Provider) -> None:
    """A resource with an attribute that no schema knows is refused; extensions are let in whole."""

    def box(original: Original, attributes: dict[str, Attribute], body: Resource) -> Resource:
        for name in body:
            if name.lower() not in attributes and not name.lower().startswith("urn:") and name.lower() != "manager":
                raise invalid_value(f"{name} is no attribute of this resource")
        return dict(original(attributes, body))

    wrap(provider.intake, "box", box)


@variant("filters-eq-and-only")
def filters_eq_and_only(provider: Provider) -> None:
    """Filters know only what Entra ID sends, eq and and; the rest is refused with invalidFilter."""

    class Small(FilterParser):
        def parse(self) -> Node:
            node = super().parse()
            if _is_more(node):
                self.fail("only eq and and are supported")
            return node

    provider.filters.parser = Small


@variant("unknown-paths-ignored")
def unknown_paths_ignored(provider: Provider) -> None:
    """A PATCH operation whose path no schema knows is overlooked, as unknown attributes are elsewhere."""

    def operation(original: Original, kind: Kind, work: Resource, sent: Resource) -> None:
        path = sent.get("path")
        if isinstance(path, str) and path and provider.paths.find(kind, path) is None:
            return
        original(kind, work, sent)

    wrap(provider.patcher, "operation", operation)


@variant("username-kept-in-lower-case", warns={"users.username-as-sent"})
def username_kept_in_lower_case(provider: Provider) -> None:
    """A userName is kept in lower case: its letter case does not count, yet Microsoft asks for values as sent."""

    def as_string(original: Original, content: object, name: str) -> str:
        kept: str = original(content, name)
        return kept.lower() if name == "userName" else kept

    wrap(provider.intake, "as_string", as_string)


@variant("emails-required")
def emails_required(provider: Provider) -> None:
    """A user must have an e-mail address, and the schema says so."""
    declare(provider, provider.schema.user, "emails", required=True)


@variant("emails-unique")
def emails_unique(provider: Provider) -> None:
    """No two users have the same e-mail address, and the schema says so."""
    declare(provider, provider.schema.user, "emails", "value", uniqueness="server")

    def check_unique(original: Original, kind: Kind, resource: Resource) -> None:
        original(kind, resource)
        mine = _emails(resource)
        for each in provider.store.all(kind) if mine and kind.name == "User" else ():
            if each["id"] != resource.get("id") and mine & _emails(each):
                raise ScimError(409, "The e-mail address is taken", "uniqueness")

    wrap(provider.store, "check_unique", check_unique)


@variant("display-names-unique")
def display_names_unique(provider: Provider) -> None:
    """No two users have the same displayName, and the schema says so."""
    declare(provider, provider.schema.user, "displayName", uniqueness="server")
    provider.store.indexed["User"] = ("userName", "externalId", "displayName")
    provider.store.index["User", "displayName"] = {}


@variant("schemas-required")
def schemas_required(provider: Provider) -> None:
    """A body without schemas is refused: RFC 7643 3 requires them."""

    def parse(original: Original, request: Request) -> Resource:
        body: Resource = original(request)
        if not any(name.lower() == "schemas" for name in body):
            raise invalid_syntax("schemas is required")
        return body

    wrap(provider.http, "parse", parse)


@variant("groups-hold-users-only")
def groups_hold_users_only(provider: Provider) -> None:
    """A group cannot be a member of a group."""

    def kind_of(original: Original, id_: str) -> Kind | None:
        found: Kind | None = original(id_)
        return None if found is provider.schema.group else found

    wrap(provider.members, "kind_of", kind_of)


@variant("empty-patch-refused")
def empty_patch_refused(provider: Provider) -> None:
    """A PATCH without operations is refused, as RFC 7644 would have it."""

    def operations(original: Original, body: Resource) -> list[Resource]:
        found: list[Resource] = original(body)
        if not found:
            raise ScimError(400, "Operations must not be empty", "invalidValue")
        return found

    wrap(provider.patcher, "operations", operations)


@variant("group-names-may-repeat", warns={"groups.duplicate-name-refused"})
def group_names_may_repeat(provider: Provider) -> None:
    """Two groups may have the same name: RFC 7643 does not forbid it."""
    declare(provider, provider.schema.group, "displayName", uniqueness="none")


def _emails(user: Resource) -> set[str]:
    return {each["value"].casefold() for each in user.get("emails", ()) if each.get("value")}


def _is_more(node: Node) -> bool:
    if isinstance(node, Or | Not):
        return True
    if isinstance(node, Compare):
        return node.operator != "eq" or (node.within is not None and _is_more(node.within))
    return _is_more(node.filter) if isinstance(node, Within) else _is_more(node.left) or _is_more(node.right)
