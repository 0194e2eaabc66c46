"""What HTTP and JSON require of every answer."""

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
    consequence="Entra treats a 5xx as an outage: it sends the same request again in every cycle, and the user or "
    "group is never provisioned.",
    remedy="Answer 4xx when the client can correct the request, and fix the server when it cannot: a well-formed "
    "request must not cause a 5xx.",
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
    consequence="A client that relies on the status reads the body as the start of the next answer on that connection.",
    remedy="Send 204 No Content without a body and without a `Content-Type` header.",
    since="0.2.0",
)
def test_a_204_is_empty(history):
    """Each 204 has no body and no ``Content-Type``."""
    holds_everywhere(history, invariants.wire.no_content, otherwise="no answer had the status 204")


@requirement(
    "invariants.allow-with-405",
    level=MUST,
    source=[RFC9110("15.5.6")],
    harm=FORM,
    consequence="A client that uses a method which the path does not have cannot find out which methods it has.",
    remedy="Send the header `Allow` with each 405 Method Not Allowed, and list in it the methods of that path.",
    since="0.2.0",
)
def test_a_405_names_the_methods(history):
    """Each 405 has an ``Allow`` header with the methods of the path."""
    holds_everywhere(history, invariants.wire.allow_named, otherwise="no answer had the status 405")


@requirement(
    "invariants.json-well-formed",
    level=MUST,
    builds_on=("errors.scim-error", "fuzz.error-form"),
    source=[RFC7644("3.8"), RFC7643("1.1")],
    harm=STOP,
    consequence="A strict parser refuses the answer, or reads another value than a lenient one.",
    remedy="Write JSON with a JSON library: in UTF-8, without a byte order mark, and with each name once in an object.",
    since="0.2.0",
)
def test_json_is_json(history):
    """Each JSON body is valid UTF-8 without a byte order mark, and has each name once in an object."""
    holds_everywhere(history, invariants.wire.json_well_formed, otherwise="no answer was labelled as JSON")


@requirement(
    "invariants.no-unasked-coding",
    level=SHOULD,
    source=[RFC9110("12.5.3")],
    harm=STOP,
    consequence="A client that did not request compression cannot read the answer.",
    remedy="Compress a body only when the `Accept-Encoding` header of the request contains that coding.",
    since="0.2.0",
)
def test_nothing_is_compressed_unasked(history):
    """No body is compressed for a client that did not request it."""
    holds_everywhere(history, invariants.wire.no_unasked_coding, otherwise="no answer had a body")


@requirement(
    "invariants.delete-answers-204",
    level=MUST,
    source=[RFC7644("3.6")],
    harm=FORM,
    consequence="A client that expects 204 treats the deletion as failed, or waits for a body.",
    remedy="Answer a successful DELETE with 204 No Content and no body.",
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
    consequence="One provisioning cycle of Entra finds a user, and the next one does not and creates the user again.",
    remedy="Answer repeated reads from the same state of the data: do not use caches that differ between processes, "
    "or replicas with a long delay.",
    since="0.2.0",
)
def test_the_same_question_gets_the_same_answer(history):
    """A GET that is repeated without a write in between has the same status and shows the same resources."""
    holds_everywhere(
        history, invariants.repeats.same_answer, otherwise="no GET was repeated without a write in between"
    )
