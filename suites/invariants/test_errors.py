"""What every error contains, and what no answer may contain."""

from scimproof.contract import (
    ACCESS,
    FORM,
    MUST,
    RFC6750,
    RFC7643,
    RFC7644,
    RFC9110,
    RFC9865,
    SHOULD,
    holds_everywhere,
    invariants,
    requirement,
)


@requirement(
    "invariants.errors-are-scim-errors",
    level=MUST,
    builds_on=("errors.scim-error", "errors.status-is-string", "fuzz.error-form"),
    source=[RFC7644("3.12")],
    harm=FORM,
    consequence="The provisioning log shows an unreadable answer instead of the reason.",
    remedy="Answer every error with a SCIM Error that has the Error URN in `schemas` and the status code as a string "
    "in `status`.",
    since="0.2.0",
)
def test_each_refusal_is_a_scim_error(history):
    """Each refusal of a request on users or groups is a SCIM Error with its own ``status`` as a string."""
    holds_everywhere(history, invariants.errors.scim_errors, otherwise="no request on users or groups was refused")


@requirement(
    "invariants.error-kinds-given",
    level=SHOULD,
    builds_on=("errors.scim-error", "users.duplicate-scim-type"),
    source=[RFC7644("3.12"), RFC7644("3.4.2.2"), RFC7644("3.3")],
    harm=FORM,
    consequence="A client cannot distinguish a duplicate value from an unsupported filter without parsing the text in "
    "`detail`.",
    remedy="Set `scimType` in each 400 and 409 to the kind of the error: `invalidFilter`, `invalidPath`, "
    "`invalidValue`, `uniqueness` or another keyword of RFC 7644, table 9.",
    since="0.2.0",
)
def test_an_error_says_its_kind(history):
    """Each 400, and each 409 for a value that is taken, has a ``scimType``."""
    holds_everywhere(history, invariants.errors.kinds_given, otherwise="no request was refused with 400 or 409")


@requirement(
    "invariants.error-kinds-fit",
    level=SHOULD,
    builds_on=("errors.known-scim-type",),
    source=[RFC7644("3.12"), RFC9865("2.1")],
    harm=FORM,
    consequence="A client that reacts to the kind of an error does the wrong thing.",
    remedy="Use a `scimType` that RFC 7644, table 9, allows for the request: `noTarget` and `invalidPath` only for "
    "PATCH, `uniqueness` only for writes.",
    since="0.2.0",
)
def test_the_kind_of_an_error_fits_the_request(history):
    """Each ``scimType`` is one that RFC 7644, table 9, allows for such a request."""
    holds_everywhere(history, invariants.errors.kinds_fit, otherwise="no error had a scimType")


@requirement(
    "invariants.errors-without-insides",
    level=SHOULD,
    builds_on=("fuzz.no-insides",),
    source=[RFC9110("17.12")],
    harm=FORM,
    consequence="Anybody who can send a request learns how the service provider is built, and what to attack next.",
    remedy="Write stack traces, SQL and file paths to your own log. In the answer, write only what the client can "
    "correct.",
    since="0.2.0",
)
def test_no_error_shows_the_inside(history):
    """No error shows a stack trace, an exception, SQL or a file path of the server."""
    holds_everywhere(history, invariants.errors.no_insides, otherwise="no request was refused")


@requirement(
    "invariants.passwords-hidden",
    level=MUST,
    builds_on=("security.password-never-shown",),
    source=[RFC7643("4.1.1"), RFC7643("9.2")],
    harm=ACCESS,
    consequence="Anybody who can read users, or the logs of a client, can read their passwords or guess them offline.",
    remedy="Leave `password` and its hash out of every answer to reads, lists, changes and errors, and declare it "
    'with `"returned": "never"`.',
    since="0.2.0",
)
def test_no_answer_shows_a_password(history):
    """No answer contains a password that was sent, in clear text, encoded or hashed."""
    holds_everywhere(history, invariants.secrets.passwords_hidden, otherwise="no password was sent")


@requirement(
    "invariants.credentials-hidden",
    level=MUST,
    source=[RFC6750("5.3"), RFC7644("7.4")],
    harm=ACCESS,
    consequence="The token, which can change all accounts, appears in logs and caches.",
    remedy="Do not write the `Authorization` header or its token into any answer, especially into errors.",
    since="0.2.0",
)
def test_no_answer_shows_the_token(history):
    """No answer contains the token of the request."""
    holds_everywhere(history, invariants.secrets.token_hidden, otherwise="no request was answered")
