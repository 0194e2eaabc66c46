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
    builds_on=("matching.by-username", "matching.miss-is-empty-list"),
    source=[ENTRA_SCIM("Getting started"), ENTRA_ONDEMAND("step 1: test connection"), ENTRA_QUARANTINE("404")],
    covers=["ENTRA-CONN-01", "ENTRA-CONN-01b", "ENTRA-CONN-05b"],
    harm=STOP,
    consequence="Test Connection fails in the Entra portal, or the job goes into quarantine at the start of its next "
    "cycle: nobody is provisioned.",
    remedy='Answer a filter such as `userName eq "<random GUID>"` with 200 OK and an empty ListResponse. Do not '
    "validate the format of the value.",
)
@pytest.mark.parametrize("attribute", ["userName", "externalId"])
def test_the_probe_of_test_connection_finds_nobody(entra, directory, capabilities, standing_user, attribute):
    """A filter by a random GUID on the matching attribute is answered with 200 and an empty list."""
    known = standing_user.get(attribute)
    if known is None or not capabilities.declares(attribute):
        raise NotApplicable(f"users of the target have no {attribute}")
    given(entra.match_user(attribute, known), by=MATCHES[attribute]).only(standing_user.id)
    given(entra.match_user(attribute, directory.unused()), by="matching.miss-is-empty-list").nothing()

    expect(entra.probe(attribute)).nothing()


@requirement(
    "connection.repeated-probes",
    level=SHOULD,
    builds_on=("connection.test-connection",),
    source=[FIELD("AzureAD/SCIMReferenceCode#63")],
    covers=["ENTRA-CONN-02"],
    harm=STOP,
    consequence="A provisioning cycle starts with several such queries in a row: if one of them is refused, the cycle "
    "ends.",
    remedy="Do not count queries that find no user as an attack: neither block the client nor lower its rate limit.",
)
def test_several_probes_in_a_row_are_all_answered(entra):
    """Five filters by random GUIDs in quick succession are all answered with an empty list."""
    given(entra.probe(), by="connection.test-connection").nothing()

    for _ in range(4):
        expect(entra.probe()).nothing()
