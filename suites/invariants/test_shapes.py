"""Users and groups against the schemas of the target and those of the RFCs."""

from scimproof.contract import DRIFT, FORM, MUST, RFC7643, RFC7644, holds_everywhere, invariants, requirement


@requirement(
    "invariants.types-as-declared",
    level=MUST,
    builds_on=(
        "fuzz.declared-types",
        "users.multi-valued-are-arrays",
        "patch.active-is-boolean",
        "users.manager-is-an-object",
        "discovery.characteristics",
    ),
    source=[RFC7643("2.3"), RFC7643("7")],
    harm=FORM,
    consequence="A client that parses resources by the published schema fails on such a resource.",
    remedy="Return every attribute with the type that your `/Schemas` declares; a multi-valued attribute is a list, "
    "also with one element.",
    since="0.2.0",
)
def test_values_have_their_declared_types(history):
    """Each value of a user or group has the type that the target declares for it."""
    holds_everywhere(
        history,
        invariants.shapes.types_as_declared,
        otherwise="no schema is published, or no user and no group was shown",
    )


@requirement(
    "invariants.hidden-as-declared",
    level=MUST,
    builds_on=("security.password-never-shown",),
    source=[RFC7643("7"), RFC7643("2.2")],
    harm=FORM,
    consequence="A client reads values that the schema says are never returned.",
    remedy='Leave every attribute that your `/Schemas` declares with `"returned": "never"` out of all answers, or '
    "correct the declaration.",
    since="0.2.0",
)
def test_what_is_never_returned_is_not_shown(history):
    """No answer contains an attribute that the target declares as never returned."""
    holds_everywhere(
        history,
        invariants.shapes.hidden_as_declared,
        otherwise="no schema is published, or no user and no group was shown",
    )


@requirement(
    "invariants.required-as-declared",
    level=MUST,
    source=[RFC7643("2.2"), RFC7643("7")],
    harm=FORM,
    consequence="A client that relies on a required attribute fails when it is missing.",
    remedy="Refuse a resource without a required attribute, or do not declare the attribute as required.",
    since="0.2.0",
)
def test_what_is_required_is_there(history):
    """Each user and group that is read in full has the attributes that the target declares as required."""
    holds_everywhere(
        history,
        invariants.shapes.required_as_declared,
        otherwise="no schema is published, or no user and no group was read",
    )


@requirement(
    "invariants.as-the-rfc-has-it",
    level=MUST,
    builds_on=(
        "fuzz.declared-types",
        "users.multi-valued-are-arrays",
        "patch.active-is-boolean",
        "users.manager-is-an-object",
        "users.meta-types",
        "matching.list-response",
    ),
    source=[RFC7643("3"), RFC7643("4"), RFC7644("3.4.2")],
    harm=FORM,
    consequence="A client that parses users, groups and lists as the RFCs define them fails on such an answer.",
    remedy='Write each attribute of the core schemas with its type: `true` and not `"True"`, a list of objects for '
    "`emails`, an object for `manager`.",
    since="0.2.0",
)
def test_resources_are_as_the_rfc_has_them(history):
    """Each user, group and list has the attributes and types of RFC 7643 and RFC 7644."""
    holds_everywhere(history, invariants.shapes.as_the_rfc_has_it, otherwise="no user, group or list was shown")


@requirement(
    "invariants.schemas-are-its-own",
    level=MUST,
    builds_on=("users.schemas-of-the-data",),
    source=[RFC7643("3"), RFC7643("3.1")],
    harm=FORM,
    consequence="A client that reads each schema of a resource fails on one that is not published.",
    remedy="List in `schemas` the schema of the resource type and the extensions for which the resource has values, "
    "each once, and declare them in `/ResourceTypes`.",
    since="0.2.0",
)
def test_a_resource_names_its_own_schemas(history):
    """The ``schemas`` of each user and group are those of its resource type, each once."""
    holds_everywhere(
        history,
        invariants.shapes.urns_declared,
        otherwise="no resource type is published, or no resource had schemas",
    )


@requirement(
    "invariants.write-answers-are-current",
    level=MUST,
    builds_on=(
        "users.create-answer-is-as-stored",
        "groups.patch-answer-current",
        "patch.answer",
        "state.other-users-untouched",
        "state.other-groups-untouched",
    ),
    source=[RFC7644("3.3"), RFC7644("3.5.1"), RFC7644("3.5.2")],
    harm=DRIFT,
    consequence="Entra uses the values in the answer as the new state and compares the next change with them.",
    remedy="Build the answer to a write from the stored resource, after it was stored.",
    since="0.2.0",
)
def test_the_answer_to_a_write_is_the_next_read(history):
    """The answer to a create or change shows the same values as a read before the next write."""
    holds_everywhere(
        history,
        invariants.answers.equal_next_read,
        otherwise="no answer to a write showed a resource that was read afterwards",
    )
