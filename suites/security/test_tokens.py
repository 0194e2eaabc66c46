"""Authentication, and the answer to a request without it."""

import re

import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_KNOWN,
    ENTRA_QUARANTINE,
    ENTRA_SCIM,
    FORM,
    GALLERY_CHECKLIST,
    MAY,
    MUST,
    REPORTED,
    RFC6750,
    RFC7644,
    RFC9110,
    STOP,
    NotApplicable,
    NotTestable,
    expect,
    given,
    requirement,
    unmet,
)

LIST = "/Users"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
US_GOVERNMENT_LIMIT = 1024


@requirement(
    "security.wrong-token",
    level=MUST,
    source=[ENTRA_QUARANTINE("invalid credentials"), GALLERY_CHECKLIST("scenario 3"), RFC6750("3.1")],
    covers=["ENTRA-CONN-10a"],
    harm=ACCESS,
    consequence="Entra treats the answer as another error: it retries instead of telling the administrator that the "
    "token has expired. If the answer is 200, anybody can provision accounts.",
    remedy="Answer 401 Unauthorized when the bearer token is unknown, wrong or expired. Check the token before "
    "anything else in the request.",
)
def test_a_wrong_token_is_answered_with_401(impostor):
    """A request with a bearer token that was never issued is answered with 401."""
    expect(impostor()).status(401)


@requirement(
    "security.reads-need-token",
    level=MUST,
    builds_on=("security.wrong-token",),
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC7644("2"),
        RFC7644("7.2"),
    ],
    harm=ACCESS,
    consequence="Anybody who can reach the endpoint can read the names and addresses of the customer's employees.",
    remedy="Require a valid token for every method and endpoint of users and groups. Check it in one place in front "
    "of all routes.",
)
@pytest.mark.parametrize("what", ["list", "resource"])
def test_nobody_reads_without_a_token(impostor, stranger, standing_user, what):
    """A read without an ``Authorization`` header does not show users."""
    path = LIST if what == "list" else standing_user.path
    given(impostor(), by="security.wrong-token").status(401)
    answer = stranger("GET", path)

    if answer.status is not None and answer.status < 300:
        raise unmet("a refusal", f"{answer.status}: users are readable without a token", answer)


@requirement(
    "security.no-token",
    level=MUST,
    builds_on=("security.wrong-token",),
    source=[RFC7644("3.12"), RFC9110("15.5.2"), GALLERY_CHECKLIST("scenario 3")],
    covers=["ENTRA-CONN-10b"],
    harm=STOP,
    consequence="A client that has lost its credentials sees a server error or a permanent refusal, and does not ask "
    "for new credentials.",
    remedy="Answer a request without an `Authorization` header with 401 Unauthorized on every endpoint of users and "
    "groups.",
)
@pytest.mark.parametrize("what", ["list", "resource"])
def test_no_token_is_answered_with_401(impostor, stranger, standing_user, what):
    """A read without an ``Authorization`` header is answered with 401."""
    path = LIST if what == "list" else standing_user.path
    given(impostor(), by="security.wrong-token").status(401)
    answer = stranger("GET", path)
    if answer.status is not None and answer.status < 300:
        raise NotTestable("security.reads-need-token", f"{answer.status} without a token")

    expect(answer).status(401)


@requirement(
    "security.empty-token",
    level=MUST,
    builds_on=("security.wrong-token",),
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC6750("2.1"),
        RFC7644("2"),
        REPORTED("ToolJet/ToolJet#16217"),
    ],
    harm=ACCESS,
    consequence="Where no secret is configured, anybody who sends an empty token can provision accounts.",
    remedy="Refuse `Authorization: Bearer` without a token with 401 Unauthorized. While no secret is configured, "
    "refuse every request.",
)
def test_an_empty_token_is_refused(scim, credentials, impostor):
    """An ``Authorization`` header that contains the scheme Bearer and no token is refused."""
    given(impostor(), by="security.wrong-token").status(401)

    expect(scim.send("GET", LIST, authorization="Bearer", label="an empty token")).refused()


@requirement(
    "security.scheme-any-case",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC9110("11.1")],
    covers=["ENTRA-CONN-08a", "ENTRA-CONN-08b"],
    harm=FORM,
    consequence="A client that writes the scheme in another letter case is refused although its token is valid.",
    remedy="Ignore letter case when you compare the authentication scheme: `bearer` is `Bearer`.",
)
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_scheme_counts_in_any_letter_case(scim, credentials, standing_user, scheme):
    """The token is accepted with the scheme "Bearer" in any letter case."""
    token = getattr(credentials, "token", "")
    if not token:
        raise NotApplicable("the run has no long-lived bearer token")

    given(scim.get(standing_user), by="users.read-by-id").status(200)
    expect(scim.send("GET", standing_user.path, authorization=f"{scheme} {token}")).status(200)


@requirement(
    "security.challenge",
    level=MUST,
    builds_on=("security.wrong-token",),
    source=[RFC7644("2"), RFC9110("11.6.1"), RFC6750("3")],
    harm=FORM,
    consequence="A client that is refused does not learn which credentials to send, and cannot tell a missing token "
    "from a missing permission.",
    remedy="Send the header `WWW-Authenticate: Bearer` with every 401. The scheme is `Bearer`, not `oauthbearertoken`.",
)
def test_a_401_names_the_bearer_scheme(impostor):
    """A 401 has a ``WWW-Authenticate`` header with a Bearer challenge."""
    answer = impostor()
    given(answer, by="security.wrong-token").status(401)
    challenges = answer.headers_all("www-authenticate")

    if not any(re.search(r"(?i)(?:^|,)\s*bearer\s*(?:\s|,|$)", each) for each in challenges):
        shown = "; ".join(challenges) or "absent"
        raise unmet("WWW-Authenticate with a Bearer challenge", f"WWW-Authenticate {shown}", answer)


@requirement(
    "security.refusal-is-scim-error",
    level=MUST,
    builds_on=("security.wrong-token",),
    source=[RFC7644("3.12")],
    covers=["ENTRA-CONN-10c"],
    harm=FORM,
    consequence="The provisioning log shows an unreadable web response instead of an expired token.",
    remedy="Answer 401 with a SCIM Error as JSON, also from the authentication layer in front of the application: no "
    "web page and no empty body.",
)
def test_a_401_has_a_scim_error_as_its_body(impostor):
    """The body of a 401 is a SCIM Error."""
    answer = impostor()
    given(answer, by="security.wrong-token").status(401)
    schemas = answer.resource.get("schemas")

    if not isinstance(schemas, list) or ERROR not in schemas:
        raise unmet(f"a JSON body with schemas [{ERROR}]", answer.text.strip()[:200] or "an empty body", answer)


@requirement(
    "security.token-length",
    level=MAY,
    source=[ENTRA_KNOWN("Azure Government")],
    covers=["ENTRA-GOV-02"],
    harm=STOP,
    consequence="In the US Government cloud the secret token shares one kilobyte with the notification addresses: a "
    "longer token cannot be saved.",
    remedy="Issue shorter tokens, for example an opaque token of 32 to 64 characters instead of a long JWT.",
)
def test_the_token_fits_the_us_government_cloud(credentials):
    """The secret token is shorter than the one kilobyte that the US Government cloud has for it."""
    length = len(getattr(credentials, "token", ""))

    if length >= US_GOVERNMENT_LIMIT:
        raise unmet(f"a token shorter than {US_GOVERNMENT_LIMIT} bytes", f"{length} bytes")
