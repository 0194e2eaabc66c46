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
"""Parentheses are a question of their own (groups.matched-with-parentheses)."""


@requirement(
    "groups.name-verbatim",
    level=SHOULD,
    source=[
        ENTRA_SCIM("General: values stored in the format they were sent"),
        FIELD("postmanlabs/postman-app-support#12551"),
    ],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=DRIFT,
    consequence="The group appears under another name, or not at all; Entra finds a difference at each look at it.",
    remedy="Store displayName as sent: no escaping, cutting or refusing of characters that Entra allows.",
)
@pytest.mark.parametrize("suffix", DIFFICULT.values(), ids=DIFFICULT.keys())
def test_a_difficult_group_name_is_kept(scim, directory, known, building_on, suffix):
    """A group whose name has quotes, slashes, emoji and the like reads back under that name."""
    team = directory.team(suffix)

    response = scim.create("/Groups", team.scim())

    with building_on("groups.created"):
        expect(response).status(200, 201)
        expect(scim.get(known(response))).attribute("displayName", team.display)


@requirement(
    "groups.matched-by-difficult-name",
    level=SHOULD,
    source=[RFC7644("3.4.2.2"), ENTRA_SCIM("Get Group by displayName")],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=STOP,
    consequence="Entra does not find the group it made, creates it again and gets a conflict, in every cycle.",
    remedy='Unescape \\" and \\\\ inside a quoted filter value, and decode the query once, as UTF-8.',
)
@pytest.mark.parametrize("suffix", LOOKED_FOR.values(), ids=LOOKED_FOR.keys())
def test_a_difficult_group_name_is_found(scim, directory, group_of, named, building_on, suffix):
    """A group whose name has quotes, slashes, emoji and the like is found by that name."""
    team = directory.team(suffix)
    group = group_of(team.scim())
    given(scim.get(group), by="groups.name-verbatim").attribute("displayName", team.display)

    with building_on("groups.match-misses", "groups.matched-by-name"):
        expect(named(team.display)).only(group.id)


@requirement(
    "groups.matched-with-parentheses",
    level=MUST,
    source=[
        ENTRA_SCIM("Get Group by displayName"),
        GALLERY_TESTS("8 Create_Group_Test: LACreateGroup-(…)"),
        RFC7644("3.4.2.2"),
    ],
    needs={GROUPS},
    covers=["ENTRA-GRP-17"],
    harm=STOP,
    consequence="Microsoft's gallery validation fails, and so does every group with a remark in its name.",
    remedy="Read what stands between the quotes of a filter value as text: parentheses group nothing there.",
)
def test_a_group_name_with_parentheses_is_found(scim, directory, group_of, named, building_on):
    """A group whose name has parentheses is found by that name."""
    team = directory.team("-(1a2b3c4d)")
    group = group_of(team.scim())

    with building_on("groups.match-misses", "groups.matched-by-name"):
        expect(named(team.display)).only(group.id)
