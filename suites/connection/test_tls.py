"""The TLS versions and cipher suites with which Entra connects."""

from scimproof.contract import (
    ENTRA_SCIM,
    MUST,
    RFC7644,
    STOP,
    NotApplicable,
    requirement,
    unmet,
)

SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:"
    "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384"
)
"""The eight cipher suites that Microsoft lists, by their OpenSSL names."""


@requirement(
    "connection.tls",
    level=MUST,
    source=[ENTRA_SCIM("security requirements: TLS protocol versions and cipher suites"), RFC7644("7.2")],
    covers=["ENTRA-CONN-17"],
    harm=STOP,
    consequence="Entra cannot open a connection: Test Connection fails before a request is sent.",
    remedy="Enable TLS 1.2 with ECDHE key exchange and an AES cipher suite from Microsoft's list, such as "
    "`ECDHE-RSA-AES128-GCM-SHA256`, and use a certificate that clients trust.",
)
def test_the_connection_that_entra_opens_is_taken(scim):
    """A TLS 1.2 handshake with one of the cipher suites that Microsoft lists succeeds."""
    agreed = scim.handshake(SUITES)
    if agreed is None:
        raise NotApplicable("the Tenant URL is not https")

    if not agreed.suite:
        raise unmet("TLS 1.2 with an ECDHE suite and AES", f"no handshake: {agreed.trouble}")
