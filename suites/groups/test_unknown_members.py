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
    builds_on=("groups.read-by-id", "groups.member-added", "groups.created", "groups.created-with-members"),
    source=[RFC7644("3.12"), FIELD("fleetdm/fleet#52593"), FIELD("lightdash/lightdash#24455")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-14"],
    harm=STOP,
    consequence="A membership that cannot be stored looks like an outage: Entra retries it in every cycle.",
    remedy="Check that each member exists before you store it, and answer 400 Bad Request with the unknown `id` in "
    "`detail` instead of a server error.",
)
@pytest.mark.parametrize("way", ["added", "in a new group"])
def test_an_unknown_member_crashes_nothing(scim, directory, a_group, keep, way):
    """A member ``id`` that no user has causes no server error, in a PATCH or in a POST."""
    unknown = [{"value": directory.team().object_id}]
    if way == "added":
        response = scim.patch(a_group, add("members", unknown))
    else:
        name = directory.team().display
        response = scim.create("/Groups", {"schemas": [CORE_GROUP], "displayName": name, "members": unknown})
        keep(response)

    if response.status is None or response.status >= 500:
        raise unmet("success or a refusal (4xx)", f"status {response.status}", response)


@requirement(
    "groups.unknown-member-refused",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.member-added", NO_CRASH),
    source=[
        ENTRA_QUARANTINE("reference failures"),
        FIELD("Metatavu/keycloak-scim-server#107"),
        FIELD("GluuFederation/oxTrust#1203"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-14"],
    harm=LOSS,
    consequence="Entra counts the membership as done although the person has no access, and does not try again.",
    remedy="When a PATCH adds a member that does not exist, answer 400 Bad Request or 404 Not Found with the unknown "
    "`id` in `detail`.",
)
def test_an_unknown_member_is_refused(scim, directory, a_group):
    """Adding a member ``id`` that no user has is refused."""
    unknown = directory.team().object_id

    response = scim.patch(a_group, add("members", [{"value": unknown}]))

    if response.status in (200, 204):
        given(scim.get(f"/Users/{unknown}"), by="groups.unknown-member-creates-nobody").status(404)
    expect(response).refused()


@requirement(
    "groups.unknown-member-creates-nobody",
    level=SHOULD,
    builds_on=("groups.unknown-member-no-crash",),
    source=[RFC7644("3.5.2.1"), FIELD("BerriAI/litellm#34997")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="Accounts appear that nobody requested; they use licences and appear in lists of users.",
    remedy="Do not create a user when a PATCH of a group adds a member that does not exist.",
)
def test_an_unknown_member_does_not_become_a_user(scim, directory, a_group):
    """Adding a member ``id`` that no user has does not create a user."""
    unknown = directory.team().object_id
    scim.patch(a_group, add("members", [{"value": unknown}]))

    seen = scim.get(f"/Users/{unknown}")

    expect(seen).status(404)
