"""What the faults in PATCH share: a seam that leaves changes of groups out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Resource
from scimproof.reference.registry import wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Operation = dict[str, Any]
Apply = Callable[[Resource, Operation], None]


def on_user(provider: Provider, around: Callable[[Apply, Resource, Operation], None]) -> None:
    """Call `around` for each operation on a user, with what applies it, the working copy and the operation.

    The operation's keys are in lower case.
    """

    def operation(original: Callable[..., None], kind: Kind, work: Resource, operation: Operation) -> None:
        if kind.name == "User":
            around(lambda changed, it: original(kind, changed, it), work, operation)
        else:
            original(kind, work, operation)

    wrap(provider.patcher, "operation", operation)


def on_user_message(provider: Provider, around: Callable[[Callable[[Any], Resource], Resource, Any], Resource]) -> None:
    """Call `around` for each message to a user, with what applies it, the user as before and the message."""

    def apply(original: Callable[..., Resource], kind: Kind, resource: Resource, body: Any) -> Resource:
        if kind.name != "User":
            return original(kind, resource, body)
        return around(lambda message: original(kind, resource, message), resource, body)

    wrap(provider.patcher, "apply", apply)


def verb(operation: Operation) -> str:
    """Return what an operation does, in lower case."""
    return str(operation.get("op")).lower()


def path(operation: Operation) -> str:
    """Return an operation's path, empty when it has none."""
    return str(operation.get("path") or "")
