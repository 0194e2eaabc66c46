"""Requests with random content: some things must be true of every answer."""

from scimproof.contract import (
    ACCESS,
    DRIFT,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    RFC9110,
    SHOULD,
    STOP,
    holds,
    requirement,
)


@requirement(
    "fuzz.no-server-error",
    level=MUST,
    source=[RFC7644("3.12"), RFC9110("15.6")],
    harm=STOP,
    consequence="A name or value that the service provider does not handle stops that user's provisioning. Entra "
    "repeats the request for weeks, and many such users put the job into quarantine.",
    remedy="Check types, lengths and characters before a value reaches a parser or a database, and answer 400 Bad "
    "Request when it is invalid.",
)
def test_odd_input_is_no_failure_of_the_server(fuzz):
    """A request with unusual content is accepted or refused, and never answered with a 5xx."""
    found = fuzz.inputs("no-server-error")

    holds(found)


@requirement(
    "fuzz.error-form",
    level=MUST,
    source=[RFC7644("3.12")],
    harm=FORM,
    consequence="The provisioning log shows an unreadable answer instead of the reason.",
    remedy="Answer every error with a SCIM Error that has the Error URN in `schemas` and the status code as a string "
    "in `status`, including the errors of your web framework and of its validation.",
)
def test_every_refusal_is_a_scim_error(fuzz):
    """An error for unusual content is a SCIM Error whose ``status`` is that of the answer."""
    found = fuzz.inputs("error-form")

    holds(found)


@requirement(
    "fuzz.no-insides",
    level=SHOULD,
    source=[RFC9110("17.12")],
    harm=FORM,
    consequence="Anybody who can send a request learns how the service provider is built, and what to attack next.",
    remedy="Write stack traces, SQL and file paths to your own log. In the answer, write only what the client can "
    "correct.",
)
def test_no_error_shows_how_the_service_provider_is_made(fuzz):
    """An error shows no stack trace, no exception, no SQL and no file path."""
    found = fuzz.inputs("no-insides")

    holds(found)


@requirement(
    "fuzz.declared-types",
    level=MUST,
    source=[RFC7643("2.3"), RFC7643("7")],
    harm=FORM,
    consequence="A client that parses resources by the published schema fails on such a resource.",
    remedy="Return every attribute with the type that your `/Schemas` declares; a multi-valued attribute is a list, "
    "also with one element.",
)
def test_resources_have_the_types_of_their_schema(fuzz):
    """A resource that was created or changed with unusual content has the types that ``/Schemas`` declares."""
    found = fuzz.inputs("declared-types")

    holds(found)


@requirement(
    "fuzz.one-resource",
    level=MUST,
    source=[RFC7643("3.1"), RFC7644("3.4.1")],
    harm=LOSS,
    consequence="A client works on somebody else's account, and shows it to the wrong people.",
    remedy="Search for a resource by the whole `id` in the path and by its resource type, and return no other "
    "resource.",
)
def test_an_answer_about_one_resource_shows_that_one(fuzz):
    """An answer about one resource has the ``id`` that was requested."""
    found = fuzz.inputs("one-resource")

    holds(found)


@requirement(
    "fuzz.read-back",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5.1"), RFC7643("7")],
    harm=DRIFT,
    consequence="A name is cut off or changed: Entra finds a difference in every cycle and sends the value again.",
    remedy="Store an accepted value exactly as it was sent. Refuse a value that you cannot store with 400 Bad Request "
    'and `"scimType": "invalidValue"`.',
)
def test_what_was_accepted_is_what_is_read_back(fuzz):
    """A read returns every value that a POST or a PUT accepted."""
    found = fuzz.inputs("read-back")

    holds(found)


@requirement(
    "fuzz.refused-without-trace",
    level=MUST,
    source=[RFC7644("3.5.2"), RFC7644("3.12")],
    harm=DRIFT,
    consequence="A request that failed is partly applied: the directory and the account differ, and Entra does not "
    "know.",
    remedy="Check the whole request before you change anything, or apply it in one transaction.",
)
def test_what_was_refused_left_no_trace(fuzz):
    """A create or change that was refused changes nothing."""
    found = fuzz.inputs("refused-without-trace")

    holds(found)


@requirement(
    "fuzz.read-only",
    level=MUST,
    source=[RFC7643("7"), RFC7644("3.3"), RFC7644("3.5.1")],
    harm=ACCESS,
    consequence="Anybody who can write one account can add it to groups or give it another identity, without any "
    "check.",
    remedy="Ignore attributes that the schema declares as `readOnly`, such as `groups`, in the bodies of POST and PUT.",
)
def test_read_only_attributes_are_not_taken_from_a_client(fuzz):
    """A POST or a PUT that contains read-only attributes does not set them."""
    found = fuzz.inputs("read-only")

    holds(found)
