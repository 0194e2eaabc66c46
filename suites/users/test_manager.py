from scimproof.contract import (
    CORE_USER,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_LOGS,
    FIELD,
    GALLERY_TESTS,
    MANAGERS,
    MUST,
    RFC7643,
    SHOULD,
    STOP,
    expect,
    read,
    requirement,
    same,
    show,
    unmet,
)

MANAGER = f"{ENTERPRISE}:manager"


@requirement(
    "users.manager-is-an-object",
    level=MUST,
    source=[
        RFC7643("4.3"),
        GALLERY_TESTS("25 SCIM_Update_Manager_Test"),
        ENTRA_LOGS("SystemForCrossDomainIdentityManagementServiceIncompatible"),
        FIELD("Budibase/budibase#15369"),
    ],
    needs={ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-GET-04"],
    harm=STOP,
    consequence='Entra is "not able to deserialize the resource": matching and every update fail for each person who '
    "has a manager.",
    remedy='Return `manager` as an object such as `{"value": "<id of the manager>"}`, whatever shape the client sent.',
)
def test_a_manager_reads_back_as_an_object(scim, create, taken, directory, new_user):
    """A manager that was set by a create reads back as an object whose ``value`` is the manager's ``id``."""
    manager = new_user()
    body = taken(directory.person()) | {
        "schemas": [CORE_USER, ENTERPRISE],
        ENTERPRISE: {"manager": {"value": manager.id}},
    }
    user = create(body, by="users.enterprise-as-declared")

    expect(scim.get(user)).attribute(f"{MANAGER}.value", manager.id)
    expect(scim.get(user)).attribute_where(MANAGER, lambda value: isinstance(value, dict), "is an object")


@requirement(
    "users.manager-as-string",
    level=SHOULD,
    builds_on=("users.manager-is-an-object",),
    source=[FIELD("apache/directory-scimple#1242"), FIELD("Budibase/budibase#15369")],
    needs={ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-CRE-07"],
    harm=STOP,
    consequence="A person whose manager is known when Entra creates the account is refused, or is created without the "
    "manager.",
    remedy="When the `manager` in a POST body is a plain string, read it as the `id` of the manager.",
)
def test_a_manager_may_be_a_plain_id(post, read_back, directory, new_user, create):
    """A create with the manager's ``id`` as a plain string makes a user with that manager."""
    manager = new_user()
    create(directory.person().scim(), by="users.default-body")
    created = post(directory.person().scim("user-create-manager-as-string", manager=manager.id))

    expect(created).status(200, 201)
    expect(read_back(created)).matches(_names(manager.id))


def _names(wanted):
    """A matcher: the manager has this id, in either shape; users.manager-is-an-object judges the shape."""

    def match(exchange):
        shown = read(exchange.resource, MANAGER)
        if same(shown, wanted) or same(read(exchange.resource, f"{MANAGER}.value"), wanted):
            return None
        return unmet(f"{MANAGER} = {wanted}", show(shown), exchange, MANAGER).mismatch

    return match
