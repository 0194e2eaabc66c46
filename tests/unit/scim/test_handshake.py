"""A handshake under Entra's terms: TLS 1.2, and no cipher suite but those named."""

import shutil

import pytest

from scimproof.proof.certificate import certificate
from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.scim.tls import handshake
from scimproof.target import BearerToken, Target

ECDHE = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command to make a certificate with")


@pytest.fixture
def served():
    with serving(certificate=certificate()) as reference:
        yield reference


def _target(served, **facts):
    return Target.parse(served.url, BearerToken(served.token), **facts)


def test_a_target_that_takes_tls_1_2_agrees_on_a_suite(served):
    found = handshake(_target(served, ca_file=certificate()[0]), ECDHE)

    assert found is not None
    assert found.suite == "ECDHE-ECDSA-AES128-GCM-SHA256"


def test_a_target_that_takes_nothing_older_than_1_3_does_not(served):
    with serving(certificate=certificate(), defects=["tls-1-3-alone"]) as newer:
        target = _target(newer, ca_file=certificate()[0])
        found = handshake(target, ECDHE)
        client = connect(target)

        assert client.get("/Users").status == 200
        client.close()

    assert found is not None
    assert found.suite == ""
    assert found.trouble


def test_a_certificate_that_nobody_trusts_is_not_trusted_here_either(served):
    found = handshake(_target(served), ECDHE)

    assert found is not None
    assert "certificate verify failed" in found.trouble


def test_a_target_that_is_gone_is_no_traceback(served):
    target = _target(served).parse("https://127.0.0.1:9/scim")

    found = handshake(target, ECDHE)

    assert found is not None
    assert found.trouble == "connection refused"


def test_a_target_without_tls_has_no_handshake():
    assert handshake(Target.parse("http://127.0.0.1:9/scim"), ECDHE) is None
