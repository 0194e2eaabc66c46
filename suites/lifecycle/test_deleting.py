from scimproof.contract import (
    ACCESS,
    CORE_USER,
    DRIFT,
    ENTRA_HOW,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    is_absent,
    read,
    replace,
    requirement,
    same,
    show,
    unmet,
)

OFFERED, DELETED = "lifecycle.delete-offered", "lifecycle.deleted"
NAME_FREE = "lifecycle.name-free-after-delete"


@requirement(
    OFFERED,
    level=SHOULD,
    source=[ENTRA_SCIM("Delete User"), ENTRA_HOW("de-provisioning"), GALLERY_CHECKLIST("soft or hard delete")],
    covers=["ENTRA-DEL-07"],
    harm=DRIFT,
    consequence="A user who was permanently deleted in Entra stays in the application, disabled, and the deletion "
    "fails in every cycle. Microsoft's documentation asks for both disabling and deleting, its gallery for one of "
    "them.",
    remedy="Support `DELETE /Users/{id}`: delete the user and answer 204 No Content. Support disabling with "
    '`"active": false` as well.',
)
def test_users_can_be_deleted(scim, a_user):
    """A DELETE of a user is answered with success."""
    expect(scim.delete(a_user)).accepted()


@requirement(
    DELETED,
    level=MUST,
    builds_on=("lifecycle.delete-offered",),
    source=[ENTRA_SCIM("Delete User"), GALLERY_TESTS("4 Delete_User_Test"), RFC7644("3.6")],
    covers=["ENTRA-DEL-07", "ENTRA-DEL-08a"],
    harm=ACCESS,
    consequence="A user who was permanently deleted in Entra stays in the application, or Entra repeats the deletion "
    "in every cycle.",
    remedy="On `DELETE /Users/{id}`, delete the user and answer 204 No Content. From then on, answer every request "
    "for that `id` with 404, not 410.",
)
def test_a_user_is_deleted(scim, a_user):
    """A user who was deleted cannot be read any more."""
    response = scim.delete(a_user)
    given(response, by=OFFERED).accepted()

    expect(response).status(200, 204)
    expect(scim.get(a_user)).status(404)


@requirement(
    "lifecycle.deleted-not-found",
    level=MUST,
    builds_on=("matching.miss-is-empty-list", DELETED),
    source=[RFC7644("3.6"), ENTRA_SCIM("requirement: not returned when hard deleted")],
    needs={FILTER},
    covers=["ENTRA-DEL-08b"],
    harm=LOSS,
    consequence="Entra finds a deleted user and links a new employee to that account; every later update fails.",
    remedy="Leave deleted users out of the result of every query on `/Users`.",
)
def test_a_deleted_user_is_not_found(scim, entra, a_user):
    """A user who was deleted is not found by ``userName``."""
    given(scim.delete(a_user), by=DELETED).accepted()

    expect(entra.match_user("userName", a_user["userName"])).nothing()


@requirement(
    "lifecycle.deleted-twice",
    level=MUST,
    builds_on=("lifecycle.deleted",),
    source=[RFC7644("3.6")],
    covers=["ENTRA-DEL-09"],
    harm=FORM,
    consequence="A client cannot tell a deletion that removed a user from one that removed nothing, and the SCIM "
    "Validator fails.",
    remedy="Answer `DELETE /Users/{id}` with 404 Not Found when the user was already deleted.",
)
def test_a_deleted_user_cannot_be_deleted_again(scim, a_user):
    """A DELETE of a user who was already deleted is answered with 404."""
    given(scim.delete(a_user), by=DELETED).accepted()
    given(scim.get(a_user), by=DELETED).status(404)

    expect(scim.delete(a_user)).status(404)


@requirement(
    "lifecycle.deleted-not-changed",
    level=MUST,
    builds_on=("lifecycle.deleted",),
    source=[RFC7644("3.6")],
    needs={PATCH},
    harm=ACCESS,
    consequence="Changes of a deleted user are answered with success, or make the account active again.",
    remedy="Answer `PATCH /Users/{id}` with 404 Not Found when the user was deleted.",
)
def test_a_deleted_user_cannot_be_changed(scim, a_user):
    """A PATCH of a user who was deleted is answered with 404."""
    given(scim.delete(a_user), by=DELETED).accepted()
    given(scim.get(a_user), by=DELETED).status(404)

    expect(scim.patch(a_user, replace("active", value=True))).status(404)


@requirement(
    NAME_FREE,
    level=SHOULD,
    builds_on=(DELETED,),
    source=[RFC7644("3.6"), FIELD("kirodotdev/Kiro#10711"), FIELD("Unleash/unleash#9190")],
    covers=["ENTRA-DEL-08c"],
    harm=STOP,
    consequence="A person who is hired again is never created: the create conflicts in every cycle with a deleted "
    "account that nobody can see.",
    remedy="Ignore deleted users when you check that `userName` and `externalId` are unique.",
)
def test_the_name_of_a_deleted_user_is_free(scim, a_user, resource_in):
    """A user with the ``userName`` and ``externalId`` of a deleted user can be created."""
    given(scim.delete(a_user), by=DELETED).accepted()

    response = scim.create("/Users", a_user.body)

    expect(response).status(200, 201)
    resource_in(response)


@requirement(
    "lifecycle.rehired-starts-clean",
    level=SHOULD,
    builds_on=("lifecycle.name-free-after-delete",),
    source=[RFC7644("3.6"), RFC7644("3.3")],
    harm=DRIFT,
    consequence="A person who is hired again has the title of the deleted account. Nobody assigned it, and Entra does "
    "not notice.",
    remedy="Delete a user's data together with the user, and set the attributes of a new user only from the body of "
    "the POST.",
)
def test_a_rehired_user_has_no_data_of_before(scim, new_user, directory, resource_in):
    """A user who is created with the name of a deleted user has none of that user's other values."""
    mark = directory.unused()
    before = new_user(title=mark)
    given(scim.delete(before), by=DELETED).accepted()

    bare = {"schemas": [CORE_USER], "userName": before["userName"], "active": True}
    response = scim.create("/Users", bare)
    if response.status not in (200, 201):  # a target may require more
        more = {"emails": before.get("emails"), "externalId": directory.unused()}
        response = scim.create("/Users", bare | more)
    given(response, by=NAME_FREE).accepted()

    seen = scim.get(resource_in(response))
    given(seen, by="users.read-by-id").status(200)
    for name in ("title", "name.familyName"):
        then, now = read(before.body, name), read(seen.resource, name)
        if not is_absent(now) and same(then, now):
            raise unmet(f"{name} not set", f"{name} = {show(now)}, as before the deletion", seen, name)


@requirement(
    "lifecycle.rehired-without-memberships",
    level=SHOULD,
    builds_on=("lifecycle.name-free-after-delete", "groups.deleted-user-leaves"),
    source=[RFC7644("3.6"), RFC7644("3.3")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="A person who is hired again for another job has the rights of the old job, which nobody assigned.",
    remedy="Delete the memberships of a user together with the user, and store memberships by the `id` of the user "
    "and not by the name.",
)
def test_a_rehired_user_is_in_no_group(scim, new_user, new_group, standing_user, resource_in):
    """A user who is created with the name of a deleted user is in none of that user's groups."""
    before = new_user()
    group = new_group(before, standing_user)
    given(scim.delete(before), by=DELETED).accepted()
    response = scim.create("/Users", before.body)
    given(response, by=NAME_FREE).accepted()
    again = resource_in(response)

    if again.id == before.id:
        given(scim.get(group), by="groups.deleted-user-leaves").members(standing_user.id)
    expect(scim.get(group)).absent(f'members[value eq "{again.id}"].value')
