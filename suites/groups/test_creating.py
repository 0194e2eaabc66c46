import pytest

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    GROUPS,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    requirement,
    unmet,
)


@requirement(
    "groups.created",
    level=MUST,
    builds_on=("groups.read-by-id",),
    source=[ENTRA_SCIM("Create Group"), RFC7644("3.3"), GALLERY_TESTS("8 Create_Group_Test")],
    needs={GROUPS},
    covers=["ENTRA-GRP-03a"],
    harm=STOP,
    consequence="No group reaches the application: Entra logs each one as failed and retries in every cycle.",
    remedy='Accept the body that Entra sends to `POST /Groups`, with `"members": []` and a `meta` from the client. '
    "Answer with the `id` and the `displayName` of the new group.",
)
def test_a_group_is_created_as_entra_sends_it(scim, directory, keep, calibration):
    """A group with an empty ``members`` list and a ``meta`` from the client is created with an ``id`` of its own."""
    team = directory.team()

    response = scim.create("/Groups", team.scim())
    group = keep(response)

    if response.status not in (200, 201) and (at_fault := calibration.groups.at_fault):
        cause = f"the cause, found by leaving out and adding: {', '.join(at_fault)}"
        raise unmet("status 200 or 201", f"status {response.status}; {cause}", response)
    expect(response).status(200, 201)
    if group is None:
        raise unmet("an id in the answer", "no id", response)
    expect(scim.get(group)).attribute("displayName", team.display)


@requirement(
    "groups.created-without-members",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.created"),
    source=[ENTRA_SCIM("Create Group"), GALLERY_TESTS("19 SCIM_Group_Create_Test")],
    needs={GROUPS},
    covers=["ENTRA-GRP-03c"],
    harm=STOP,
    consequence="Groups are refused when Entra leaves `members` out, as Microsoft's own example and gallery tests do.",
    remedy="Treat `members` as optional in the body of `POST /Groups`.",
)
def test_members_may_be_left_out_of_a_new_group(scim, directory, keep):
    """A group whose body has no ``members`` is created."""
    response = scim.create("/Groups", directory.team().scim("gallery-group"))
    keep(response)

    expect(response).status(200, 201)


@requirement(
    "groups.created-with-legacy-schema",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.created"),
    source=[ENTRA_SCIM("Create Group")],
    needs={GROUPS},
    covers=["ENTRA-GRP-03b"],
    harm=STOP,
    consequence="Groups are refused in tenants that send a second URN in `schemas`, as Microsoft's own example does.",
    remedy="Ignore unknown URNs in `schemas` of a group, as long as `urn:ietf:params:scim:schemas:core:2.0:Group` is "
    "among them.",
)
def test_the_second_schema_of_microsofts_example_is_accepted(scim, directory, keep, group_of):
    """A group that also lists the schema ``http://schemas.microsoft.com/2006/11/…`` is created."""
    group_of(directory.team().scim("gallery-group"), by="groups.created-without-members")

    response = scim.create("/Groups", directory.team().scim("group-create-legacy-schema"))
    keep(response)

    expect(response).status(200, 201)


@requirement(
    "groups.created-empty",
    level=MUST,
    source=[ENTRA_SCIM("Group Operations: groups are created with an empty members list"), RFC7644("3.3")],
    needs={GROUPS},
    covers=["ENTRA-GRP-16"],
    harm=ACCESS,
    consequence="People whom nobody assigned get the rights of the group when it is created.",
    remedy="Give a new group exactly the members in the body of the POST; when the body has no members, the group has "
    "none.",
)
@pytest.mark.parametrize(
    ("body", "by"),
    [("group-create", "groups.created"), ("gallery-group", "groups.created-without-members")],
    ids=["empty list", "no list"],
)
def test_a_new_group_has_nobody_in_it(scim, directory, group_of, standing_user, body, by):
    """A group that is created without members has no members."""
    group = group_of(directory.team().scim(body), by)

    seen = scim.get(group)
    given(seen, by="groups.read-by-id").status(200)
    expect(seen).absent("members")


@requirement(
    "groups.created-apart",
    level=MUST,
    builds_on=("groups.read-by-id",),
    source=[RFC7644("3.3"), ENTRA_SCIM("Create Group"), FIELD("grokability/snipe-it#19493")],
    needs={GROUPS},
    harm=LOSS,
    consequence="The second group overwrites the first one: people of one team get the rights of another.",
    remedy="Create a new resource with a new `id` for each successful `POST /Groups`.",
)
def test_two_new_groups_are_two_groups(scim, directory, group_of):
    """Creating a second group leaves the first group unchanged."""
    first, second = directory.team(), directory.team()
    one = group_of(first.scim())
    other = group_of(second.scim())

    expect(scim.get(one)).attribute("displayName", first.display)
    if one.id == other.id:
        raise unmet("two ids", f"both are {one.id}")


@requirement(
    "groups.external-id-kept",
    level=SHOULD,
    source=[ENTRA_SCIM("table of group attributes: objectId to externalId"), RFC7643("3.1")],
    needs={GROUPS},
    covers=["ENTRA-GRP-03a"],
    harm=DRIFT,
    consequence="Entra reads a group without `externalId` and writes the value again in every cycle.",
    remedy="Store the `externalId` of a group and return it exactly as it was sent.",
)
def test_the_external_id_of_a_group_is_kept(scim, directory, group_of):
    """The ``externalId`` of a group reads back as it was sent."""
    team = directory.team()
    group = group_of(team.scim())

    seen = scim.get(group)
    given(seen, by="groups.read-by-id").status(200)
    expect(seen).attribute("externalId", team.external_id)


@requirement(
    "groups.duplicate-name-refused",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.created-apart"),
    source=[ENTRA_SCIM("/Groups: uniqueness on the displayName value")],
    needs={GROUPS},
    covers=["ENTRA-GRP-03d"],
    harm=LOSS,
    consequence="When two groups have the same name, Entra cannot tell which one to update: it fails with "
    "DuplicateTargetEntries.",
    remedy='When a group with the `displayName` of a POST already exists, answer 409 Conflict with `"scimType": '
    '"uniqueness"`.',
)
def test_a_second_group_of_one_name_is_refused(scim, directory, keep, group_of):
    """Creating a group with the ``displayName`` of another group is refused with 409."""
    team = directory.team()
    group_of(team.scim())

    response = scim.create("/Groups", team.scim(externalId=directory.team().external_id))
    keep(response)

    expect(response).status(409)
