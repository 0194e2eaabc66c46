from scimproof.contract import (
    ENTRA_CUSTOMIZE,
    ENTRA_LOGS,
    ENTRA_QUARANTINE,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    GROUPS,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    eq,
    expect,
    given,
    requirement,
)


@requirement(
    "groups.match-misses",
    level=MUST,
    source=[ENTRA_SCIM("Get User by query - Zero results"), ENTRA_QUARANTINE("SCIM compliance"), RFC7644("3.4.2")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-CONN-03", "ENTRA-GRP-02b"],
    harm=LOSS,
    consequence="Entra links another group than the one it searches for, or an error puts the whole job in quarantine.",
    remedy="Apply the filter of `GET /Groups`. When no group matches, answer 200 OK with a ListResponse that has "
    '`"totalResults": 0`.',
)
def test_a_name_that_no_group_has_finds_nothing(directory, named, standing_group):
    """A filter with a ``displayName`` that no group has finds no group."""
    response = named(directory.team().object_id)

    expect(response).nothing()


@requirement(
    "groups.matched-by-name",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses", "groups.created-apart"),
    source=[ENTRA_SCIM("Get Group by displayName"), ENTRA_LOGS("DuplicateTargetEntries"), RFC7644("3.4.2.2")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-GRP-02a"],
    harm=LOSS,
    consequence="Entra does not find the group, or finds two: it creates a second group, or updates neither.",
    remedy='Make `displayName eq "…"` on `/Groups` match the whole name of a group only.',
)
def test_a_group_is_found_by_its_whole_name(directory, group_of, named):
    """A filter by ``displayName`` finds the group of that name, and no group whose name only starts with it."""
    team = directory.team()
    group = group_of(team.scim())
    longer = directory.team().scim(displayName=f"{team.display} abroad")
    group_of(longer)

    expect(named(team.display)).only(group.id)


@requirement(
    "groups.match-ignores-case",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.matched-by-name", "groups.match-misses"),
    source=[RFC7643("8.7.1"), RFC7644("3.4.2.2"), FIELD("simpleidserver/SimpleIdServer#489")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-GRP-02d"],
    harm=LOSS,
    consequence="A group whose name is written in another letter case is not found and is created a second time.",
    remedy='Ignore letter case when you compare the `displayName` of groups in filters: the schema says `"caseExact": '
    "false`.",
)
def test_a_group_is_found_in_other_letter_case(standing_group, named):
    """A filter by ``displayName`` finds the group in any letter case."""
    expect(named(standing_group["displayName"].upper())).only(standing_group.id)


@requirement(
    "groups.matched-by-external-id",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.match-misses", "groups.matched-by-name"),
    source=[ENTRA_SCIM("table of group attributes: objectId to externalId"), ENTRA_CUSTOMIZE("matching attributes")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-GRP-02c"],
    harm=LOSS,
    consequence="A customer who matches groups by `externalId`, so that they can be renamed, gets errors or duplicate "
    "groups.",
    remedy='Support the filter `externalId eq "…"` on `/Groups`.',
)
def test_a_group_is_found_by_its_external_id(scim, directory, group_of):
    """A filter by ``externalId`` finds the group that has it."""
    team = directory.team()
    group = group_of(team.scim())
    given(scim.get(group), by="groups.external-id-kept").attribute("externalId", team.external_id)

    response = scim.search("/Groups", filter=eq("externalId", team.external_id), query="excludedAttributes=members")

    expect(response).only(group.id)
