from scimproof.contract import (
    DRIFT,
    ENTRA_ONDEMAND,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    GALLERY_TESTS,
    MUST,
    STOP,
    expect,
    given,
    is_absent,
    read,
    requirement,
    same,
    show,
    unmet,
)


@requirement(
    "lifecycle.found-after-a-miss",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_ONDEMAND("steps 1 to 4"), GALLERY_TESTS("7 POD_User_Test"), ENTRA_SCIM("Get User by query")],
    needs={FILTER},
    covers=["ENTRA-SCO-06"],
    harm=STOP,
    consequence="Entra searches, finds nobody and creates the user. In the next cycle it still finds nobody, creates "
    "the user again and gets a conflict.",
    remedy="After a create, return the new user from every query that matches it. Do not cache the empty result of an "
    "earlier query.",
)
def test_a_user_is_found_although_the_same_query_missed_before(scim, entra, directory, resource_in):
    """A user who is created after a query found nobody is found by the same query."""
    person = directory.person()
    given(entra.probe(), by="matching.miss-is-empty-list").nothing()
    given(entra.match_user("userName", person.upn), by="matching.miss-is-empty-list").nothing()
    response = scim.create("/Users", person.scim())
    given(response, by="users.default-body").accepted()
    user = resource_in(response)

    expect(entra.match_user("userName", person.upn)).only(user.id)


@requirement(
    "lifecycle.no-drift",
    level=MUST,
    builds_on=("users.default-body", "matching.miss-is-empty-list"),
    source=[ENTRA_SCIM("General: values stored in the format they were sent"), FIELD("jelhub/scimgateway#124")],
    covers=["ENTRA-SCO-09"],
    harm=DRIFT,
    consequence="Entra finds a difference that nobody made and writes the user again in every cycle.",
    remedy="Keep stored values as they were sent: no background job, trigger or read may change them.",
)
def test_a_user_nobody_changes_stays_the_same(scim, entra, directory, resource_in):
    """A user who was created and found reads back the same in a second run."""
    person = directory.person()
    response = scim.create("/Users", person.scim())
    given(response, by="users.default-body").accepted()
    user = resource_in(response)
    first = scim.get(user)
    given(first, by="users.read-by-id").status(200)
    entra.match_user("userName", person.upn)

    second = scim.get(user)

    given(second, by="users.read-by-id").status(200)
    for name in person.scim():
        then, now = read(first.resource, name), read(second.resource, name)
        if name != "meta" and not is_absent(then) and not same(then, now):
            raise unmet(f"{name} = {show(then)}, as in the first run", f"{name} = {show(now)}", second, name)
