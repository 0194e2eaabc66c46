import pytest

from scimproof.contract import (
    CORE_USER,
    CUSTOM_EXTENSION,
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    FIELD,
    FORM,
    MUST,
    REPORTED,
    RFC7643,
    STOP,
    NotApplicable,
    NotTestable,
    Unmet,
    expect,
    given,
    requirement,
    unmet,
)

VALUES = {"string": "scimproof", "boolean": True, "integer": 7, "dateTime": "2026-01-31T08:00:00Z", "decimal": 1.5}


@requirement(
    "users.enterprise-as-declared",
    level=MUST,
    source=[
        ENTRA_SCIM("Design your user and group schema"),
        RFC7643("4.3"),
        RFC7643("3.3"),
        FIELD("jelhub/scimgateway#124"),
        REPORTED("wso2/product-is#3487"),
    ],
    needs={ENTERPRISE_USER},
    settles=ENTERPRISE_USER,
    harm=DRIFT,
    consequence="Department, employee number and manager never arrive although the application says that it supports "
    "them. Entra sends them again in every cycle.",
    remedy="Store the attributes of the enterprise extension and return them in an object whose key is the full URN, "
    'such as `{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Operations"}}`.',
)
def test_enterprise_data_is_kept_under_its_urn(scim, create, taken, directory, capabilities):
    """An enterprise attribute sent in a create reads back under the enterprise extension's URN."""
    state = capabilities.state(ENTERPRISE_USER)
    if not state.present:
        raise NotApplicable(f"the target neither declares nor shows the enterprise extension ({state.evidence})")
    body = taken(directory.person()) | {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"department": "Operations"}}
    user = create(body, by="users.created")

    expect(scim.get(user)).attribute(f"{ENTERPRISE}:department", "Operations")


@pytest.fixture
def fillable(capabilities):
    """Simple attributes of the target's own extension that a client may write: (URN, name, value)."""
    for urn in capabilities.extensions():
        schema = capabilities.schema(urn) or {}
        listed = schema.get("attributes")
        if urn.lower() != ENTERPRISE.lower() and isinstance(listed, list):
            found = [
                (urn, str(each["name"]), VALUES[str(each.get("type", "string"))])
                for each in listed
                if isinstance(each, dict) and isinstance(each.get("name"), str) and _is_free(each)
            ]
            if found:
                return found[:4]
    raise NotApplicable("the schemas of the target's own extensions have no simple attribute that takes any value")


def _is_free(attribute):
    bound = attribute.get("canonicalValues") or attribute.get("multiValued") is True
    writable = attribute.get("mutability") in (None, "readWrite")
    return str(attribute.get("type", "string")) in VALUES and writable and not bound


@requirement(
    "users.custom-extension-as-declared",
    level=MUST,
    source=[RFC7643("6"), RFC7643("3.3"), ENTRA_CUSTOMIZE("custom extension")],
    needs={CUSTOM_EXTENSION},
    settles=CUSTOM_EXTENSION,
    covers=["ENTRA-GET-06"],
    harm=DRIFT,
    consequence="Custom attributes that the target publishes are lost, and Entra sends them again in every cycle.",
    remedy="Store the attributes that a create sends under an extension that `/ResourceTypes` declares, and return "
    "them under the same URN. Split `urn:…:2.0:User:attribute` at the last colon, because the version in the URN "
    "contains a dot.",
)
def test_data_of_a_custom_extension_is_kept(read_back, post, taken, directory, fillable):
    """An attribute of the target's own extension sent in a create reads back under the extension's URN."""
    problem = None
    for urn, name, value in fillable:
        body = taken(directory.person()) | {"schemas": [CORE_USER, urn], urn: {name: value}}
        try:
            _kept(read_back, post(body), urn, name, value)
        except Unmet as broken:
            problem = problem or broken
        else:
            return

    raise problem or unmet("extension data", "none")


@requirement(
    "users.extension-not-in-schemas",
    level=MUST,
    builds_on=("users.enterprise-as-declared",),
    source=[ENTRA_CUSTOMIZE("custom extension")],
    needs={CUSTOM_EXTENSION},
    covers=["ENTRA-CRE-06"],
    harm=STOP,
    consequence="Entra does not list a custom extension in `schemas`: its values are lost, or the whole create is "
    "refused.",
    remedy="Read extension data by its key in the body, whether or not `schemas` lists the URN.",
)
def test_an_extension_need_not_be_listed(read_back, post, taken, directory, fillable):
    """Extension data in a create is kept although ``schemas`` does not list the extension."""
    problem = None
    for urn, name, value in fillable:
        listed = taken(directory.person()) | {"schemas": [CORE_USER, urn], urn: {name: value}}
        try:
            _kept(read_back, post(listed), urn, name, value)
        except Unmet as broken:
            problem = broken
            continue
        _kept(
            read_back, post(taken(directory.person()) | {"schemas": [CORE_USER], urn: {name: value}}), urn, name, value
        )
        return

    raise NotTestable("users.custom-extension-as-declared", str(problem))


def _kept(read_back, created, urn, name, value):
    expect(created).status(200, 201)
    expect(read_back(created)).attribute(f"{urn}:{name}", value)


@requirement(
    "users.schemas-of-the-data",
    level=MUST,
    source=[RFC7643("3"), RFC7643("3.3")],
    needs={ENTERPRISE_USER},
    covers=["ENTRA-GET-08"],
    harm=FORM,
    consequence="A client that reads `schemas` to learn which extensions a user has overlooks the enterprise data.",
    remedy="List in `schemas` the URN of each extension for which the user has a value.",
)
def test_schemas_lists_the_extension_in_use(scim, create, taken, directory):
    """A user with enterprise data lists the enterprise extension in ``schemas``."""
    body = taken(directory.person()) | {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"department": "Operations"}}
    user = create(body, by="users.enterprise-as-declared")
    shown = scim.get(user)
    given(shown, by="users.enterprise-as-declared").attribute(f"{ENTERPRISE}:department", "Operations")

    expect(shown).attribute_where(
        "schemas",
        lambda listed: isinstance(listed, list) and ENTERPRISE.lower() in [str(each).lower() for each in listed],
        f"contains {ENTERPRISE}",
    )
