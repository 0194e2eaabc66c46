"""What any error says, and what it keeps to itself."""

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
    consequence="The provisioning log shows an answer that cannot be read instead of the reason.",
    remedy="Let one place write all errors: schemas with the Error URN, and the status code as a string.",
    since="0.2.0",
)
def test_each_refusal_is_a_scim_error(history):
    """Each refusal of a request to users or groups is a SCIM error that names its own status as a string."""
    holds_everywhere(history, invariants.errors.scim_errors, otherwise="no request to users or groups was refused")


@requirement(
    "invariants.error-kinds-given",
    level=SHOULD,
    builds_on=("errors.scim-error", "users.duplicate-scim-type"),
    source=[RFC7644("3.12"), RFC7644("3.4.2.2"), RFC7644("3.3")],
    harm=FORM,
    consequence="A client cannot tell a value that is taken from a filter that is not known without reading the "
    "text of the detail.",
    remedy="Say in scimType what kind of error a 400 or 409 is: invalidFilter, invalidPath, invalidValue, "
    "uniqueness and the others of RFC 7644, table 9.",
    since="0.2.0",
)
def test_an_error_says_its_kind(history):
    """Each 400, and each 409 for a value that is taken, has a scimType."""
    holds_everywhere(history, invariants.errors.kinds_given, otherwise="no request was refused with 400 or 409")


@requirement(
    "invariants.error-kinds-fit",
    level=SHOULD,
    builds_on=("errors.known-scim-type",),
    source=[RFC7644("3.12"), RFC9865("2.1")],
    harm=FORM,
    consequence="A client that acts on the kind of an error does the wrong thing.",
    remedy="Use a scimType that RFC 7644, table 9 has for the method: noTarget and invalidPath for PATCH alone, "
    "uniqueness for what writes.",
    since="0.2.0",
)
def test_the_kind_of_an_error_fits_the_request(history):
    """Each scimType is one that RFC 7644, table 9 has for such a request."""
    holds_everywhere(history, invariants.errors.kinds_fit, otherwise="no error had a scimType")


@requirement(
    "invariants.errors-without-insides",
    level=SHOULD,
    builds_on=("fuzz.no-insides",),
    source=[RFC9110("17.12")],
    harm=FORM,
    consequence="Whoever can send a request learns how the service provider is built, and what to try next.",
    remedy="Write the trace into your own log, and into the answer only what the client can change.",
    since="0.2.0",
)
def test_no_error_shows_the_inside(history):
    """No error shows a trace, an exception, SQL or a path of the server."""
    holds_everywhere(history, invariants.errors.no_insides, otherwise="no request was refused")


@requirement(
    "invariants.passwords-hidden",
    level=MUST,
    builds_on=("security.password-never-shown",),
    source=[RFC7643("4.1.1"), RFC7643("9.2")],
    harm=ACCESS,
    consequence="Whoever may read users, or the logs of a client, can read their passwords or try them at home.",
    remedy="Give password mutability writeOnly and returned never, and leave it and its hash out of every "
    "answer: to reads, lists, changes and errors.",
    since="0.2.0",
)
def test_no_answer_shows_a_password(history):
    """No answer shows a password that was sent, in clear text, encoded or hashed."""
    holds_everywhere(history, invariants.secrets.passwords_hidden, otherwise="no password was sent")


@requirement(
    "invariants.credentials-hidden",
    level=MUST,
    source=[RFC6750("5.3"), RFC7644("7.4")],
    harm=ACCESS,
    consequence="The token that may change all accounts stands in logs and caches.",
    remedy="Leave the Authorization header out of every answer, and of errors above all.",
    since="0.2.0",
)
def test_no_answer_shows_the_token(history):
    """No answer shows the token that came with the request."""
    holds_everywhere(history, invariants.secrets.token_hidden, otherwise="no request was answered")
