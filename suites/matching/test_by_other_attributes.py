"""A tenant may match by other attributes than userName; filters on them work in the same way."""

from contextlib import suppress

from scimproof.contract import (
    CORE_USER,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    LOSS,
    MUST,
    REPORTED,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    NotTestable,
    expect,
    given,
    requirement,
)

WORK_EMAIL = 'emails[type eq "work"].value'
EMPLOYEE_NUMBER = f"{ENTERPRISE}:employeeNumber"


@requirement(
    "matching.by-external-id",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("Example 1"), FIELD("OctopusDeploy/Issues#9841")],
    needs={FILTER},
    covers=["ENTRA-MATCH-04"],
    harm=LOSS,
    consequence="Where Entra matches by `externalId`, every user fails, or is created a second time.",
    remedy='Answer the filter `externalId eq "…"` on `/Users` with the user who has that `externalId`, and no other.',
)
def test_a_user_is_found_by_external_id(entra, scim, a_user, findable_user):
    """A filter by ``externalId`` finds the user who has it and no other."""
    sent = a_user.get("externalId")
    given(scim.get(a_user), by="users.external-id").attribute("externalId", sent)

    expect(entra.match_user("externalId", sent)).only(a_user.id)


@requirement(
    "matching.by-work-email",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("/Users"), FIELD("imulab/go-scim#68"), FIELD("scimmyjs/scimmy#55")],
    needs={FILTER},
    covers=["ENTRA-MATCH-03"],
    harm=STOP,
    consequence="A tenant that matches by the work e-mail can provision nobody: every query is refused or finds no "
    "user.",
    remedy='Support the filter `emails[type eq "work"].value eq "…"`: compare it with the `value` of each element '
    "whose `type` is `work`. A user without `emails` does not match and is no error.",
)
def test_a_user_is_found_by_work_email(entra, scim, new_user, directory, capabilities, findable_user):
    """A filter by the value of the work e-mail finds the user who has it, also when other users have no e-mail."""
    _need_emails(capabilities)
    person = directory.person()
    user = new_user(emails=[{"type": "work", "primary": True, "value": person["mail"]}])
    given(scim.get(user), by="users.stored-as-sent").attribute(WORK_EMAIL, person["mail"])
    with suppress(NotTestable):  # some targets require an e-mail
        new_user(emails=None)

    expect(entra.match_user(WORK_EMAIL, person["mail"])).only(user.id)


@requirement(
    "matching.email-any-case",
    level=MUST,
    builds_on=("matching.by-username", "matching.by-work-email"),
    source=[RFC7643("4.1.2"), RFC7643("8.7.1"), RFC7644("3.4.2.2"), REPORTED("keycloak/keycloak#51401")],
    needs={FILTER},
    harm=LOSS,
    consequence="People whose e-mail address has other capital letters in Entra are not found.",
    remedy="Ignore letter case when you compare e-mail values in a filter: the filter value `JO@EXAMPLE.COM` matches "
    "`jo@example.com`.",
)
def test_an_email_matches_in_any_letter_case(entra, scim, new_user, directory, capabilities, findable_user):
    """A filter by the work e-mail finds the user in another letter case."""
    _need_emails(capabilities)
    if _is_exact(capabilities, "emails", "value"):
        raise NotApplicable("the target's schema declares e-mail values with caseExact true")
    person = directory.person()
    user = new_user(emails=[{"type": "work", "primary": True, "value": person["mail"]}])
    given(entra.match_user(WORK_EMAIL, person["mail"]), by="matching.by-work-email").only(user.id)

    expect(entra.match_user(WORK_EMAIL, person["mail"].upper())).only(user.id)


@requirement(
    "matching.by-employee-number",
    level=SHOULD,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("/Users"), ENTRA_CUSTOMIZE("matching attributes"), RFC7644("3.10")],
    needs={FILTER, ENTERPRISE_USER},
    harm=STOP,
    consequence="A tenant that matches by the employee number cannot provision anybody.",
    remedy="Support attribute names with a URN in filters, such as "
    '`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "…"`. Split the name at its last '
    "colon.",
)
def test_a_user_is_found_by_employee_number(entra, scim, new_user, directory, capabilities, findable_user):
    """A filter by the enterprise ``employeeNumber``, with its URN in front, finds the user who has it and no other."""
    if capabilities.schema(ENTERPRISE) is not None and not capabilities.declares(EMPLOYEE_NUMBER):
        raise NotApplicable(f"the target's schemas do not declare {EMPLOYEE_NUMBER}")
    number = directory.person()["employeeId"]
    extended = {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"employeeNumber": number}}
    user = new_user(by="users.enterprise-as-declared", **extended)
    given(scim.get(user), by="users.stored-as-sent").attribute(EMPLOYEE_NUMBER, number)

    expect(entra.match_user(EMPLOYEE_NUMBER, number)).only(user.id)


def _need_emails(capabilities):
    if not capabilities.declares(WORK_EMAIL):
        raise NotApplicable(f"the target's schemas do not declare {WORK_EMAIL}")


def _is_exact(capabilities, name, sub):
    """Tell whether the target's own User schema declares a sub-attribute with caseExact true."""
    level = (capabilities.schema(CORE_USER) or {}).get("attributes")
    found = {}
    for wanted in (name, sub):
        listed = level if isinstance(level, list) else []
        found = next((each for each in listed if isinstance(each, dict) and each.get("name") == wanted), {})
        level = found.get("subAttributes")
    return found.get("caseExact") is True
