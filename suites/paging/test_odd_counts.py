from scimproof.contract import FORM, RFC7644, SHOULD, given, requirement, unmet

LISTED = "paging.listed"


@requirement(
    "paging.count-is-no-number",
    level=SHOULD,
    source=[RFC7644("3.4.2.4"), RFC7644("3.12")],
    builds_on=("paging.listed",),
    harm=FORM,
    consequence="The client treats the answer as an outage that will end, and repeats the request again and again.",
    remedy="Refuse a `count` or a `startIndex` that is not a whole number with 400 Bad Request, or ignore it.",
    since="0.2.0",
)
def test_a_count_that_is_no_number_is_no_failure(scim):
    """A list with ``count=abc`` or ``startIndex=abc`` is answered or refused, without a server error."""
    given(scim.get("/Users", query="count=1"), by=LISTED).status(200)

    for query in ("count=abc", "startIndex=abc&count=1"):
        answer = scim.get("/Users", query=query)
        if answer.status is None or answer.status >= 500:
            raise unmet("200, or 400", f"{answer.status}", answer)
