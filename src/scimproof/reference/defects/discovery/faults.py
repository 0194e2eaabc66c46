"""Faults in the discovery documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from scimproof.reference.definitions import CORE, EXTENSION, Document
from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_ENTERPRISE = f"{EXTENSION}enterprise:2.0:User"


@defect("schemas-404", caught_by={"discovery.schemas"}, source="RFC 7644 4")
def schemas_404(provider: Provider) -> None:
    """There is no /Schemas."""
    _missing(provider, "Schemas")


@defect("resource-types-404", caught_by={"discovery.resource-types"}, source="RFC 7644 4")
def resource_types_404(provider: Provider) -> None:
    """There is no /ResourceTypes."""
    _missing(provider, "ResourceTypes")


@defect("spc-404", caught_by={"discovery.service-provider-config"}, source="Infisical/infisical#6861")
def spc_404(provider: Provider) -> None:
    """There is no /ServiceProviderConfig."""
    _missing(provider, "ServiceProviderConfig")


@defect(
    "discovery-empty",
    caught_by={"discovery.schemas", "discovery.resource-types"},
    source="AzureAD/SCIMReferenceCode#17",
)
def discovery_empty(provider: Provider) -> None:
    """Schemas and resource types are empty lists."""
    wrap(provider.discovery, "listed", lambda original, _documents: original([]))


@defect(
    "schemas-bare-list",
    caught_by={"discovery.list-response"},
    source="onyx-dot-app/onyx#8692",
)
def schemas_bare_list(provider: Provider) -> None:
    """Schemas and resource types come as a bare list, without the envelope."""
    swap(provider.discovery, "listed", lambda documents: documents)


@defect("schemas-miscounted", caught_by={"discovery.list-response"}, source="RFC 7644 4")
def schemas_miscounted(provider: Provider) -> None:
    """The list of schemas says that there is one more than it holds."""

    def miscounted(original: Original, documents: list[Document]) -> Document:
        written: Document = original(documents)
        schemas = all(each["id"].startswith("urn:") for each in documents)
        return {**written, "totalResults": len(documents) + 1} if schemas else written

    wrap(provider.discovery, "listed", miscounted)


@defect("users-elsewhere", caught_by={"discovery.resource-types"}, source="RFC 7643 6")
def users_elsewhere(provider: Provider) -> None:
    """The resource type of users names an endpoint that is not there."""

    def elsewhere(original: Original, kind: Any) -> Document:
        written: Document = original(kind)
        return {**written, "endpoint": "/Accounts"} if kind.name == "User" else written

    wrap(provider.discovery, "resource_type", elsewhere)


@defect("config-in-words", caught_by={"discovery.service-provider-config"}, source="RFC 7643 5")
def config_in_words(provider: Provider) -> None:
    """The configuration says supported in words, where there should be a boolean."""
    _declare(provider, **{name: {"supported": "true"} for name in ("patch", "bulk", "filter", "sort", "etag")})


@defect("patch-understated", caught_by={"discovery.nothing-understated"}, source="RFC 7643 5")
def patch_understated(provider: Provider) -> None:
    """The configuration says that there is no PATCH, which there is."""
    _declare(provider, patch={"supported": False})


@defect("filter-understated", caught_by={"discovery.nothing-understated"}, source="15five/django-scim2")
def filter_understated(provider: Provider) -> None:
    """The configuration says that there are no filters, which there are."""
    _declare(provider, filter={"supported": False, "maxResults": 0})


@defect("groups-understated", caught_by={"discovery.nothing-understated"}, source="RFC 7643 6")
def groups_understated(provider: Provider) -> None:
    """There are groups, and no resource type says so."""
    wrap(provider.discovery, "resource_types", lambda original: [each for each in original() if each["id"] != "Group"])


@defect("sort-overstated", caught_by={"discovery.sort-as-declared"}, source="RFC 7644 3.4.2.3")
def sort_overstated(provider: Provider) -> None:
    """The configuration promises sorting, and nothing is sorted."""
    swap(provider.pager, "sort", lambda found, _query: found)


@defect("bulk-overstated", caught_by={"discovery.bulk-as-declared"}, source="RFC 7644 3.7")
def bulk_overstated(provider: Provider) -> None:
    """The configuration promises bulk operations, and there are none."""
    swap(provider.bulk, "answer", _no_bulk)


@defect("bulk-understated", caught_by={"discovery.bulk-as-declared"}, source="RFC 7644 3.7")
def bulk_understated(provider: Provider) -> None:
    """The configuration says that there are no bulk operations, and they are carried out."""
    _declare(provider, bulk={"supported": False, "maxOperations": 0, "maxPayloadSize": 0})


@defect("etag-overstated", caught_by={"discovery.etag-as-declared"}, source="RFC 7644 3.14")
def etag_overstated(provider: Provider) -> None:
    """The configuration promises versions, and no answer has an ETag."""
    provider.operations.etags = False


@defect("condition-overlooked", caught_by={"discovery.etag-as-declared"}, source="RFC 7644 3.14")
def condition_overlooked(provider: Provider) -> None:
    """A read on the condition that something has changed is answered whether it has or not."""

    def overlook(request: Request) -> Response | None:
        request.headers.pop("if-none-match", None)
        return None

    provider.http.before.append(overlook)


@defect("schemas-with-nulls", caught_by={"discovery.schemas-without-null"}, source="RFC 7643 7")
def schemas_with_nulls(provider: Provider) -> None:
    """Schema attributes carry null where they have nothing to say."""
    _rewrite(provider, lambda attribute: attribute.setdefault("referenceTypes", None))


@defect("schemas-shouted", caught_by={"discovery.characteristics"}, source="RFC 7643 7")
def schemas_shouted(provider: Provider) -> None:
    """Mutability is written as the constants of a programming language are."""
    spelled = {"readOnly": "READ_ONLY", "readWrite": "READ_WRITE", "writeOnly": "WRITE_ONLY", "immutable": "IMMUTABLE"}
    _rewrite(provider, lambda attribute: attribute.update(mutability=spelled[attribute["mutability"]]))


@defect("switches-in-words", caught_by={"discovery.characteristics"}, source="RFC 7643 7")
def switches_in_words(provider: Provider) -> None:
    """Whether an attribute is required is said in words, where there should be a boolean."""
    _rewrite(provider, lambda attribute: attribute.update(required=str(attribute["required"]).lower()))


@defect("types-without-values", caught_by={"discovery.canonical-types"}, source="RFC 7643 7")
def types_without_values(provider: Provider) -> None:
    """No attribute names its canonical values."""
    _rewrite(provider, lambda attribute: attribute.pop("canonicalValues", None))


@defect(
    "schemas-resource-lacks-schemas",
    caught_by={"discovery.schemas-name-their-schema"},
    source="apache/directory-scimple#1012",
)
def schemas_resource_lacks_schemas(provider: Provider) -> None:
    """Schema resources have no schemas attribute."""

    def without(original: Original) -> list[Document]:
        return [{name: value for name, value in each.items() if name != "schemas"} for each in original()]

    wrap(provider.discovery, "schemas", without)


@defect("group-schema-unpublished", caught_by={"discovery.group-schema"}, source="RFC 7643 7")
def group_schema_unpublished(provider: Provider) -> None:
    """There are groups, and their schema is not published."""
    _unpublish(provider, f"{CORE}Group")


@defect("extension-unpublished", caught_by={"discovery.extension-schemas"}, source="RFC 7643 6")
def extension_unpublished(provider: Provider) -> None:
    """The enterprise extension works, the resource type names it, and its schema is not published."""
    _unpublish(provider, _ENTERPRISE)


@defect("attributes-undeclared", caught_by={"discovery.kept-attributes-declared"}, source="RFC 7643 7")
def attributes_undeclared(provider: Provider) -> None:
    """Departments are kept, and the schema does not name them."""

    def without(original: Original) -> list[Document]:
        documents: list[Document] = original()
        for each in documents:
            each["attributes"] = [known for known in each["attributes"] if known["name"] != "department"]
        return documents

    wrap(provider.schema, "published", without)


@defect("fax-undeclared", caught_by={"discovery.kept-attributes-declared"}, source="gallery-tests: test 15")
def fax_undeclared(provider: Provider) -> None:
    """Fax numbers are kept, and the schema does not name their type."""

    def forget(attribute: Document) -> None:
        if "fax" in attribute.get("canonicalValues", ()):
            attribute["canonicalValues"] = [each for each in attribute["canonicalValues"] if each != "fax"]

    _rewrite(provider, forget)


@defect("schema-by-id-404", caught_by={"discovery.schema-by-id"}, source="RFC 7644 4")
def schema_by_id_404(provider: Provider) -> None:
    """The schemas can be had together, and none alone."""
    _missing(provider, "Schemas", alone=True)


@defect("unknown-schema-lists-all", caught_by={"discovery.unknown-schema"}, source="RFC 7644 4")
def unknown_schema_lists_all(provider: Provider) -> None:
    """Who asks for a schema that is not there gets all that are."""

    def one(original: Original, documents: list[Document], id: str) -> Document:  # noqa: A002
        try:
            found: Document = original(documents, id)
        except ScimError:
            return dict(provider.discovery.listed(documents))
        return found

    wrap(provider.discovery, "one", one)


def _missing(provider: Provider, endpoint: str, *, alone: bool = False) -> None:
    def look(request: Request) -> Response | None:
        if request.endpoint == endpoint and bool(request.id) >= alone:
            raise ScimError(404, f"There is nothing at /{'/'.join(request.segments)}")
        return None

    provider.http.before.append(look)


def _declare(provider: Provider, **facts: object) -> None:
    wrap(provider.discovery, "config", lambda original: {**original(), **facts})


def _unpublish(provider: Provider, urn: str) -> None:
    wrap(provider.schema, "published", lambda original: [each for each in original() if each["id"] != urn])


def _rewrite(provider: Provider, change: Callable[[Document], object]) -> None:
    """Change every attribute that is published, sub-attributes included."""

    def rewritten(original: Original) -> list[Document]:
        documents: list[Document] = original()
        for document in documents:
            for attribute in _attributes(document["attributes"]):
                change(attribute)
        return documents

    wrap(provider.schema, "published", rewritten)


def _attributes(attributes: list[Document]) -> Iterator[Document]:
    for each in attributes:
        yield each
        yield from _attributes(each.get("subAttributes", []))


def _no_bulk(_request: Request) -> Response:
    raise ScimError(501, "Bulk is not supported")
