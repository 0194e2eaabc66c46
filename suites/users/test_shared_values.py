from scimproof.contract import (
    CORE_USER,
    ENTERPRISE,
    ENTERPRISE_USER,
    FIELD,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    MUST,
    SHOULD,
    STOP,
    Observed,
    expect,
    given,
    requirement,
)


@requirement(
    "users.shared-employee-number",
    level=MUST,
    source=[GALLERY_CHECKLIST("validation run: tests 1 to 7 share one employeeId")],
    needs={ENTERPRISE_USER},
    covers=["ENTRA-CRE-16"],
    harm=FORM,
    consequence="All users of Microsoft's gallery tests have the employee number E12345, so every test after the "
    "first fails.",
    remedy="Do not enforce uniqueness on `employeeNumber`.",
)
def test_two_users_may_have_the_same_employee_number(post, taken, directory):
    """A second user with the same ``employeeNumber`` can be created."""
    first, second = (
        taken(directory.person())
        | {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"employeeNumber": f"{directory.prefix}-E12345"}}
        for _ in range(2)
    )
    given(post(first), by="users.enterprise-as-declared").status(200, 201)

    expect(post(second)).status(200, 201)


@requirement(
    "users.shared-email",
    level=SHOULD,
    builds_on=("users.created",),
    source=[GALLERY_TESTS("17 SCIM_User_Create_Test"), FIELD("Metatavu/keycloak-scim-server#109")],
    harm=STOP,
    consequence="The create fails with an error that does not say that the e-mail address is the problem, and Entra "
    "retries it in every cycle.",
    remedy="Do not enforce uniqueness on e-mail addresses. If the product needs it, answer a duplicate with 409 "
    "Conflict and name the attribute in `detail`.",
)
def test_two_users_may_have_the_same_email(post, taken, directory, new_user):
    """A second user with the same work e-mail is created, or is refused as a duplicate with 409."""
    emails = [{"type": "work", "primary": True, "value": directory.person()["mail"]}]
    new_user(emails=emails)

    second = post(taken(directory.person()) | {"emails": emails})
    if second.status == 409:
        raise Observed("e-mail addresses are unique; users in Microsoft's gallery tests share one, so those fail")
    expect(second).status(200, 201)
