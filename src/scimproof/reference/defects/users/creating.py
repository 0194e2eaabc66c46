"""Faults in creating users: what a create accepts, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


def _on_create(provider: Provider, look: Any) -> None:
    """Have `look` see the body of each create of a user before anything else does; it may change or refuse it."""

    def create(original: Original, request: Request) -> Response:
        if request.endpoint == "Users" and request.content:  # not as a part of a bulk
            look(request.json)
        answer: Response = original(request)
        return answer

    wrap(provider.operations, "create", create)


def _answers(provider: Provider, change: Any) -> None:
    """Have `change` see the answer to each successful create of a user, with the request."""

    def after(request: Request, response: Response) -> Response | None:
        if request.method == "POST" and request.segments == ["Users"] and response.status == 201:  # noqa: PLR2004
            change(request, response)
        return None

    provider.http.after.append(after)


@defect("id-integer", caught_by={"users.created"}, source="limosa-io/laravel-scim-server#40")
def id_integer(provider: Provider) -> None:
    """The id of a user is written as a number."""

    def numbered(_request: Request, response: Response) -> None:
        response.json["id"] = 7

    _answers(provider, numbered)


@defect("client-meta-refused", caught_by={"users.default-body"}, source="RFC 7644 3.3")
def client_meta_refused(provider: Provider) -> None:
    """A create in which the client sends meta is refused."""

    def refuse(body: Resource) -> None:
        if "meta" in body:
            raise ScimError(400, "meta is read only", "mutability")

    _on_create(provider, refuse)


@defect("empty-list-refused", caught_by={"users.default-body"}, source="RFC 7643 2.5")
def empty_list_refused(provider: Provider) -> None:
    """A create with an empty list, such as roles [], is refused."""

    def refuse(body: Resource) -> None:
        for name, value in body.items():
            if value == []:
                raise invalid_value(f"{name} must not be empty")

    _on_create(provider, refuse)


@defect("create-answers-200", caught_by={"users.created-status"}, source="RFC 7644 3.3")
def create_answers_200(provider: Provider) -> None:
    """A create is answered with 200."""

    def plain(_request: Request, response: Response) -> None:
        response.status = 200

    _answers(provider, plain)


@defect("client-id-honoured", caught_by={"users.client-id-ignored"}, source="msaad00/agent-bom#3540")
def client_id_honoured(provider: Provider) -> None:
    """A create that names an id gets it, and takes the place of the user who has it."""
    wanted: list[str] = []
    _on_create(provider, lambda body: wanted.append(str(body.get("id") or "")))
    wrap(provider.store, "new_id", lambda original, kind: (wanted.pop() if wanted else "") or original(kind))


@defect("create-response-echoes-request", caught_by={"users.create-answer-is-as-stored"}, source="wso2/product-is#4690")
def create_response_echoes_request(provider: Provider) -> None:
    """A create is answered with what was sent, not with what was stored."""

    def echo(request: Request, response: Response) -> None:
        own = ("id", "meta", "schemas", "password")
        response.json |= {name: value for name, value in request.json.items() if name not in own}

    _answers(provider, echo)


@defect("location-missing", caught_by={"users.location"}, source="RFC 7644 3.3")
def location_missing(provider: Provider) -> None:
    """The answer to a create has no Location header."""
    _answers(provider, lambda _request, response: response.headers.pop("Location"))


@defect("required-not-enforced", caught_by={"users.missing-username"}, source="keycloak/keycloak#52207")
def required_not_enforced(provider: Provider) -> None:
    """A user can be created without a userName."""

    def check(original: Original, kind: Kind, resource: Resource) -> None:
        if kind.name != "User":
            original(kind, resource)

    wrap(provider.intake, "check_required", check)


@defect(
    "refusal-without-reason",
    caught_by={"users.refusal-names-attribute"},
    source="postmanlabs/postman-app-support#12551",
)
def refusal_without_reason(provider: Provider) -> None:
    """The refusal of a create without a userName does not say what is missing."""

    def check(original: Original, kind: Kind, resource: Resource) -> None:
        try:
            original(kind, resource)
        except ScimError as error:
            raise ScimError(error.status, "The request is not valid", error.scim_type) from error

    wrap(provider.intake, "check_required", check)


@defect("null-in-create-refused", caught_by={"users.null-attributes"}, source="RFC 7643 2.5")
def null_in_create_refused(provider: Provider) -> None:
    """A create in which an attribute is null is refused."""

    def refuse(body: Resource) -> None:
        for name, value in body.items():
            if value is None:
                raise invalid_value(f"{name} must not be null")

    _on_create(provider, refuse)


@defect("role-types-enforced", caught_by={"users.roles-of-entra"}, source="MicrosoftDocs/entra-docs#391")
def role_types_enforced(provider: Provider) -> None:
    """A role of a type that the provider did not think of is refused."""

    def refuse(body: Resource) -> None:
        for each in body.get("roles") or []:
            if each.get("type") not in (None, "default", "admin"):
                raise invalid_value("roles.type is not one of the canonical values")

    _on_create(provider, refuse)


@defect(
    "valueless-entry-breaks-user",
    caught_by={"users.email-without-value"},
    source="gravitee-io/gravitee-access-management#8521",
)
def valueless_entry_breaks_user(provider: Provider) -> None:
    """A user with an e-mail that has no value cannot be read."""

    def fail(request: Request, response: Response) -> Response | None:
        if request.method != "GET" or request.endpoint != "Users" or not isinstance(response.json, dict):
            return None
        for user in response.json.get("Resources", [response.json]):
            if not all(each.get("value") for each in user.get("emails", [])):
                return provider.errors.response(request, ScimError(500, "The service provider failed"))
        return None

    provider.http.after.append(fail)


@defect("address-primary-refused", caught_by={"users.gallery-create"}, source="RFC 7643 4.1.2")
def address_primary_refused(provider: Provider) -> None:
    """A create with an address that says whether it is the primary one is refused."""

    def refuse(body: Resource) -> None:
        if any("primary" in each for each in body.get("addresses") or []):
            raise invalid_value("addresses has no sub-attribute primary")

    _on_create(provider, refuse)


@defect("fax-number-refused", caught_by={"users.mapped-body"}, source="RFC 7643 4.1.2")
def fax_number_refused(provider: Provider) -> None:
    """A create with a phone number of type fax is refused."""

    def refuse(body: Resource) -> None:
        if any(each.get("type") == "fax" for each in body.get("phoneNumbers") or []):
            raise invalid_value("phoneNumbers.type must be work, home or mobile")

    _on_create(provider, refuse)


@defect("no-external-id-once", caught_by={"users.without-external-id"}, source="AzureAD/SCIMReferenceCode#156")
def no_external_id_once(provider: Provider) -> None:
    """Only one user can be without an externalId: the empty value is unique too."""

    def refuse(body: Resource) -> None:
        everybody = provider.store.all(provider.schema.user)
        if not body.get("externalId") and not all(each.get("externalId") for each in everybody):
            raise ScimError(409, "externalId is taken", "uniqueness")

    _on_create(provider, refuse)


@defect("string-active-refused", caught_by={"users.active-as-string"}, source="AzureAD/SCIMReferenceCode#21")
def string_active_refused(provider: Provider) -> None:
    """A create with active "True" is refused."""

    def refuse(body: Resource) -> None:
        if isinstance(body.get("active"), str):
            raise invalid_value("active must be true or false")

    _on_create(provider, refuse)


@defect("manager-string-refused", caught_by={"users.manager-as-string"}, source="apache/directory-scimple#1242")
def manager_string_refused(provider: Provider) -> None:
    """A create with the manager's id as a plain string is refused."""

    def refuse(body: Resource) -> None:
        for value in body.values():
            if isinstance(value, dict) and isinstance(value.get("manager"), str):
                raise invalid_value("manager must be an object")

    _on_create(provider, refuse)
