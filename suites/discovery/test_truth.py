"""Whether the discovery documents describe the target correctly."""

import pytest

from scimproof.contract import (
    BULK,
    CORE_USER,
    ENTERPRISE,
    ETAG,
    FILTER,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    GROUPS,
    MUST,
    PATCH,
    POSTMAN,
    RFC7643,
    RFC7644,
    SCHEMAS,
    SHOULD,
    SORT,
    NotApplicable,
    NotTestable,
    Resource,
    eq,
    expect,
    given,
    provided,
    requirement,
    show,
    unmet,
)

CONFIG = "/ServiceProviderConfig"
BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
SENT = ("userName", "displayName", "name.givenName", "name.familyName", "title", "emails", "active")
EXTENDED = ("department", "employeeNumber", "manager")
TYPED = {"emails": ("work", "other"), "phoneNumbers": ("work", "mobile", "fax")}
"""The types of the default mapping."""


@requirement(
    "discovery.extension-schemas",
    level=MUST,
    builds_on=("discovery.schemas", "discovery.resource-types"),
    source=[RFC7643("6"), GALLERY_CHECKLIST("validation run: test 15, Schema_Discoverability_Test")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-03c"],
    harm=FORM,
    consequence="Clients cannot find the attributes of an extension in the schemas, so that these attributes cannot "
    "be mapped by discovery.",
    remedy="Publish in `/Schemas` every extension that `/ResourceTypes` lists, including the enterprise extension.",
)
def test_every_extension_that_is_named_is_published(capabilities, schemas):
    """``/Schemas`` publishes each schema extension that ``/ResourceTypes`` lists for users."""
    for urn in capabilities.extensions():
        if capabilities.schema(urn) is None:
            ids = ", ".join(str(each.get("id")) for each in schemas[:6])
            raise unmet(f"a schema {urn}", ids, capabilities.document("/Schemas"))


@requirement(
    "discovery.kept-attributes-declared",
    level=SHOULD,
    builds_on=("discovery.schemas", "users.read-by-id"),
    source=[GALLERY_TESTS("15 Schema_Discoverability_Test"), RFC7643("7")],
    needs={SCHEMAS},
    covers=["ENTRA-SCH-03a", "ENTRA-SCH-03c"],
    harm=FORM,
    consequence="Microsoft's gallery tests report mapped attributes as missing although the target stores them.",
    remedy="List in `/Schemas` every attribute that users can have, including those of the enterprise extension. List "
    "in `canonicalValues` every type of e-mail and phone number that a mapping may name.",
)
def test_what_is_kept_is_declared(scim, capabilities, schemas, new_user, standing_user):
    """``/Schemas`` lists each attribute of the default mapping that the target stores, with its type."""
    phones = [{"type": each, "value": f"+3165550{number:04}"} for number, each in enumerate(TYPED["phoneNumbers"])]
    extension = {"department": "Field", "employeeNumber": "E1", "manager": {"value": standing_user.id}}
    more = {"title": "Engineer", "phoneNumbers": phones, ENTERPRISE: extension}
    published = capabilities.schema(ENTERPRISE) is not None
    try:
        user = new_user(schemas=[CORE_USER, ENTERPRISE], **more)
    except NotTestable:
        user = new_user()
    read = scim.get(user)
    given(read, by="users.read-by-id").status(200)
    kept = [name for name in SENT if not _missing(read.resource, name)] + _types(read.resource)
    extension = read.resource.get(ENTERPRISE)
    if published and isinstance(extension, dict):
        kept += [f"{ENTERPRISE}:{name}" for name in EXTENDED if extension.get(name)]
    undeclared = [name for name in kept if not capabilities.declares(name, to_read=True)]

    if undeclared:
        raise unmet("all attributes listed in /Schemas", f"not listed: {', '.join(undeclared)}", read, undeclared[0])


def _types(resource):
    """The typed values that a user shows, as mapping paths."""
    return [
        f'{name}[type eq "{type_}"].value'
        for name, types in TYPED.items()
        for type_ in types
        if any(isinstance(each, dict) and each.get("type") == type_ for each in _list(resource.get(name)))
    ]


def _list(value):
    return value if isinstance(value, list) else []


def _missing(resource, path):
    name, _, sub = path.partition(".")
    value = resource.get(name)
    return (value.get(sub) if isinstance(value, dict) else None) is None if sub else value is None


@requirement(
    "discovery.nothing-understated",
    level=SHOULD,
    source=[RFC7643("5"), GALLERY_CHECKLIST("2.1.8: discovery endpoints"), POSTMAN("Endpoint folder")],
    covers=["ENTRA-SCH-05b"],
    harm=FORM,
    consequence="Clients that read the configuration do not use features which the target has. Microsoft's Postman "
    "tests stop when `patch.supported` is false.",
    remedy="Set `patch.supported` and `filter.supported` to true in `/ServiceProviderConfig`, and list the Group "
    "resource type in `/ResourceTypes`, when the target supports them.",
)
@pytest.mark.parametrize("capability", [PATCH, FILTER, GROUPS], ids=str)
def test_what_works_is_declared(capabilities, declared, capability):
    """PATCH, filters and groups are declared where they work."""
    state = capabilities.state(capability)
    if capability is GROUPS:
        if state.observed and state.declared is False:
            seen = f"not listed, but {state.evidence}"
            raise unmet("a resource type with the endpoint /Groups", seen, capabilities.document("/ResourceTypes"))
        return

    said = declared(capability)

    if state.observed and not said:
        seen = f"supported = false, but {state.evidence}"
        raise unmet(f"{capability}.supported = true", seen, capabilities.document(CONFIG), f"{capability}.supported")


@requirement(
    "discovery.sort-as-declared",
    level=MUST,
    builds_on=("paging.listed",),
    source=[RFC7643("5"), RFC7644("3.4.2.3")],
    needs={SORT},
    settles=SORT,
    harm=FORM,
    consequence="Clients that page through a sorted list miss users or get them twice.",
    remedy="Sort the results of `GET /Users` by `sortBy` and `sortOrder`, or set `sort.supported` to false in "
    "`/ServiceProviderConfig`.",
)
def test_sorting_works_where_it_is_declared(scim, declared, directory, new_user):
    """Where ``sort.supported`` is true, users are returned in the requested order."""
    if not declared(SORT):
        raise NotApplicable("/ServiceProviderConfig says that sorting is not supported")
    shared = directory.unused()
    last = new_user(userName=_named("beta", directory), displayName=shared)
    try:
        first = new_user(userName=_named("alpha", directory), displayName=shared)
    except NotTestable:
        raise NotApplicable("two users cannot have the same displayName, by which this test finds them") from None

    for order, wanted in (("ascending", [first.id, last.id]), ("descending", [last.id, first.id])):
        answer = scim.search(filter=eq("displayName", shared), query=f"sortBy=userName&sortOrder={order}")
        otherwise = "a filter by displayName does not find the two users to sort"
        answer = provided(answer, otherwise=otherwise).only(*wanted).exchange
        seen = [each.get("id") for each in answer.resources]
        if seen != wanted:
            raise unmet(f"{order} by userName: {show(wanted)}", show(seen), answer)


def _named(word, directory):
    return directory.unused().replace("nobody", word)


@requirement(
    "discovery.etag-as-declared",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC7643("5"), RFC7644("3.14")],
    needs={ETAG},
    settles=ETAG,
    harm=FORM,
    consequence="Clients that rely on versions overwrite each other's changes, or read everything again each time.",
    remedy="Send an `ETag` header with each resource and answer `If-None-Match` with the same version with 304 Not "
    "Modified, or set `etag.supported` to false in `/ServiceProviderConfig`.",
)
def test_versions_work_where_they_are_declared(scim, declared, standing_user):
    """Where ``etag.supported`` is true, a resource has an ETag, and reading the same version is answered with 304."""
    if not declared(ETAG):
        raise NotApplicable("/ServiceProviderConfig says that ETags are not supported")
    read = scim.get(standing_user)
    given(read, by="users.read-by-id").status(200)
    version = read.header("etag")
    if not version:
        raise unmet("an ETag header", "none", read)

    expect(scim.send("GET", standing_user.path, headers={"If-None-Match": version})).status(304)


@requirement(
    "discovery.bulk-as-declared",
    level=MUST,
    source=[RFC7643("5"), RFC7644("3.7")],
    needs={BULK},
    settles=BULK,
    covers=["ENTRA-BULK-01"],
    harm=FORM,
    consequence="Clients that read the configuration send everything in bulk, and nothing arrives.",
    remedy="Implement `POST /Bulk`, or set `bulk.supported` to false in `/ServiceProviderConfig` and refuse bulk "
    "requests.",
)
def test_bulk_is_there_where_it_is_declared_and_only_there(scim, declared, directory, adopt, standing_user):
    """``POST /Bulk`` creates a user where ``bulk.supported`` is true, and is refused where it is false."""
    if not declared(BULK):
        answer = scim.send("POST", "/Bulk", body={"schemas": [BULK_REQUEST], "Operations": []})
        if answer.status is not None and answer.status < 300:
            raise unmet("a refusal, as /ServiceProviderConfig says", f"{answer.status}", answer)
        return
    fresh = directory.person().scim()
    data = {name: fresh.get(name, value) for name, value in standing_user.body.items()}
    operation = {"method": "POST", "path": "/Users", "bulkId": "one", "data": data}
    answer = scim.send("POST", "/Bulk", body={"schemas": [BULK_REQUEST], "Operations": [operation]})

    expect(answer).status(200)
    found = scim.search(filter=eq("userName", data["userName"]))
    given(found, by="matching.by-username").status(200)
    found = expect(found).attribute_where("Resources", bool, "contains the user created in bulk").exchange
    made = [Resource("User", "/Users", str(each.get("id")), each) for each in found.resources]
    for each in made:
        if each.get("userName") == data["userName"] and scim.guard.owns(each.id):
            adopt(each)
