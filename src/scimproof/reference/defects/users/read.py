"""Faults in what a read of users shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scimproof.reference.definitions import ENTERPRISE
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


def _shows(provider: Provider, change: Callable[[Resource], object]) -> None:
    """Have `change` see each user that is shown, in whatever answer."""

    def after(request: Request, response: Response) -> Response | None:
        if request.endpoint == "Users" and isinstance(response.json, dict) and response.status in (200, 201):
            for user in response.json.get("Resources", [response.json]):
                change(user)
        return None

    provider.http.after.append(after)


def _meta(provider: Provider, change: Callable[[Resource], Resource]) -> None:
    """Change the meta of each user that is shown."""

    def meta(original: Original, kind: Kind, resource: Resource) -> Resource:
        shown: Resource = original(kind, resource)
        return change(shown) if kind.name == "User" else shown

    wrap(provider.projector, "meta", meta)


def _lists_everybody(provider: Provider, change: Callable[[Request, list[Resource]], Response | None]) -> None:
    """Have `change` see the users of each list that no filter narrows."""

    def after(request: Request, response: Response) -> Response | None:
        plain = request.method == "GET" and request.segments == ["Users"] and "filter" not in request.query
        return change(request, response.json["Resources"]) if plain and response.status == 200 else None  # noqa: PLR2004

    provider.http.after.append(after)


@defect("scim-1-schema-urn", caught_by={"users.read-by-id"}, source="RFC 7643 3")
def scim_1_schema_urn(provider: Provider) -> None:
    """Users name the schema of SCIM 1.1."""

    def old(user: Resource) -> None:
        user["schemas"] = ["urn:scim:schemas:core:1.0", *user.get("schemas", ())[1:]]

    _shows(provider, old)


@defect("unknown-id-500", caught_by={"users.unknown-id"}, source="RFC 7644 3.12")
def unknown_id_500(provider: Provider) -> None:
    """A read of a user by an id that is no UUID is a failure of the server."""

    def read(original: Original, request: Request) -> Response:
        if request.endpoint == "Users":
            UUID(request.id)
        found: Response = original(request)
        return found

    wrap(provider.operations, "read", read)


@defect(
    "list-response-undeserializable", caught_by={"users.multi-valued-are-arrays"}, source="grokability/snipe-it#11094"
)
def list_response_undeserializable(provider: Provider) -> None:
    """The e-mails of a user who has one are shown as an object."""

    def unwrap(user: Resource) -> None:
        if len(user.get("emails", ())) == 1:
            user["emails"] = user["emails"][0]

    _shows(provider, unwrap)


def _ignores(provider: Provider, ignored: str) -> None:
    """Do not look at a parameter in reads of users."""

    def named(original: Original, kind: Kind, query: dict[str, str], parameter: str) -> Any:
        return None if parameter == ignored and kind.name == "User" else original(kind, query, parameter)

    wrap(provider.projector, "named", named)


@defect("attributes-ignored", caught_by={"users.attributes-parameter"}, source="RFC 7644 3.9")
def attributes_ignored(provider: Provider) -> None:
    """Who names the attributes of a user that it wants gets all of them."""
    _ignores(provider, "attributes")


@defect("user-excluded-attributes-ignored", caught_by={"users.excluded-attributes-parameter"}, source="RFC 7644 3.9")
def user_excluded_attributes_ignored(provider: Provider) -> None:
    """Attributes of a user that excludedAttributes names are returned."""
    _ignores(provider, "excludedAttributes")


@defect("version-number", caught_by={"users.meta-types"}, source="simpleidserver/SimpleIdServer#822")
def version_number(provider: Provider) -> None:
    """The version in meta is a number."""
    _meta(provider, lambda meta: {**meta, "version": 3})


@defect("dates-not-rfc3339", caught_by={"users.meta-types"}, source="wso2/product-is#4455")
def dates_not_rfc3339(provider: Provider) -> None:
    """The times in meta are written as a database prints them."""

    def printed(meta: Resource) -> Resource:
        return meta | {name: meta[name].replace("T", " ").rstrip("Z") for name in ("created", "lastModified")}

    _meta(provider, printed)


@defect("resource-type-in-small-letters", caught_by={"users.meta-types"}, source="RFC 7643 3.1")
def resource_type_in_small_letters(provider: Provider) -> None:
    """The resource type in meta is not the one that /ResourceTypes names."""
    _meta(provider, lambda meta: {**meta, "resourceType": "user"})


@defect("local-time-called-utc", caught_by={"users.created-is-now"}, source="wso2/product-is#4401")
def local_time_called_utc(provider: Provider) -> None:
    """The times in meta are those of a clock two hours east, with a Z behind them."""

    def ahead(meta: Resource) -> Resource:
        def moved(text: str) -> str:
            return (datetime.fromisoformat(text) + timedelta(hours=2)).isoformat().replace("+00:00", "Z")

        return meta | {name: moved(meta[name]) for name in ("created", "lastModified")}

    _meta(provider, ahead)


@defect("one-bad-record-breaks-list", caught_by={"users.list-survives-odd-data"}, source="rancher/rancher#52996")
def one_bad_record_breaks_list(provider: Provider) -> None:
    """An e-mail that is no address makes the list of all users fail."""

    def strict(request: Request, users: list[Resource]) -> Response | None:
        if all("@" in each["value"] for user in users for each in user.get("emails", ())):
            return None
        return provider.errors.response(request, ScimError(500, "The service provider failed"))

    _lists_everybody(provider, strict)


@defect("special-char-username-breaks-list", caught_by={"users.list-survives-odd-data"}, source="wso2/product-is#6919")
def special_char_username_breaks_list(provider: Provider) -> None:
    """A userName with an apostrophe or a dollar makes the list of all users fail."""

    def interpolate(request: Request, users: list[Resource]) -> Response | None:
        if not any(sign in user.get("userName", "") for user in users for sign in "'$"):
            return None
        return provider.errors.response(request, ScimError(500, "The service provider failed"))

    _lists_everybody(provider, interpolate)


@defect("list-without-ids", caught_by={"users.listed-with-ids"}, source="RFC 7643 3.1")
def list_without_ids(provider: Provider) -> None:
    """In the list of all users those without an externalId have no id."""

    def without(_request: Request, users: list[Resource]) -> None:
        for each in users:
            if "externalId" not in each:
                del each["id"]

    _lists_everybody(provider, without)


@defect("extension-not-urn-key", caught_by={"users.enterprise-as-declared"}, source="wso2/product-is#3487")
def extension_not_urn_key(provider: Provider) -> None:
    """Enterprise attributes are shown under a nickname in the place of the URN."""

    def nickname(_request: Request, response: Response) -> Response | None:
        if isinstance(response.json, dict):
            for user in [response.json, *response.json.get("Resources", ())]:
                if ENTERPRISE["id"] in user:
                    user["EnterpriseUser"] = user.pop(ENTERPRISE["id"])
        return None

    provider.http.after.append(nickname)


@defect("extension-not-in-schemas", caught_by={"users.schemas-of-the-data"}, source="RFC 7643 3")
def extension_not_in_schemas(provider: Provider) -> None:
    """The schemas of a user name the core schema alone."""
    wrap(provider.projector, "schemas", lambda original, kind, resource: original(kind, resource)[:1])


@defect("manager-readback-mismatch", caught_by={"users.manager-is-an-object"}, source="MicrosoftDocs/azure-docs#11784")
def manager_readback_mismatch(provider: Provider) -> None:
    """A manager who came with the create is shown as the bare id."""
    known: set[str] = set()

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        kept: Resource = original(kind, resource)
        if "manager" in kept.get(ENTERPRISE["id"], {}):
            known.add(kept["id"])
        return kept

    def bare(user: Resource) -> None:
        if user.get("id") in known and ENTERPRISE["id"] in user:
            user[ENTERPRISE["id"]]["manager"] = user[ENTERPRISE["id"]]["manager"]["value"]

    wrap(provider.store, "insert", insert)
    _shows(provider, bare)
