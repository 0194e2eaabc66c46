"""The user in the result of a filter: Entra compares and decides by what it shows."""

from scimproof.contract import (
    ABSENT,
    DRIFT,
    ENTRA_HOW,
    ENTRA_LOGS,
    ENTRA_SCIM,
    FILTER,
    GALLERY_TESTS,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    is_absent,
    replace,
    requirement,
    same,
    show,
    unmet,
)


@requirement(
    "matching.shows-the-whole-user",
    level=SHOULD,
    builds_on=("matching.by-username", "users.read-by-id"),
    source=[ENTRA_SCIM("Get User by query"), RFC7643("7"), GALLERY_TESTS("5 User_Update_Manager_Test")],
    needs={FILTER},
    harm=DRIFT,
    consequence="Entra treats what is missing in the result as empty and sends it again. Microsoft's gallery tests "
    "read `active` and `manager` there.",
    remedy="Return the same attributes for a user in a list as in `GET /Users/{id}`: every attribute that is returned "
    "by default.",
)
def test_a_result_shows_the_whole_user(scim, entra, findable_user):
    """A user in the result of a filter has the attributes that a read by ``id`` shows."""
    read_back = given(scim.get(findable_user), by="users.read-by-id").status(200).exchange
    found = entra.match_user("userName", findable_user["userName"])
    given(found, by="matching.by-username").only(findable_user.id)

    expect(found).matches(_shows(read_back.resource))


@requirement(
    "matching.disabled-user-found",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[GALLERY_TESTS("3 Disable_User_Test"), GALLERY_TESTS("6 Restore_User_Test"), ENTRA_HOW("User matching")],
    needs={FILTER, PATCH},
    covers=["ENTRA-GET-03b", "ENTRA-DEL-06"],
    harm=LOSS,
    consequence="A person who comes back is not found and is created a second time, or conflicts with the old account "
    "in every cycle. Microsoft's tests of disabling and restoring fail.",
    remedy='Include disabled users in the results of filters, with `"active": false`.',
)
def test_a_disabled_user_is_found(scim, entra, a_user, findable_user):
    """A filter by ``userName`` finds a disabled user and shows ``active`` as the JSON boolean false."""
    scim.patch(a_user, replace("active", value=False))
    given(scim.get(a_user), by="lifecycle.disabled").attribute("active", wanted=False)

    found = entra.match_user("userName", a_user["userName"])
    expect(found).only(a_user.id)
    expect(found).matches(_shows({"active": False}))


@requirement(
    "matching.id-stable",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7643("3.1"), ENTRA_HOW("User matching"), ENTRA_LOGS("InvalidAnchor"), RFC7644("3.4.2")],
    needs={FILTER, PATCH},
    covers=["ENTRA-MATCH-13"],
    harm=STOP,
    consequence="The `id` that Entra stores belongs to no user any more (InvalidAnchor): the user gets no update "
    "until somebody restarts provisioning from the beginning.",
    remedy="Keep the `id` of a user for its whole life and return the same `id` in single reads and in lists. Do not "
    "derive it from a value that can change, such as `userName`.",
)
def test_the_id_outlives_every_change(scim, entra, new_user, directory, findable_user):
    """A user who was renamed, disabled and enabled is found with the original ``id``."""
    user = new_user()
    name = directory.unused()
    # Other tests judge whether each change was made; this one judges which user is found.
    scim.patch(user, replace("userName", name))
    given(scim.get(user), by="patch.rename-keeps-id").attribute("id", user.id)
    for active in (False, True):
        scim.patch(user, replace("active", value=active))
    given(scim.get(user), by="lifecycle.disabled-readable").attribute("id", user.id)
    found = entra.match_user("userName", name)
    for each in found.resources:
        if each.get("id") != user.id:
            raise unmet(f"id = {user.id}", f"id = {show(each.get('id', ABSENT))}", found, "id")


def _shows(wanted):
    """A matcher: the user in the list has these attributes; other tests judge a list without users."""

    def match(exchange):
        for listed in exchange.resources[:1]:
            for name, value in sorted(wanted.items()):
                shown = listed.get(name)
                if name not in ("meta", "id") and not is_absent(value) and not same(shown, value):
                    expected = f"{name} = {show(value)}, as in a read"
                    return unmet(expected, f"{name} = {show(shown)}", exchange, name).mismatch
        return None

    return match
