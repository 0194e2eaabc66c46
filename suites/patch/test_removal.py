from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    PATCH,
    RFC7644,
    SHOULD,
    NotApplicable,
    Unmet,
    expect,
    is_absent,
    read,
    remove,
    requirement,
    unmet,
)

REMOVABLE = (
    "title",
    "preferredLanguage",
    "name.givenName",
    "name.formatted",
    'emails[type eq "other"].value',
    'phoneNumbers[type eq "fax"]',
    'addresses[type eq "work"].locality',
    f"{ENTERPRISE}:employeeNumber",
    f"{ENTERPRISE}:department",
    "phoneNumbers",
    "addresses",
)
"""One of each kind of path, parts before the wholes that hold them."""


@requirement(
    "patch.removed-by-any-path",
    level=SHOULD,
    source=[RFC7644("3.5.2.2")],
    needs={PATCH},
    harm=DRIFT,
    consequence="Values that a client takes away stay in the application.",
    remedy="Let remove work on every path that add and replace know, lists as a whole included.",
)
def test_every_kind_of_path_can_be_removed(scim, full_user, capabilities, offers, building_on):
    """A remove takes the value away at every kind of path."""
    user = full_user()
    held = [each for each in REMOVABLE if offers(each) and not is_absent(read(user.body, each))]
    held = [each for each in held if not _required(capabilities, each)]
    if not held:
        raise NotApplicable("the target keeps none of the attributes that could be removed")

    with building_on("patch.remove", "patch.element-removed", "patch.sub-attribute", "patch.urn-path"):
        kept = {}
        for path in held:
            try:
                expect(scim.patch(user, remove(path))).accepted()
                expect(scim.get(user)).absent(path)
            except Unmet as problem:
                kept[path] = problem
        if kept:
            path, problem = next(iter(kept.items()))
            raise unmet(
                f"all {len(held)} paths removed: {problem.mismatch.expected}",
                f"not {', '.join(kept)}: {problem.mismatch.observed}",
                problem.exchange,
                path,
            )


def _required(capabilities, path):
    urn = ENTERPRISE if path.startswith("urn:") else CORE_USER
    listed = (capabilities.schema(urn) or {}).get("attributes")
    top = path.rpartition(":")[2].partition("[")[0].partition(".")[0].lower()
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and str(each.get("name")).lower() == top:
            return each.get("required") is True
    return False
