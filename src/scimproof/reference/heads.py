"""Response heads in other forms than the server writes: another HTTP version, other letter case in names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


def rewriting(head: Callable[[bytes], bytes]) -> type[asyncio.Protocol]:
    """Return the server's protocol, but for the status line and headers, which go through `head`."""

    class Rewriting(HttpToolsProtocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(_Rewriter(transport, head))  # type: ignore[arg-type]

    return Rewriting


class _Rewriter:
    """A transport; the server hands over each head in one piece, and bodies are JSON."""

    def __init__(self, transport: Any, head: Callable[[bytes], bytes]) -> None:
        self._transport = transport
        self._head = head

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._transport.write(self._head(data) if data.startswith(b"HTTP/1.") else data)
