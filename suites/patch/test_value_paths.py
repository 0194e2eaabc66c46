"""Paths with a filter that selects one element of a list: ``emails[type eq "work"].value``."""

import pytest

from scimproof.contract import (
    ABSENT,
    DRIFT,
    ENTRA_SCIM,
    ENTRA_VALIDATOR,
    FIELD,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    STOP,
    NotApplicable,
    add,
    expect,
    read,
    remove,
    replace,
    requirement,
    show,
    unmet,
)

OTHER_MAIL = 'emails[type eq "other"].value'
MOBILE = 'phoneNumbers[type eq "mobile"].value'
ADDRESS = {
    "streetAddress": "12 Quay Street",
    "locality": "Delft",
    "region": "ZH",
    "postalCode": "2611 AB",
    "country": "NL",
}


@requirement(
    "patch.value-path",
    level=MUST,
    builds_on=("patch.add",),
    source=[ENTRA_SCIM("Update User [multi-valued properties]"), RFC7644("3.5.2.3")],
    needs={PATCH},
    covers=["ENTRA-PAT-04c"],
    harm=DRIFT,
    consequence="A changed e-mail address or phone number never reaches the application.",
    remedy='Resolve a path such as `emails[type eq "work"].value` to the sub-attribute `value` of the element whose '
    "`type` is `work`, and set it.",
)
@pytest.mark.parametrize("op", [replace, add], ids=["replace", "add"])
def test_a_filter_in_a_path_picks_an_element(scim, a_user, work_mail, directory, op):
    """A path with a filter changes the element that the filter matches."""
    value = directory.unused()

    expect(scim.patch(a_user, op(work_mail, value))).accepted()
    expect(scim.get(a_user)).attribute(work_mail, value)


@requirement(
    "patch.value-path-added",
    level=MUST,
    builds_on=("patch.add",),
    source=[
        ENTRA_VALIDATOR("Patch User - Add Attributes"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#416"),
        FIELD("thomaspoignant/scim-patch#187"),
        FIELD("scimmyjs/scimmy#95"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-07a"],
    harm=DRIFT,
    consequence="The first phone number, address or second e-mail of a user never arrives: Entra adds it by a path "
    "whose filter matches nothing yet.",
    remedy="When the filter in the path of an `add` matches no element, create one from the filter: "
    '`phoneNumbers[type eq "mobile"].value` creates `{"type": "mobile", "value": "…"}`.',
)
def test_adding_creates_the_element_that_the_filter_describes(scim, new_user, capabilities):
    """An add by a path whose filter matches no element creates the element that the filter describes."""
    if not capabilities.declares(MOBILE):
        raise NotApplicable("the target's schemas do not declare phoneNumbers")
    user = new_user(phoneNumbers=None)

    expect(scim.patch(user, add(MOBILE, "+31655501234"))).accepted()
    expect(scim.get(user)).attribute(MOBILE, "+31655501234")


@requirement(
    "patch.value-path-set",
    level=MUST,
    builds_on=("patch.value-path-added",),
    source=[
        ENTRA_VALIDATOR("Patch User - Replace Attributes"),
        FIELD("sourcegraph/sourcegraph-public-snapshot#49200"),
        FIELD("AzureAD/SCIMReferenceCode#48"),
        FIELD("thomaspoignant/scim-patch#42"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-07b"],
    harm=STOP,
    consequence="The update is refused in every cycle, and with it every other change in the same request; or the new "
    "value never arrives.",
    remedy="When the filter in the path of a `replace` matches no element, create one from the filter as for an "
    "`add`. Do not answer with `noTarget`.",
)
def test_replacing_creates_the_element_that_the_filter_describes(scim, new_user, capabilities):
    """A replace by a path whose filter matches no element creates the element that the filter describes."""
    if not capabilities.declares(MOBILE):
        raise NotApplicable("the target's schemas do not declare phoneNumbers")
    user = new_user(phoneNumbers=None)

    expect(scim.patch(user, replace(MOBILE, "+31655501234"))).accepted()
    expect(scim.get(user)).attribute(MOBILE, "+31655501234")


@requirement(
    "patch.one-address",
    level=MUST,
    builds_on=("patch.add", "patch.value-path", "patch.value-path-added", "patch.several-operations"),
    source=[ENTRA_SCIM("Design your user and group schema"), FIELD("limosa-io/laravel-scim-server#34")],
    needs={PATCH},
    covers=["ENTRA-PAT-08a"],
    harm=DRIFT,
    consequence="One address becomes five addresses with one part each, and a later change updates any of them.",
    remedy="Apply the operations of a request one after the other to the same state, so that the second `add` on "
    '`addresses[type eq "work"]` finds the address that the first one created.',
)
def test_the_parts_of_an_address_make_one_address(scim, new_user, capabilities):
    """Five adds with the same filter build one address that has all five parts."""
    parts = {
        name: value for name, value in ADDRESS.items() if capabilities.declares(f'addresses[type eq "work"].{name}')
    }
    if len(parts) < 2:
        raise NotApplicable("the target's schemas do not declare addresses in parts")
    user = new_user(addresses=None)
    operations = [add(f'addresses[type eq "work"].{name}', value) for name, value in parts.items()]

    expect(scim.patch(user, *operations)).accepted()
    expect(scim.get(user)).elements("addresses", ["work"], sub="type")
    for name, value in parts.items():
        expect(scim.get(user)).attribute(f'addresses[type eq "work"].{name}', value)


@requirement(
    "patch.element-removed",
    level=MUST,
    builds_on=("patch.remove",),
    source=[RFC7644("3.5.2.2")],
    needs={PATCH},
    harm=LOSS,
    consequence="An e-mail address that was removed stays, or all e-mail addresses are removed with it.",
    remedy='When the path of a `remove` has a filter, such as `emails[type eq "other"]`, remove the elements that '
    "match the filter and no others.",
)
def test_removing_by_a_filter_removes_what_it_picks(scim, holding, directory):
    """A remove by a path with a filter removes the element that the filter matches, and no other."""
    work, other = directory.unused(), directory.unused()
    user = holding({"emails": [{"type": "work", "value": work, "primary": True}, {"type": "other", "value": other}]})
    if read(user.body, OTHER_MAIL) != other:
        raise NotApplicable(f"the target stores only one e-mail address: {show(user.get('emails', ABSENT))}")

    expect(scim.patch(user, remove('emails[type eq "other"]'))).accepted()
    expect(scim.get(user)).elements("emails", [work])


@requirement(
    "patch.primary-by-path",
    level=MUST,
    builds_on=("patch.value-path", "patch.add"),
    source=[RFC7644("3.5.2"), RFC7643("2.4")],
    needs={PATCH},
    covers=["ENTRA-PAT-08b"],
    harm=DRIFT,
    consequence="The application keeps using the old primary address, or has two primary addresses.",
    remedy="When a PATCH operation sets `primary` to true on one element of a list, set it to false on the element "
    "that was primary before.",
)
def test_a_new_primary_element_takes_over(scim, holding, directory):
    """Making one e-mail address the primary one leaves no other primary."""
    work, other = directory.unused(), directory.unused()
    emails = [{"type": "work", "value": work, "primary": True}, {"type": "other", "value": other, "primary": False}]
    user = holding({"emails": emails})
    if read(user.body, OTHER_MAIL) != other or read(user.body, 'emails[type eq "work"].primary') is not True:
        raise NotApplicable(f"the target does not store which e-mail is primary: {show(user.get('emails', ABSENT))}")

    expect(scim.patch(user, add('emails[type eq "other"].primary', value=True))).accepted()
    seen = scim.get(user)
    expect(seen).attribute('emails[type eq "other"].primary', wanted=True)
    if read(seen.resource, 'emails[type eq "work"].primary') is True:
        raise unmet("one primary e-mail address", show(seen.resource.get("emails", ABSENT)), seen, "emails")
