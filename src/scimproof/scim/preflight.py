"""Before a run: whether there is a SCIM endpoint, and whether it accepts the credentials.

What this refuses is exit code 6, with one line. Everything subtler is left to the requirements.
"""

from __future__ import annotations

import uuid

from scimproof.scim import filter as scim_filter
from scimproof.scim.client import Client
from scimproof.scim.exchange import UNPARSABLE, Exchange


class Unreachable(Exception):
    """There is nothing to judge; the message is one line for the user."""


def preflight(client: Client, base_url: str) -> None:
    """Ask what Entra's Test Connection asks, and two more questions only when the answer is no SCIM.

    Raises:
        Unreachable: no connection, refused credentials, or something that is no SCIM endpoint.
    """
    first = client.search("/Users", filter=scim_filter.eq("userName", str(uuid.uuid4())))
    if first.failure is not None:
        raise Unreachable(f"{base_url}: {first.failure.detail}")
    if _is_scim(first):
        return
    others = [client.get("/Users", query="count=1"), client.get("/ServiceProviderConfig")]
    answers = [first, *others]
    if first.status in (401, 403) and others[0].status in (401, 403):
        raise Unreachable(f"{base_url} refused the credentials ({first.status}): check the token")
    if any(_is_scim(each) for each in others):
        return
    if any(300 <= (each.status or 0) < 400 for each in answers):  # noqa: PLR2004
        where = first.header("location") or "elsewhere"
        raise Unreachable(f"{base_url} redirects to {where}: use that address as the Tenant URL")
    if any("html" in (each.header("content-type") or "").lower() for each in answers):
        raise Unreachable(f"{base_url} answers with a web page ({first.status}), not with SCIM: check the Tenant URL")
    if all(each.status == 404 for each in answers):  # noqa: PLR2004
        raise Unreachable(f"{base_url}: no SCIM endpoint (/Users and /ServiceProviderConfig answer 404)")
    if all(each.json is UNPARSABLE for each in answers):
        raise Unreachable(
            f"{base_url} answers {first.status} without JSON: check that it is the Tenant URL of a SCIM endpoint"
        )


def _is_scim(exchange: Exchange) -> bool:
    """A success or an error that is JSON speaks for a SCIM endpoint; 401 and 404 say nothing yet."""
    if exchange.status in (None, 401, 403, 404) or 300 <= (exchange.status or 0) < 400:  # noqa: PLR2004
        return False
    return isinstance(exchange.json, dict)
