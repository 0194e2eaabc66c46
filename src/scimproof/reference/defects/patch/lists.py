"""Faults in changing lists of values, which leave or take what nobody named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Resource
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Attribute

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("add-of-emails-replaces", caught_by={"patch.values-added"}, source="RFC 7644 3.5.2.1")
def add_of_emails_replaces(provider: Provider) -> None:
    """An add of an e-mail address replaces all addresses."""

    def joined(original: Original, attribute: Attribute, held: list[Any], new: list[Any]) -> Any:
        return new if attribute.name == "emails" else original(attribute, held, new)

    wrap(provider.values, "joined", joined)


@defect("add-of-addresses-ignored", caught_by={"patch.values-added"}, source="RFC 7644 3.5.2.1")
def add_of_addresses_ignored(provider: Provider) -> None:
    """A second postal address is taken and lost."""

    def joined(original: Original, attribute: Attribute, held: list[Any], new: list[Any]) -> Any:
        return held if attribute.name == "addresses" and held else original(attribute, held, new)

    wrap(provider.values, "joined", joined)


@defect("replace-of-phones-appends", caught_by={"patch.values-replaced"}, source="RFC 7644 3.5.2.3")
def replace_of_phones_appends(provider: Provider) -> None:
    """A replace of the telephone numbers leaves the old ones beside the new."""

    def replace(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        held = list(box.get("phoneNumbers", ())) if attribute.name == "phoneNumbers" else []
        original(box, attribute, value)
        if held and not provider.values.clears(value):
            box["phoneNumbers"] = held + [each for each in box.get("phoneNumbers", []) if each not in held]

    wrap(provider.values, "replace_attribute", replace)


@defect("remove-by-value-empties-list", caught_by={"patch.value-removed"}, source="RFC 7644 3.5.2.2")
def remove_by_value_empties_list(provider: Provider) -> None:
    """A remove by the value of one photo removes all photos."""

    def remove(original: Original, box: Resource, target: Any, matches: Any, value: Any) -> None:
        original(box, target, matches, value)
        if target.place.attribute.name == "photos":
            box.pop("photos", None)

    wrap(provider.values, "remove_matched", remove)
