import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FLAG,
    GROUPS,
    LEGACY,
    MUST,
    PATCH,
    RFC7644,
    expect,
    requirement,
)

SIMPLER = (
    "groups.created-empty",
    "groups.member-added",
    "groups.add-keeps-members",
    "groups.members-added-together",
    "groups.capitalised-operations",
    "groups.renamed",
    "groups.renamed-without-path",
    "groups.removed-by-value-list",
    "groups.removed-by-path-filter",
    "groups.several-removed-by-value-list",
    "groups.several-removed-by-path-filters",
    "groups.last-member-removed",
    "groups.rename-keeps-members",
    "groups.member-returns",
    "groups.deleted",
    "groups.recreated-empty",
    "groups.name-free-after-delete",
)


@requirement(
    "groups.whole-life",
    level=MUST,
    builds_on=("groups.read-by-id", *SIMPLER),
    source=[ENTRA_SCIM("Group provisioning and deprovisioning"), RFC7644("3.5.2")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-16"],
    harm=ACCESS,
    consequence="Each single request works, but after several changes the members in the application differ from "
    "those in Entra.",
    remedy="Apply each request to the current state of the group, whatever its earlier names and members were. Store "
    "memberships by the `id` of the group, and delete them with the group.",
)
@pytest.mark.parametrize("dialect", [LEGACY, FLAG], ids=str)
def test_a_group_lives_as_entra_leads_it(scim, entra, directory, group_of, standing_users, dialect):
    """A group has the expected members after a sequence of creates, adds, renames, removals and deletion."""
    entra = entra.speaking(dialect)
    jo, kim, lee, max_ = standing_users
    group = group_of(directory.team().scim())
    later = directory.team()

    expect(entra.add_members(group, [jo, kim])).accepted()
    expect(entra.rename_group(group, later.display)).accepted()
    expect(entra.add_members(group, [lee])).accepted()
    expect(entra.remove_members(group, [jo])).accepted()
    expect(scim.get(group)).attribute("displayName", later.display).members(kim.id, lee.id)
    expect(entra.remove_members(group, [kim, lee])).accepted()
    expect(scim.get(group)).absent("members")
    expect(entra.add_members(group, [max_, jo])).accepted()
    expect(scim.get(group)).members(max_.id, jo.id)
    expect(entra.delete(group)).accepted()
    again = group_of(later.scim(), by="groups.name-free-after-delete")
    expect(entra.add_members(again, [kim])).accepted()
    expect(scim.get(again)).members(kim.id)
