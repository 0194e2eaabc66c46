from __future__ import annotations

import shutil
import ssl
import subprocess
import time

import pytest

from scimproof.scim.exchange import FailureKind
from scimproof.target import BadTarget

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command to make a certificate with")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a self-signed certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def _server_context(certificate, *, newest=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    if newest is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = newest
    return lambda connection: context.wrap_socket(connection, server_side=True)


def test_a_self_signed_certificate_is_not_trusted(lab, certificate):
    server = lab.serve(lab.reply(), wrap=_server_context(certificate))
    bench = lab.connect(server, scheme="https", host="localhost")

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS
    assert "certificate not trusted: self" in exchange.failure.detail
    assert server.requests == []


def test_a_certificate_authority_of_ones_own_is_trusted(lab, certificate):
    server = lab.serve(lab.reply(), wrap=_server_context(certificate))
    bench = lab.connect(server, scheme="https", host="localhost", ca_file=str(certificate[0]))

    first, second = bench.client.get("/Users"), bench.client.get("/Users")

    assert (first.status, second.status) == (200, 200)
    assert server.connections == 1
    assert first.raw_request.startswith(b"GET /scim/Users HTTP/1.1\r\nHost: localhost")


def test_a_certificate_for_another_name_is_refused(lab, certificate):
    server = lab.serve(lab.reply(), wrap=_server_context(certificate))
    bench = lab.connect(server, scheme="https", ca_file=str(certificate[0]))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS


def test_insecure_takes_any_certificate(lab, certificate):
    server = lab.serve(lab.reply(), wrap=_server_context(certificate))
    bench = lab.connect(server, scheme="https", insecure=True)

    assert bench.client.get("/Users").status == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_1_1_is_too_old(lab, certificate):
    server = lab.serve(lab.reply(), wrap=_server_context(certificate, newest=ssl.TLSVersion.TLSv1_1))
    bench = lab.connect(server, scheme="https", host="localhost", insecure=True)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS


def test_a_server_without_tls_fails_the_handshake(lab):
    bench = lab.connect(lab.serve(lab.raw(b"HTTP/1.1 400 Bad\r\n\r\n")), scheme="https", timeout=0.2)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind in (FailureKind.TLS, FailureKind.TIMEOUT)


def test_a_handshake_that_hangs_is_cut_off(lab):
    server = lab.serve(lab.reply())  # waits for a blank line that no handshake has
    bench = lab.connect(server, scheme="https", timeout=0.15)

    begun = time.monotonic()
    exchange = bench.client.get("/Users")
    assert time.monotonic() - begun < 1

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT


def test_a_ca_file_that_is_none_is_a_bad_target(lab, tmp_path):
    server = lab.serve(lab.reply())
    (tmp_path / "ca.pem").write_text("not a certificate")

    for name in ("ca.pem", "absent.pem"):
        with pytest.raises(BadTarget, match="cannot be read as PEM"):
            lab.connect(server, scheme="https", ca_file=str(tmp_path / name))
