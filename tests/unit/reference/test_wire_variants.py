"""What only a socket shows: the variants that change how answers travel."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from scimproof.reference import serving


def raw(variant, *headers):
    """Ask for a list and return the bytes that come back, until the connection ends or pauses."""
    with serving(variants=[variant], token="t") as target:
        where = urlsplit(target.url)
        with socket.create_connection((where.hostname, where.port), timeout=0.3) as wire:
            lines = ["GET /scim/v2/Users HTTP/1.1", "Host: x", "Authorization: Bearer t", *headers, "", ""]
            wire.sendall("\r\n".join(lines).encode())
            found, ended = b"", False
            while not ended:
                try:
                    piece = wire.recv(65536)
                except TimeoutError:
                    break
                found, ended = found + piece, not piece
            return found, ended


def test_http_1_0_ends_its_connection():
    answer, ended = raw("http-1-0")

    assert answer.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"connection: close" in answer.lower()
    assert ended


@pytest.mark.parametrize(("variant", "name"), [("headers-in-capitals", b"CONTENT-TYPE"), ("gzip", b"content-type")])
def test_header_names_are_written_as_the_variant_has_them(variant, name):
    answer, ended = raw(variant)

    assert b"\r\n" + name + b": application/scim+json" in answer
    assert not ended


def test_only_who_accepts_it_gets_gzip():
    assert b"content-encoding: gzip" in raw("gzip", "Accept-Encoding: gzip, deflate")[0]
    assert b"content-encoding" not in raw("gzip")[0]
