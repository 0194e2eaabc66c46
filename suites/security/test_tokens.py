"""Who may come in, and what the others are told."""

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

LIST = "/Users?count=1"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
US_GOVERNMENT_LIMIT = 1024


@requirement(
    "security.wrong-token",
    level=MUST,
    source=[ENTRA_QUARANTINE("invalid credentials"), GALLERY_CHECKLIST("scenario 3"), RFC6750("3.1")],
    covers=["ENTRA-CONN-10a"],
    harm=ACCESS,
    consequence="Entra takes the answer for another fault: it retries instead of telling the administrator that the "
    "token has expired. Where it is 200, anybody can provision.",
    remedy="Answer 401 when the bearer token is unknown, wrong or expired, before anything else is looked at.",
)
def test_a_wrong_token_is_answered_with_401(impostor):
    """A request with a bearer token that nobody was given is answered with 401."""
    expect(impostor("GET", LIST)).status(401)


@requirement(
    "security.reads-need-token",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC7644("2"),
        RFC7644("7.2"),
    ],
    harm=ACCESS,
    consequence="Anybody who can reach the endpoint can read who works for the customer, with names and addresses.",
    remedy="Check the token in front of all methods and endpoints, in one place, not route by route.",
)
@pytest.mark.parametrize("what", ["list", "resource"])
def test_nobody_reads_without_a_token(impostor, stranger, standing_user, what):
    """A read without an Authorization header does not show users."""
    path = LIST if what == "list" else standing_user.path
    given(impostor("GET", path), by="security.wrong-token").status(401)
    answer = stranger("GET", path)

    if answer.status is not None and answer.status < 300:
        raise unmet("a refusal", f"{answer.status}, and users for everybody", answer)


@requirement(
    "security.no-token",
    level=MUST,
    source=[RFC7644("3.12"), RFC9110("15.5.2"), GALLERY_CHECKLIST("scenario 3")],
    covers=["ENTRA-CONN-10b"],
    harm=STOP,
    consequence="A client that lost its credentials sees a fault of the server, or a door that is closed for good, and "
    "does not ask for new ones.",
    remedy="Answer 401 to a request without an Authorization header, on every endpoint for users and groups.",
)
@pytest.mark.parametrize("what", ["list", "resource"])
def test_no_token_is_answered_with_401(impostor, stranger, standing_user, what):
    """A read without an Authorization header is answered with 401."""
    path = LIST if what == "list" else standing_user.path
    given(impostor("GET", path), by="security.wrong-token").status(401)
    answer = stranger("GET", path)
    if answer.status is not None and answer.status < 300:
        raise NotTestable("security.reads-need-token", f"{answer.status} without a token")

    expect(answer).status(401)


@requirement(
    "security.empty-token",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC6750("2.1"),
        RFC7644("2"),
        REPORTED("ToolJet/ToolJet#16217"),
    ],
    harm=ACCESS,
    consequence="Where no secret is configured, anybody who sends an empty one can provision.",
    remedy="Refuse an empty bearer token before it is compared, and everything while no secret is configured.",
)
def test_an_empty_token_is_refused(scim, credentials, impostor):
    """An Authorization header that names the Bearer scheme and no token is refused."""
    given(impostor("GET", LIST), by="security.wrong-token").status(401)

    expect(scim.send("GET", LIST, authorization="Bearer", label="an empty token")).refused()


@requirement(
    "security.scheme-any-case",
    level=MUST,
    source=[RFC9110("11.1")],
    covers=["ENTRA-CONN-08a", "ENTRA-CONN-08b"],
    harm=FORM,
    consequence="Clients that write the scheme in other letter case are turned away with the right token.",
    remedy="Compare the name of the authentication scheme without regard to letter case.",
)
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_scheme_counts_in_any_letter_case(scim, credentials, scheme):
    """The token is accepted in the Authorization header whatever the letter case of Bearer."""
    token = getattr(credentials, "token", "")
    if not token:
        raise NotApplicable("the run has no long-lived bearer token")

    expect(scim.send("GET", LIST, authorization=f"{scheme} {token}")).status(200)


@requirement(
    "security.challenge",
    level=MUST,
    source=[RFC7644("2"), RFC9110("11.6.1"), RFC6750("3")],
    harm=FORM,
    consequence="A client is refused and not told what to send: it cannot tell a missing token from a closed door.",
    remedy="Send WWW-Authenticate: Bearer with every 401; the scheme is named Bearer, not oauthbearertoken.",
)
def test_a_401_names_the_bearer_scheme(impostor):
    """A 401 carries a WWW-Authenticate header with a Bearer challenge."""
    answer = impostor("GET", LIST)
    given(answer, by="security.wrong-token").status(401)
    challenges = answer.headers_all("www-authenticate")

    if not any(re.search(r"(?i)(?:^|,)\s*bearer\s*(?:\s|,|$)", each) for each in challenges):
        shown = "; ".join(challenges) or "absent"
        raise unmet("WWW-Authenticate with a Bearer challenge", f"WWW-Authenticate {shown}", answer)


@requirement(
    "security.refusal-is-scim-error",
    level=MUST,
    source=[RFC7644("3.12")],
    covers=["ENTRA-CONN-10c"],
    harm=FORM,
    consequence="The provisioning log speaks of a web response that cannot be read, instead of a token that expired.",
    remedy="Answer 401 with a SCIM Error body from the authentication layer as well: no web page, no empty body.",
)
def test_a_401_has_a_scim_error_as_its_body(impostor):
    """The body of a 401 is a SCIM Error."""
    answer = impostor("GET", LIST)
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
    "longer one cannot be saved.",
    remedy="Issue shorter tokens: an opaque token of 32 to 64 characters instead of a long JWT.",
)
def test_the_token_fits_the_us_government_cloud(credentials):
    """The secret token leaves room in the one kilobyte that the US Government cloud has for it."""
    length = len(getattr(credentials, "token", ""))

    if length >= US_GOVERNMENT_LIMIT:
        raise unmet(f"a token shorter than {US_GOVERNMENT_LIMIT} bytes", f"{length} bytes")
