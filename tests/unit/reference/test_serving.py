from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest

from scimproof.reference import DEFECTS, VARIANTS, create_app, serving

pytestmark = pytest.mark.slow


def client(target):
    return httpx.Client(base_url=target.url, headers={"Authorization": f"Bearer {target.token}"})


def add(target, group, user):
    body = {"Operations": [{"op": "Add", "path": "members", "value": [{"value": user}]}]}
    with client(target) as one:
        return one.patch(f"/Groups/{group}", json=body).status_code


def burst(target, count=50):
    """Add that many users to one group, all at once; return how many are members afterwards."""
    with client(target) as one, ThreadPoolExecutor(count) as many:
        users = [one.post("/Users", json={"userName": f"u{each}"}).json()["id"] for each in range(count)]
        group = one.post("/Groups", json={"displayName": "G"}).json()["id"]
        assert set(many.map(lambda user: add(target, group, user), users)) == {204}
        return len(one.get(f"/Groups/{group}").json().get("members", []))


def test_parallel_adds_lose_nobody():
    with serving() as target:
        assert burst(target) == 50


def test_the_race_can_be_seen():
    with serving(defects=["lost-update"]) as target:
        assert burst(target, 20) < 20


def test_the_server_starts_and_stops_fast(capsys):
    started = time.perf_counter()
    with serving(token="t") as target, client(target) as one:
        assert one.get("/Users").status_code == 200
        assert one.headers["Authorization"] == "Bearer t"
        assert target.provider.projector.base == target.url
        stopping = time.perf_counter()
    with capsys.disabled():
        print(f"\nstart to first answer {stopping - started:.3f} s, stop {time.perf_counter() - stopping:.3f} s")
    with pytest.raises(httpx.ConnectError):
        httpx.get(target.url)


def test_finding_one_of_ten_thousand_is_no_scan(capsys):
    with serving(users=10_000) as target, client(target) as one:
        one.get("/Users?count=1")
        started = time.perf_counter()
        found = one.get(f"/Users?filter={NAMED.format('USER07777@example.com')}").json()
        took = time.perf_counter() - started
    assert found["totalResults"] == 1
    with capsys.disabled():
        print(f"\nfilter by userName among 10,000 users: {took * 1000:.1f} ms")


@pytest.mark.parametrize("path", ["/scim/v2//Users", "/scim/v2/Users/", "//scim/v2/Users?x", "/scim/v2/Users?a&b=%zz"])
def test_a_path_is_taken_as_admins_type_it(path):
    with serving() as target:
        status, body = get(target, path)
    assert (status, body["totalResults"]) == (200, 0)


@pytest.mark.parametrize("path", ["/", "/Users", "/scim/v2", "/scim/v2/%2e%2e/Users", "/%00"])
def test_elsewhere_there_is_a_scim_error(path):
    with serving() as target:
        status, body = get(target, path)
    assert (status, body["status"]) == (404, "404")


def test_a_plus_is_a_space_and_an_escaped_plus_is_a_plus():
    with serving() as target, client(target) as one:
        one.post("/Users", json={"userName": "a+b c#d@x"})
        _, body = get(target, "/scim/v2/Users?filter=userName+eq+%22a%2Bb+c%23d%40x%22")
    assert body["totalResults"] == 1


def test_a_body_that_is_too_large_gets_its_answer():
    with serving() as target, client(target) as one:
        assert one.post("/Users", content=b" " * 5_000_000).status_code == 413
        assert one.get("/Users").status_code == 200


def test_head_is_get_without_the_body():
    with serving() as target, client(target) as one:
        answer = one.head("/Users")
        assert (answer.status_code, answer.content) == (200, b"")


def test_delete_has_no_body_and_no_type():
    with serving() as target, client(target) as one:
        user = one.post("/Users", json={"userName": "x"}).json()["id"]
        answer = one.delete(f"/Users/{user}")
        assert (answer.status_code, answer.content, "content-type" in answer.headers) == (204, b"", False)


@pytest.mark.parametrize("id_", sorted(DEFECTS))
def test_a_defect_can_be_switched_on(id_):
    assert create_app(defects=[id_]).state.provider
    assert DEFECTS[id_].summary.endswith(".")
    assert DEFECTS[id_].source
    assert bool(DEFECTS[id_].seen_by) != bool(DEFECTS[id_].hard_to_seed)


@pytest.mark.parametrize("id_", sorted(VARIANTS))
def test_a_variant_can_be_switched_on_and_users_still_be_made(id_):
    with serving(variants=[id_]) as target, client(target) as one:
        answer = one.post("/Users", json=USER)
        assert answer.status_code == 201
        found, tries = {"totalResults": 0}, 0
        while not found["totalResults"] and (tries := tries + 1) < 10:  # one variant finds nobody at first
            time.sleep(0.1 if tries > 1 else 0)
            found = one.get(f"/Users?filter={NAMED_X}").json()
        assert found["totalResults"] == 1
        assert one.patch(f"/Users/{found['Resources'][0]['id']}", json=DISABLE).status_code in (200, 204)
    assert VARIANTS[id_].summary.endswith(".")


def test_an_unknown_defect_is_refused():
    with pytest.raises(KeyError):
        create_app(defects=["no-such"])


def test_the_command_serves_and_says_where():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "-m", "scimproof.reference", "--port", str(port)], capture_output=True, check=False
        )
    assert refused.returncode == 2
    serve = [sys.executable, "-m", "scimproof.reference", "--token", "t", "--users", "3"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as running:
        try:
            url = running.stdout.readline().split()[-1]
            assert running.stdout.readline() == "Token: t\n"
            assert httpx.get(f"{url}/Users", headers={"Authorization": "Bearer t"}).json()["totalResults"] == 3
        finally:
            running.terminate()
            running.wait(5)


USER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "x@y.example",
    "emails": [{"value": "x@y.example"}],
}
DISABLE = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "replace", "path": "active", "value": False}],
}
NAMED = "userName+eq+%22{}%22"
NAMED_X = NAMED.format("x@y.example")


def get(target, path):
    """Send a path exactly as given, as no tidy client would."""
    with closing(http.client.HTTPConnection(urlsplit(target.url).netloc)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {target.token}"})
        answer = connection.getresponse()
        assert answer.getheader("content-type") == "application/scim+json"
        return answer.status, json.loads(answer.read())
