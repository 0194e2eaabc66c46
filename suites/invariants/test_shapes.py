"""What any user and group has, by the schemas of the target and by those of the RFCs."""

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
    consequence="A client that reads by the published schema stops at such a resource.",
    remedy="Write every attribute in the type that your /Schemas gives it; a list stays a list with one element.",
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
    consequence="A client is shown what the schema promises to keep to itself.",
    remedy="Leave out of every answer what your /Schemas declares as returned never, or declare it as it is.",
    since="0.2.0",
)
def test_what_is_never_returned_is_not_shown(history):
    """No answer shows an attribute that the target declares as never returned."""
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
    consequence="A client that relies on a required attribute stops where it is missing.",
    remedy="Refuse what lacks a required attribute, or do not declare it as required.",
    since="0.2.0",
)
def test_what_is_required_is_there(history):
    """Each user and group that is read whole has what the target declares as required."""
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
    ),
    source=[RFC7643("3"), RFC7643("4"), RFC7644("3.4.2")],
    harm=FORM,
    consequence="A client that reads users, groups and lists as the RFCs describe them stops at such an answer.",
    remedy="Write each attribute of the core schemas in its type: true and not the text True, a list of objects "
    "for e-mails, an object for the manager.",
    since="0.2.0",
)
def test_resources_are_as_the_rfc_has_them(history):
    """Each user, group and list has the members and types of RFC 7643 and RFC 7644."""
    holds_everywhere(history, invariants.shapes.as_the_rfc_has_it, otherwise="no user, group or list was shown")


@requirement(
    "invariants.schemas-are-its-own",
    level=MUST,
    builds_on=("users.schemas-of-the-data",),
    source=[RFC7643("3"), RFC7643("3.1")],
    harm=FORM,
    consequence="A client that looks up each schema of a resource stops at one that is nowhere described.",
    remedy="Name in schemas the schema of the resource type and the extensions that it has values of, each once, "
    "and declare them in /ResourceTypes.",
    since="0.2.0",
)
def test_a_resource_names_its_own_schemas(history):
    """The schemas of each user and group are those of its resource type, each once."""
    holds_everywhere(
        history,
        invariants.shapes.urns_declared,
        otherwise="no resource type is published, or no resource named its schemas",
    )


@requirement(
    "invariants.write-answers-are-current",
    level=MUST,
    builds_on=("users.create-answer-is-as-stored", "groups.patch-answer-current", "patch.answer"),
    source=[RFC7644("3.3"), RFC7644("3.5.1"), RFC7644("3.5.2")],
    harm=DRIFT,
    consequence="Entra stores what the answer says as the new state, and compares the next change with it.",
    remedy="Render the answer to a write from what was stored, after it was stored.",
    since="0.2.0",
)
def test_the_answer_to_a_write_is_the_next_read(history):
    """What the answer to a create or change shows is what a read shows before the next write."""
    holds_everywhere(
        history,
        invariants.answers.equal_next_read,
        otherwise="no answer to a write showed a resource that was read afterwards",
    )
