"""Which schemas are published, together and alone."""

from scimproof.contract import (
    CORE_GROUP,
    CORE_USER,
    FIELD,
    FORM,
    GALLERY_CHECKLIST,
    GROUPS,
    MUST,
    RFC7643,
    RFC7644,
    SCHEMAS,
    SHOULD,
    expect,
    given,
    requirement,
    show,
    unmet,
)

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"


@requirement(
    "discovery.schemas-name-their-schema",
    level=MUST,
    source=[RFC7643("7")],
    needs={SCHEMAS},
    harm=FORM,
    consequence="Clients that read answers by their schemas attribute do not recognize the schemas.",
    remedy=f"Give every schema resource schemas [{SCHEMA}].",
)
def test_each_schema_is_marked_as_a_schema(capabilities, schemas):
    """Each schema in /Schemas carries the URN of the schema of schemas."""
    for each in schemas:
        if SCHEMA not in show(each.get("schemas")):
            seen = f"schemas = {show(each.get('schemas'))} in {each.get('id')}"
            raise unmet(f"schemas [{SCHEMA}]", seen, capabilities.document("/Schemas"), "schemas")


@requirement(
    "discovery.group-schema",
    level=MUST,
    source=[RFC7643("7"), GALLERY_CHECKLIST("validation run: group tests")],
    needs={SCHEMAS, GROUPS},
    covers=["ENTRA-SCH-04"],
    harm=FORM,
    consequence="Microsoft's tests take the target for one without groups and report all group tests as failed.",
    remedy="Publish the schema core:2.0:Group in /Schemas when there is an endpoint for groups.",
)
def test_the_schema_of_groups_is_published(capabilities, schemas):
    """A target with groups publishes their schema."""
    if capabilities.schema(CORE_GROUP) is None:
        ids = ", ".join(str(each.get("id")) for each in schemas[:6])
        raise unmet(f"a schema {CORE_GROUP}", ids, capabilities.document("/Schemas"))


@requirement(
    "discovery.schema-by-id",
    level=SHOULD,
    source=[RFC7644("4")],
    needs={SCHEMAS},
    harm=FORM,
    consequence="Clients that ask for the one schema they need do not get it.",
    remedy="Serve GET /Schemas/{urn} with that schema alone, in the form of a resource.",
)
def test_a_schema_can_be_read_alone(scim, schemas):
    """GET /Schemas/{urn} answers with that schema."""
    expect(scim.get(f"/Schemas/{CORE_USER}")).attribute_where(
        "id", lambda seen: str(seen).lower() == CORE_USER.lower(), f"= {CORE_USER}"
    )


@requirement(
    "discovery.unknown-schema",
    level=SHOULD,
    source=[RFC7644("4"), RFC7644("3.12"), FIELD("AzureAD/SCIMReferenceCode#17")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-06"],
    harm=FORM,
    consequence="Clients that ask for a schema take something else for it.",
    remedy="Answer 404 to GET /Schemas/{urn} when there is no such schema.",
)
def test_an_unknown_schema_is_not_found(scim, schemas):
    """GET /Schemas/{urn} answers 404 when there is no such schema."""
    given(scim.get(f"/Schemas/{CORE_USER}"), by="discovery.schema-by-id").status(200)

    expect(scim.get("/Schemas/urn:scimproof:nobody:has:this")).status(404)
