"""The token as a whole, and on every endpoint."""

import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    GROUPS,
    MUST,
    RFC6750,
    RFC7644,
    NotApplicable,
    expect,
    given,
    requirement,
    unmet,
)

LIST = "/Users?count=1"


@requirement(
    "security.groups-need-token",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC7644("2"),
        RFC7644("7.2"),
    ],
    needs={GROUPS},
    builds_on=("security.wrong-token", "security.reads-need-token"),
    harm=ACCESS,
    consequence="Anybody who can reach the endpoint can read the customer's groups and their members.",
    remedy="Require a valid token for every method and endpoint of users and groups. Check it in one place in front "
    "of all routes.",
    since="0.2.0",
)
@pytest.mark.parametrize("what", ["list", "resource"])
def test_nobody_reads_groups_without_a_token(impostor, stranger, standing_group, what):
    """A read of groups without an ``Authorization`` header does not show them."""
    given(impostor(), by="security.wrong-token").status(401)
    given(stranger("GET", LIST), by="security.reads-need-token").refused()
    path = "/Groups" if what == "list" else standing_group.path

    answer = stranger("GET", path)

    if answer.status is not None and answer.status < 300:
        raise unmet("a refusal", f"{answer.status}, and groups for everybody", answer)


@requirement(
    "security.whole-token",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC6750("3.1"),
        RFC7644("7.4"),
    ],
    builds_on=("security.wrong-token",),
    harm=ACCESS,
    consequence="Anybody who knows the first characters of the token, from a log or a screenshot, can provision "
    "accounts.",
    remedy="Compare the complete token with the stored one in constant time, and refuse the request when they differ "
    "in any character.",
    since="0.2.0",
)
@pytest.mark.parametrize("form", ["its first half", "all but the last character", "one character more"])
def test_a_part_of_the_token_is_no_token(scim, credentials, impostor, form):
    """A request with a part of the token, or with additional characters after it, is refused."""
    token = getattr(credentials, "token", "")
    if len(token) < 4:
        raise NotApplicable("the run has no long-lived bearer token")
    given(impostor(), by="security.wrong-token").status(401)
    forms = {
        "its first half": token[: len(token) // 2],
        "all but the last character": token[:-1],
        "one character more": f"{token}x",
    }

    expect(scim.send("GET", LIST, authorization=f"Bearer {forms[form]}", label=f"the token, {form}")).refused()
