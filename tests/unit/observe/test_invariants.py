"""Each invariant sees what breaks it, and is silent on what is legal."""

import hashlib

import pytest

from scimproof.observe.invariants import (
    answers,
    errors,
    identity,
    lists,
    meta,
    references,
    repeats,
    secrets,
    shapes,
    wire,
)

BASE = "https://scim.example/v2"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
CREATED = (0, 2, 1, 3, 4, 5, 6, 8, 7)
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


def error(status, **more):
    return {"schemas": [ERROR], "status": str(status), "detail": "no", **more}


def test_a_5xx_to_a_well_formed_request_is_seen_and_an_unavailable_server_is_not(story, seen):
    story.add("GET", "/Users", 500, error(500)).add("GET", "/Users", 503, error(503))

    assert seen(wire.no_crash, story) == ([""], 1)


def test_a_204_with_a_type_is_seen(story, seen):
    story.delete("/Users/1").add("DELETE", "/Users/2", 204, headers=[("Content-Type", "text/html")])

    assert seen(wire.no_content, story) == (["Content-Type"], 2)


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ('{"a":1}', False),
        ('{"a":1,"a":2}', True),
        ('\ufeff{"a":1}', True),
        ('{"a":NaN}', True),
        ('{"a":{"b":1},"c":{"b":1}}', False),
        (r'{"a":"b\\x41"}', False),
    ],
)
def test_json_is_read_strictly(story, seen, body, broken):
    story.add("GET", "/Users", 200, body)

    assert bool(seen(wire.json_well_formed, story)[0]) is broken


def test_a_coding_is_legal_for_who_accepts_it(story, seen):
    coded = [("Content-Encoding", "gzip")]
    story.add("GET", "/Users", 200, "{}", headers=coded)
    story.add("GET", "/Users", 200, "{}", headers=coded, request_headers=[("Accept-Encoding", "gzip, br")])

    assert seen(wire.no_unasked_coding, story) == (["Content-Encoding"], 2)


def test_a_405_names_methods(story, seen):
    story.add("PUT", "/Users/1", 405, error(405)).add("PUT", "/Users/1", 405, error(405), headers=[("Allow", "GET")])

    assert seen(wire.allow_named, story) == (["Allow"], 2)


def test_an_error_has_the_form_of_scim(story, seen):
    story.add("GET", "/Users/1", 404, error(404)).add("GET", "/Users/1", 404, {"message": "no"})
    story.add("GET", "/Users/1", 401, {"message": "a gateway may say this"})

    assert seen(errors.scim_errors, story) == (["schemas"], 2)


@pytest.mark.parametrize(
    ("method", "kind", "fits"),
    [
        ("GET", "invalidFilter", True),
        ("GET", "noTarget", False),
        ("PATCH", "noTarget", True),
        ("POST", "uniqueness", True),
        ("GET", "uniqueness", False),
        ("PATCH", "whatever", False),
    ],
)
def test_the_kind_of_an_error_fits_the_method(story, seen, method, kind, fits):
    story.add(method, "/Users", 400, error(400, scimType=kind))

    assert seen(errors.kinds_fit, story) == ([] if fits else ["scimType"], 1)


def test_a_conflict_of_versions_needs_no_kind(story, seen):
    story.add("PATCH", "/Users/1", 409, error(409), request_headers=[("If-Match", 'W/"1"')])
    story.add("PATCH", "/Users/1", 409, error(409))

    assert seen(errors.kinds_given, story) == (["scimType"], 1)


def test_a_list_with_somebody_twice_is_seen(story, seen):
    story.list("/Users", {"id": "1"}, {"id": "2"}).list("/Users", {"id": "1"}, {"id": "1"})

    assert seen(lists.each_once, story) == (["Resources"], 2)


def test_totals_count_at_least_what_is_shown(story, seen):
    story.list("/Users?count=1", {"id": "1"}, totalResults=7).list("/Users", {"id": "1"}, totalResults=0)
    story.list("/Users?count=1", {"id": "1"}, {"id": "2"})

    assert seen(lists.totals_agree, story) == (["totalResults", "Resources"], 3)


def test_an_order_that_moves_with_a_change_is_seen_and_a_new_resource_is_not(story, seen):
    story.list("/Users", {"id": "1"}, {"id": "2"}).create("3", userName="c")
    story.list("/Users", {"id": "3"}, {"id": "1"}, {"id": "2"})
    story.patch("/Users/2", {"op": "replace", "path": "title", "value": "x"})
    story.list("/Users", {"id": "3"}, {"id": "2"}, {"id": "1"})

    assert seen(lists.in_one_order, story) == (["Resources"], 2)


def test_whoever_is_renamed_may_move(story, seen):
    story.list("/Users", {"id": "1"}, {"id": "2"})
    story.patch("/Users/2", {"op": "replace", "path": "displayName", "value": "A"})
    story.list("/Users", {"id": "2"}, {"id": "1"})

    assert seen(lists.in_one_order, story) == ([], 0)


@pytest.mark.parametrize(("changed", "broken"), [(range(9, 0, -1), True), ((1, 3, 2, 4, 5, 6, 7, 9, 8), False)])
def test_a_long_list_in_the_order_of_the_last_changes_is_seen(story, seen, changed, broken):
    at = "2026-01-31T08:00:{:02}Z".format
    metas = [{"lastModified": at(each), "created": at(made)} for each, made in zip(changed, CREATED, strict=True)]
    story.list("/Users", *({"id": str(number), "meta": meta} for number, meta in enumerate(metas)))

    assert seen(lists.in_one_order, story)[0] == (["Resources"] if broken else [])


def test_users_at_groups_are_seen(story, seen):
    story.list("/Groups", {"id": "1", "meta": {"resourceType": "User"}}, {"id": "2", "meta": {"resourceType": "Group"}})

    assert seen(lists.of_one_type, story) == (["meta.resourceType"], 2)


def test_a_time_of_creation_that_moves_is_seen_and_one_written_shorter_is_not(story, seen):
    story.add("POST", "/Users", 201, {"id": "1", "meta": {"created": "2026-01-31T08:00:00.123456Z"}})
    story.read("1", meta={"created": "2026-01-31T08:00:00Z"}).read("1", meta={"created": "2026-01-31T08:00:00Z"})
    story.read("1", meta={"created": "2026-01-31T08:00:02Z"})

    assert seen(meta.created_stays, story) == (["meta.created"], 3)


def test_times_are_instants(story, seen):
    story.read("1", meta={"created": "2026-01-31T08:00:00+02:00", "lastModified": "2026-01-31T08:00:00"})

    assert seen(meta.zones_given, story) == (["meta.lastModified"], 2)


@pytest.mark.parametrize(
    ("location", "right"),
    [
        (f"{BASE}/Users/a%20b", True),
        ("https://SCIM.example/v2/Users/a%20b", True),
        ("https://scim-1.internal/v2/Users/a%20b", False),
        (f"{BASE}/Users/b", False),
        (f"{BASE}/Users", False),
    ],
)
def test_a_location_is_an_address_below_the_base(story, seen, location, right):
    story.add("GET", "/Users/a%20b", 200, {"id": "a b", "meta": {"location": location}})

    assert seen(meta.locations_lead, story) == ([] if right else ["meta.location"], 1)


def test_the_etag_is_the_version(story, seen):
    tagged = [("ETag", 'W/"1"')]
    story.add("GET", "/Users/1", 200, {"id": "1", "meta": {"version": 'W/"1"'}}, headers=tagged)
    story.add("GET", "/Users/1", 200, {"id": "1", "meta": {"version": "1"}}, headers=tagged)

    assert seen(meta.versions_equal, story) == (["meta.version"], 2)


def test_an_id_of_a_living_resource_is_not_new(story, seen):
    story.create("1", userName="a").create("1", userName="b")

    assert seen(identity.creates_are_new, story) == (["id"], 2)
    assert seen(identity.never_reused, story) == ([], 2)


def test_an_id_comes_back_only_with_the_name(story, seen):
    story.create("1", userName="a").delete("/Users/1").create("1", userName="A").delete("/Users/1")
    story.create("1", userName="b")

    assert seen(identity.creates_are_new, story) == ([], 3)
    assert seen(identity.never_reused, story) == (["id"], 3)


def test_a_reference_leads_to_who_is_named(story, seen):
    good, relative = f"{BASE}/Users/1", "../Users/1"
    members = [{"value": "1", "$ref": each} for each in (good, relative, f"{BASE}/Users", f"{BASE}/Users/2")]
    story.read("9", members=members)

    assert seen(references.lead_home, story) == (["members.$ref"] * 2, 4)


def test_a_password_is_seen_in_any_form(story, seen):
    secret = "Aa1!correct-horse"
    story.add("POST", "/Users", 201, {"id": "1"}, sent={"password": secret})
    story.read("1", note=hashlib.sha256(secret.encode()).hexdigest()).read("1", note=secret).read("1", note="$2b$12$x")

    assert seen(secrets.passwords_hidden, story) == (["password"] * 2, 4)


def test_the_token_of_the_run_is_seen(story, seen):
    story.add("GET", "/Users/1", 404, error(404, detail="Authorization: Bearer [redacted]")).read("1")

    assert seen(secrets.token_hidden, story) == ([""], 2)


def test_the_same_question_is_judged_without_a_write_in_between(story, seen):
    story.list("/Users", {"id": "1"}).list("/Users", {"id": "1"}, {"id": "2"})
    story.create("3", userName="c").list("/Users", {"id": "1"}, {"id": "2"}, {"id": "3"})

    assert seen(repeats.same_answer, story) == (["Resources"], 1)


def test_a_write_may_take_its_lag_to_show(story, seen):
    story.create("3", userName="c").list("/Users").list("/Users", {"id": "3"})

    assert seen(repeats.same_answer, story, lag=3.0) == ([], 0)


SCHEMAS = [
    {
        "id": USER,
        "attributes": [
            {"name": "userName", "type": "string", "multiValued": False, "required": True},
            {"name": "active", "type": "boolean", "multiValued": False},
            {"name": "pin", "type": "string", "multiValued": False, "returned": "never"},
            {"name": "emails", "type": "complex", "multiValued": True, "subAttributes": [{"name": "value"}]},
        ],
    }
]


def test_values_are_as_the_schema_has_them(story, seen):
    story.list("/Schemas", *SCHEMAS).read("1", userName="a", active="true", emails=[{"value": "x"}])
    story.read("2", userName="a", USERNAME="b", active=None, emails={"value": "x"}).read("3", active=True, pin="1")

    assert seen(shapes.types_as_declared, story) == (["active", "emails"], 3)
    assert seen(shapes.hidden_as_declared, story) == (["pin"], 3)
    assert seen(shapes.required_as_declared, story) == (["userName"], 3)


def test_names_in_another_letter_case_are_as_the_rfc_has_them(story, seen):
    story.add("GET", "/Users/1", 200, {"schemas": [USER], "id": "1", "username": "a", "active": True})
    story.read("2", userName="a", active="True")

    assert seen(shapes.as_the_rfc_has_it, story) == (["active"], 2)


def test_schemas_are_those_of_the_resource_type(story, seen):
    story.list("/ResourceTypes", {"endpoint": "/Users", "schema": USER})
    story.read("1", schemas=[USER]).read("2", schemas=[USER, "urn:example:other"]).read("3", schemas=[USER, USER])

    assert seen(shapes.urns_declared, story) == (["schemas"] * 2, 3)


def test_the_answer_to_a_write_is_compared_with_the_last_read_before_the_next(story, seen):
    story.add("POST", "/Users", 201, {"id": "1", "title": "a", "nickName": "n"}, sent={}).read("1", title="a")
    story.add("PATCH", "/Users/1", 200, {"id": "1", "title": "a"}, sent={}).read("1", title="b")
    story.add("PATCH", "/Users/1", 200, {"id": "1", "title": "c"}, sent={}).patch("/Users/1").read("1", title="d")

    assert seen(answers.equal_next_read, story) == (["title"], 2)
