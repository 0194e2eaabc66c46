"""Requests that nobody would write by hand: whatever they hold, some things are true of every answer."""

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

OWNERS = ("users.*", "groups.*", "patch.*", "errors.*", "paging.*", "filters.*", "lifecycle.*", "security.*")


@requirement(
    "fuzz.no-server-error",
    level=MUST,
    source=[RFC7644("3.12"), RFC9110("15.6")],
    harm=STOP,
    consequence="A name or value that the service provider did not think of stops that user's provisioning; Entra "
    "repeats the request for weeks, and many of them put the job into quarantine.",
    remedy="Check types, lengths and characters before they reach a parser or a database, and answer 400.",
)
def test_odd_input_is_no_failure_of_the_server(fuzz):
    """A request with odd content is taken or refused, and never answered with a 5xx."""
    found = fuzz.inputs("no-server-error")

    holds(found, unless=OWNERS)


@requirement(
    "fuzz.error-form",
    level=MUST,
    source=[RFC7644("3.12")],
    harm=FORM,
    consequence="The provisioning log shows an answer that cannot be read instead of the reason.",
    remedy="Let one place write all errors, those of the framework and of its validation included.",
)
def test_every_refusal_is_a_scim_error(fuzz):
    """A refusal of odd content is a SCIM error whose status is that of the answer."""
    found = fuzz.inputs("error-form")

    holds(found, unless=("errors.*", "connection.*"))


@requirement(
    "fuzz.no-insides",
    level=SHOULD,
    source=[RFC9110("17.12")],
    harm=FORM,
    consequence="Whoever can send a request learns how the service provider is built, and what to try next.",
    remedy="Write the trace into your own log, and into the answer only what the client can mend.",
)
def test_no_error_shows_how_the_service_provider_is_made(fuzz):
    """An error shows no trace, no exception, no SQL and no path."""
    found = fuzz.inputs("no-insides")

    holds(found, unless=("errors.*",))


@requirement(
    "fuzz.declared-types",
    level=MUST,
    source=[RFC7643("2.3"), RFC7643("7")],
    harm=FORM,
    consequence="A client that reads by the published schema stops at such a resource.",
    remedy="Write every attribute in the type that your /Schemas gives it; a list stays a list with one element.",
)
def test_resources_have_the_types_of_their_schema(fuzz):
    """A resource made or changed by odd content has the types that the target's schemas declare."""
    found = fuzz.inputs("declared-types")

    holds(found, unless=("discovery.*", "users.*", "groups.*", "patch.*"))


@requirement(
    "fuzz.one-resource",
    level=MUST,
    source=[RFC7643("3.1"), RFC7644("3.4.1")],
    harm=LOSS,
    consequence="A client works on somebody else's account, and shows it to the wrong people.",
    remedy="Look resources up by the whole id of the path, within their own type.",
)
def test_an_answer_about_one_resource_shows_that_one(fuzz):
    """An answer about one resource has the id that was asked for."""
    found = fuzz.inputs("one-resource")

    holds(found, unless=("users.*", "groups.*", "patch.*"))


@requirement(
    "fuzz.read-back",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5.1"), RFC7643("7")],
    harm=DRIFT,
    consequence="A name is cut off or changed on the way: Entra sees a difference in each cycle and sends it again.",
    remedy="Store what was accepted as it came, or refuse what cannot be stored with 400 invalidValue.",
)
def test_what_was_accepted_is_what_is_read_back(fuzz):
    """A value that a create or a replacement was accepted with is what a read shows."""
    found = fuzz.inputs("read-back")

    # What may be written, and so has to be read back, is what the schemas say.
    holds(found, unless=("users.*", "groups.*", "lifecycle.*"), on=("discovery.characteristics",))


@requirement(
    "fuzz.refused-without-trace",
    level=MUST,
    source=[RFC7644("3.5.2"), RFC7644("3.12")],
    harm=DRIFT,
    consequence="A request that failed has half happened: the directory and the account differ, and nobody knows.",
    remedy="Check the whole request first, or do it in one transaction.",
)
def test_what_was_refused_left_no_trace(fuzz):
    """A create or change that was refused changed nothing."""
    found = fuzz.inputs("refused-without-trace")

    holds(found, unless=("users.*", "groups.*", "patch.*", "lifecycle.*"))


@requirement(
    "fuzz.read-only",
    level=MUST,
    source=[RFC7643("7"), RFC7644("3.3"), RFC7644("3.5.1")],
    harm=ACCESS,
    consequence="Whoever may write one account can put it into groups, or under another identity, past all checks.",
    remedy="Drop what the schema calls read-only before a body is applied, in one place for POST, PUT and PATCH.",
)
def test_read_only_attributes_are_not_taken_from_a_client(fuzz):
    """A create or replacement that brings read-only attributes does not set them."""
    found = fuzz.inputs("read-only")

    holds(found, unless=("users.*", "groups.*", "lifecycle.*"))
