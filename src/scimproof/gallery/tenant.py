"""What tests 1 to 14 share: create an object through the provisioning service and check that it exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scimproof.entra.actor import Entra
from scimproof.entra.mapping import BadMapping, ObjectMapping
from scimproof.entra.paths import BadPath
from scimproof.gallery.harness import Harness, answered, found, succeeded
from scimproof.gallery.logic import Failed, Stopped
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource


def new_user(harness: Harness, name: str, *, profile: int = 0, on_demand: bool = False) -> tuple[str, dict[str, Any]]:
    """Return the name and source attributes of a user of the tenant who is provisioned now.

    Raises:
        Failed: the target refuses on the way.
    """
    upn = harness.values.user_name(name)
    return upn, harness.values.person(upn, profile) | {"on_demand": on_demand}


def create_user(harness: Harness, upn: str, person: dict[str, Any]) -> tuple[Resource, Any]:
    """Run the create phase for a user; return it and the last answer of the poll.

    Raises:
        Failed: the phase does not pass.
    """
    on_demand = bool(person.get("on_demand"))
    if not on_demand:
        succeeded(harness.user(upn))
    resource = _created(harness, harness.plan.job.users, person, on_demand=on_demand)
    return resource, _appeared(harness, lambda: harness.user(upn), once=on_demand)


def create_group(
    harness: Harness, name: str, *, on_demand: bool = False, encoded: bool = False
) -> tuple[Resource, Any]:
    """Run the create phase for a group.

    Raises:
        Failed: the phase does not pass.
    """
    assert harness.plan.job.groups is not None  # noqa: S101 - these tests run only when the job has groups
    if not on_demand:
        succeeded(harness.group(name, encoded=encoded))
    source = {"displayName": name, "objectId": harness.values.guid(), "mailNickname": name}
    resource = _created(harness, harness.plan.job.groups, source, on_demand=on_demand)
    return resource, _appeared(harness, lambda: harness.group(name, encoded=encoded), once=on_demand)


def read_then(harness: Harness, resource: Resource, send: Any, what: str) -> Exchange:
    """Let the service read an object and change it.

    Raises:
        Failed: either is refused, so that the provisioning log says failure.
    """

    def reads(entra: Entra) -> Exchange:
        return entra.read_user(resource) if resource.type == "User" else entra.read_group(resource)

    harness.service(reads, f"the read before {what}")
    return harness.service(send, what)


def values_of(mapping: ObjectMapping, source: dict[str, Any], *, creating: bool = False) -> dict[str, Any]:
    """Return what a mapping makes of a source.

    Raises:
        Stopped: an expression cannot be evaluated with this data.
    """
    try:
        return mapping.values(source, creating=creating)
    except BadMapping as problem:
        raise Stopped(str(problem)) from None


def _created(harness: Harness, mapping: ObjectMapping, source: dict[str, Any], *, on_demand: bool) -> Resource:
    kind = mapping.source
    try:
        body = mapping.body(source)
    except (BadMapping, BadPath) as problem:
        raise Stopped(str(problem)) from None
    values = values_of(mapping, source, creating=True)
    _finds_nobody(
        harness, lambda entra: entra.probe(_probed(harness)), "the probe of the connection", on_demand=on_demand
    )
    for row in mapping.matching:
        wanted = values.get(row.target)
        if wanted is not None:
            _matches_nobody(harness, kind, row.target, str(wanted), on_demand=on_demand)
    return harness.create(kind, body, on_demand=on_demand)


def _probed(harness: Harness) -> str:
    """Return the attribute that the probe asks for: the one that matches users first."""
    return next((row.target for row in harness.plan.job.users.matching), "userName")


def _matches_nobody(harness: Harness, kind: str, attribute: str, value: str, *, on_demand: bool) -> None:
    def ask(entra: Entra) -> Exchange:
        return entra.match_user(attribute, value) if kind == "User" else entra.match_group(value, attribute)

    _finds_nobody(harness, ask, f"the search for a new {kind.lower()} by {attribute}", on_demand=on_demand)


def _finds_nobody(harness: Harness, ask: Callable[[Entra], Exchange], what: str, *, on_demand: bool) -> None:
    exchange = harness.service(ask, what, on_demand=on_demand)
    if exchange.status != 200 or not isinstance(exchange.json, dict):  # noqa: PLR2004
        raise Failed(f"{what} is answered with {answered(exchange)} and no list: Entra would create nothing")
    if found(exchange.json) or exchange.total:
        raise Failed(f"{what} finds an object: Entra would not create one")


def _appeared(harness: Harness, ask: Any, *, once: bool) -> Any:
    body = harness.poll(ask, (lambda _: True) if once else found)
    if not found(body):
        raise Failed("the created object is not found by its name")
    return body
