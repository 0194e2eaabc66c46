"""The attributes in the published schemas."""

from scimproof.contract import (
    CORE_USER,
    ENTRA_SCHEMAS,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    MAY,
    MUST,
    RFC7643,
    SCHEMAS,
    requirement,
    show,
    unmet,
)

SPELLED = {
    "type": {"string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"},
    "mutability": {"readOnly", "readWrite", "immutable", "writeOnly"},
    "returned": {"always", "never", "default", "request"},
    "uniqueness": {"none", "server", "global"},
}
SWITCHES = ("multiValued", "required", "caseExact")


def attributes(schema):
    """Yield all attributes of a schema with their paths, sub-attributes at any depth included."""
    left = [("", schema)]
    while left:
        at, holder = left.pop(0)
        for key in ("attributes", "subAttributes"):
            inner = holder.get(key)
            for each in inner if isinstance(inner, list) else ():
                if isinstance(each, dict):
                    path = f"{at}.{each.get('name')}" if at else str(each.get("name"))
                    yield path, each
                    left.append((path, each))


def nulls(document):
    """Yield the paths of all nulls in a document, at any depth."""
    left = [("", document)]
    while left:
        at, value = left.pop(0)
        if value is None:
            yield at
        elif isinstance(value, dict):
            left += [(f"{at}.{key}" if at else str(key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{at}[{_called(inner, place)}]", inner) for place, inner in enumerate(value)]


def _called(element, place):
    return (element.get("name") or element.get("id") or place) if isinstance(element, dict) else place


@requirement(
    "discovery.schemas-without-null",
    level=MUST,
    builds_on=("discovery.schemas",),
    source=[ENTRA_SCHEMAS("/Schemas (Schema discovery)")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-02b"],
    harm=FORM,
    consequence="Schema discovery drops attributes that contain `null`, or fails as a whole.",
    remedy="Leave a property of an attribute in `/Schemas` out when it has no value, instead of writing `null`.",
)
def test_no_null_stands_in_the_schemas(capabilities, schemas):
    """No property in ``/Schemas`` is null."""
    found = list(nulls(schemas))

    if found:
        raise unmet("no null", f"null at {', '.join(found[:4])}", capabilities.document("/Schemas"), found[0])


@requirement(
    "discovery.characteristics",
    level=MUST,
    builds_on=("discovery.schemas",),
    source=[ENTRA_SCHEMAS("/Schemas (Schema discovery)"), RFC7643("7")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-02c"],
    harm=FORM,
    consequence="Schema discovery drops attributes whose type or mutability it cannot parse.",
    remedy='Write the characteristics in `/Schemas` as RFC 7643 spells them, such as `"mutability": "readWrite"` and '
    '`"type": "dateTime"`, and write `multiValued`, `required` and `caseExact` as booleans.',
)
def test_characteristics_are_spelled_as_in_the_standard(capabilities, schemas):
    """``type``, ``mutability`` and the other characteristics in ``/Schemas`` have values of the standard."""
    for path, attribute in (found for schema in schemas for found in attributes(schema)):
        for name, values in SPELLED.items():
            said = attribute.get(name)
            if said is not None and (not isinstance(said, str) or said not in values):
                wanted = f"{name} one of {', '.join(sorted(values))}"
                raise unmet(wanted, f"{show(said)} for {path}", capabilities.document("/Schemas"), path)
        for name in SWITCHES:
            said = attribute.get(name)
            if said is not None and not isinstance(said, bool):
                raise unmet(
                    f"{name} true or false", f"{show(said)} for {path}", capabilities.document("/Schemas"), path
                )


@requirement(
    "discovery.canonical-types",
    level=MUST,
    builds_on=("discovery.schemas",),
    source=[GALLERY_CHECKLIST("validation run: test 15, Schema_Discoverability_Test")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-03a"],
    harm=FORM,
    consequence="Microsoft's gallery test Schema_Discoverability_Test does not find attributes such as `emails[type "
    'eq "work"].value`, and the listing in the gallery is refused.',
    remedy="Publish `canonicalValues` for the sub-attribute `type` of `emails`, `phoneNumbers` and `addresses`: all "
    "values that a mapping may use, and at least `work` for `emails`.",
)
def test_the_types_of_mapped_attributes_are_published(capabilities, schemas):
    """``/Schemas`` publishes the canonical types of e-mails, phone numbers and addresses; e-mails include "work"."""
    user = capabilities.schema(CORE_USER) or {}
    for path, attribute in attributes(user):
        if path in ("emails.type", "phoneNumbers.type", "addresses.type"):
            values = attribute.get("canonicalValues")
            if not isinstance(values, list) or not values or (path == "emails.type" and "work" not in values):
                wanted = 'canonicalValues with "work"' if path == "emails.type" else "canonicalValues"
                seen = f"canonicalValues = {show(values)} for {path}"
                raise unmet(wanted, seen, capabilities.document("/Schemas"), path)


@requirement(
    "discovery.roles-discoverable",
    level=MAY,
    builds_on=("discovery.schemas",),
    source=[GALLERY_TESTS("15 Schema_Discoverability_Test")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-03b"],
    harm=FORM,
    consequence='Microsoft\'s gallery tests report a mapping to `roles[primary eq "True"].value` as missing.',
    remedy="Publish `roles` in `/Schemas` as a multi-valued complex attribute with `value`, `display`, `type` and "
    "`primary`, and without `canonicalValues` for `type`.",
)
def test_roles_can_be_mapped_by_primary(capabilities, schemas):
    """``roles``, if published, have a ``value``, and their ``type`` has no canonical values."""
    named = dict(attributes(capabilities.schema(CORE_USER) or {}))

    if "roles" in named and ("roles.value" not in named or named.get("roles.type", {}).get("canonicalValues")):
        seen = [path for path in named if path.startswith("roles")]
        raise unmet(
            "roles.value, and roles.type without canonicalValues", show(seen), capabilities.document("/Schemas")
        )


@requirement(
    "discovery.external-id-declared",
    level=MAY,
    builds_on=("discovery.schemas",),
    source=[GALLERY_TESTS("15 Schema_Discoverability_Test")],
    needs={SCHEMAS},
    harm=FORM,
    consequence="Microsoft's gallery test Schema_Discoverability_Test expects `externalId` among the attributes of "
    "the schema, where RFC 7643 does not list it.",
    remedy="List `externalId` in the attributes of the User schema in `/Schemas`.",
)
def test_external_id_is_among_the_attributes(capabilities, schemas):
    """The User schema lists ``externalId``."""
    if "externalId" not in dict(attributes(capabilities.schema(CORE_USER) or {})):
        raise unmet("an attribute externalId", "no such attribute", capabilities.document("/Schemas"))
