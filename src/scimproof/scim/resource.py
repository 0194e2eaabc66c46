"""A handle on a resource of the target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from scimproof.scim.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource, by where it is.

    Attributes:
        type: ``User``, ``Group`` or a resource type of the target's own.
        endpoint: its collection, such as ``/Users``.
        id: as the target gave it, not encoded.
        body: as last seen; may be older than what the target holds now.
    """

    type: str
    endpoint: str
    id: str
    body: dict[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, exchange: Exchange, endpoint: str = "/Users") -> Resource | None:
        """Return the resource that an answer holds, or None when it shows no id, neither in body nor in Location."""
        id_ = exchange.id or id_in(exchange.header("location"), endpoint)
        if id_ is None:
            return None
        meta = exchange.resource.get("meta")
        named = meta.get("resourceType") if isinstance(meta, dict) else None
        singular = endpoint.rpartition("/")[2].removesuffix("s")
        return cls(named if isinstance(named, str) and named else singular, endpoint, id_, exchange.resource)

    @property
    def path(self) -> str:
        """Its path under the base URL, with the id percent-encoded."""
        return f"{self.endpoint}/{quoted(self.id)}"

    def __getitem__(self, attribute: str) -> Any:
        return self.body[attribute]

    def get(self, attribute: str, default: Any = None) -> Any:
        """Return an attribute as last seen, or the default."""
        return self.body.get(attribute, default)


def quoted(id_: str) -> str:
    """Percent-encode an id as one segment of a path."""
    return quote(id_, safe="", errors="replace")


def id_in(location: str | None, endpoint: str) -> str | None:
    """Return the id at the end of an address such as ``https://host/scim/Users/2819c223``, or None."""
    path = (location or "").partition("?")[0].partition("#")[0]
    collection, _, last = path.rpartition("/")
    if not last or not collection.endswith(endpoint):
        return None
    return unquote(last)
