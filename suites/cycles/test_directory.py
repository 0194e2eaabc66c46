from collections.abc import Callable

import pytest

from scimproof.contract import (
    ACCESS,
    CORE_USER,
    DRIFT,
    ENTERPRISE_USER,
    ENTRA_HOW,
    ENTRA_ONDEMAND,
    ENTRA_SCIM,
    GALLERY_TESTS,
    LOSS,
    MANAGERS,
    MUST,
    PATCH,
    RFC7644,
    STOP,
    requirement,
)

PARTS = (
    "filters.supported",
    "groups.as-declared",
    "users.created",
    "matching.miss-is-empty-list",
    "groups.match-misses",
    "users.default-body",
    "users.read-by-id",
    "users.created-active",
    "users.stored-as-sent",
    "matching.by-username",
    "lifecycle.found-after-a-miss",
    "patch.operations-first",
    "groups.created",
    "groups.read-by-id",
    "groups.created-empty",
    "groups.created-apart",
    "groups.matched-by-name",
    "groups.read-without-members",
    "groups.member-added",
    "groups.members-added-together",
    "groups.add-keeps-members",
)
"""The requirements that every cycle builds on."""

CHANGING = (
    "patch.supported",
    "patch.rename-keeps-id",
    "patch.found-by-new-value",
    "lifecycle.disabled",
    "lifecycle.enabled",
    "matching.id-stable",
    "lifecycle.deleted",
    "lifecycle.name-free-after-rename",
    "groups.renamed",
    "groups.renamed-without-path",
    "groups.capitalised-operations",
    "groups.rename-keeps-members",
    "groups.found-by-new-name",
    "groups.removed-by-path-filter",
    "groups.several-removed-by-path-filters",
    "groups.deleted",
    "groups.name-free-after-delete",
    "groups.recreated-empty",
    "groups.whole-life",
    "cycles.initial-converges",
)


LED = (
    "patch.supported",
    "filters.and",
    "patch.manager-as-string",
    "patch.manager-changed",
    "filters.manager-check-finds",
    "filters.manager-check-misses",
    "patch.manager-removed-by-filter",
)

MANAGED = (
    "groups.deleted-user-leaves",
    "lifecycle.rehired-without-memberships",
    "patch.remove",
    "patch.add",
    "filters.and",
    "lifecycle.deleted-not-found",
    "patch.manager-as-string",
    "filters.manager-check-finds",
    "filters.manager-check-misses",
    "patch.manager-removed-by-filter",
    "lifecycle.deleted",
    "lifecycle.name-free-after-delete",
)


@pytest.fixture
def unless_unique(capabilities, directory) -> Callable[[str], str]:
    """Returns the displayName given, made unique if the target's schema says that displayName is unique."""
    attributes = (capabilities.schema(CORE_USER) or {}).get("attributes")
    listed = [each for each in attributes if isinstance(each, dict)] if isinstance(attributes, list) else []
    said = {str(each.get("name")).lower(): each.get("uniqueness") for each in listed}
    unique = said.get("displayname") in ("server", "global")
    return lambda name: f"{name} {directory.unused()}" if unique else name


@requirement(
    "cycles.initial-converges",
    level=MUST,
    builds_on=(*PARTS,),
    source=[
        ENTRA_HOW("initial cycle"),
        GALLERY_TESTS("1 Create_User_Test"),
        GALLERY_TESTS("8 Create_Group_Test"),
        RFC7644("3.3"),
    ],
    needs={PATCH},
    harm=LOSS,
    consequence="After the first cycle a person has no account or is missing in a group, although each single request "
    "works.",
    remedy="Identify users only by `id` and `userName`, and groups by `id`: several users may have the same "
    "`displayName`, and a user may be in several groups.",
)
def test_a_directory_arrives_whole(new_job, unless_unique):
    """After an initial cycle each user and group exists once in the target, with all members."""
    job = new_job()
    jo, namesake, kim = (
        job.hire(displayName=unless_unique(name)) for name in ("Jo Jansen", "Jo Jansen", "Kim de Vries")
    )
    job.team(jo, namesake)
    job.team(jo, kim)

    job.cycle()
    job.converged()


@requirement(
    "cycles.silent-when-unchanged",
    level=MUST,
    builds_on=(*PARTS, "groups.member-check-finds"),
    source=[ENTRA_HOW("incremental cycles"), ENTRA_SCIM("values are stored as sent"), RFC7644("3.5.2")],
    needs={PATCH},
    covers=["ENTRA-SCO-09"],
    harm=DRIFT,
    consequence="Entra writes the same values again in every cycle, about every forty minutes; the audit log fills up.",
    remedy="Return every value as it was sent, and change only what a request names: adding a member to a group or "
    "renaming the group does not change the attributes of users.",
)
def test_a_cycle_without_changes_writes_nothing(new_job, capabilities):
    """A second initial cycle over an unchanged directory finds all values as they were sent and writes nothing."""
    job = new_job(names=capabilities.declares("displayName"))
    jo, kim = job.hire(), job.hire()
    job.team(jo, kim)

    job.cycle()
    job.stays_silent()


@requirement(
    "cycles.changes-converge",
    level=MUST,
    builds_on=(*PARTS, *CHANGING),
    source=[
        ENTRA_HOW("incremental cycles"),
        ENTRA_ONDEMAND("groups"),
        GALLERY_TESTS("2 Update_User_Test"),
        GALLERY_TESTS("3 Disable_User_Test"),
        GALLERY_TESTS("6 Restore_User_Test"),
        GALLERY_TESTS("7 POD_User_Test"),
        GALLERY_TESTS("9 Update_Group_Test"),
        GALLERY_TESTS("10 Delete_Group_Test"),
        GALLERY_TESTS("11 Group_Update_Add_Member_Test"),
        GALLERY_TESTS("12 Group_Update_Remove_Member_Test"),
        GALLERY_TESTS("13 POD_Group_Test"),
        GALLERY_TESTS("14 Restore_Group_Test"),
        RFC7644("3.5.2"),
    ],
    needs={PATCH},
    covers=["ENTRA-SCO-06"],
    harm=STOP,
    consequence="Directory and application differ more and more: a change that follows another one on the same names "
    "is refused.",
    remedy="Apply every request to the state that is stored at that moment. When a user or a group gives up a name, "
    "another one can use it immediately.",
)
def test_changes_arrive_in_the_next_cycle(new_job):
    """After changes in the directory, an incremental cycle brings the target to the same state."""
    job = new_job()
    jo, kim, lee, max_ = (job.hire() for _ in range(4))
    first, second, third = job.team(jo, kim), job.team(lee), job.team(max_)

    job.cycle()
    old = job.name(first)
    job.happens("group-rename", group=first, to=f"{old} of old")
    job.happens("group-rename", group=second, to=old)
    job.happens("group-remove", group=first, members=[jo])
    job.happens("group-add", group=second, members=[jo, kim])
    job.happens("rename", user=kim, to=job.unused_name())
    job.happens("unassign", user=lee)
    job.happens("group-delete", group=third)
    job.happens("unassign", group=second)
    job.on_demand(job.hire())
    job.cycle()
    job.converged()
    job.happens("assign", user=lee)
    job.happens("assign", group=second)
    job.happens("group-add", group=first, members=[max_])
    job.on_demand(first, max_)
    job.cycle()
    job.converged()


@requirement(
    "cycles.managers-converge",
    level=MUST,
    builds_on=(*PARTS, *LED),
    source=[ENTRA_SCIM("Example 5: the manager"), GALLERY_TESTS("5 User_Update_Manager_Test"), RFC7644("3.5.2")],
    needs={PATCH, ENTERPRISE_USER, MANAGERS},
    harm=DRIFT,
    consequence="When one person gets another manager, colleagues with the same manager are changed as well, and "
    "approvals go to the wrong people.",
    remedy="Store the `id` of the manager with each user. A change of one user's `manager` must not change that of "
    "others.",
)
def test_everybody_has_the_manager_that_the_directory_says(new_job):
    """After managers change in the directory, each user in the target has the right manager."""
    job = new_job(managers=True)
    boss, other = job.hire(), job.hire()
    jo, kim, _ = (job.hire(manager=boss) for _ in range(3))

    job.cycle()
    job.converged()
    job.happens("manager", user=jo, to=other)
    job.happens("manager", user=kim, to=None)
    job.cycle()
    job.converged()


@requirement(
    "cycles.nothing-resurrected",
    level=MUST,
    builds_on=(*PARTS, *MANAGED),
    source=[ENTRA_HOW("de-provisioning"), GALLERY_TESTS("4 Delete_User_Test"), RFC7644("3.6")],
    needs={PATCH, ENTERPRISE_USER, MANAGERS},
    harm=ACCESS,
    consequence="A new employee who gets the address of a former manager becomes the manager of that person's "
    "reports, or a member of that person's groups.",
    remedy="Store references to users by `id`, not by name, and remove those to a user who is deleted.",
)
def test_nobody_inherits_from_the_deleted(new_job):
    """A new user with the name of a deleted manager has no reports and is in no group."""
    job = new_job(managers=True)
    boss = job.hire()
    jo, kim = job.hire(manager=boss), job.hire(manager=boss)
    job.team(boss, jo, kim)
    name = job.name(boss)

    job.cycle()
    job.converged()
    job.happens("purge", user=boss)
    job.cycle()
    job.hire(userPrincipalName=name)
    job.cycle()
    job.converged()
