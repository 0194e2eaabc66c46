"""What HTTP and JSON ask of any answer."""

from scimproof.contract import (
    DRIFT,
    FORM,
    MUST,
    RFC7643,
    RFC7644,
    RFC9110,
    SHOULD,
    STOP,
    holds_everywhere,
    invariants,
    requirement,
)


@requirement(
    "invariants.no-server-error",
    level=MUST,
    builds_on=("fuzz.no-server-error",),
    source=[RFC7644("3.12"), RFC9110("15.6")],
    harm=STOP,
    consequence="Entra takes a 5xx for an outage: it sends the same request again in each cycle, and the user or "
    "group is never provisioned.",
    remedy="Catch what fails inside: refuse with a 4xx what the client can change, and correct what it cannot.",
    since="0.2.0",
)
def test_no_request_fails_inside(history):
    """No well-formed request of the run is answered with a 5xx."""
    holds_everywhere(history, invariants.wire.no_crash, otherwise="no request was answered")


@requirement(
    "invariants.no-content-is-empty",
    level=MUST,
    source=[RFC9110("15.3.5"), RFC9110("8.3")],
    harm=FORM,
    consequence="A client that trusts the status reads the body as the beginning of the next answer on that "
    "connection.",
    remedy="Send 204 without a body and without Content-Type.",
    since="0.2.0",
)
def test_a_204_is_empty(history):
    """An answer 204 has no body and no Content-Type."""
    holds_everywhere(history, invariants.wire.no_content, otherwise="no answer had the status 204")


@requirement(
    "invariants.allow-with-405",
    level=MUST,
    source=[RFC9110("15.5.6")],
    harm=FORM,
    consequence="A client that asks for a method that is not there does not learn which ones there are.",
    remedy="Send Allow with each 405, and in it the methods of that path.",
    since="0.2.0",
)
def test_a_405_names_the_methods(history):
    """An answer 405 names the methods that the path has."""
    holds_everywhere(history, invariants.wire.allow_named, otherwise="no answer had the status 405")


@requirement(
    "invariants.json-well-formed",
    level=MUST,
    builds_on=("errors.scim-error", "fuzz.error-form"),
    source=[RFC7644("3.8"), RFC7643("1.1")],
    harm=STOP,
    consequence="A strict parser refuses the answer, or reads another value than a lenient one.",
    remedy="Write JSON with one library, in UTF-8, without a byte order mark, and each name once in an object.",
    since="0.2.0",
)
def test_json_is_json(history):
    """Each body that is labelled as JSON is JSON in UTF-8, without a byte order mark, each name once in an object."""
    holds_everywhere(history, invariants.wire.json_well_formed, otherwise="no answer was labelled as JSON")


@requirement(
    "invariants.no-unasked-coding",
    level=SHOULD,
    source=[RFC9110("12.5.3")],
    harm=STOP,
    consequence="A client that did not ask for compression cannot read the answer.",
    remedy="Compress a body only for a request whose Accept-Encoding names that coding.",
    since="0.2.0",
)
def test_nothing_is_compressed_unasked(history):
    """No body is compressed for a client that did not ask for it."""
    holds_everywhere(history, invariants.wire.no_unasked_coding, otherwise="no answer had a body")


@requirement(
    "invariants.delete-answers-204",
    level=MUST,
    source=[RFC7644("3.6")],
    harm=FORM,
    consequence="A client that expects 204 takes the deletion as failed, or waits for a body.",
    remedy="Answer a successful DELETE with 204 and no body.",
    since="0.2.0",
)
def test_a_delete_is_answered_with_204(history):
    """Each successful DELETE is answered with 204."""
    holds_everywhere(history, invariants.wire.deletes_say_nothing, otherwise="nothing was deleted")


@requirement(
    "invariants.same-question-same-answer",
    level=SHOULD,
    source=[RFC9110("9.2.1")],
    harm=DRIFT,
    consequence="What Entra finds depends on luck: one cycle matches a user, the next one creates the user again.",
    remedy="Answer from one state of the data: no caches that differ between processes, no replicas that lag for long.",
    since="0.2.0",
)
def test_the_same_question_gets_the_same_answer(history):
    """A GET that is sent again, with no write in between, has the same status and shows the same resources."""
    holds_everywhere(
        history, invariants.repeats.same_answer, otherwise="no question was asked twice without a write in between"
    )
