"""The reference target on a loopback port, in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from scimproof.reference.app import BASE_PATH, create_app
from scimproof.reference.heads import rewriting
from scimproof.reference.provider import Provider

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Served:
    """A running reference target: its base URL, its token, and the provider itself."""

    url: str
    token: str
    provider: Provider


@contextmanager
def serving(
    *,
    defects: Iterable[str] = (),
    variants: Iterable[str] = (),
    users: int = 0,
    groups: int = 0,
    token: str = "",
    host: str = "127.0.0.1",
    port: int = 0,
    certificate: tuple[str, str] | None = None,
) -> Iterator[Served]:
    """Serve until the block ends. Port 0 takes a free one; an empty token means a random one.

    With a certificate (the files of the certificate and of its key, PEM) it is served over TLS.

    Raises:
        KeyError: no defect or variant has that id.
        OSError: the port is taken.
    """
    app = create_app(defects=defects, variants=variants, users=users, groups=groups, token=token)
    provider: Provider = app.state.provider
    listener = listen(host, port)
    url = f"{'https' if certificate else 'http'}://{host}:{listener.getsockname()[1]}{BASE_PATH}"
    provider.projector.base = url
    config = configuration(app)
    if certificate is not None:
        secure(config, certificate, provider.oldest_tls)
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="reference target", daemon=True)
    thread.start()  # the listener accepts from here on: a client that is early waits in the backlog
    try:
        yield Served(url, provider.auth.token, provider)
    finally:
        server.stop()
        thread.join(timeout=5)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; that it says TCP makes asyncio send small answers at once (TCP_NODELAY).

    Raises:
        OSError: the port is taken, or the host is none of this machine.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def secure(config: uvicorn.Config, certificate: tuple[str, str], oldest: ssl.TLSVersion) -> None:
    """Let a server speak TLS of this version or newer."""
    config.ssl_certfile, config.ssl_keyfile = certificate
    config.load()
    assert config.ssl is not None  # noqa: S101 - it has just been made
    config.ssl.minimum_version = oldest


class _Server(uvicorn.Server):
    """Stops at once: uvicorn looks five times a second whether it should, then waits for its clients to leave."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._running = threading.Event()

    def stop(self) -> None:
        """Stop, from another thread."""
        self._running.wait(timeout=5)
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def main_loop(self) -> None:
        """Wait for the stop; uvicorn's own tick, once a second, keeps the Date header right."""
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        self._running.set()
        while not self._stopped.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the listener and every connection."""
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)


def configuration(app: Starlette) -> uvicorn.Config:
    """Return how uvicorn serves: quickly and without a word."""
    head = app.state.provider.http.head
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=rewriting(head) if head else "httptools",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=75,
    )
