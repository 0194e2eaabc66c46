"""The operations of the endpoints: create, read, replace, patch, delete, search, discover."""

from __future__ import annotations

from scimproof.reference.discovery import Discovery
from scimproof.reference.filters import Filters
from scimproof.reference.intake import Intake
from scimproof.reference.members import Members
from scimproof.reference.messages import Request, Resource, Response, ScimError, check_message, invalid_value
from scimproof.reference.pager import Found, Pager
from scimproof.reference.patcher import Patcher
from scimproof.reference.projector import Projector
from scimproof.reference.schema import Kind, Schema
from scimproof.reference.store import Store


class Operations:
    """The endpoints over the parts.

    ``patch_answers`` says with which status a PATCH succeeds, by resource type; of others it is 200.
    """

    def __init__(
        self,
        schema: Schema,
        store: Store,
        intake: Intake,
        filters: Filters,
        patcher: Patcher,
        projector: Projector,
        pager: Pager,
        members: Members,
    ) -> None:
        self.schema = schema
        self.store = store
        self.intake = intake
        self.filters = filters
        self.patcher = patcher
        self.projector = projector
        self.pager = pager
        self.members = members
        self.discovery = Discovery(schema, projector, pager)
        self.patch_answers = {"User": 200, "Group": 204}
        self.etags = True

    def kind(self, request: Request) -> Kind:
        """Return the resource type of the endpoint."""
        return self.schema.kinds[request.endpoint]

    def existing(self, request: Request) -> Resource:
        """Return the resource that the path names.

        Raises:
            ScimError: 404.
        """
        found = self.store.get(self.kind(request), request.id)
        if found is None:
            raise ScimError(404, f"{self.kind(request).name} {request.id} does not exist")
        return found

    def create(self, request: Request) -> Response:
        """POST: 201 with the resource and where it is."""
        kind = self.kind(request)
        resource = self.intake.read(kind, request.json)
        if kind.name == "Group":
            self.members.check(resource)
        self.store.insert(kind, resource)
        response = self.shown(kind, resource, request, 201)
        response.headers["Location"] = self.projector.location(kind.endpoint, resource["id"])
        return response

    def read(self, request: Request) -> Response:
        """GET of one resource; 304 when the client has this version."""
        kind, resource = self.kind(request), self.existing(request)
        if self.etags and _names_version(request.headers.get("if-none-match", ""), resource):
            return Response(304, headers={"ETag": resource["meta"]["version"]})
        return self.shown(kind, resource, request, 200)

    def replace(self, request: Request) -> Response:
        """PUT: what is not sent is cleared, but `active`, whose absence must not enable anybody."""
        kind, before = self.kind(request), self.existing(request)
        self.check_version(request, before)
        read = self.intake.read(kind, self.keep_active(kind, before, request.json))
        resource = self.identified(before, read)
        if kind.name == "Group":
            self.members.check(resource)
        return self.shown(kind, self.store.replace(kind, resource), request, 200)

    def keep_active(self, kind: Kind, before: Resource, body: Resource) -> Resource:
        """Return the body of a PUT with the `active` of before when it has none."""
        if kind.name != "User" or any(name.lower() == "active" and value is not None for name, value in body.items()):
            return body
        return {**body, "active": before.get("active", True)}

    def identified(self, before: Resource, resource: Resource) -> Resource:
        """Return a replacement with what no client can change: id and meta."""
        return {**resource, "id": before["id"], "meta": before["meta"]}

    def patch(self, request: Request) -> Response:
        """PATCH: 200 with the resource or 204, and 200 always when the client asks for attributes."""
        kind, before = self.kind(request), self.existing(request)
        self.check_version(request, before)
        after = self.patcher.apply(kind, before, request.json)
        if self.changed(before, after):
            self.store.replace(kind, after)
        kept = self.store.get(kind, before["id"]) or after
        status = 200 if "attributes" in request.query else self.patch_answers.get(kind.name, 200)
        return self.shown(kind, kept, request, status)

    def changed(self, before: Resource, after: Resource) -> bool:
        """Whether there is anything to keep; without it time and version stay."""
        return before != after

    def delete(self, request: Request) -> Response:
        """DELETE: 204 without a body."""
        resource = self.existing(request)
        self.check_version(request, resource)
        self.store.delete(self.kind(request), resource)
        return Response(204)

    def search(self, request: Request) -> Response:
        """GET of a collection."""
        return self.found([self.kind(request)], request.query)

    def search_by_post(self, request: Request) -> Response:
        """POST to .search: the parameters are in the body; below the base it asks for every resource type."""
        query = self.search_request(request.json)
        kinds = [self.kind(request)] if len(request.segments) > 1 else list(self.schema.kinds.values())
        return self.found(kinds, query)

    def search_request(self, body: Resource) -> dict[str, str]:
        """Return the message of a search as query parameters."""
        check_message(body, "SearchRequest")
        query: dict[str, str] = {}
        for name, value in body.items():
            if name in ("attributes", "excludedAttributes") and isinstance(value, list):
                query[name] = ",".join(str(each) for each in value)
            elif isinstance(value, str | int) and not isinstance(value, bool):
                query[name] = str(value)
            elif name != "schemas" and value is not None:
                raise invalid_value(f"{name} does not fit")
        return query

    def found(self, kinds: list[Kind], query: dict[str, str]) -> Response:
        """Return the list response to a query over some resource types."""
        found = self.pager.sort(self.matching(kinds, query), query)
        start = self.pager.start_index(query)
        page = self.pager.page(found, start, self.pager.count(query))
        resources = [self.projector.render(kind, each, query) for kind, each in page]
        return Response(200, self.pager.envelope(resources, self.pager.total(found, page), start))

    def matching(self, kinds: list[Kind], query: dict[str, str]) -> Found:
        """Return the resources that the query's filter matches, or all; what only one type knows the other lacks."""
        text = query.get("filter")
        found: Found = []
        refusals: list[ScimError] = []
        for kind in kinds:
            try:
                matches = self.store.all(kind) if text is None else self.filters.search(kind, text)
                found += [(kind, each) for each in matches]
            except ScimError as refusal:
                refusals.append(refusal)
        if len(refusals) == len(kinds):
            raise refusals[0]
        return found

    def config(self, request: Request) -> Response:
        """GET of the ServiceProviderConfig."""
        self.refuse_filter(request)
        return Response(200, self.discovery.config())

    def discover(self, request: Request) -> Response:
        """GET of the resource types or schemas, or of one of them."""
        self.refuse_filter(request)
        types = request.endpoint == "ResourceTypes"
        documents = self.discovery.resource_types() if types else self.discovery.schemas()
        return Response(
            200, self.discovery.one(documents, request.id) if request.id else self.discovery.listed(documents)
        )

    def refuse_filter(self, request: Request) -> None:
        """Refuse a filter on discovery, whose answer would look as if it had been applied (RFC 7644 4)."""
        if "filter" in request.query:
            raise ScimError(403, f"{request.endpoint} cannot be filtered")

    def check_version(self, request: Request, resource: Resource) -> None:
        """Refuse a change to a version that the client has not seen."""
        wanted = request.headers.get("if-match", "")
        if self.etags and wanted and not _names_version(wanted, resource):
            raise ScimError(412, f"The version is now {resource['meta']['version']}")

    def shown(self, kind: Kind, resource: Resource, request: Request, status: int) -> Response:
        """Return the response with a resource; without a body when the status has none."""
        headers = {"ETag": resource["meta"]["version"]} if self.etags else {}
        body = None if status == 204 else self.projector.render(kind, resource, request.query)  # noqa: PLR2004
        return Response(status, body, headers)


def _names_version(header: str, resource: Resource) -> bool:
    current = resource["meta"]["version"].removeprefix("W/")
    named = [each.strip().removeprefix("W/") for each in header.split(",")]
    return "*" in named or current in named
