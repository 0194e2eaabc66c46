import pytest

from scimproof.contract import (
    CORE_GROUP,
    ENTRA_QUARANTINE,
    FIELD,
    GROUPS,
    LOSS,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    add,
    expect,
    given,
    requirement,
    unmet,
)

NO_CRASH = "groups.unknown-member-no-crash"


@requirement(
    NO_CRASH,
    level=SHOULD,
    source=[RFC7644("3.12"), FIELD("fleetdm/fleet#52593"), FIELD("lightdash/lightdash#24455")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-14"],
    harm=STOP,
    consequence="A membership that cannot be looks like an outage: Entra tries it again for ever.",
    remedy="Look members up before you store them; answer 400 naming the id instead of letting the store fail.",
)
@pytest.mark.parametrize("way", ["added", "in a new group"])
def test_an_unknown_member_crashes_nothing(scim, directory, a_group, keep, building_on, way):
    """An id that no user has is answered without a server error, in a PATCH as in a POST."""
    unknown = [{"value": directory.team().object_id}]
    if way == "added":
        response = scim.patch(a_group, add("members", unknown))
    else:
        name = directory.team().display
        response = scim.create("/Groups", {"schemas": [CORE_GROUP], "displayName": name, "members": unknown})
        keep(response)

    with building_on("groups.member-added", "groups.created", "groups.created-with-members"):
        if response.status is None or response.status >= 500:
            raise unmet("success or a refusal (4xx)", f"status {response.status}", response)


@requirement(
    "groups.unknown-member-refused",
    level=SHOULD,
    source=[
        ENTRA_QUARANTINE("reference failures"),
        FIELD("Metatavu/keycloak-scim-server#107"),
        FIELD("GluuFederation/oxTrust#1203"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-14"],
    harm=LOSS,
    consequence="Entra counts the membership as done although the person has no access, and never tries again.",
    remedy="Answer 400 or 404 naming the id when a member does not exist.",
)
def test_an_unknown_member_is_refused(scim, directory, a_group, building_on):
    """Adding an id that no user has is refused."""
    unknown = directory.team().object_id

    response = scim.patch(a_group, add("members", [{"value": unknown}]))

    with building_on("groups.member-added", NO_CRASH):
        if response.status in (200, 204):
            given(scim.get(f"/Users/{unknown}"), by="groups.unknown-member-creates-nobody").status(404)
        expect(response).refused()


@requirement(
    "groups.unknown-member-creates-nobody",
    level=SHOULD,
    source=[RFC7644("3.5.2.1"), FIELD("BerriAI/litellm#34997")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="Accounts appear that nobody asked for; they use licences and break lists of users.",
    remedy="Never make a user out of a member that does not exist.",
)
def test_an_unknown_member_does_not_become_a_user(scim, directory, a_group):
    """An id that was added to a group and belongs to nobody is no user afterwards."""
    unknown = directory.team().object_id
    scim.patch(a_group, add("members", [{"value": unknown}]))

    seen = scim.get(f"/Users/{unknown}")

    expect(seen).status(404)
