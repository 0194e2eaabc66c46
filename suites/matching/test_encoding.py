"""The same filter in the encodings that clients have been seen to use."""

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
    builds_on=("matching.by-username",),
    source=[GALLERY_CHECKLIST("validation run: tests 1 to 14"), RFC7644("3.4.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-02b"],
    harm=FORM,
    consequence="Microsoft's gallery validation finds none of the users that it has created, and nearly all of its "
    "tests fail.",
    remedy="Decode `%20` in the query string as a space, and accept an `@` that is not percent-encoded.",
)
def test_the_gallerys_encoding_finds_the_user(scim, findable_user):
    """The filter as Microsoft's gallery tests encode it, with %20 for spaces and an unencoded @, finds the user."""
    name = findable_user["userName"]

    expect(scim.send("GET", "/Users", query=f"filter=userName%20eq%20%22{name}%22")).only(findable_user.id)


@requirement(
    "matching.raw-quotes",
    level=MAY,
    builds_on=("matching.by-username",),
    source=[FIELD("MicrosoftDocs/azure-docs#21660")],
    needs={FILTER},
    covers=["ENTRA-MATCH-02c"],
    harm=STOP,
    consequence="Requests that do not encode the quotes of a filter, as captured from Entra, find no user.",
    remedy="Accept double quotes in the query string that are not percent-encoded.",
)
def test_bare_quotes_find_the_user(scim, findable_user):
    """A filter whose double quotes are not percent-encoded finds the user."""
    name = findable_user["userName"].replace("@", "%40")

    expect(scim.send("GET", "/Users", query=f'filter=userName+eq+"{name}"')).only(findable_user.id)


@requirement(
    "matching.unquoted-value",
    level=MAY,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("Example 1")],
    needs={FILTER},
    covers=["ENTRA-MATCH-05"],
    harm=FORM,
    consequence="The example in Microsoft's documentation, which has no quotes around the value, is refused.",
    remedy="When the value in a filter on a string attribute has no quotes, read it as a string, or answer with an "
    "empty list.",
)
def test_a_value_without_quotes_is_tolerated(scim, findable_user):
    """A filter whose value has no quotes is answered with 200."""
    value = str(findable_user.get("externalId") or "nobody")

    expect(scim.search(filter=eq("externalId", value).replace('"', ""))).status(200)
