from scimproof.contract import (
    ENTRA_SCIM,
    ETAG,
    FORM,
    GALLERY_CHECKLIST,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    RFC9110,
    NotApplicable,
    add,
    expect,
    is_absent,
    read,
    replace,
    requirement,
    same,
    show,
    unmet,
    wording,
)


@requirement(
    "concurrency.member-adds",
    level=MUST,
    builds_on=("groups.member-added", "groups.add-keeps-members"),
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update Group [Add Members]"), GALLERY_CHECKLIST("throughput")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="Some of the people who join a group at the same time do not become members, although every request "
    "succeeded.",
    remedy="Store each membership as its own row, or lock the group from reading its members until writing them, so "
    "that concurrent `add` operations keep each other's members.",
)
def test_no_member_is_lost_when_five_join_at_once(scim, a_group, standing_users, standing_user, at_once):
    """Users who are added to a group at the same time all become members if their requests succeed."""
    people = [*standing_users, standing_user]

    answers = at_once(*[lambda each=each: scim.patch(a_group, add("members", [{"value": each.id}])) for each in people])

    joined = {person.id for person, each in zip(people, answers, strict=True) if each.status in (200, 204)}
    seen = scim.get(a_group)
    held = {person.id for person in people if read(seen.resource, f'members[value eq "{person.id}"].value')}
    if not joined <= held:
        raise unmet(f"all {len(joined)} added members", f"{len(joined - held)} of them missing", seen, "members")


@requirement(
    "concurrency.attributes",
    level=MUST,
    builds_on=("patch.several-operations",),
    source=[RFC7644("3.5.2"), GALLERY_CHECKLIST("throughput")],
    needs={PATCH},
    harm=LOSS,
    consequence="A change that was answered with success is lost because another change came at the same time.",
    remedy="Write only the attributes that a PATCH names, or lock the user from reading it until writing it.",
)
def test_no_change_is_lost_when_five_come_at_once(scim, new_user, directory, at_once):
    """Concurrent changes of different attributes of one user are all stored if their requests succeed."""
    names = ("displayName", "title", "externalId", "name.givenName", "name.familyName")
    user = new_user(title="before")
    kept = scim.get(user).resource
    values = {name: directory.unused() for name in names if not is_absent(read(kept, name))}
    alone = _those_that_can_be_changed(scim, new_user(title="before"), values)
    if len(alone) < 2:
        raise NotApplicable("fewer than two attributes can be changed")

    answers = at_once(*[lambda name=name: scim.patch(user, replace(name, values[name])) for name in alone])

    seen = scim.get(user)
    for name, each in zip(alone, answers, strict=True):
        if each.status in (200, 204) and not same(read(seen.resource, name), values[name]):
            raise unmet(f"{name} = {show(values[name])}", f"{name} = {show(read(seen.resource, name))}", seen, name)


def _those_that_can_be_changed(scim, user, values):
    """The attributes that can be changed, tried in one request each."""
    for name, value in values.items():
        scim.patch(user, replace(name, f"x{value}"))
    now = scim.get(user).resource
    return [name for name, value in values.items() if same(read(now, name), f"x{value}")]


@requirement(
    "concurrency.stale-version-refused",
    level=MUST,
    source=[RFC7644("3.14"), RFC9110("13.1.1")],
    needs={ETAG, PATCH},
    harm=FORM,
    consequence="A client that asks not to overwrite changes which it has not seen still overwrites them.",
    remedy="Compare `If-Match` with the current version of the resource, and answer 412 Precondition Failed when they "
    "differ.",
)
def test_a_stale_version_is_refused(scim, a_user, directory):
    """A PATCH with an outdated version in ``If-Match`` is refused."""
    version = scim.get(a_user).header("etag")
    if not version:
        raise NotApplicable("users of this target have no ETag")

    def change():
        body = wording.envelope([replace("displayName", directory.unused())])
        return scim.send("PATCH", a_user.path, body=body, headers={"If-Match": version})

    if change().status not in (200, 204):
        raise NotApplicable("the target refuses its own version in If-Match")

    expect(change()).status(412, 409)
