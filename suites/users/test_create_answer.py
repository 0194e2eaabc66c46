from urllib.parse import urljoin

from scimproof.contract import (
    DRIFT,
    FORM,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    given,
    is_absent,
    read,
    requirement,
    same,
    show,
    unmet,
)


@requirement(
    "users.create-answer-is-as-stored",
    level=SHOULD,
    builds_on=("users.read-by-id",),
    source=[RFC7644("3.3")],
    harm=DRIFT,
    consequence="The client remembers values that the application does not have, and never corrects them.",
    remedy="Answer a create with the user as it was stored. Build the answer with the same code that answers `GET "
    "/Users/{id}`.",
)
def test_a_create_is_answered_with_what_was_stored(post, read_back, directory):
    """The answer to a create shows the same values as a read of the new user."""
    created = post(directory.person().scim("user-create-active-as-string"))
    if created.status not in (200, 201):
        created = post(directory.person().scim())
    given(created, by="users.default-body").status(200, 201)
    stored = read_back(created)

    for name in sorted(created.resource.keys() & stored.resource.keys() - {"meta"}):
        answered, read_back = created.resource[name], stored.resource[name]
        if not _alike(answered, read_back) and not (is_absent(answered) and is_absent(read_back)):
            raise unmet(f"{name} = {show(read_back)}, as in a read", f"{name} = {show(answered)}", created, name)


def _alike(left, right):
    """Compare two values; the order of a list does not matter."""
    if isinstance(left, list) and isinstance(right, list):
        return sorted(map(show, left)) == sorted(map(show, right))
    return same(left, right)


@requirement(
    "users.location",
    level=MUST,
    source=[RFC7644("3.3"), RFC7643("3.1")],
    covers=["ENTRA-CRE-08c"],
    harm=FORM,
    consequence="A client that follows the `Location` header to the user it created finds nothing there.",
    remedy="Send a `Location` header with every 201 Created, and the same URL as `meta.location` in the body.",
)
def test_a_create_says_where_the_user_is(post, taken, directory):
    """The answer to a create has a ``Location`` header, and ``meta.location`` in its body is the same URL."""
    created = post(taken(directory.person()))
    given(created, by="users.created").status(200, 201)
    location = created.header("location")
    if not location:
        raise unmet("a Location header", "none", created)

    shown = read(created.resource, "meta.location")
    if not isinstance(shown, str) or _whole(created, shown) != _whole(created, location):
        raise unmet(f"meta.location = {location}, as in the Location header", show(shown), created, "meta.location")


def _whole(exchange, url):
    """A Location may be a path (RFC 9110 10.2.2)."""
    try:
        return urljoin(exchange.request.url, url)
    except ValueError:
        return url
