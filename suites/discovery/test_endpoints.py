from scimproof.contract import FORM, RFC7644, SHOULD, NotApplicable, expect, given, requirement, unmet

TYPES = "discovery.resource-types"


@requirement(
    "discovery.resource-type-by-id",
    level=SHOULD,
    source=[RFC7644("4"), RFC7644("3.2")],
    builds_on=("discovery.resource-types",),
    harm=FORM,
    consequence="A client that follows the `location` of a resource type finds nothing there.",
    remedy="Answer `GET /ResourceTypes/User` with the resource type that `/ResourceTypes` lists.",
    since="0.2.0",
)
def test_a_resource_type_can_be_read(scim):
    """``GET /ResourceTypes/{id}`` answers with the User resource type."""
    listed = given(scim.get("/ResourceTypes"), by=TYPES).status(200).exchange.resources
    users = next((each for each in listed if str(each.get("endpoint", "")).rstrip("/").endswith("Users")), None)
    if users is None:
        raise NotApplicable("/ResourceTypes does not list users")
    name = users.get("id") or users.get("name")
    if not isinstance(name, str) or not name.isalnum():
        raise NotApplicable("the resource type of users has no simple id")

    expect(scim.get(f"/ResourceTypes/{name}")).status(200).attribute("endpoint", users["endpoint"])


@requirement(
    "discovery.cannot-be-written",
    level=SHOULD,
    source=[RFC7644("4"), RFC7644("3.2")],
    harm=FORM,
    consequence="A client that writes to the wrong URL is answered with success, although nothing is stored.",
    remedy="Answer POST, PUT, PATCH and DELETE on `/Schemas`, `/ResourceTypes` and `/ServiceProviderConfig` with 405 "
    "Method Not Allowed.",
    since="0.2.0",
)
def test_discovery_takes_no_writes(scim, directory):
    """A POST to ``/Schemas`` is refused."""
    body = {"id": f"urn:scimproof:{directory.unused()}", "displayName": directory.unused()}
    answer = scim.create("/Schemas", body, anonymous=False, label="a write to discovery")

    if answer.status is None or answer.status < 400:
        raise unmet("a refusal", f"{answer.status}", answer)
