"""Microsoft's SCIM_Null_Update_Test, in both forms in which it is sent: no value as "" and then as null."""

import pytest

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    FORM,
    GALLERY_CHECKLIST,
    MUST,
    PATCH,
    NotApplicable,
    expect,
    given,
    is_absent,
    read,
    replace,
    requirement,
    show,
    unmet,
)

MAPPED = (
    "displayName",
    "title",
    "preferredLanguage",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    'emails[type eq "work"].value',
    'emails[type eq "other"].value',
    'phoneNumbers[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
    'phoneNumbers[type eq "fax"].value',
    'addresses[type eq "work"].formatted',
    'addresses[type eq "work"].streetAddress',
    'addresses[type eq "work"].locality',
    'addresses[type eq "work"].region',
    'addresses[type eq "work"].postalCode',
    'addresses[type eq "work"].country',
    f"{ENTERPRISE}:employeeNumber",
    f"{ENTERPRISE}:department",
)
"""The default mapping without the attributes that Microsoft's test leaves out: matching, active, references."""

BY_TEXT = "patch.cleared-by-empty-text"

FORMS = ("patch.value-path", "patch.sub-attribute", "patch.urn-path", "patch.several-operations")
MERGED_FORMS = ("patch.without-path", "patch.dotted-key", "patch.urn-key", "patch.mixed-operations")

shapes = pytest.mark.parametrize("shape", ["verbose", "merged"])


@pytest.fixture
def somebody(full_user):
    """A user with a value for every mapped attribute that the target stores; its body is what the target shows."""
    return full_user()


@pytest.fixture
def clearable(somebody, capabilities, offers):
    """The mapped attributes that the user has and that the target's schemas do not declare as required."""
    required = {
        str(each.get("name")).lower()
        for urn in (CORE_USER, ENTERPRISE)
        for each in _attributes(capabilities.schema(urn))
        if each.get("required") is True
    }
    held = [path for path in MAPPED if offers(path) and not is_absent(read(somebody.body, path))]
    paths = [path for path in held if _top(path) not in required]
    if not paths:
        raise NotApplicable("the target stores none of the optional mapped attributes")
    return paths


@requirement(
    BY_TEXT,
    level=MUST,
    builds_on=(*FORMS, *MERGED_FORMS),
    source=[GALLERY_CHECKLIST("validation run: test 16, SCIM_Null_Update_Test")],
    needs={PATCH},
    covers=["ENTRA-PAT-15a", "ENTRA-PAT-15c", "ENTRA-PAT-15d"],
    harm=DRIFT,
    consequence="Values that were removed in Entra stay in the application, and Microsoft's gallery test "
    "SCIM_Null_Update_Test fails.",
    remedy="When a PATCH operation replaces an optional attribute with an empty string, remove the value. Do this for "
    'operations with a path and for `{"op": "replace", "value": {"title": ""}}`.',
)
@shapes
def test_an_empty_string_clears(scim, somebody, clearable, shape):
    """Replacing optional attributes with an empty string leaves them without a value."""
    expect(scim.patch(somebody, *_clear(clearable, "", shape))).accepted()
    seen = scim.get(somebody)
    expect(seen).status(200)
    _judge(seen, [path for path in clearable if read(seen.resource, path) != ""])


@requirement(
    "patch.cleared-by-null",
    level=MUST,
    builds_on=(*FORMS, *MERGED_FORMS),
    source=[GALLERY_CHECKLIST("validation run: test 16, SCIM_Null_Update_Test")],
    needs={PATCH},
    covers=["ENTRA-PAT-15b", "ENTRA-PAT-15c"],
    harm=DRIFT,
    consequence="Values that were removed in Entra stay in the application, and Microsoft's gallery test "
    "SCIM_Null_Update_Test fails.",
    remedy="When a PATCH operation replaces an optional attribute with `null`, remove the value and answer with "
    "success, also when there is no value.",
)
@shapes
def test_null_clears(scim, somebody, clearable, shape):
    """Replacing optional attributes with null leaves them without a value."""
    expect(scim.patch(somebody, *_clear(clearable, None, shape))).accepted()
    seen = scim.get(somebody)
    expect(seen).status(200)
    # Microsoft's test does not read back the paths with a filter here.
    _judge(seen, [path for path in clearable if "[" not in path])


@requirement(
    "patch.cleared-twice",
    level=MUST,
    builds_on=("patch.cleared-by-null", "patch.value-path-set"),
    source=[GALLERY_CHECKLIST("validation run: test 16, SCIM_Null_Update_Test")],
    needs={PATCH},
    harm=FORM,
    consequence="Microsoft's gallery test SCIM_Null_Update_Test fails: it clears each value a second time, with "
    "`null` after the empty string.",
    remedy="When a PATCH operation replaces an attribute that has no value with `null`, answer with success, also "
    "when the filter in the path matches no element.",
)
@shapes
def test_what_is_cleared_is_cleared_again(scim, somebody, clearable, shape):
    """Replacing with null what an empty string has already cleared succeeds."""
    first = scim.patch(somebody, *_clear(clearable, "", shape))
    given(first, by=BY_TEXT).accepted()

    expect(scim.patch(somebody, *_clear(clearable, None, shape))).accepted()


def _clear(paths, value, shape):
    if shape == "verbose":
        return [replace(path, value) for path in paths]
    bracketed = [replace(path, value) for path in paths if "[" in path]
    plain = {path: value for path in paths if "[" not in path}
    return [*bracketed, replace(None, plain)] if plain else bracketed


def _judge(seen, paths):
    left = {path: read(seen.resource, path) for path in paths}
    left = {path: value for path, value in left.items() if value is not None and not is_absent(value)}
    if left:
        path, value = next(iter(left.items()))
        raise unmet(
            f"no value at {path}",
            f"{path} = {show(value)} ({len(left)} of {len(paths)} attributes not cleared)",
            seen,
            path,
        )


def _attributes(schema):
    listed = (schema or {}).get("attributes")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _top(path):
    return path.rpartition(":")[2].partition("[")[0].partition(".")[0].lower()
