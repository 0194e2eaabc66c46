"""The identity of a resource, and its meta."""

from scimproof.contract import (
    DRIFT,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    holds_everywhere,
    invariants,
    requirement,
)


@requirement(
    "invariants.times-have-zones",
    level=SHOULD,
    builds_on=("users.meta-types",),
    source=[RFC7643("2.3.5"), RFC7643("3.1")],
    harm=FORM,
    consequence="A client interprets the time in its own time zone, so that its search for recent changes is wrong by "
    "hours.",
    remedy="Write `meta.created` and `meta.lastModified` with a trailing `Z` or with their offset.",
    since="0.2.0",
)
def test_times_in_meta_have_a_zone(history):
    """Each time in ``meta`` has a time zone."""
    holds_everywhere(history, invariants.meta.zones_given, otherwise="no answer showed a time in meta")


@requirement(
    "invariants.created-stays",
    level=MUST,
    source=[RFC7643("3.1")],
    harm=DRIFT,
    consequence="A client that asks for new resources gets old ones.",
    remedy="Set `meta.created` once, when the resource is created, and do not change it afterwards.",
    since="0.2.0",
)
def test_the_time_of_creation_stays(history):
    """The ``meta.created`` of a resource is the same in all answers."""
    holds_everywhere(history, invariants.meta.created_stays, otherwise="no resource showed its meta.created twice")


@requirement(
    "invariants.modified-after-created",
    level=MUST,
    builds_on=("users.created-is-now",),
    source=[RFC7643("3.1")],
    harm=FORM,
    consequence="A client that asks for what has changed since a time misses new resources.",
    remedy="Set `meta.lastModified` to `meta.created` when the resource is created, and to the current time with each "
    "change.",
    since="0.2.0",
)
def test_modified_is_not_before_created(history):
    """No resource has a ``meta.lastModified`` before its ``meta.created``."""
    holds_everywhere(history, invariants.meta.modified_after_created, otherwise="no resource showed both times")


@requirement(
    "invariants.version-is-etag",
    level=MUST,
    source=[RFC7643("3.1"), RFC7644("3.14")],
    harm=FORM,
    consequence="A client that sends `meta.version` in `If-Match` is refused although it has the current version.",
    remedy="Write the same entity tag into `meta.version` and into the `ETag` header, with its quotes and its prefix "
    "`W/`.",
    since="0.2.0",
)
def test_the_version_is_the_etag(history):
    """Where an answer has both, ``meta.version`` and the ``ETag`` header are equal."""
    holds_everywhere(history, invariants.meta.versions_equal, otherwise="no answer showed both a version and an ETag")


@requirement(
    "invariants.locations-lead-home",
    level=MUST,
    builds_on=("users.location",),
    source=[RFC7643("3.1")],
    harm=FORM,
    consequence="A client that follows the URL gets another resource, or none.",
    remedy="Build `meta.location` from the base URL that the client used, the endpoint and the `id`.",
    since="0.2.0",
)
def test_a_location_is_the_address_of_its_resource(history):
    """Each ``meta.location`` is the URL of its resource, below the base URL."""
    holds_everywhere(history, invariants.meta.locations_lead, otherwise="no resource showed a meta.location")


@requirement(
    "invariants.location-header-agrees",
    level=MUST,
    builds_on=("users.location",),
    source=[RFC7643("3.1"), RFC7644("3.3")],
    harm=FORM,
    consequence="A client that follows the header gets another resource than one that follows `meta.location`.",
    remedy="Write the same URL into the `Location` header and into `meta.location`.",
    since="0.2.0",
)
def test_the_location_header_is_the_location(history):
    """The ``Location`` header of an answer with one resource is the same as its ``meta.location``."""
    holds_everywhere(
        history, invariants.meta.headers_agree, otherwise="no answer had both a Location header and a meta.location"
    )


@requirement(
    "invariants.id-as-asked",
    level=MUST,
    builds_on=("matching.id-stable", "patch.id-stays", "patch.rename-keeps-id"),
    source=[RFC7643("3.1"), RFC7644("3.4.1")],
    harm=LOSS,
    consequence="Entra reads and changes one user and gets the values of another.",
    remedy="Search for a resource by the `id` in the path, and return that resource with that `id`.",
    since="0.2.0",
)
def test_the_answer_shows_the_id_that_was_asked_for(history):
    """Each answer about one resource has the ``id`` that was requested."""
    holds_everywhere(history, invariants.identity.as_asked, otherwise="no answer showed one resource by its id")


@requirement(
    "invariants.creates-are-new",
    level=MUST,
    source=[RFC7644("3.3"), RFC7643("3.1")],
    harm=LOSS,
    consequence="Two people share one account: the second create takes over the account that the first one made.",
    remedy="Create a new resource with a new `id` for each successful create. Refuse a create of a duplicate with 409 "
    "Conflict.",
    since="0.2.0",
)
def test_each_create_makes_a_resource(history):
    """Each successful create makes a resource with an ``id`` that no existing resource has."""
    holds_everywhere(history, invariants.identity.creates_are_new, otherwise="nothing was created")


@requirement(
    "invariants.ids-never-reused",
    level=MUST,
    source=[RFC7643("3.1")],
    harm=LOSS,
    consequence="A new user gets the `id` of a deleted one, and with it the access in every system that stores the "
    "`id`.",
    remedy="Give each new resource an `id` that was never used before, such as a random UUID.",
    since="0.2.0",
)
def test_an_id_is_never_given_again(history):
    """The ``id`` of a deleted resource is never given to another one."""
    holds_everywhere(history, invariants.identity.never_reused, otherwise="nothing was created")


@requirement(
    "invariants.references-lead-home",
    level=MUST,
    source=[RFC7643("2.3.7"), RFC7643("2.4")],
    harm=FORM,
    consequence="A client that follows the reference gets another resource, or none.",
    remedy="Build `$ref` from the base URL, the endpoint and the `id` that is in `value`.",
    since="0.2.0",
)
def test_a_reference_leads_to_who_is_named(history):
    """Each ``$ref`` of a member, a group or a manager is the URL of the resource whose ``id`` is beside it."""
    holds_everywhere(history, invariants.references.lead_home, otherwise="no answer showed a $ref")
