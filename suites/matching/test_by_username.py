from scimproof.contract import (
    ENTRA_LOGS,
    ENTRA_QUARANTINE,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FORM,
    GALLERY_CHECKLIST,
    LOSS,
    MAY,
    MUST,
    RFC7643,
    RFC7644,
    STOP,
    expect,
    given,
    requirement,
    unmet,
)

LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


@requirement(
    "matching.by-username",
    level=MUST,
    source=[
        ENTRA_SCIM("Get User by query"),
        ENTRA_LOGS("SystemForCrossDomainIdentityManagementMultipleEntriesInResponse"),
        RFC7644("3.4.2.2"),
    ],
    needs={FILTER},
    covers=["ENTRA-MATCH-02", "ENTRA-MATCH-07", "ENTRA-MATCH-09"],
    harm=LOSS,
    consequence="Entra does not find people who already have an account, or finds several users: it creates them "
    "again, links the wrong account, or fails.",
    remedy='Answer the filter `userName eq "…"` on `/Users` with a ListResponse that contains the user with that '
    "`userName` and no other. Decode a plus in the query string as a space.",
)
def test_a_user_is_found_by_username(entra, a_user, standing_user):
    """A filter by ``userName``, encoded as Entra does it, finds that user and no other."""
    expect(entra.match_user("userName", a_user["userName"])).only(a_user.id)
    expect(entra.match_user("userName", standing_user["userName"])).only(standing_user.id)


@requirement(
    "matching.miss-is-empty-list",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[
        ENTRA_SCIM("zero results"),
        GALLERY_CHECKLIST("2.1.7"),
        ENTRA_QUARANTINE("404"),
        FIELD("jelhub/scimgateway#18"),
    ],
    needs={FILTER},
    covers=["ENTRA-MATCH-06a"],
    harm=STOP,
    consequence="No new user is created: Entra treats the answer as an error and puts the job in quarantine.",
    remedy='When a filter matches no user, answer 200 OK with a ListResponse that has `"totalResults": 0`. Do not '
    "answer 404.",
)
def test_nobody_is_an_empty_list(entra, directory, findable_user):
    """A filter that matches no user is answered with 200 and an empty ListResponse."""
    expect(entra.match_user("userName", directory.unused())).nothing()


@requirement(
    "matching.miss-shows-resources",
    level=MAY,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("zero results"), RFC7644("3.4.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-06b"],
    harm=FORM,
    consequence="A client that iterates over `Resources` without checking `totalResults` fails when no user is found.",
    remedy='When a query finds nothing, write `"Resources": []` into the ListResponse.',
)
def test_an_empty_list_has_resources(entra, directory, findable_user):
    """A ListResponse without results has ``Resources`` as an empty array."""
    missed = entra.match_user("userName", directory.unused())
    given(missed, by="matching.miss-is-empty-list").nothing()

    expect(missed).attribute("Resources", [])


@requirement(
    "matching.list-response",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7644("3.4.2"), ENTRA_SCIM("Retrieving Resources")],
    needs={FILTER},
    harm=FORM,
    consequence="A client that recognizes messages by their schema cannot parse the result of a query.",
    remedy='Write `"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]` into every answer to a query.',
)
def test_a_result_is_a_list_response(entra, findable_user):
    """The answer to a query has the ListResponse URN in ``schemas``."""
    found = entra.match_user("userName", findable_user["userName"])

    listed = found.resource.get("schemas")
    if not isinstance(listed, list) or LIST_SCHEMA.lower() not in [str(each).lower() for each in listed]:
        raise unmet(f"schemas with {LIST_SCHEMA}", f"schemas = {listed!r}", found, "schemas")


@requirement(
    "matching.username-any-case",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7643("4.1.1"), RFC7644("3.4.2.2"), FIELD("jelhub/scimgateway#89")],
    needs={FILTER},
    covers=["ENTRA-MATCH-10a"],
    harm=LOSS,
    consequence="A person whose name has other capital letters in Entra is not found: the account is created a second "
    "time, or its creation conflicts in every cycle.",
    remedy='Ignore letter case when you compare `userName` in a filter, as its schema says (`"caseExact": false`).',
)
def test_a_username_matches_in_any_letter_case(entra, findable_user):
    """A filter by ``userName`` finds the user in another letter case."""
    expect(entra.match_user("userName", findable_user["userName"].upper())).only(findable_user.id)
