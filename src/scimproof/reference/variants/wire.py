"""Legal differences in how answers are transferred."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response
from scimproof.reference.registry import variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_NAME = re.compile(rb"^[a-z-]+(?=:)", re.MULTILINE)


@variant("headers-in-lower-case")
def headers_in_lower_case(provider: Provider) -> None:
    """Header names are in lower case, as HTTP/2 has them, and there are some that nobody asked for."""
    _add(provider, **{"cache-control": "no-store", "x-request-id": "0af7651916cd43dd", "vary": "accept"})
    provider.http.head = lambda head: _NAME.sub(lambda name: name[0].lower(), head)


@variant("headers-in-capitals")
def headers_in_capitals(provider: Provider) -> None:
    """Header names are in capitals throughout."""
    provider.http.head = lambda head: _NAME.sub(lambda name: name[0].upper(), head)


@variant("http-1-0")
def http_1_0(provider: Provider) -> None:
    """Answers are HTTP/1.0, and each ends its connection."""
    _add(provider, Connection="close")
    provider.http.head = lambda head: head.replace(b"HTTP/1.1", b"HTTP/1.0", 1)


@variant("gzip")
def seed_gzip(provider: Provider) -> None:
    """Bodies are compressed for whoever accepts that."""

    def compressed(request: Request, response: Response) -> Response | None:
        body = provider.http.encode(response)
        if body and "gzip" in request.headers.get("accept-encoding", ""):
            response.content = gzip.compress(body, mtime=0)
            response.headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return None

    provider.http.after.append(compressed)


@variant("latency-300ms")
def latency_300ms(provider: Provider) -> None:
    """Every answer takes 300 ms longer."""

    async def late(original: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        await asyncio.sleep(0.3)
        return await original(request)

    wrap(provider.http, "answer", late)


def _add(provider: Provider, **headers: str) -> None:
    def more(_request: Request, response: Response) -> Response | None:
        response.headers |= headers
        return None

    provider.http.after.append(more)
