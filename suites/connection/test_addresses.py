"""How the Tenant URL and an endpoint are joined."""

from scimproof.contract import (
    ENTRA_COMPAT,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    MAY,
    SHOULD,
    STOP,
    eq,
    expect,
    given,
    requirement,
    unmet,
)


@requirement(
    "connection.double-slash",
    level=SHOULD,
    builds_on=("users.read-by-id",),
    source=[GALLERY_TESTS("scimEndpoint, shared by tests 15 to 25"), ENTRA_SCIM("examples of Tenant URLs")],
    covers=["ENTRA-CONN-05a"],
    harm=STOP,
    consequence="When an administrator types the Tenant URL with a slash at its end, every request gets 404 and the "
    "job goes into quarantine. Microsoft's gallery tests build their URLs in the same way.",
    remedy="Treat several slashes in a row as one before you route a request: `//Users` is `/Users`.",
)
def test_a_slash_too_many_before_the_endpoint_does_no_harm(scim, standing_user):
    """A resource is found at its address with two slashes before the endpoint."""
    given(scim.get(standing_user), by="users.read-by-id").status(200)

    expect(scim.get(f"/{standing_user.path}")).attribute("id", standing_user.id)


@requirement(
    "connection.flag-in-query",
    level=MAY,
    builds_on=("matching.by-username",),
    source=[ENTRA_COMPAT("flags to alter the SCIM behaviour"), FIELD("Captain-P-Goldfish/scim-for-keycloak#26")],
    covers=["ENTRA-CONN-06"],
    harm=STOP,
    consequence="If Entra sends the flag of the Tenant URL with its requests, they fail or their filter is ignored. "
    "It is not documented whether Entra does so.",
    remedy="Ignore query parameters that SCIM does not define, with or without a value, such as `aadOptscim062020`.",
)
def test_the_flag_of_the_tenant_url_is_overlooked(scim, standing_user):
    """A query parameter ``aadOptscim062020`` changes nothing: the filter of the same request is applied."""
    found = scim.search("/Users", filter=eq("userName", standing_user["userName"]))
    given(found, by="matching.by-username").only(standing_user.id)

    flagged = scim.search("/Users", filter=eq("userName", standing_user["userName"]), query="aadOptscim062020")

    expect(flagged).only(standing_user.id)


@requirement(
    "connection.no-redirect",
    level=MAY,
    builds_on=("paging.listed",),
    source=[ENTRA_SCIM("endpoints")],
    covers=["ENTRA-CONN-19a"],
    harm=STOP,
    consequence="It is not documented how Entra handles a redirect: the request may fail.",
    remedy="Answer `GET /Users` and `GET /Users/` directly instead of redirecting one to the other.",
)
def test_no_collection_redirects(scim):
    """``/Users`` and ``/Users/`` are answered without a redirect."""
    for path in ("/Users", "/Users/"):
        answer = scim.get(path)
        if 300 <= (answer.status or 0) < 400:
            raise unmet("an answer at this address", f"{answer.status} to {answer.header('location')}", answer)
