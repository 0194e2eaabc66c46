"""PUT, which Entra never sends for a user."""

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    MAY,
    PUT,
    RFC7644,
    NotApplicable,
    expect,
    given,
    is_absent,
    read,
    requirement,
)


@requirement(
    "users.put-clears",
    level=MAY,
    source=[RFC7644("3.5.1")],
    needs={PUT},
    harm=DRIFT,
    consequence="A client that replaces whole users cannot remove a value.",
    remedy="On `PUT /Users/{id}`, clear the writable attributes that the body omits; keep `active` as it is.",
    since="0.2.0",
)
def test_a_replacement_clears_what_it_omits(scim, new_user, capabilities):
    """A PUT that omits ``title`` or ``nickName`` clears it."""
    name = next((each for each in ("title", "nickName") if capabilities.declares(each)), "")
    if not name:
        raise NotApplicable("the target's schemas declare neither title nor nickName")
    user = new_user(**{name: "Lead"})
    if is_absent(read(scim.get(user).resource, name)):
        raise NotApplicable(f"the target does not keep {name}")
    rest = {key: value for key, value in user.body.items() if key != name}

    given(scim.put(user, {**rest, "schemas": [CORE_USER], "id": user.id}), by="users.created").accepted()

    expect(scim.get(user)).absent(name)
