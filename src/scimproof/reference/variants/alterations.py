"""Legal changes of the values that a provider is sent (RFC 7644, 3.3 allows them)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from scimproof.reference.messages import Resource
from scimproof.reference.registry import Original, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@variant("names-normalised")
def names_normalised(provider: Provider) -> None:
    """Names are put into Unicode normal form C."""
    _texts(provider, lambda text: unicodedata.normalize("NFC", text))


@variant("names-without-spare-spaces")
def names_without_spare_spaces(provider: Provider) -> None:
    """Names are trimmed, and several spaces become one."""
    _texts(provider, lambda text: " ".join(text.split()))


@variant("names-trimmed")
def names_trimmed(provider: Provider) -> None:
    """Names lose the spaces at their ends, and so does an externalId."""
    _texts(provider, str.strip)


def _texts(provider: Provider, change: Callable[[str], str]) -> None:
    """Change the displayName, the name and the externalId of each new user before it is kept."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        if kind.name == "User":
            for name in ("displayName", "externalId"):
                if isinstance(resource.get(name), str):
                    resource[name] = change(resource[name])
            if isinstance(resource.get("name"), dict):
                resource["name"] = {part: change(text) for part, text in resource["name"].items()}
        kept: Resource = original(kind, resource)
        return kept

    wrap(provider.store, "insert", insert)
