"""Which of Entra's headers a target needs, so that one refused header does not break every requirement.

The connection area judges each header as Entra sends it, or leaves it out. Everything else is judged with the nearest
headers that get through: a target that refuses a request without Accept has one finding, and still hears what else is
wrong with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from scimproof.capabilities import Capabilities
from scimproof.entra.actor import BODY_HEADERS, READ_HEADERS
from scimproof.scim import filter as scim_filter
from scimproof.scim.client import MEDIA_TYPE, Asks, Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.patch import patch_body, replace
from scimproof.scim.resource import Resource

Headers = Mapping[str, str | None]

_NOT_ACCEPTABLE = 406
_ALL_OF_A_GROUP = "attributes=displayName,externalId,members,meta"
_NO_CHANGE = replace("active", value=True)
_LABEL = "probe: which headers does the target need?"


def plain(client: Client) -> Client:
    """Return the plain client; without its Accept header when that alone is refused."""
    if _nobody(client, {}).status != _NOT_ACCEPTABLE:
        return client
    bare: Headers = {"Accept": None}
    return client if _nobody(client, bare).status == _NOT_ACCEPTABLE else client.with_headers(bare)


def reading(client: Client) -> Headers:
    """Return the headers of Entra's requests without a body: as it sends them, or as near as the target takes them."""
    usual = {"Accept": MEDIA_TYPE, "User-Agent": client.user_agent}
    one_more: list[Headers] = [{**READ_HEADERS, name: value} for name, value in usual.items()]
    return _first_taken([READ_HEADERS, *one_more], lambda headers: _nobody(client, headers))


def writing(client: Client, path: str | None, reads: Headers) -> Headers:
    """Return the headers of Entra's requests with a body, tried on the user at a path; None when there is none."""
    usual: Headers = {**BODY_HEADERS, **{name: value for name, value in reads.items() if name != "Content-Type"}}
    if path is None:
        return usual

    def write(headers: Headers) -> Exchange:
        return client.send("PATCH", path, body=patch_body(_NO_CHANGE), headers=headers, label=_LABEL)

    return _first_taken([usual, {**usual, "Content-Type": MEDIA_TYPE}], write)


def asking(capabilities: Callable[[], Capabilities]) -> Asks:
    """Return how resources are read: members by name where the schema says that they are shown only on request."""

    def query(resource: Resource) -> str:
        return _ALL_OF_A_GROUP if resource.type == "Group" and capabilities().shown_on_request("members") else ""

    return query


def _first_taken(offers: list[Headers], ask: Callable[[Headers], Exchange]) -> Headers:
    """Return the first that succeeds; where none does, the headers are not what is wrong, and the usual ones stay."""
    return next((each for each in offers if ask(each).status in (200, 204)), offers[0])


def _nobody(client: Client, headers: Headers) -> Exchange:
    query = f"filter={scim_filter.encode(scim_filter.eq('userName', str(uuid.uuid4())), '%20')}"
    return client.send("GET", "/Users", query=query, headers=headers, label=_LABEL)
