"""Which schemas are published, in the list and by their URN."""

from scimproof.contract import (
    ABSENT,
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
    builds_on=("discovery.schemas",),
    source=[RFC7643("7")],
    needs={SCHEMAS},
    harm=FORM,
    consequence="Clients that identify resources by `schemas` do not recognize the schemas.",
    remedy='Give each resource in `/Schemas` the property `"schemas": '
    '["urn:ietf:params:scim:schemas:core:2.0:Schema"]`.',
)
def test_each_schema_is_marked_as_a_schema(capabilities, schemas):
    """Each schema in ``/Schemas`` has the URN of the Schema schema in ``schemas``."""
    for each in schemas:
        if SCHEMA not in show(each.get("schemas")):
            seen = f"schemas = {show(each.get('schemas', ABSENT))} in {each.get('id')}"
            raise unmet(f"schemas [{SCHEMA}]", seen, capabilities.document("/Schemas"), "schemas")


@requirement(
    "discovery.group-schema",
    level=MUST,
    builds_on=("discovery.schemas",),
    source=[RFC7643("7"), GALLERY_CHECKLIST("validation run: group tests")],
    needs={SCHEMAS, GROUPS},
    covers=["ENTRA-SCH-04"],
    harm=FORM,
    consequence="Microsoft's gallery tests assume that the target has no groups, and report all group tests as failed.",
    remedy="When you serve `/Groups`, publish the schema `urn:ietf:params:scim:schemas:core:2.0:Group` in `/Schemas`.",
)
def test_the_schema_of_groups_is_published(capabilities, schemas):
    """A target with groups publishes the Group schema."""
    if capabilities.schema(CORE_GROUP) is None:
        ids = ", ".join(str(each.get("id")) for each in schemas[:6])
        raise unmet(f"a schema {CORE_GROUP}", ids, capabilities.document("/Schemas"))


@requirement(
    "discovery.schema-by-id",
    level=SHOULD,
    builds_on=("discovery.schemas",),
    source=[RFC7644("4")],
    needs={SCHEMAS},
    harm=FORM,
    consequence="Clients that request a single schema do not get it.",
    remedy="Answer `GET /Schemas/{urn}` with the schema of that URN as a single resource.",
)
def test_a_schema_can_be_read_alone(scim, schemas):
    """``GET /Schemas/{urn}`` answers with that schema."""
    expect(scim.get(f"/Schemas/{CORE_USER}")).attribute_where(
        "id", lambda seen: str(seen).lower() == CORE_USER.lower(), f"= {CORE_USER}"
    )


@requirement(
    "discovery.unknown-schema",
    level=SHOULD,
    builds_on=("discovery.schema-by-id",),
    source=[RFC7644("4"), RFC7644("3.12"), FIELD("AzureAD/SCIMReferenceCode#17")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-06"],
    harm=FORM,
    consequence="Clients that request an unknown schema get something else and treat it as that schema.",
    remedy="Answer `GET /Schemas/{urn}` with 404 Not Found when there is no schema with that URN.",
)
def test_an_unknown_schema_is_not_found(scim, schemas):
    """``GET /Schemas/{urn}`` is answered with 404 when there is no such schema."""
    given(scim.get(f"/Schemas/{CORE_USER}"), by="discovery.schema-by-id").status(200)

    expect(scim.get("/Schemas/urn:scimproof:nobody:has:this")).status(404)
