"""Groups in groups, which RFC 7643 allows and Entra sends when a group is assigned to a group."""

import pytest

from scimproof.contract import (
    ACCESS,
    FIELD,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    NotApplicable,
    NotTestable,
    add,
    expect,
    given,
    read,
    remove,
    requirement,
)


@pytest.fixture
def nested(scim, new_group):
    """A group and the group that it is a member of."""
    inner, outer = new_group(), new_group()
    if not 200 <= (scim.patch(outer, add("members", [{"value": inner.id}])).status or 0) < 300:
        raise NotApplicable("the target does not accept a group as a member")
    if inner.id not in _members(scim.get(outer)):
        raise NotApplicable("the target does not show a group as a member; groups.nested-not-dropped judges that")
    return inner, outer


def _members(exchange):
    listed = read(exchange.resource, "members")
    return [each.get("value") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


@requirement(
    "groups.nested-not-dropped",
    level=SHOULD,
    source=[RFC7643("4.2"), RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    builds_on=("groups.created-empty", "groups.read-by-id", "groups.member-added", "groups.add-keeps-members"),
    harm=LOSS,
    consequence="A client is told that a group was added to another group, but none of its members gets the rights.",
    remedy="Store a group as a member, or refuse it with 400 Bad Request. Never answer with success and ignore it.",
    since="0.2.0",
)
def test_a_group_as_a_member_is_not_dropped_silently(scim, new_group, standing_users):
    """Adding a group to a group is refused, or the group is a member afterwards."""
    inner, outer = new_group(), new_group(standing_users[0])
    answer = scim.patch(outer, add("members", [{"value": inner.id, "type": "Group"}]))
    if answer.status is None or answer.status >= 500:
        raise NotTestable("groups.unknown-member-no-crash", f"a group as a member is answered with {answer.status}")
    if answer.status >= 300:
        return

    expect(scim.get(outer)).members(standing_users[0].id, inner.id)


@requirement(
    "groups.nested-removed",
    level=MUST,
    source=[RFC7644("3.5.2.2"), FIELD("simpleidserver/SimpleIdServer#343")],
    needs={GROUPS, PATCH},
    builds_on=(
        "groups.created-empty",
        "groups.read-by-id",
        "groups.removed-by-path-filter",
        "groups.last-member-removed",
    ),
    harm=ACCESS,
    consequence="A group that was added to another one by mistake cannot be removed: its members keep the rights.",
    remedy="Apply a `remove` on `members` to groups in the same way as to users.",
    since="0.2.0",
)
def test_a_nested_group_can_be_removed(scim, nested):
    """A remove by the ``id`` of a nested group removes it from the outer group."""
    inner, outer = nested

    expect(scim.patch(outer, remove(f'members[value eq "{inner.id}"]'))).accepted()
    expect(scim.get(outer)).absent("members")


@requirement(
    "groups.deleted-leaves-parent",
    level=SHOULD,
    source=[RFC7644("3.6"), FIELD("simpleidserver/SimpleIdServer#837")],
    needs={GROUPS, PATCH},
    builds_on=(
        "groups.created-empty",
        "groups.read-by-id",
        "groups.deleted",
        "groups.deleted-user-leaves",
        "groups.member-added",
    ),
    harm=ACCESS,
    consequence="A group lists a member that does not exist any more, and indirect memberships remain effective.",
    remedy="When a group is deleted, remove it from the `members` of every other group.",
    since="0.2.0",
)
def test_a_deleted_group_is_no_member_any_more(scim, nested):
    """A group that was deleted is not listed as a member of another group."""
    inner, outer = nested
    given(scim.delete(inner), by="groups.deleted").accepted()

    expect(scim.get(outer)).absent("members")
