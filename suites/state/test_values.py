"""What a write leaves alone, and what it leaves behind."""

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_SCIM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    holds_everywhere,
    requirement,
    state,
)


@requirement(
    "state.values-kept",
    level=MUST,
    builds_on=("patch.nothing-else-changes",),
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=LOSS,
    consequence="Each change by Entra destroys values that it did not mention, and Entra does not send them again.",
    remedy="Change what the request names and write nothing else: load the stored resource, apply the "
    "operations, store it.",
    since="0.2.0",
)
def test_a_change_leaves_the_rest_alone(history):
    """A change of a user or group leaves all values alone that it does not name."""
    holds_everywhere(history, state.changes.values_kept, otherwise="nothing was read before and after a change")


@requirement(
    "state.activity-kept",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=ACCESS,
    consequence="Somebody who was disabled is let in again, or somebody at work is locked out, by a change of "
    "something else.",
    remedy="Change active only when a request names it: no default of true for a request without it, and none "
    "for a change of groups.",
    since="0.2.0",
)
def test_nobody_is_enabled_or_disabled_by_the_way(history):
    """The active of a user changes only when a write to that user names it."""
    holds_everywhere(
        history, state.changes.activity_kept, otherwise="no user was read with active before and after a write"
    )


@requirement(
    "state.managers-kept",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=DRIFT,
    consequence="Approvals and reports go astray: a change of something else takes the manager away.",
    remedy="Keep the manager in a change that does not name it.",
    since="0.2.0",
)
def test_a_manager_stays(history):
    """The manager of a user stays until a write names it or the manager is deleted."""
    holds_everywhere(
        history, state.changes.manager_kept, otherwise="no user with a manager was read before and after a write"
    )


@requirement(
    "state.refusals-change-nothing",
    level=MUST,
    builds_on=("fuzz.refused-without-trace", "patch.all-or-nothing"),
    source=[RFC7644("3.5.2"), RFC7644("3.12")],
    harm=DRIFT,
    consequence="A request that failed has half happened: the directory and the account differ, and nobody knows.",
    remedy="Check the whole request first, or do it in one transaction.",
    since="0.2.0",
)
def test_a_refused_change_changes_nothing(history):
    """A change that is refused changes nothing of what it names."""
    holds_everywhere(
        history, state.changes.refusals_change_nothing, otherwise="nothing was read before and after a refused change"
    )


@requirement(
    "state.created-as-sent",
    level=SHOULD,
    builds_on=(
        "users.stored-as-sent",
        "users.mapped-body",
        "users.external-id",
        "users.created-active",
        "users.username-as-sent",
    ),
    source=[RFC7644("3.3"), RFC7643("7"), ENTRA_SCIM("General")],
    harm=DRIFT,
    consequence="Entra compares what it reads with what it sent, and sends the same attribute again in every cycle.",
    remedy="Store each attribute that /Schemas declares as readWrite as it was sent, digits as text, or do not "
    "declare it.",
    since="0.2.0",
)
def test_a_create_is_stored_as_sent(history):
    """What a create gives to an attribute that the schema lets a client write is there at the next read."""
    holds_everywhere(
        history,
        state.written.created_as_sent,
        otherwise="no schema is published, or nobody was read after being created",
    )


@requirement(
    "state.changed-as-sent",
    level=MUST,
    builds_on=("users.stored-as-sent", "patch.mapped-attributes"),
    source=[RFC7644("3.5.1"), RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=DRIFT,
    consequence="Entra takes the change as done, and the account keeps the old value.",
    remedy="Store what a PUT or PATCH gives to each attribute that /Schemas declares as readWrite, or refuse it.",
    since="0.2.0",
)
def test_a_change_is_stored_as_sent(history):
    """What a change gives to an attribute that the schema lets a client write is there at the next read."""
    holds_everywhere(
        history, state.written.changed_as_sent, otherwise="no schema is published, or nobody was read after a change"
    )


@requirement(
    "state.modified-moves",
    level=MUST,
    source=[RFC7643("3.1"), RFC7644("3.5.2.1")],
    harm=DRIFT,
    consequence="A client that asks for what has changed since its last visit misses changes, or gets everybody "
    "each time.",
    remedy="Set meta.lastModified whenever a write changes the resource, and only then.",
    since="0.2.0",
)
def test_the_time_of_the_last_change_moves_with_changes(history):
    """The meta.lastModified of a resource moves forward with each change, and with nothing else."""
    holds_everywhere(
        history,
        state.changes.modified_moves,
        otherwise="no resource showed its meta.lastModified before and after a change",
    )


@requirement(
    "state.versions-move",
    level=MUST,
    source=[RFC7644("3.14")],
    harm=LOSS,
    consequence="Two clients overwrite each other: a version that stays the same tells nobody that somebody else "
    "was there.",
    remedy="Give the resource another version, in meta.version and ETag, whenever a write changes it.",
    since="0.2.0",
)
def test_a_changed_resource_has_another_version(history):
    """A resource has another version once a write has changed it."""
    holds_everywhere(
        history, state.changes.versions_move, otherwise="no resource showed a version before and after a change"
    )
