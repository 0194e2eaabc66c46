"""What the target declares, what it was observed to support, and where the two differ.

Discovery is read once, and each capability is probed at most once, when the first requirement needs it. A capability
that is neither declared nor shown makes a requirement not applicable; one that is declared and refused is a single
finding, and everything that builds on it is not testable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scimproof.published import Published, named
from scimproof.requirements import Capability
from scimproof.scim import filter as scim_filter
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.patch import replace

CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
CORE_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

_HARMLESS = replace("active", value=True)
"""A PATCH that changes nothing of a new user."""

_SWITCHES = {
    Capability.PATCH: "patch",
    Capability.FILTER: "filter",
    Capability.SORT: "sort",
    Capability.BULK: "bulk",
    Capability.ETAG: "etag",
}


@dataclass(frozen=True, slots=True)
class State:
    """A capability: declared and observed, None where it cannot be known; and what that rests on."""

    declared: bool | None
    observed: bool | None
    evidence: str

    @property
    def present(self) -> bool:
        """Whether requirements that need it apply."""
        return bool(self.declared or self.observed)

    @property
    def withheld(self) -> bool:
        """Whether it is declared and shown not to work."""
        return bool(self.declared) and self.observed is False


class Capabilities:
    """The capabilities of one target, found out through the plain client.

    Args:
        client: the plain client.
        probe_user: creates (once) and returns the path and body of a user that may be changed, or None.
    """

    def __init__(self, client: Client, probe_user: Callable[[], tuple[str, dict[str, Any]] | None]) -> None:
        self._client = client
        self._probe_user = probe_user
        self._documents: dict[str, Exchange] = {}
        self._states: dict[Capability, State] = {}

    def document(self, path: str) -> Exchange:
        """Return a discovery document (``/Schemas`` …), read once."""
        if path not in self._documents:
            self._documents[path] = self._client.get(path)
        return self._documents[path]

    def state(self, capability: Capability) -> State:
        """Return what is known of a capability, probing it if need be."""
        if capability not in self._states:
            declared = self._declared(capability)
            observed, evidence = self._observed(capability)
            self._states[capability] = State(declared, observed, evidence)
        return self._states[capability]

    def known(self) -> dict[Capability, State]:
        """Return the states found out so far."""
        return dict(self._states)

    @property
    def creates_users(self) -> bool:
        """Whether the target creates a plain user."""
        return self._probe_user() is not None

    def schema(self, urn: str) -> dict[str, Any] | None:
        """Return a schema that the target publishes, or None."""
        return self._published.schema(urn)

    def extensions(self) -> list[str]:
        """Return the URNs of the schema extensions that /ResourceTypes declares for User."""
        urns: list[str] = []
        for resource_type in self._resource_types():
            if _ends_in(resource_type.get("endpoint"), "Users"):
                listed = resource_type.get("schemaExtensions")
                known = listed if isinstance(listed, list) else []
                urns += [str(each.get("schema")) for each in known if isinstance(each, dict)]
        return urns

    def shown_on_request(self, name: str, resource: str = CORE_GROUP) -> bool:
        """Tell whether a schema says that an attribute is returned only to who asks for it."""
        return self._returned(name, resource) == "request"

    def never_shown(self, name: str, resource: str = CORE_GROUP) -> bool:
        """Tell whether a schema says that an attribute is returned to nobody."""
        return self._returned(name, resource) == "never"

    def _returned(self, name: str, resource: str) -> object:
        return (named((self.schema(resource) or {}).get("attributes"), name) or {}).get("returned")

    def declares(self, path: str, resource: str = CORE_USER, *, to_read: bool = False) -> bool:
        """Tell whether the target's schemas name an attribute that a client may set.

        Without published schemas, assume that they would. externalId is common to all resources and in no schema.

        Args:
            path: as Entra maps it: ``title``, ``name.givenName``, ``emails[type eq "work"].value``, ``urn:…:User:x``.
            resource: the core schema that unqualified paths belong to.
            to_read: an attribute that a client may only read counts too.
        """
        return self._published.names(path, resource, to_read=to_read)

    def part_declared(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the part of a user's body that a client may set by the target's schemas; ``schemas`` always."""
        unknown = [name for name in body if name.lower().startswith("urn:") and not self._has(name)]
        return self._published.part({name: value for name, value in body.items() if name not in unknown}, CORE_USER)

    def _has(self, urn: str) -> bool:
        return self.state(Capability.ENTERPRISE).present if urn == ENTERPRISE else self.schema(urn) is not None

    @property
    def _published(self) -> Published:
        return Published(self.document("/Schemas").resources)

    def _resource_types(self) -> list[dict[str, Any]]:
        exchange = self.document("/ResourceTypes")
        if exchange.resources:
            return exchange.resources
        bare = exchange.json
        return [each for each in bare if isinstance(each, dict)] if isinstance(bare, list) else []

    def _declared(self, capability: Capability) -> bool | None:
        if capability in _SWITCHES:
            switch = self.document("/ServiceProviderConfig").resource.get(_SWITCHES[capability])
            supported = switch.get("supported") if isinstance(switch, dict) else None
            return supported if isinstance(supported, bool) else None
        if capability is Capability.MANAGERS:
            unpublished = self.schema(ENTERPRISE) is None
            return self.state(Capability.ENTERPRISE).present if unpublished else self.declares(f"{ENTERPRISE}:manager")
        types = self._resource_types()
        if not types or capability in (Capability.SCHEMAS, Capability.PUT):
            return None
        if capability is Capability.GROUPS:
            return any(_ends_in(each.get("endpoint"), "Groups") for each in types)
        urns = [urn.lower() for urn in self.extensions()]
        if capability is Capability.ENTERPRISE:
            return ENTERPRISE.lower() in urns
        return any(urn != ENTERPRISE.lower() for urn in urns)

    def _observed(self, capability: Capability) -> tuple[bool | None, str]:
        probes: dict[Capability, Callable[[], tuple[bool | None, str]]] = {
            Capability.FILTER: self._filters,
            Capability.GROUPS: self._has_groups,
            Capability.SCHEMAS: self._publishes_schemas,
            Capability.PATCH: self._patches,
            Capability.PUT: self._puts,
            Capability.ETAG: self._versions,
            Capability.ENTERPRISE: lambda: self._keeps(ENTERPRISE),
            Capability.MANAGERS: lambda: (None, "from the enterprise extension in /Schemas"),
            Capability.CUSTOM_EXTENSION: lambda: (None, "as declared in /ResourceTypes"),
        }
        probe = probes.get(capability)
        return probe() if probe else (None, "as declared in /ServiceProviderConfig")

    def _filters(self) -> tuple[bool | None, str]:
        # A filter that finds somebody: how one that finds nobody is answered is a requirement of its own.
        user = self._probe_user()
        if user is None:
            return None, "not tried: no user could be created"
        exchange = self._client.search("/Users", filter=scim_filter.eq("userName", user[1]["userName"]))
        shown = None if exchange.status is None else exchange.status not in (400, 405, 501)
        return shown, f"GET /Users with a filter by userName was answered with {exchange.status}"

    def _has_groups(self) -> tuple[bool | None, str]:
        exchange = self._client.get("/Groups")
        shown = None if exchange.status is None else exchange.status == 200  # noqa: PLR2004
        return shown, f"GET /Groups was answered with {exchange.status}"

    def _publishes_schemas(self) -> tuple[bool, str]:
        exchange = self.document("/Schemas")
        return bool(exchange.resources), f"GET /Schemas was answered with {exchange.status}"

    def _patches(self) -> tuple[bool | None, str]:
        user = self._probe_user()
        if user is None:
            return None, "no user could be created to try it on"
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [_HARMLESS]}
        exchange = self._client.send("PATCH", user[0], body=body, label="probe: is PATCH supported?")
        return _method_exists(exchange), f"PATCH was answered with {exchange.status}"

    def _puts(self) -> tuple[bool | None, str]:
        user = self._probe_user()
        if user is None:
            return None, "no user could be created to try it on"
        exchange = self._client.send("PUT", user[0], body=user[1], label="probe: is PUT supported?")
        return _method_exists(exchange), f"PUT was answered with {exchange.status}"

    def _versions(self) -> tuple[bool | None, str]:
        user = self._probe_user()
        if user is None:
            return None, "no user could be created to look at"
        exchange = self._client.get(user[0])
        tag, meta = exchange.header("etag"), exchange.resource.get("meta")
        version = meta.get("version") if isinstance(meta, dict) else None
        # Many frameworks tag whatever they answer: undeclared, only a tag that is the resource's version counts.
        shown = tag is not None and (tag == version or self._declared(Capability.ETAG) is True)
        return shown, f"ETag of a user: {tag or 'absent'}, meta.version: {version or 'absent'}"

    def _keeps(self, urn: str) -> tuple[bool | None, str]:
        user = self._probe_user()
        if user is None:
            return None, "no user could be created to look at"
        kept = {key.lower() for key in self._client.get(user[0]).resource}
        shown = urn.lower() in kept
        data = urn.rpartition(":extension:")[2]
        return shown, f"a user was created with {data} data; a read {'shows' if shown else 'does not show'} it"


def _method_exists(exchange: Exchange) -> bool | None:
    """Tell whether the method exists: only these statuses say that it does not; other refusals are about the body."""
    if exchange.status is None:
        return None
    return exchange.status not in (404, 405, 501)


def _ends_in(endpoint: Any, name: str) -> bool:
    """Tell whether an endpoint ends in this name; discovery.resource-types judges its exact form."""
    return isinstance(endpoint, str) and endpoint.rstrip("/").rpartition("/")[2] == name
