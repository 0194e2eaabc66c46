"""A target that refuses one of Entra's headers is spoken to without that one, and with all the others."""

import pytest

from scimproof.reference import serving
from scimproof.reference.messages import ScimError
from scimproof.run import header_probe
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.target import BearerToken, Target

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


@pytest.fixture
def served():
    with serving() as reference:
        yield reference


@pytest.fixture
def client(served):
    target = Target.parse(served.url, BearerToken(served.token))
    client = connect(target, guard=Guard(target.base_url, None, prefix="scimproof-abc123-"))
    yield client
    client.close()


def _refuse(served, holds, status):
    def look(request):
        if holds(request.headers):
            raise ScimError(status, "Not like this")

    served.provider.http.before.append(look)


def _user(client):
    made = client.create("/Users", {"schemas": [CORE], "userName": "scimproof-abc123-jo"})
    return f"/Users/{made.id}"


def test_a_target_that_takes_everything_is_spoken_to_as_entra_speaks(client):
    reads = header_probe.reading(client)

    assert header_probe.plain(client) is client
    assert reads == {"Accept": None, "Content-Type": None, "User-Agent": None}
    assert header_probe.writing(client, _user(client), reads)["Content-Type"] == "application/scim+json; charset=utf-8"


@pytest.mark.parametrize(("header", "kept"), [("accept", "Accept"), ("user-agent", "User-Agent")])
def test_a_header_that_may_not_be_left_out_is_sent_and_no_other(served, client, header, kept):
    _refuse(served, lambda headers: header not in headers, 406)

    reads = header_probe.reading(client)

    assert {name for name, value in reads.items() if value is not None} == {kept}
    assert client.send("GET", "/Users", headers=reads).status == 200


def test_a_charset_that_is_refused_is_left_out(served, client):
    path = _user(client)
    _refuse(served, lambda headers: "charset" in headers.get("content-type", ""), 415)

    assert header_probe.writing(client, path, header_probe.reading(client))["Content-Type"] == "application/scim+json"


def test_the_plain_client_does_without_an_accept_header_that_is_refused(served, client):
    _refuse(served, lambda headers: "scim" in headers.get("accept", ""), 406)

    assert header_probe.plain(client).get("/Users").status == 200


def test_where_nothing_gets_through_the_headers_are_not_what_is_wrong(served, client):
    path = _user(client)
    _refuse(served, lambda _: True, 500)

    assert header_probe.plain(client) is client
    assert set(header_probe.reading(client).values()) == {None}
    assert header_probe.writing(client, path, header_probe.reading(client))["Content-Type"].endswith("charset=utf-8")
