"""The provider behind HTTP: an ASGI application."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from scimproof.reference.messages import Request
from scimproof.reference.provider import Provider

BASE_PATH = "/scim/v2"

_MOST_BYTES = 4 * 1024 * 1024


def create_app(
    *,
    defects: Iterable[str] = (),
    variants: Iterable[str] = (),
    users: int = 0,
    groups: int = 0,
    token: str = "",
) -> Starlette:
    """Return an application with a provider of its own, found again as ``app.state.provider``.

    An empty token means a random one. Users and groups exist before defects and variants are switched on.

    Raises:
        KeyError: no defect or variant has that id.
    """
    provider = Provider(token or secrets.token_hex(16))
    provider.populate(users, groups)
    provider.change(defects, variants)
    app = Starlette(routes=[Mount("/", app=Endpoint(provider))])
    app.state.provider = provider
    return app


class Endpoint:
    """Translates between ASGI and the provider's own messages."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        http = self.provider.http
        request, base = await _read(scope, receive)
        if not self.provider.projector.base:
            self.provider.projector.base = base
        response = await http.answer(request)
        body = http.encode(response)
        headers = [
            (name.lower().encode(), value.encode("latin-1", "replace")) for name, value in response.headers.items()
        ]
        framed = {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}
        if response.status not in (204, 304) and not framed:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})


async def _read(scope: Scope, receive: Receive) -> tuple[Request, str]:
    """Return the request and the URL of the base as the client named it."""
    outer = StarletteRequest(scope, receive)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}
    parts = [unquote(each) for each in scope["raw_path"].decode("latin-1").split("/") if each]
    below = BASE_PATH.strip("/").split("/")
    query: dict[str, str] = {}
    for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
        query.setdefault(name, value)
    chunks: list[bytes] = []
    size = 0
    async for chunk in outer.stream():  # read to the end even when it is too much: else the client sees no answer
        size += len(chunk)
        if size <= _MOST_BYTES:
            chunks.append(chunk)
    request = Request(
        method=scope["method"],
        segments=parts[len(below) :],
        query=query,
        raw_query=scope["query_string"].decode("latin-1"),
        headers=headers,
        content=b"".join(chunks) if size <= _MOST_BYTES else b"",
        outside=parts[: len(below)] != below,
        oversize=size > _MOST_BYTES,
        path=scope["raw_path"].decode("latin-1"),
    )
    return request, f"{scope['scheme']}://{headers.get('host', 'localhost')}{BASE_PATH}"
