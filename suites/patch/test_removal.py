from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    PATCH,
    RFC7644,
    SHOULD,
    NotApplicable,
    Unmet,
    add,
    expect,
    is_absent,
    read,
    remove,
    requirement,
    same,
    unmet,
)

PARTS = (
    "displayName",
    "title",
    "preferredLanguage",
    "nickName",
    "locale",
    "timezone",
    "userType",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    'emails[type eq "other"].value',
    'phoneNumbers[type eq "mobile"].value',
    'addresses[type eq "work"].formatted',
    'addresses[type eq "work"].streetAddress',
    'addresses[type eq "work"].locality',
    'addresses[type eq "work"].region',
    'addresses[type eq "work"].postalCode',
    'addresses[type eq "work"].country',
    f"{ENTERPRISE}:employeeNumber",
    f"{ENTERPRISE}:department",
)
WHOLES = ('phoneNumbers[type eq "fax"]', "phoneNumbers", "addresses")
"""Elements and lists, removed after their parts; the work e-mail is left out: many targets require it."""

FILLED = ("displayName", "name.formatted", "userType", "locale", "timezone", "preferredLanguage")
"""What a target may set by itself where there is no value: only the previous value must be gone."""


@requirement(
    "patch.removed-by-any-path",
    level=SHOULD,
    builds_on=("patch.remove", "patch.element-removed", "patch.sub-attribute", "patch.urn-path"),
    source=[RFC7644("3.5.2.2")],
    needs={PATCH},
    harm=DRIFT,
    consequence="Values that a client removes stay in the application.",
    remedy="Support `remove` on every path that `add` and `replace` support, such as `title`, `name.givenName`, "
    '`phoneNumbers[type eq "fax"]` and the whole list `phoneNumbers`.',
)
def test_every_kind_of_path_can_be_removed(scim, full_user, capabilities, own_texts, offers):
    """A remove works on the path of each mapped attribute and on those of the target's own extensions."""
    user = full_user()
    own = own_texts
    scim.patch(user, *[add(path, "scimproof") for path in own])
    shown = scim.get(user).resource
    held = [each for each in (*PARTS, *own, *WHOLES) if each in own or offers(each)]
    held = [each for each in held if not is_absent(read(shown, each)) and not _required(capabilities, each)]
    if not held:
        raise NotApplicable("the target stores none of the attributes that could be removed")

    parts = [each for each in held if each not in WHOLES]
    left = _left_after(scim, user, parts, shown) + [each for each in held if each in WHOLES]
    kept = {path: problem for path in left if (problem := _kept_alone(scim, user, path, shown))}
    if kept:
        path, problem = next(iter(kept.items()))
        raise unmet(
            f"all {len(held)} paths removed: {problem.mismatch.expected}",
            f"{len(held) - len(kept)} removed; not removed: {', '.join(kept)}: {problem.mismatch.observed}",
            problem.exchange,
            path,
        )


def _left_after(scim, user, paths, before):
    """Return the paths that still have a value after one request that removes them all."""
    scim.patch(user, *[remove(path) for path in paths])
    shown = scim.get(user).resource
    return [path for path in paths if not shown or not _is_gone(path, read(shown, path), before)]


def _kept_alone(scim, user, path, before):
    try:
        expect(scim.patch(user, remove(path))).accepted()
        expect(scim.get(user)).attribute_where(path, lambda now: _is_gone(path, now, before), "has no value")
    except Unmet as problem:
        return problem
    return None


def _is_gone(path, now, before):
    return is_absent(now) or (path in FILLED and not same(now, read(before, path)))


def _required(capabilities, path):
    """Tell whether the schema declares the attribute, or the sub-attribute that the path names, as required."""
    local = path.rpartition(":")[2] if path.startswith("urn:") else path
    schema = capabilities.schema(ENTERPRISE if path.startswith("urn:") else CORE_USER)
    attribute = _named((schema or {}).get("attributes"), local.partition("[")[0].partition(".")[0])
    part = _named(attribute.get("subAttributes"), local.rpartition("]")[2].rpartition(".")[2])
    return attribute.get("required") is True or part.get("required") is True


def _named(listed, name):
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and str(each.get("name")).lower() == name.lower():
            return each
    return {}
