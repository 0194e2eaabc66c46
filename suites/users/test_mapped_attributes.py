import pytest

from scimproof.contract import (
    ABSENT,
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    ENTRA_SCIM,
    FIELD,
    MUST,
    STOP,
    Capability,
    NotApplicable,
    NotTestable,
    Resource,
    expect,
    given,
    read,
    requirement,
)

MAPPED = (
    "displayName",
    "title",
    "preferredLanguage",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    'emails[type eq "work"].value',
    'emails[type eq "work"].primary',
    'emails[type eq "other"].value',
    'phoneNumbers[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
    'phoneNumbers[type eq "fax"].value',
    'addresses[type eq "work"].formatted',
    'addresses[type eq "work"].streetAddress',
    'addresses[type eq "work"].locality',
    'addresses[type eq "work"].region',
    'addresses[type eq "work"].postalCode',
    'addresses[type eq "work"].country',
    f"{ENTERPRISE}:employeeNumber",
    f"{ENTERPRISE}:department",
)
"""What the default mapping sets; userName, externalId, active and manager have requirements of their own."""


@pytest.fixture(scope="session")
def mapped(bench):
    """A body with all default-mapping attributes that the target declares, and the answer to its create."""
    # Plain names: users.difficult-names judges the others.
    person = bench.directory.person(givenName="Jo", surname="Doe")
    body = person.but(displayName=f"Jo Doe {person.external_id}").scim("user-create-full")
    with bench.recorder.shared():
        body = bench.capabilities.part_declared(body)
        if ENTERPRISE not in body:
            body["schemas"] = [CORE_USER]
        return body, bench.entra.create_user(body)


@requirement(
    "users.mapped-body",
    level=MUST,
    builds_on=("users.default-body",),
    source=[ENTRA_SCIM("attribute table")],
    covers=["ENTRA-CRE-01b"],
    harm=STOP,
    consequence="A tenant that uses Microsoft's default attribute mapping cannot provision anybody.",
    remedy="Accept `title`, `preferredLanguage`, `addresses`, `phoneNumbers` of type work, mobile and fax, a second "
    "e-mail address and the enterprise attributes in one create.",
)
def test_the_full_default_mapping_is_accepted(mapped, create, directory):
    """A create with every attribute of the default mapping that the target's schemas declare is accepted."""
    _, created = mapped
    create(directory.person().scim(), by="users.default-body")

    expect(created).status(200, 201)


@requirement(
    "users.stored-as-sent",
    level=MUST,
    builds_on=("users.mapped-body", "users.read-by-id"),
    source=[ENTRA_SCIM("General"), FIELD("MicrosoftDocs/azure-docs#11784"), FIELD("jelhub/scimgateway#124")],
    covers=["ENTRA-CRE-04", "ENTRA-CRE-10a", "ENTRA-GET-01"],
    harm=DRIFT,
    consequence="Entra compares what it reads with what it sent, and sends the same attribute again in every cycle. "
    "The application never has the value that the customer sees in Entra.",
    remedy="Store each mapped attribute exactly as it was sent and return it unchanged. Do not reformat phone "
    "numbers, do not derive one attribute from another, and do not drop a value.",
)
@pytest.mark.parametrize("path", MAPPED)
def test_what_the_default_mapping_sends_is_kept(scim, mapped, capabilities, path):
    """Each attribute of the default mapping that the target's schemas declare reads back as it was sent."""
    body, created = mapped
    given(created, by="users.mapped-body").status(200, 201)
    unpublished = path.startswith(ENTERPRISE) and capabilities.schema(ENTERPRISE) is None
    if path.startswith(ENTERPRISE):
        _need_enterprise(capabilities)
    if not unpublished and not capabilities.declares(path):
        raise NotApplicable(f"the target's schemas do not declare {path}")
    user, sent = Resource.of(created), read(body, path)
    if sent is ABSENT:
        raise NotApplicable(f"the target's schemas do not declare all that makes up {path}, so it was not sent")
    if user is None:
        raise NotTestable("users.created", "the answer has no id")

    expect(scim.get(user)).attribute(path, sent)


def _need_enterprise(capabilities):
    state = capabilities.state(Capability.ENTERPRISE)
    if state.withheld:
        raise NotTestable("users.enterprise-as-declared", state.evidence)
    if not state.present:
        raise NotApplicable(f"the target neither declares nor shows the enterprise extension ({state.evidence})")
