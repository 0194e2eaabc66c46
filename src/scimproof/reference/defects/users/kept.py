"""Faults in keeping what a create sends, and in showing a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Resource, invalid_value
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scimproof.reference.provider import Provider


def _on_create(provider: Provider, change: Callable[[Resource], None]) -> None:
    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        if kind.name == "User":
            change(resource)
        return original(kind, resource)  # type: ignore[no-any-return]

    wrap(provider.store, "insert", insert)


@defect("only-the-primary-role", caught_by={"users.every-role-kept"}, source="buildbuddy-io/buildbuddy#10578")
def only_the_primary_role(provider: Provider) -> None:
    """Of several roles only the primary one is kept."""

    def change(user: Resource) -> None:
        roles = user.get("roles", [])
        if len(roles) > 1:
            user["roles"] = [each for each in roles if each.get("primary") is True]

    _on_create(provider, change)


@defect("one-value-per-type", caught_by={"users.several-of-one-type"}, source="wso2/product-is#3391")
def one_value_per_type(provider: Provider) -> None:
    """Of two e-mail addresses of one type the last is kept."""

    def change(user: Resource) -> None:
        if "emails" in user:
            user["emails"] = list({each.get("type"): each for each in user["emails"]}.values())

    _on_create(provider, change)


@defect("capitals-in-addresses-refused", caught_by={"users.email-with-capitals"}, source="RFC 7643 4.1.2")
def capitals_in_addresses_refused(provider: Provider) -> None:
    """An e-mail address with a capital letter is refused."""

    def change(user: Resource) -> None:
        if any(str(each.get("value")) != str(each.get("value")).lower() for each in user.get("emails", ())):
            raise invalid_value("emails.value must be in lower case")

    _on_create(provider, change)


@defect("sub-attributes-in-one-letter-case", caught_by={"users.sub-attributes-any-case"}, source="simstudioai/sim#7567")
def sub_attributes_in_one_letter_case(provider: Provider) -> None:
    """The parts of a name are known in camel case alone; others are dropped."""

    def complex_(original: Original, attribute: Any, content: Any) -> Any:
        if attribute.name == "name" and isinstance(content, dict):
            known = {each.name for each in attribute.subs.values()}
            content = {name: value for name, value in content.items() if name in known}
        return original(attribute, content)

    wrap(provider.intake, "complex", complex_)


@defect("sub-attributes-not-selected", caught_by={"users.sub-attribute-asked-for"}, source="RFC 7644 3.9")
def sub_attributes_not_selected(provider: Provider) -> None:
    """Of an attribute that is asked for in part nothing is shown."""

    def named(original: Original, kind: Kind, query: dict[str, str], parameter: str) -> Any:
        text = query.get(parameter, "")
        if parameter == "attributes" and text:
            whole = [each for each in text.split(",") if "." not in each.rpartition(":")[2]] or ["id"]
            query = {**query, parameter: ",".join(whole)}
        return original(kind, query, parameter)

    wrap(provider.projector, "named", named)
