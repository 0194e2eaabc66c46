"""Optional parts of SCIM that are absent and not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from scimproof.reference.definitions import CUSTOM, ENTERPRISE
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@variant("no-etag")
def no_etag(provider: Provider) -> None:
    """There are no versions: no ETag, no meta.version, and conditions are not looked at."""
    provider.operations.etags = False
    wrap(provider.projector, "meta", _without_version)
    _declare(provider, "etag", supported=False)


@variant("etags-of-the-framework")
def etags_of_the_framework(provider: Provider) -> None:
    """There are no versions, and the configuration says so; the framework still sends an ETag with every answer."""
    provider.operations.etags = False
    wrap(provider.projector, "meta", _without_version)
    _declare(provider, "etag", supported=False)

    def tag(_request: Request, response: Response) -> Response | None:
        response.headers["ETag"] = f'W/"{crc32(provider.http.encode(response)):x}"'
        return None

    provider.http.after.append(tag)


@variant("no-sort")
def no_sort(provider: Provider) -> None:
    """Nothing is sorted; sortBy is not looked at."""
    provider.pager.sorts = False


@variant("no-bulk")
def no_bulk(provider: Provider) -> None:
    """There is no bulk endpoint."""

    def bulk(_request: Request) -> Response:
        raise ScimError(501, "Bulk is not supported")

    swap(provider.bulk, "answer", bulk)
    _declare(provider, "bulk", supported=False, maxOperations=0, maxPayloadSize=0)


@variant("no-enterprise-extension")
def no_enterprise_extension(provider: Provider) -> None:
    """Users have no enterprise extension; what a client sends of it is ignored."""
    _without_extension(provider, ENTERPRISE["id"])
    provider.schema.user.aliases.clear()


@variant("no-custom-extension")
def no_custom_extension(provider: Provider) -> None:
    """Users have no extension but the enterprise one."""
    _without_extension(provider, CUSTOM["id"])


@variant("no-groups")
def no_groups(provider: Provider) -> None:
    """There are no groups at all: no endpoint, no resource type, no schema."""
    del provider.schema.kinds["Groups"]
    del provider.schema.documents[provider.schema.group.urn]


@variant("no-put")
def no_put(provider: Provider) -> None:
    """Resources are changed with PATCH alone; PUT is answered with 501."""

    def replace(_request: Request) -> Response:
        raise ScimError(501, "PUT is not supported")

    swap(provider.operations, "replace", replace)


def _without_version(original: Original, *args: Any) -> Resource:
    return {name: value for name, value in original(*args).items() if name != "version"}


def _declare(provider: Provider, feature: str, **facts: object) -> None:
    wrap(provider.discovery, "config", lambda original: {**original(), feature: facts})


def _without_extension(provider: Provider, urn: str) -> None:
    user = provider.schema.user
    user.extensions.remove(urn)
    del user.boxes[urn], user.urns[urn.lower()], provider.schema.documents[urn]
