import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scimproof.entra.actor import Entra
from scimproof.entra.dialect import Dialect
from scimproof.entra.paths import ENTERPRISE
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.resource import Resource
from scimproof.target import BearerToken, Target

PREFIX = "scimproof-1a2b"
ID = "7f4bc1a3-285e-48ae-8202-5accb43efb0e"
USER = Resource("User", "/Users", "u 1", {"displayName": "Jo", "name": {"givenName": "Jo"}})
GROUP = Resource("Group", "/Groups", "g1", {"displayName": "G"})


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names http.server looks for

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def entra():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    target = Target.parse(f"http://127.0.0.1:{server.server_port}/scim", BearerToken("t0ken"))
    guard = Guard(target.base_url, None, prefix=PREFIX)
    guard.own("/Users", USER.id)
    guard.own("/Groups", GROUP.id)
    client = connect(target, guard=guard)
    yield Entra(client)
    client.close()
    server.shutdown()
    server.server_close()


def line(exchange):
    return exchange.raw_request.decode().partition(" HTTP/")[0]


def header_names(exchange):
    head = exchange.raw_request.decode().partition("\r\n\r\n")[0]
    return {each.partition(":")[0].lower() for each in head.split("\r\n")[1:]}


def sent(exchange):
    return json.loads(exchange.request.body)


def test_a_read_carries_neither_accept_nor_user_agent_nor_content_type(entra):
    names = header_names(entra.read_user(USER))

    assert "authorization" in names
    assert not {"accept", "user-agent", "content-type"} & names


def test_a_body_has_a_media_type_with_a_charset(entra):
    exchange = entra.create_user({"userName": f"{PREFIX}-1"})

    assert ("Content-Type", "application/scim+json; charset=utf-8") in exchange.request.headers
    assert not {"accept", "user-agent"} & header_names(exchange)


def test_a_delete_has_no_content_type(entra):
    assert "content-type" not in header_names(entra.delete(USER))


def test_queries_are_encoded_as_captured(entra):
    assert line(entra.match_user("userName", "jo+x@contoso.com")) == (
        "GET /scim/Users?filter=userName+eq+%22jo%2Bx%40contoso.com%22"
    )
    assert line(entra.match_user('emails[type eq "work"].value', "x")) == (
        "GET /scim/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22x%22"
    )
    assert line(entra.match_group('A "B"')) == (
        "GET /scim/Groups?excludedAttributes=members&filter=displayName+eq+%22A+%5C%22B%5C%22%22"
    )


def test_probes_ask_for_something_new_each_time(entra):
    first, second = entra.probe(), entra.probe("externalId")

    assert line(first).startswith("GET /scim/Users?filter=userName+eq+%22")
    assert line(second).startswith("GET /scim/Users?filter=externalId+eq+%22")
    assert line(first) != line(entra.probe())
    assert line(entra.probe_groups()).startswith(
        "GET /scim/Groups?excludedAttributes=members&filter=displayName+eq+%22"
    )


def test_groups_are_read_without_members_and_users_whole(entra):
    assert line(entra.read_group(GROUP)) == "GET /scim/Groups/g1?excludedAttributes=members"
    assert line(entra.read_user(USER)) == "GET /scim/Users/u%201"
    assert line(entra.read_schemas()) == "GET /scim/Schemas"


def test_references_are_checked_in_either_order(entra):
    assert line(entra.reference_check_user(USER, "m1")) == (
        "GET /scim/Users?filter=id+eq+%22u+1%22+and+manager+eq+%22m1%22&attributes=id"
    )
    assert line(entra.reference_check_group(GROUP, USER, member_first=True)) == (
        "GET /scim/Groups?filter=members+eq+%22u+1%22+and+id+eq+%22g1%22&attributes=id"
    )


def test_it_speaks_legacy_until_told_otherwise(entra):
    assert entra.dialect is Dialect.LEGACY
    assert sent(entra.disable(USER))["Operations"] == [{"op": "Replace", "path": "active", "value": "False"}]
    assert sent(entra.flag.disable(USER))["Operations"] == [{"op": "replace", "path": "active", "value": False}]
    assert entra.flag.legacy.dialect is Dialect.LEGACY


def test_labels_say_what_is_done_and_in_which_dialect(entra):
    assert entra.disable(USER).label == "Entra disables the user (legacy dialect)"
    assert entra.flag.remove_members(GROUP, [USER]).label == "Entra removes members from the group (flag dialect)"


def test_the_keys_of_the_envelope_come_in_either_order(entra):
    assert list(sent(entra.enable(USER))) == ["schemas", "Operations"]
    assert list(sent(entra.flag.enable(USER))) == ["Operations", "schemas"]
    assert list(sent(entra.patch(GROUP, operations_first=True))) == ["Operations", "schemas"]


def test_an_update_adds_what_the_resource_lacks_and_replaces_what_it_has(entra):
    exchange = entra.update(USER, {"displayName": "New", "title": "T", f"{ENTERPRISE}:department": "D"})

    assert [(each["op"], each["path"]) for each in sent(exchange)["Operations"]] == [
        ("Replace", "displayName"),
        ("Add", "title"),
        ("Add", f"{ENTERPRISE}:department"),
    ]


def test_an_update_can_be_told_what_is_present(entra):
    assert sent(entra.flag.update(USER, {"title": "T"}, present=["title"]))["Operations"] == [
        {"op": "replace", "path": "title", "value": "T"}
    ]


@pytest.mark.parametrize(
    ("call", "paths"),
    [
        (lambda entra: entra.rename_deleted(USER, "jo@x", ID), ["active", "userName"]),
        (lambda entra: entra.restore(USER, "jo@x"), ["active", "userName"]),
        (lambda entra: entra.set_manager(USER, USER), [f"{ENTERPRISE}:manager"]),
        (lambda entra: entra.clear_manager(USER, USER), [f"{ENTERPRISE}:manager"]),
        (lambda entra: entra.flag.clear_manager(USER, "m"), ['manager[value eq "m"]']),
        (lambda entra: entra.rename_group(GROUP, "N"), ["displayName"]),
        (lambda entra: entra.add_members(GROUP, [USER, "u2"]), ["members"]),
        (lambda entra: entra.remove_members(GROUP, [USER, "u2"]), ["members"]),
    ],
)
def test_every_deed_is_one_patch(entra, call, paths):
    exchange = call(entra)

    assert exchange.request.method == "PATCH"
    assert [each["path"] for each in sent(exchange)["Operations"]] == paths


def test_a_flag_left_on_the_address_goes_with_every_request(entra):
    flagged = Entra(entra.client, query="aadOptscim062020")

    assert line(flagged.match_user("userName", "x")) == ("GET /scim/Users?aadOptscim062020&filter=userName+eq+%22x%22")
    assert line(flagged.flag.disable(USER)) == "PATCH /scim/Users/u%201?aadOptscim062020"
