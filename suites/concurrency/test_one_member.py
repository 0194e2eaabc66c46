from scimproof.contract import DRIFT, GROUPS, MUST, PATCH, RFC7643, Observed, add, expect, requirement


@requirement(
    "concurrency.member-listed-once",
    level=MUST,
    source=[RFC7643("2.4"), RFC7643("4.2")],
    needs={GROUPS, PATCH},
    builds_on=(
        "groups.read-by-id",
        "groups.created-empty",
        "groups.member-added",
        "groups.member-listed-once",
        "concurrency.member-adds",
    ),
    harm=DRIFT,
    consequence="A group lists one person twice: one removal leaves the other entry, and with it the access.",
    remedy="Enforce a unique constraint on group and member, and treat a second insert as success.",
    since="0.2.0",
)
def test_one_member_added_several_times_at_once_is_listed_once(scim, at_once, new_group, standing_users):
    """A user who is added to a group by several requests at the same time is listed once."""
    group, user = new_group(), standing_users[0]
    answers = at_once(*[lambda: scim.patch(group, add("members", [{"value": user.id}])) for _ in range(5)])
    if not any(each.status in (200, 204) for each in answers):
        raise Observed("none of the requests succeeds: concurrency.member-adds judges that")

    expect(scim.get(group)).members(user.id)
