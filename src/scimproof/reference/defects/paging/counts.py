"""Faults in reading count and startIndex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("count-abc-500", caught_by={"paging.count-is-no-number"}, source="RFC 7644 3.4.2.4")
def count_abc_500(provider: Provider) -> None:
    """A count that is no number breaks."""

    def number(original: Original, query: dict[str, str], name: str, otherwise: int) -> Any:
        if query.get(name, "").isalpha():
            raise ValueError(f"invalid literal for int(): {query[name]!r}")
        return original(query, name, otherwise)

    wrap(provider.pager, "number", number)
