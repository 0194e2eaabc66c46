"""What identifies a group: its externalId and its complete name."""

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    GROUPS,
    LOSS,
    MAY,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    given,
    replace,
    requirement,
    unmet,
)

KEPT = "groups.external-id-kept"


@requirement(
    "groups.external-id-letter-case",
    level=SHOULD,
    source=[RFC7643("3.1"), ENTRA_SCIM("General: values stored in the format they were sent")],
    needs={GROUPS},
    builds_on=("groups.read-by-id", "groups.external-id-kept"),
    harm=DRIFT,
    consequence="Entra reads another `externalId` than it sent and sends it again in every cycle.",
    remedy="Store `externalId` as it was sent: it is case-exact. Do not convert it to lower case or upper case.",
    since="0.2.0",
)
def test_an_external_id_of_a_group_keeps_its_letter_case(scim, directory, group_of):
    """The ``externalId`` of a group with capital letters reads back with the same capital letters."""
    plain = directory.team()
    given(scim.get(group_of(plain.scim())), by=KEPT).attribute("externalId", plain.external_id)
    team = directory.team()
    mixed = f"{team.external_id}-AbC"

    group = group_of(team.scim(externalId=mixed))

    expect(scim.get(group)).attribute("externalId", mixed)


@requirement(
    "groups.external-id-changed",
    level=SHOULD,
    source=[RFC7644("3.5.2.3"), RFC7643("3.1"), ENTRA_SCIM("table of group attributes: objectId to externalId")],
    needs={GROUPS, PATCH},
    builds_on=("groups.read-by-id", "groups.external-id-kept", "groups.renamed"),
    harm=DRIFT,
    consequence="A group that was created by hand and matched by its name never gets its `externalId`, and Entra "
    "sends it in every cycle.",
    remedy="Apply a PATCH operation that replaces `externalId` to groups as well as to users.",
    since="0.2.0",
)
def test_the_external_id_of_a_group_can_be_changed(scim, directory, group_of):
    """Replacing the ``externalId`` of a group changes it."""
    team, fresh = directory.team(), directory.team().external_id
    group = group_of(team.scim())
    given(scim.get(group), by=KEPT).attribute("externalId", team.external_id)

    expect(scim.patch(group, replace("externalId", fresh))).accepted()
    expect(scim.get(group)).attribute("externalId", fresh)


@requirement(
    "groups.create-leaves-others",
    level=MUST,
    source=[RFC7644("3.3")],
    needs={GROUPS},
    builds_on=("groups.read-by-id", "groups.created-apart", "groups.external-id-kept"),
    harm=LOSS,
    consequence="Two groups of the directory become one in the application, and the members of both get the rights of "
    "both.",
    remedy="Use `POST /Groups` only to create. When a value must be unique and is taken, answer 409 Conflict.",
    since="0.2.0",
)
def test_a_create_with_a_known_external_id_changes_no_other_group(scim, directory, group_of, keep):
    """A create with the ``externalId`` of another group does not answer with that group, and leaves it unchanged."""
    team = directory.team()
    group = group_of(team.scim())

    made = scim.create("/Groups", directory.team().scim(externalId=team.external_id))

    if made.status in (200, 201) and made.id == group.id:
        raise unmet("a new group, or a refusal", f"{made.status} with the id of the group of that externalId", made)
    keep(made)
    given(scim.get(group), by="groups.read-by-id").accepted()
    expect(scim.get(group)).attribute("displayName", team.display)


@requirement(
    "groups.matched-verbatim",
    level=MUST,
    source=[ENTRA_SCIM("Get Group by displayName"), RFC7644("3.4.2.2"), FIELD("getsentry/sentry#29383")],
    needs={GROUPS, FILTER},
    builds_on=("groups.matched-by-name", "groups.match-misses"),
    harm=ACCESS,
    consequence="Entra links another group whose name is only similar: its members get the rights of that group.",
    remedy="Compare the complete `displayName` and ignore only letter case: do not compare a slug, a trimmed name or "
    "a part of it.",
    since="0.2.0",
)
def test_a_similar_name_finds_no_group(named, directory, group_of):
    """A filter by a ``displayName`` with hyphens in place of spaces, or by a part of the name, finds no group."""
    team = directory.team(" of Dev Ops")
    group = group_of(team.scim(displayName=team.display))
    given(named(team.display), by="groups.matched-by-name").only(group.id)
    similar = (team.display.replace(" ", "-"), team.display.rpartition(" ")[0], team.display.partition(" ")[2])

    for each in similar:
        expect(given(named(each), by="groups.match-misses").status(200).exchange).nothing()


@requirement(
    "groups.renamed-with-id",
    level=MAY,
    source=[RFC7644("3.5.2.3")],
    needs={GROUPS, PATCH},
    harm=STOP,
    consequence="A client that sends the `id` of the group with each change, as some identity providers do, cannot "
    "rename it.",
    remedy="Ignore `id` in the value of an operation without a path when it is the `id` of that resource.",
    since="0.2.0",
)
def test_a_rename_may_name_the_id(scim, a_group, directory):
    """A replace without a path, with the group's own ``id`` beside ``displayName``, renames the group."""
    name = directory.team().display
    plain = scim.patch(a_group, replace(None, {"displayName": directory.team().display}))
    if plain.status is None or plain.status >= 300:
        raise NotApplicable("the target does not rename groups without a path")

    expect(scim.patch(a_group, replace(None, {"id": a_group.id, "displayName": name}))).accepted()
    expect(scim.get(a_group)).attribute("displayName", name)
