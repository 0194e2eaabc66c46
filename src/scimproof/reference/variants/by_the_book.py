"""The RFCs to the letter, where Entra ID needs more: legal by them, but a finding under Entra's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Resource, ScimError, invalid_syntax, invalid_value
from scimproof.reference.patch_values import MISSING
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Attribute, Kind


@variant(
    "operations-in-lower-case-only", profiles={"rfc"}, warns={"groups.capitalised-operations", "patch.op-capitalised"}
)
def operations_in_lower_case_only(provider: Provider) -> None:
    """The words add, replace and remove are known in lower case alone."""

    def verb(original: Original, operation: Resource) -> str:
        if operation.get("op") not in ("add", "replace", "remove"):
            raise invalid_syntax("op must be add, replace or remove")
        known: str = original(operation)
        return known

    wrap(provider.patcher, "verb", verb)


@variant(
    "booleans-are-no-text",
    profiles={"rfc"},
    warns={"patch.active-as-string", "patch.primary-role", "users.active-as-string"},
)
def booleans_are_no_text(provider: Provider) -> None:
    """A boolean that comes as text is an invalid value."""

    def as_boolean(original: Original, content: object, name: str) -> bool:
        if isinstance(content, str):
            raise invalid_value(f"{name} must be true or false")
        known: bool = original(content, name)
        return known

    wrap(provider.intake, "as_boolean", as_boolean)


@variant("no-element-no-target", profiles={"rfc"}, warns={"patch.value-path-added"})
def no_element_no_target(provider: Provider) -> None:
    """An operation on elements that are not there is refused with noTarget, and creates none."""
    swap(provider.values, "add_unmatched", provider.values.no_target)
    swap(provider.values, "replace_unmatched", provider.values.no_target)


@variant("removal-takes-no-value", profiles={"rfc"}, warns={"groups.removed-by-value-list"})
def removal_takes_no_value(provider: Provider) -> None:
    """A remove that carries a value is refused: the path says what goes."""

    def remove_attribute(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        if value is not MISSING:
            raise invalid_value("A remove has no value")
        original(box, attribute, value)

    wrap(provider.values, "remove_attribute", remove_attribute)


@variant("keys-are-names", profiles={"rfc"}, warns={"patch.dotted-key", "patch.urn-key"})
def keys_are_names(provider: Provider) -> None:
    """In an operation without a path a key is the name of an attribute or an extension; paths are unknown there."""

    def refuse(_kind: Kind, _work: Resource, _verb: str, name: str, _value: Any) -> None:
        raise ScimError(400, f"{name} is no attribute", "invalidPath")

    swap(provider.patcher, "dotted_key", refuse)
    swap(provider.patcher, "urn_key", refuse)


@variant(
    "managers-are-objects",
    profiles={"rfc"},
    warns={"patch.manager-as-string", "patch.manager-in-a-list", "users.manager-as-string"},
)
def managers_are_objects(provider: Provider) -> None:
    """A manager is an object with a value, as the schema has it: no text, and no list."""

    def complex_(original: Original, attribute: Attribute, content: Any) -> Any:
        if attribute.name == "manager" and isinstance(content, str):
            raise invalid_value("manager must be an object")
        return original(attribute, content)

    wrap(provider.intake, "complex", complex_)
