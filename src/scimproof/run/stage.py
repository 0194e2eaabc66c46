"""Users and groups that a requirement needs, created by the plain client in the simplest way.

What breaks here is another requirement's finding, so every step names the one that judges it. The bodies are those that
the target takes, as calibration found: a refused extra must not take every other requirement down with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scimproof.expect import given
from scimproof.expect.outcome import NotApplicable, NotTestable
from scimproof.run.workbench import Workbench
from scimproof.scim.patch import add
from scimproof.scim.resource import Resource

USERS_CREATED = "users.created"
USERS_MAPPED = "users.mapped-body"
GROUPS_CREATED = "groups.created"
MEMBER_ADDED = "groups.member-added"

_TOGETHER = 100
"""Members of one request: some products take no more."""
HIDDEN = "the target never shows the members of a group, only a filter finds them; Microsoft does not require more"


class Stage:
    """Makes what a test needs and removes it when the test is over.

    Args:
        bench: the process's workbench.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._made: list[Resource] = []

    def user(self, *, by: str = "", **attributes: Any) -> Resource:
        """Return a new user; attributes are added to the plain core body, and None leaves one out.

        ``by`` is the requirement whose finding it is when a user with these attributes is refused; the one on what
        Entra maps by default when it is left out.

        Raises:
            NotTestable: the target creates no such user.
        """
        body = self._bench.user_body() | attributes
        body = {key: value for key, value in body.items() if value is not None}
        exchange = self._bench.scim.create("/Users", body)
        return self._keep("User", "/Users", body, exchange, by or (USERS_MAPPED if attributes else USERS_CREATED))

    def group(self, *members: Resource) -> Resource:
        """Return a new group that holds exactly these members, read back.

        Raises:
            NotTestable: the target creates no group, or does not take its members.
            NotApplicable: it takes them, and never shows them.
        """
        body = self._bench.group_body(*members)
        exchange = self._bench.scim.create("/Groups", body)
        if members and exchange.status not in (200, 201) and not self._bench.calibration.needs_a_member:
            body = self._bench.group_body()
            exchange = self._bench.scim.create("/Groups", body)
        group = self._keep("Group", "/Groups", body, exchange, GROUPS_CREATED)
        if members:
            self._fill(group, members)
        return group

    def adopt(self, resource: Resource) -> Resource:
        """Take over the removal of a resource that a test created itself."""
        self._made.append(resource)
        return resource

    def clear(self) -> None:
        """Remove what was made, last first. What the target keeps, the journal remembers."""
        if self._bench.settings.keep:
            return
        while self._made:
            resource = self._made.pop()
            if self._bench.guard.owns(resource.id):
                self._bench.scim.delete(resource)

    def _fill(self, group: Resource, members: tuple[Resource, ...]) -> None:
        wanted = [each.id for each in members]
        held = _member_ids(self._bench.scim.get(group).resource)
        missing = [each for each in wanted if each not in held]
        for start in range(0, len(missing), _TOGETHER):
            some = [self._bench.member(each) for each in members if each.id in missing[start : start + _TOGETHER]]
            self._bench.scim.patch(group, add("members", some))
        seen = self._bench.scim.get(group)
        if missing and seen.id == group.id and not _member_ids(seen.resource) and self._knows(group, wanted[0]):
            raise NotApplicable(HIDDEN)
        given(seen, by=MEMBER_ADDED).members(*wanted)

    def _knows(self, group: Resource, member: str) -> bool:
        """Tell whether Entra's own question finds a member whom the group does not show, and nobody else."""
        found = self._bench.entra.reference_check_group(group, member)
        missed = self._bench.entra.reference_check_group(group, str(uuid.uuid4()))
        return [each.get("id") for each in found.resources] == [group.id] and missed.total == 0

    def _keep(self, kind: str, endpoint: str, body: dict[str, Any], exchange: Any, by: str) -> Resource:
        given(exchange, by=by).status(200, 201)
        if exchange.id is None:
            created = USERS_CREATED if kind == "User" else GROUPS_CREATED
            raise NotTestable(created, f"{exchange.label}: the answer has no id")
        return self.adopt(Resource(kind, endpoint, exchange.id, body))


def _member_ids(group: dict[str, Any]) -> set[str]:
    members = group.get("members")
    return (
        {str(each.get("value")) for each in members if isinstance(each, dict)} if isinstance(members, list) else set()
    )


@contextmanager
def stage(bench: Workbench) -> Iterator[Stage]:
    """Give a stage and clear it afterwards, whatever happened on it."""
    made = Stage(bench)
    try:
        yield made
    finally:
        made.clear()
