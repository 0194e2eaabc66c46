"""The values that a write changes, and those that it does not."""

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
    builds_on=("patch.nothing-else-changes", "state.other-users-untouched", "state.other-groups-untouched"),
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=LOSS,
    consequence="Each change by Entra deletes values that it does not contain, and Entra does not send them again.",
    remedy="Load the stored resource, apply only the operations of the request, and store the result; keep all other "
    "values.",
    since="0.2.0",
)
def test_a_change_leaves_the_rest_alone(history):
    """A change of a user or group leaves all values unchanged that it does not contain."""
    holds_everywhere(history, state.changes.values_kept, otherwise="no resource was read before and after a change")


@requirement(
    "state.activity-kept",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=ACCESS,
    consequence="A disabled user gets access again, or an active user is locked out, by a change of something else.",
    remedy="Change `active` only when a request contains it. Do not set it to true when a request leaves it out, or "
    "when a group changes.",
    since="0.2.0",
)
def test_nobody_is_enabled_or_disabled_by_the_way(history):
    """The ``active`` of a user changes only when a write to that user contains it."""
    holds_everywhere(
        history, state.changes.activity_kept, otherwise="no user was read with active before and after a write"
    )


@requirement(
    "state.managers-kept",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=DRIFT,
    consequence="A change of something else removes the manager, and approvals go to the wrong people.",
    remedy="Keep the `manager` of a user when a change does not contain it.",
    since="0.2.0",
)
def test_a_manager_stays(history):
    """The manager of a user stays until a write changes it or the manager is deleted."""
    holds_everywhere(
        history, state.changes.manager_kept, otherwise="no user with a manager was read before and after a write"
    )


@requirement(
    "state.refusals-change-nothing",
    level=MUST,
    builds_on=("fuzz.refused-without-trace", "patch.all-or-nothing"),
    source=[RFC7644("3.5.2"), RFC7644("3.12")],
    harm=DRIFT,
    consequence="A request that failed is partly applied: the directory and the account differ, and Entra does not "
    "know.",
    remedy="Check the whole request before you change anything, or apply it in one transaction.",
    since="0.2.0",
)
def test_a_refused_change_changes_nothing(history):
    """A change that is refused leaves the attributes that it contains unchanged."""
    holds_everywhere(
        history,
        state.changes.refusals_change_nothing,
        otherwise="no resource was read before and after a refused change",
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
    remedy="Store each attribute that `/Schemas` declares as `readWrite` exactly as it was sent, including digits in "
    "strings, or do not declare it.",
    since="0.2.0",
)
def test_a_create_is_stored_as_sent(history):
    """A read returns each writable value that a successful create has set."""
    holds_everywhere(
        history,
        state.written.created_as_sent,
        otherwise="no schema is published, or no resource was read after its create",
    )


@requirement(
    "state.changed-as-sent",
    level=MUST,
    builds_on=("users.stored-as-sent", "patch.mapped-attributes"),
    source=[RFC7644("3.5.1"), RFC7644("3.5.2"), ENTRA_SCIM("Update User")],
    harm=DRIFT,
    consequence="Entra treats the change as done, but the account keeps the old value.",
    remedy="Store each value that a PUT or PATCH sets for an attribute that `/Schemas` declares as `readWrite`, or "
    "refuse the request.",
    since="0.2.0",
)
def test_a_change_is_stored_as_sent(history):
    """A read returns each writable value that a successful change has set."""
    holds_everywhere(
        history,
        state.written.changed_as_sent,
        otherwise="no schema is published, or no resource was read after a change",
    )


@requirement(
    "state.modified-moves",
    level=MUST,
    builds_on=("state.other-users-untouched", "state.other-groups-untouched"),
    source=[RFC7643("3.1"), RFC7644("3.5.2.1")],
    harm=DRIFT,
    consequence="A client that asks for what has changed since its last visit misses changes, or gets all resources "
    "each time.",
    remedy="Set `meta.lastModified` to the current time whenever a write changes the resource, and only then.",
    since="0.2.0",
)
def test_the_time_of_the_last_change_moves_with_changes(history):
    """The ``meta.lastModified`` of a resource increases with each change of the resource, and never otherwise."""
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
    consequence="Two clients overwrite each other's changes: with the same version neither of them notices the change "
    "of the other.",
    remedy="Give the resource a new version, in `meta.version` and `ETag`, whenever a write changes it.",
    since="0.2.0",
)
def test_a_changed_resource_has_another_version(history):
    """A resource has another version after a write has changed it."""
    holds_everywhere(
        history, state.changes.versions_move, otherwise="no resource showed a version before and after a change"
    )
