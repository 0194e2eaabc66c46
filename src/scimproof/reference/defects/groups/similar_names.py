"""Faults in telling the name of one group from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.filter_parser import Compare
from scimproof.reference.messages import Resource
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("group-names-as-slugs", caught_by={"groups.matched-verbatim"}, source="getsentry/sentry#29383")
def group_names_as_slugs(provider: Provider) -> None:
    """A filter on the name of a group compares slugs: spaces and hyphens are the same."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        node = provider.filters.parse(text)
        if kind.name != "Group" or not isinstance(node, Compare) or node.path != "displayName" or node.operator != "eq":
            return found
        wanted = _slug(str(node.value))
        return [each for each in provider.store.all(kind) if _slug(each["displayName"]) == wanted]

    wrap(provider.filters, "search", search)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
