"""The same question in other words: how filters have been seen to travel."""

from scimproof.contract import (
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FORM,
    GALLERY_CHECKLIST,
    MAY,
    MUST,
    RFC7644,
    STOP,
    eq,
    expect,
    requirement,
)


@requirement(
    "matching.as-the-gallery-encodes",
    level=MUST,
    source=[GALLERY_CHECKLIST("validation run: tests 1 to 14"), RFC7644("3.4.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-02b"],
    harm=FORM,
    consequence="Microsoft's gallery validation finds none of the users that it has created: nearly all of its "
    "tests fail.",
    remedy="Decode %20 in the query string as a space, and take an @ that is not encoded for what it is.",
)
def test_the_gallerys_encoding_finds_the_user(scim, findable_user):
    """The filter as Microsoft's gallery tests write it, %20 for spaces and a bare @, finds the user."""
    name = findable_user["userName"]

    expect(scim.send("GET", "/Users", query=f"filter=userName%20eq%20%22{name}%22")).only(findable_user.id)


@requirement(
    "matching.raw-quotes",
    level=MAY,
    source=[FIELD("MicrosoftDocs/azure-docs#21660")],
    needs={FILTER},
    covers=["ENTRA-MATCH-02c"],
    harm=STOP,
    consequence="Requests that do not encode the quotes of a filter, as have been captured from Entra, find nobody.",
    remedy="Tolerate double quotes in the query string that are not percent-encoded.",
)
def test_bare_quotes_find_the_user(scim, findable_user):
    """A filter whose double quotes are not encoded finds the user."""
    name = findable_user["userName"].replace("@", "%40")

    expect(scim.send("GET", "/Users", query=f'filter=userName+eq+"{name}"')).only(findable_user.id)


@requirement(
    "matching.unquoted-value",
    level=MAY,
    source=[ENTRA_SCIM("Example 1")],
    needs={FILTER},
    covers=["ENTRA-MATCH-05"],
    harm=FORM,
    consequence="The example in Microsoft's documentation, which has no quotes around the value, is refused.",
    remedy="Read a value without quotes as a string where the attribute is one, or as a filter that finds nobody.",
)
def test_a_value_without_quotes_is_tolerated(scim, findable_user):
    """A filter whose value stands without quotes is answered."""
    value = str(findable_user.get("externalId") or "nobody")

    expect(scim.search(filter=eq("externalId", value).replace('"', ""))).status(200)
