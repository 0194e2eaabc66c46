"""Legal differences in how resources and lists are written."""

from __future__ import annotations

import secrets
import uuid
from itertools import count
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, swap, variant, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@variant("members-are-values-only")
def _(provider: Provider) -> None:
    """Members of a group have a value and nothing else."""
    swap(provider.projector, "member", dict)


@variant("absent-is-null")
def _(provider: Provider) -> None:
    """Attributes without a value are written as null: to SCIM the same state."""

    def project(original: Original, kind: Kind, body: Resource, wanted: Any, unwanted: Any) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        if wanted is None and unwanted is None:
            for attribute in kind.core.values():
                if attribute.returned == "default":
                    shown.setdefault(attribute.name, None)
        return shown

    wrap(provider.projector, "project", project)


@variant("empty-list-without-resources")
def _(provider: Provider) -> None:
    """A list that is empty has no Resources at all."""

    def envelope(original: Original, resources: list[Resource], total: int, start: int) -> Resource:
        written: Resource = original(resources, total, start)
        if total == 0:
            del written["Resources"]
        return written

    wrap(provider.pager, "envelope", envelope)


@variant("opaque-ids")
def _(provider: Provider) -> None:
    """Identifiers are long, and are no UUIDs."""
    swap(provider.store, "new_id", lambda _kind: secrets.token_urlsafe(64))


@variant("upper-case-ids")
def _(provider: Provider) -> None:
    """Identifiers are UUIDs in capitals."""
    swap(provider.store, "new_id", lambda _kind: str(uuid.uuid4()).upper())


@variant("numbers-as-ids")
def _(provider: Provider) -> None:
    """Identifiers are strings of digits."""
    numbers = count(1000)
    swap(provider.store, "new_id", lambda _kind: str(next(numbers)))


@variant("keys-in-another-order")
def _(provider: Provider) -> None:
    """The keys of every object stand in reverse order."""

    def reversed_keys(_request: Request, response: Response) -> Response | None:
        response.json = _reversed(response.json)
        return None

    provider.http.after.append(reversed_keys)


@variant("times-in-whole-seconds")
def _(provider: Provider) -> None:
    """Times have no fraction, so that two changes in a row can bear the same."""
    wrap(provider.store, "now", lambda original: original().partition(".")[0] + "Z")


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(inner) for name, inner in reversed(value.items())}
    return [_reversed(each) for each in value] if isinstance(value, list) else value
