"""The requests of a calibration: counted, remembered, and cleaned up."""

from __future__ import annotations

from typing import Any

from scimproof.calibrate.model import Forms, Template, Wishes
from scimproof.entra import bodies
from scimproof.entra.directory import Directory
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource

BUDGET = 40
"""Requests that the search for bodies and all other questions may take; removing what was made comes on top."""


class Lab:
    """Sends what a calibration asks, until the budget is spent.

    Args:
        client: the plain client.
        directory: makes people and groups up; its forms follow what is learned.
        wishes: what the user of scimproof says.
    """

    def __init__(self, client: Client, directory: Directory, wishes: Wishes) -> None:
        self.client = client
        self.directory = directory
        self.wishes = wishes
        self.sent = 0
        self.made: list[Resource] = []
        self.forms = Forms(domain=wishes.domain or directory.domain)
        self.follow(self.forms)

    def follow(self, forms: Forms) -> None:
        """Write names in these forms from now on."""
        self.forms = forms
        self.directory.domain = forms.domain
        self.directory.mail_is_upn = forms.mail_is_upn
        self.directory.bare_names = forms.bare_names

    @property
    def left(self) -> int:
        """How many requests may still be sent."""
        return BUDGET - self.sent

    def create_user(self, template: Template, what: str, **values: Any) -> Exchange | None:
        """Create a user of a template, with a person of its own but for the values given."""
        body = bodies.fill(template, {**self.directory.person().values(), **values})
        return self._create("User", "/Users", body, what)

    def create_group(self, template: Template, what: str, member: Resource | None) -> Exchange | None:
        """Create a group of a template; its slots for a member are filled with this one."""
        values = self.directory.team().values()
        if member is not None:
            values |= {
                "member": member.id,
                "member_ref": f"{self.client.target.base_url}{member.path}",
                "member_name": str(member.body.get("displayName") or member.body.get("userName") or "member"),
            }
        try:
            body = bodies.fill(template, values)
        except bodies.UnknownBody:
            return None  # there is nobody to be its member
        return self._create("Group", "/Groups", body, what)

    def get(self, what: Resource | str, label: str, query: str = "") -> Exchange | None:
        """Read."""
        return self._counted(lambda: self.client.get(what, query=query, label=f"calibration: {label}"))

    def search(self, endpoint: str, filter_: str, label: str) -> Exchange | None:
        """Ask a collection."""
        return self._counted(lambda: self.client.search(endpoint, filter=filter_, label=f"calibration: {label}"))

    def patch(self, resource: Resource, *operations: Any, label: str) -> Exchange | None:
        """Change a resource."""
        return self._counted(lambda: self.client.patch(resource, *operations, label=f"calibration: {label}"))

    def tidy(self, *kept: str) -> None:
        """Remove what was made, but for these ids. What the target keeps, the journal remembers."""
        while self.made:
            resource = self.made.pop()
            if resource.id not in kept and self.client.guard.owns(resource.id):
                self.client.delete(resource, label="calibration: delete what was created")
                self.sent += 1

    def resource(self, exchange: Exchange | None) -> Resource | None:
        """Return what a create made."""
        if exchange is None:
            return None
        return next((each for each in self.made if each.id == exchange.id), None)

    def _create(self, kind: str, endpoint: str, body: dict[str, Any], what: str) -> Exchange | None:
        exchange = self._counted(lambda: self.client.create(endpoint, body, label=f"calibration: {what}"))
        if exchange is not None and exchange.status in (200, 201) and exchange.id is not None:
            self.made.append(Resource(kind, endpoint, exchange.id, body))
        return exchange

    def _counted(self, ask: Any) -> Exchange | None:
        if self.left <= 0:
            return None
        self.sent += 1
        answered = ask()
        assert isinstance(answered, Exchange)  # noqa: S101 - for the type checker
        return answered
