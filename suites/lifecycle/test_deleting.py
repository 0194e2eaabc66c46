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
    consequence="A user who was purged from Entra stays in the application, disabled, and the deletion fails in every "
    "cycle. Microsoft asks for both ways of leaving here, and for one of them in its gallery.",
    remedy="Remove the user on DELETE and answer 204, beside disabling by active false.",
)
def test_users_can_be_deleted(scim, a_user):
    """DELETE of a user is answered with success."""
    expect(scim.delete(a_user)).accepted()


@requirement(
    DELETED,
    level=MUST,
    source=[ENTRA_SCIM("Delete User"), GALLERY_TESTS("4 Delete_User_Test"), RFC7644("3.6")],
    covers=["ENTRA-DEL-07", "ENTRA-DEL-08a"],
    harm=ACCESS,
    consequence="A user who was purged from Entra stays in the application; Entra tries to delete it again and again.",
    remedy="Remove the user on DELETE and answer 204; answer 404, not 410, for it from then on.",
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
    source=[RFC7644("3.6"), ENTRA_SCIM("requirement: not returned when hard deleted")],
    needs={FILTER},
    covers=["ENTRA-DEL-08b"],
    harm=LOSS,
    consequence="Entra finds a user who is gone, takes the id for that of somebody hired anew and fails from then on.",
    remedy="Leave deleted users out of every list.",
)
def test_a_deleted_user_is_not_found(scim, entra, a_user, building_on):
    """A user who was deleted is not found by the userName."""
    given(scim.delete(a_user), by=DELETED).accepted()

    with building_on("matching.miss-is-empty-list", DELETED):
        expect(entra.match_user("userName", a_user["userName"])).nothing()


@requirement(
    "lifecycle.deleted-twice",
    level=MUST,
    source=[RFC7644("3.6")],
    covers=["ENTRA-DEL-09"],
    harm=FORM,
    consequence="Nobody can tell a deletion that did something from one that did nothing; the Validator fails.",
    remedy="Answer 404 when the user to be deleted is not there.",
)
def test_a_deleted_user_cannot_be_deleted_again(scim, a_user):
    """DELETE of a user who was deleted is answered with 404."""
    given(scim.delete(a_user), by=DELETED).accepted()
    given(scim.get(a_user), by=DELETED).status(404)

    expect(scim.delete(a_user)).status(404)


@requirement(
    "lifecycle.deleted-not-changed",
    level=MUST,
    source=[RFC7644("3.6")],
    needs={PATCH},
    harm=ACCESS,
    consequence="Changes of a user who is gone are answered with success, or bring the account back to life.",
    remedy="Answer 404 to a PATCH of a user who was deleted.",
)
def test_a_deleted_user_cannot_be_changed(scim, a_user):
    """PATCH of a user who was deleted is answered with 404."""
    given(scim.delete(a_user), by=DELETED).accepted()
    given(scim.get(a_user), by=DELETED).status(404)

    expect(scim.patch(a_user, replace("active", value=True))).status(404)


@requirement(
    NAME_FREE,
    level=SHOULD,
    source=[RFC7644("3.6"), FIELD("kirodotdev/Kiro#10711"), FIELD("Unleash/unleash#9190")],
    covers=["ENTRA-DEL-08c"],
    harm=STOP,
    consequence="Who is hired again is never created: a conflict with an account that nobody can see, in every cycle.",
    remedy="Leave deleted users out when you check that userName and externalId are unique.",
)
def test_the_name_of_a_deleted_user_is_free(scim, a_user, known, building_on):
    """A user with the userName and externalId of a deleted one is created."""
    given(scim.delete(a_user), by=DELETED).accepted()

    response = scim.create("/Users", a_user.body)

    with building_on(DELETED):
        expect(response).status(200, 201)
    known(response)


@requirement(
    "lifecycle.rehired-starts-clean",
    level=SHOULD,
    source=[RFC7644("3.6"), RFC7644("3.3")],
    harm=DRIFT,
    consequence="Who is hired again has the title of the life before, which nobody gave, and Entra does not see it.",
    remedy="Delete a user's data with the user; make a new user from the request alone.",
)
def test_a_rehired_user_has_no_data_of_before(scim, new_user, directory, known):
    """A user who is created under the name of a deleted one has none of its other values."""
    mark = directory.unused()
    before = new_user(title=mark)
    given(scim.delete(before), by=DELETED).accepted()

    bare = {"schemas": [CORE_USER], "userName": before["userName"], "active": True}
    response = scim.create("/Users", bare)
    if response.status not in (200, 201):  # a target may require more
        more = {"emails": before.get("emails"), "externalId": directory.unused()}
        response = scim.create("/Users", bare | more)
    given(response, by=NAME_FREE).accepted()

    seen = scim.get(known(response))
    given(seen, by="users.read-by-id").status(200)
    for name in ("title", "name.familyName"):
        then, now = read(before.body, name), read(seen.resource, name)
        if not is_absent(now) and same(then, now):
            raise unmet(f"{name} not set", f"{name} = {show(now)}, as before the deletion", seen, name)


@requirement(
    "lifecycle.rehired-without-memberships",
    level=SHOULD,
    source=[RFC7644("3.6"), RFC7644("3.3")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="Who is hired again for another job has the rights of the old one, and no one assigned them.",
    remedy="Delete memberships with the user, and key them by id, not by name.",
)
def test_a_rehired_user_is_in_no_group(scim, new_user, new_group, standing_user, known):
    """A user who is created under the name of a deleted one is in none of its groups."""
    before = new_user()
    group = new_group(before, standing_user)
    given(scim.delete(before), by=DELETED).accepted()
    response = scim.create("/Users", before.body)
    given(response, by=NAME_FREE).accepted()
    again = known(response)

    if again.id == before.id:
        given(scim.get(group), by="groups.deleted-user-leaves").members(standing_user.id)
    expect(scim.get(group)).absent(f'members[value eq "{again.id}"].value')
