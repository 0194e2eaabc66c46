"""Test Connection, and the start of every provisioning cycle."""

import pytest

from scimproof.contract import (
    ENTRA_ONDEMAND,
    ENTRA_QUARANTINE,
    ENTRA_SCIM,
    FIELD,
    MUST,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    given,
    requirement,
)

MATCHES = {"userName": "matching.by-username", "externalId": "matching.by-external-id"}


@requirement(
    "connection.test-connection",
    level=MUST,
    source=[ENTRA_SCIM("Getting started"), ENTRA_ONDEMAND("step 1: test connection"), ENTRA_QUARANTINE("404")],
    covers=["ENTRA-CONN-01", "ENTRA-CONN-01b", "ENTRA-CONN-05b"],
    harm=STOP,
    consequence="Test Connection fails in the Entra portal, or the job is quarantined when its next cycle begins: "
    "nobody is provisioned.",
    remedy="Answer a filter by a random GUID with 200 and an empty ListResponse: take any text as a value that "
    "nobody may have, without validating it.",
)
@pytest.mark.parametrize("attribute", ["userName", "externalId"])
def test_the_probe_of_test_connection_finds_nobody(entra, directory, capabilities, standing_user, attribute):
    """A filter by a random GUID on the matching attribute is answered with 200 and an empty list."""
    known = standing_user.get(attribute)
    if known is None or not capabilities.declares(attribute):
        raise NotApplicable(f"users have no {attribute} here")
    given(entra.match_user(attribute, known), by=MATCHES[attribute]).only(standing_user.id)
    given(entra.match_user(attribute, directory.unused()), by="matching.miss-is-empty-list").nothing()

    expect(entra.probe(attribute)).nothing()


@requirement(
    "connection.repeated-probes",
    level=SHOULD,
    source=[FIELD("AzureAD/SCIMReferenceCode#63")],
    covers=["ENTRA-CONN-02"],
    harm=STOP,
    consequence="A provisioning cycle begins with several such probes in a row: one that is refused ends the cycle.",
    remedy="Do not count look-ups that find nobody as an attack: no lock-out and no lower rate limit for them.",
)
def test_several_probes_in_a_row_are_all_answered(entra):
    """Five filters by random GUIDs, one right after the other, are all answered with an empty list."""
    given(entra.probe(), by="connection.test-connection").nothing()

    for _ in range(4):
        expect(entra.probe()).nothing()
