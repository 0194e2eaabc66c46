import pytest

from scimproof.contract import (
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    GROUPS,
    MUST,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    requirement,
)

DIFFICULT = {
    "quotes and backslashes": ' "quoted" and back\\slash',
    "what a URL reserves": " 100% + more & more / #1?",
    "other letters": " Übergröße 日本 🎉",
    "every printable character": " " + "".join(map(chr, range(0x21, 0x7F))),
}

LOOKED_FOR = {name: text.replace("(", "").replace(")", "") for name, text in DIFFICULT.items()}
"""Without parentheses, which groups.matched-with-parentheses judges."""


@requirement(
    "groups.name-verbatim",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.created"),
    source=[
        ENTRA_SCIM("General: values stored in the format they were sent"),
        FIELD("postmanlabs/postman-app-support#12551"),
    ],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=DRIFT,
    consequence="The group appears under another name or not at all, and Entra finds a difference in every cycle.",
    remedy="Store and return the `displayName` of a group exactly as it was sent. Do not escape, cut or refuse "
    "characters that Entra allows.",
)
@pytest.mark.parametrize("suffix", DIFFICULT.values(), ids=DIFFICULT.keys())
def test_a_difficult_group_name_is_kept(scim, directory, resource_in, suffix):
    """A group whose name contains quotes, slashes or emoji reads back with that name."""
    team = directory.team(suffix)

    response = scim.create("/Groups", team.scim())

    expect(response).status(200, 201)
    expect(scim.get(resource_in(response))).attribute("displayName", team.display)


@requirement(
    "groups.matched-by-difficult-name",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.match-misses", "groups.matched-by-name"),
    source=[RFC7644("3.4.2.2"), ENTRA_SCIM("Get Group by displayName")],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=STOP,
    consequence="Entra does not find the group that it created, creates it again and gets a conflict in every cycle.",
    remedy='Decode the query string once, as UTF-8, and read a quoted filter value like a JSON string: `\\"` is a '
    "quote and `\\\\` is a backslash.",
)
@pytest.mark.parametrize("suffix", LOOKED_FOR.values(), ids=LOOKED_FOR.keys())
def test_a_difficult_group_name_is_found(scim, directory, group_of, named, suffix):
    """A group whose name contains quotes, slashes or emoji is found by that name."""
    team = directory.team(suffix)
    group = group_of(team.scim())
    given(scim.get(group), by="groups.name-verbatim").attribute("displayName", team.display)

    expect(named(team.display)).only(group.id)


@requirement(
    "groups.matched-with-parentheses",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses", "groups.matched-by-name"),
    source=[
        ENTRA_SCIM("Get Group by displayName"),
        GALLERY_TESTS("8 Create_Group_Test: LACreateGroup-(…)"),
        RFC7644("3.4.2.2"),
    ],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=STOP,
    consequence="Microsoft's gallery validation fails, and groups with parentheses in their name are never matched.",
    remedy='Treat parentheses inside a quoted filter value as text: `displayName eq "Sales (EU)"` compares with the '
    "name `Sales (EU)`.",
)
def test_a_group_name_with_parentheses_is_found(scim, directory, group_of, named):
    """A group whose name contains parentheses is found by that name."""
    team = directory.team("-(1a2b3c4d)")
    group = group_of(team.scim())

    expect(named(team.display)).only(group.id)
