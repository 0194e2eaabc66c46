"""Legal differences in the form of messages and documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@variant("json-for-people")
def json_for_people(provider: Provider) -> None:
    """JSON is indented, and what is not ASCII is written as an escape."""

    def encode(original: Original, response: Response) -> bytes:
        if response.json is not None and response.content is None:
            original(response)  # sees to the media type
            return json.dumps(response.json, indent=2, ensure_ascii=True).encode()
        written: bytes = original(response)
        return written

    wrap(provider.http, "encode", encode)


@variant("chunked")
def chunked(provider: Provider) -> None:
    """Bodies come in chunks, without a length, and with a cookie."""

    def chunks(_request: Request, response: Response) -> Response | None:
        if response.json is not None:
            response.headers |= {"Transfer-Encoding": "chunked", "Set-Cookie": "lb=2; Path=/; HttpOnly"}
        return None

    provider.http.after.append(chunks)


@variant("media-type-as-asked")
def media_type_as_asked(provider: Provider) -> None:
    """Who accepts application/json and not application/scim+json gets the former."""

    def label(request: Request, response: Response) -> Response | None:
        accepted = request.headers.get("accept", "")
        if "application/json" in accepted and "scim+json" not in accepted:
            response.headers["Content-Type"] = "application/json"
        return None

    provider.http.after.append(label)


@variant("location-on-reads")
def location_on_reads(provider: Provider) -> None:
    """Every answer with a resource says where it is, in Location and Content-Location."""

    def locate(_request: Request, response: Response) -> Response | None:
        meta = response.json.get("meta") if isinstance(response.json, dict) else None
        if isinstance(meta, dict) and "location" in meta:
            response.headers |= {"Location": meta["location"], "Content-Location": meta["location"]}
        return None

    provider.http.after.append(locate)


@variant("challenge-in-lower-case")
def challenge_in_lower_case(provider: Provider) -> None:
    """The challenge is the scheme alone, in lower case: schemes are compared without regard to that."""
    _challenge(provider, "bearer")


@variant("two-challenges")
def two_challenges(provider: Provider) -> None:
    """There is another scheme beside Bearer, in one header."""
    _challenge(provider, 'Basic realm="scim, or not", Bearer realm="scim"')


@variant("errors-say-more")
def errors_say_more(provider: Provider) -> None:
    """Errors carry what the vendor wants to see again, beside what the RFC has."""

    def body(original: Original, error: ScimError) -> Resource:
        return {**original(error), "requestId": "0af7651916cd43dd", "timestamp": 1767225600, "errors": [None]}

    wrap(provider.errors, "body", body)


@variant("lists-say-more")
def lists_say_more(provider: Provider) -> None:
    """Lists carry links and a cursor of the vendor's beside what the RFC has."""

    def envelope(original: Original, resources: list[Resource], total: int, start: int) -> Resource:
        more = {"hasMore": start - 1 + len(resources) < total, "links": {"next": None}, "nextCursor": None}
        return {**original(resources, total, start), **more}

    wrap(provider.pager, "envelope", envelope)


@variant("whole-lists-say-only-the-total")
def whole_lists_say_only_the_total(provider: Provider) -> None:
    """A list that is whole has no startIndex and no itemsPerPage, which RFC 7644 3.4.2 asks for in parts of one."""

    def envelope(original: Original, resources: list[Resource], total: int, start: int) -> Resource:
        written: Resource = original(resources, total, start)
        if len(resources) == total and start == 1:
            del written["startIndex"], written["itemsPerPage"]
        return written

    wrap(provider.pager, "envelope", envelope)


@variant("no-route-to-bulk")
def no_route_to_bulk(provider: Provider) -> None:
    """There is no bulk endpoint, the configuration says so, and its path is answered with 404 as any other."""

    def methods(original: Original, request: Request) -> Any:
        if request.segments == ["Bulk"]:
            raise ScimError(404, "There is nothing at /Bulk")
        return original(request)

    wrap(provider.http, "methods", methods)
    off = {"supported": False, "maxOperations": 0, "maxPayloadSize": 0}
    wrap(provider.discovery, "config", lambda original: {**original(), "bulk": off})


@variant("put-not-allowed")
def put_not_allowed(provider: Provider) -> None:
    """Resources are changed with PATCH alone; PUT is answered with 405 and the methods that there are."""

    def methods(original: Original, request: Request) -> Any:
        return {name: handler for name, handler in original(request).items() if name != "PUT"}

    wrap(provider.http, "methods", methods)


@variant("documents-without-descriptions")
def documents_without_descriptions(provider: Provider) -> None:
    """Schemas, attributes and resource types have no description, and schemas no name: both are optional."""
    wrap(provider.discovery, "schemas", lambda original: [_bare(each, "name") for each in original()])
    wrap(provider.discovery, "resource_types", lambda original: [_bare(each) for each in original()])


@variant("schemas-name-every-extension")
def schemas_name_every_extension(provider: Provider) -> None:
    """A resource names all schemas that its type knows, also those it has no values of."""
    wrap(provider.projector, "schemas", lambda _original, kind, _resource: [kind.urn, *kind.extensions])


@variant("schemas-not-asked-for")
def schemas_not_asked_for(provider: Provider) -> None:
    """Who names the attributes that are wanted gets schemas only when it is among them."""

    def project(original: Original, kind: Kind, body: Resource, wanted: Any, unwanted: Any) -> Resource:
        shown: Resource = original(kind, body, wanted, unwanted)
        if wanted is not None and "schemas" not in wanted.get(None, {}):
            shown.pop("schemas", None)
        return shown

    wrap(provider.projector, "project", project)


@variant("times-in-ticks")
def times_in_ticks(provider: Provider) -> None:
    """Times have seven digits behind the comma, as .NET writes them."""

    def now(original: Original) -> str:
        whole, _, fraction = original().removesuffix("Z").partition(".")
        return f"{whole}.{fraction:0<7}Z"

    wrap(provider.store, "now", now)


@variant("connections-end-early")
def connections_end_early(provider: Provider) -> None:
    """Each answer to a write ends its connection."""

    def end(request: Request, response: Response) -> Response | None:
        if request.method != "GET":
            response.headers["Connection"] = "close"
        return None

    provider.http.after.append(end)


def _challenge(provider: Provider, text: str) -> None:
    def refusal(original: Original, *, sent: bool) -> ScimError:
        error: ScimError = original(sent=sent)
        error.headers["WWW-Authenticate"] = text
        return error

    wrap(provider.auth, "refusal", refusal)


def _bare(document: Resource, *more: str) -> Resource:
    kept = {name: value for name, value in document.items() if name not in ("description", *more)}
    for holder in ("attributes", "subAttributes"):
        if holder in kept:
            kept[holder] = [_bare(each) for each in kept[holder]]
    return kept
