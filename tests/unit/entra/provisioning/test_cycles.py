"""Whole cycles against the reference target."""

from dataclasses import replace

import pytest

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping_file import default
from scimproof.entra.provisioning.cycle import Cycle, restart
from scimproof.entra.provisioning.state import JobState
from scimproof.scim.patch import remove

PREFIX = "scimproof-unit01-"


@pytest.mark.parametrize("dialect", [Dialect.LEGACY, Dialect.FLAG])
def test_an_initial_cycle_converges_and_the_second_one_is_silent(tenant, dialect):
    job = tenant(users=6, groups=2, dialect=dialect)

    first, _ = job.cycle()
    assert (first.initial, first.finished, first.trouble) == (True, True, "")
    assert job.divergences() == []

    before = job.service.requests
    second, entries = job.cycle()
    assert (second.initial, entries) == (False, [])
    assert job.service.requests - before == 2, "two probes and nothing else"


@pytest.mark.parametrize("dialect", [Dialect.LEGACY, Dialect.FLAG])
def test_every_kind_of_change_converges(tenant, dialect):
    job = tenant(users=8, groups=3, dialect=dialect)
    job.cycle()
    job.happens("hire")
    job.happens("update", user="#2", set={"jobTitle": "Lead", "department": "Sales"})
    job.happens("rename", user="#3", to=f"{PREFIX}three@scimproof.example")
    job.happens("manager", user="#4", to="#3")
    job.happens("manager", user="#5", to=None)
    job.happens("unassign", user="#6")
    job.happens("delete", user="#7")
    job.happens("purge", user="#8")
    job.happens("group-create")
    job.happens("group-rename", group="#1", to=f"{PREFIX} other")
    job.happens("group-add", group="#2", members=["#2", "#9"])
    job.happens("group-remove", group="#1", members=["#1", "#6"])
    job.happens("group-remove", group="#2", members=["#6"])
    job.happens("group-delete", group="#3")

    job.cycle()

    assert job.log.failed() == 0
    assert job.divergences() == []
    assert job.seen(6)["active"] is False
    assert job.seen(7)["userName"].startswith(job.user(7).id.replace("-", ""))
    assert job.writes() == {}


def test_a_group_in_a_group_is_a_member_as_such(tenant):
    job = tenant(users=2, groups=2)
    job.cycle()
    inner, outer = (job.service.source.find("Group", f"#{number}") for number in (2, 1))
    job.happens("group-add", group="#1", members=[inner.name])

    assert job.writes() == {"update": 1}
    nested = job.service.links.get(inner.id).target_id
    assert nested in [each["value"] for each in job.seen(1, "Group")["members"]]
    assert job.divergences() == []

    job.happens("group-remove", group=outer.name, members=[inner.id])
    job.cycle()
    assert nested not in [each["value"] for each in job.seen(1, "Group")["members"]]


def test_a_group_that_shows_no_members_is_asked_who_is_in_it(tenant):
    job = tenant(users=3, groups=1, variants=["members-never-shown"])
    job.cycle()
    assert "members" not in job.seen(1, "Group")
    assert job.divergences() == []

    group = job.service.links.get(job.service.source.find("Group", "#1").id).resource
    job.client.patch(group, remove("members"))
    [lost] = job.divergences()
    assert "members are missing" in lost


def test_who_returns_is_the_same_and_is_not_created_again(tenant):
    job = tenant()
    job.cycle()
    before = job.seen(2)["id"]
    job.happens("delete", user="#2")
    job.cycle()
    job.happens("restore", user="#2")

    assert job.writes() == {"update": 1}
    assert (job.seen(2)["id"], job.seen(2)["active"]) == (before, True)
    assert job.divergences() == []


def test_a_purge_deletes_and_one_after_unassignment_does_not(tenant):
    job = tenant(groups=0)
    job.cycle()
    managed, left = (job.service.links.get(job.user(number).id).resource for number in (2, 3))
    job.happens("unassign", user="#3")
    job.cycle()
    job.happens("purge", user="#2")
    job.happens("purge", user="#3")

    assert job.writes() == {"delete": 1}
    assert job.client.get(managed).status == 404
    assert job.client.get(left).resource["active"] is False
    assert job.divergences() == []


def test_a_restart_reads_everything_and_writes_nothing(tenant):
    job = tenant(users=5, groups=2)
    job.cycle()
    restart(job.service)

    outcome, entries = job.cycle()

    assert outcome.initial
    assert {each.status.value for each in entries} == {"skipped"}
    assert {each.code for each in entries} == {"RedundantExport"}


def test_after_a_reset_of_the_scope_everyone_is_matched_again(tenant):
    job = tenant(users=5, groups=2)
    job.cycle()
    restart(job.service, reset_scope=True)

    assert job.writes() == {}
    assert job.service.links.count("User") == 5


def test_drift_in_the_target_is_put_right_when_the_user_changes(tenant):
    job = tenant()
    job.cycle()
    link = job.service.links.get(job.user(2).id)
    job.client.patch(link.resource, {"op": "replace", "path": "title", "value": "tampered"})

    assert job.writes() == {}
    job.happens("update", user="#2", set={"department": "Sales"})
    _, entries = job.cycle()

    changed = {each.name: (each.old, each.new) for each in entries[0].modified}
    assert changed["title"] == ("tampered", "Field Engineer")


def test_letter_case_alone_is_no_change(tenant):
    job = tenant()
    job.cycle()
    job.happens("update", user="#2", set={"jobTitle": "FIELD engineer"})

    assert job.writes() == {}


def test_an_interrupted_cycle_goes_on_where_it_was(tenant):
    job = tenant(users=10, groups=1)
    done = []

    def progress(phase, *_):
        done.append(phase)

    stopped = Cycle(job.service, progress, lambda: len(done) == 4).run()
    assert not stopped.finished

    finished, _ = job.cycle()
    assert (finished.cycle, finished.finished) == (stopped.cycle, True)
    assert job.log.counts["create", "success"] == 11
    assert job.divergences() == []


def test_a_process_that_died_between_request_and_answer_doubles_nobody(tenant, tmp_path):
    """The create arrived, the link was never written: the next cycle finds the object by its name and takes it."""
    first = tenant(users=2, groups=0, state=JobState(tmp_path / "state.db"))
    user = first.user(1)
    with first.service.state.saved():
        first.service.links.intend(user.id, "User", "userName", user.name)
    body = first.service.job.schema.users.body(first.service.attributes(user))
    first.client.create("/Users", body)
    first.service.state.db.execute("DELETE FROM owned")

    assert first.writes() == {"create": 1, "update": 1}
    assert first.divergences() == []
    assert first.client.get("/Users").total == 2


def test_an_unanswered_create_of_somebody_who_has_left_is_found_and_disabled(tenant):
    job = tenant(users=2, groups=0)
    user = job.user(2)
    with job.service.state.saved():
        job.service.links.intend(user.id, "User", "userName", user.name)
    job.client.create("/Users", job.service.job.schema.users.body(job.service.attributes(user)))
    job.happens("unassign", user="#2")

    job.cycle()

    assert job.seen(2)["active"] is False


def test_a_stranger_of_the_same_name_is_left_alone_unless_adopted(tenant):
    job = tenant(users=2, groups=0)
    stranger = job.reference.provider.store.insert(
        job.reference.provider.schema.user, {"userName": job.user(2).name, "active": True, "title": "theirs"}
    )

    _, entries = job.cycle()
    assert [each.code for each in entries if each.status == "skipped"] == ["NotTakenOver"]
    assert stranger["title"] == "theirs"

    restart(job.service)
    job.but(adopt=True).cycle()
    assert job.seen(2)["title"] == "Field Engineer"
    assert job.seen(2)["id"] == stranger["id"]


def test_two_matches_are_nobody(tenant):
    job = tenant(users=1, groups=0, defects=["duplicate-user-accepted"])
    for _ in range(2):
        job.reference.provider.store.insert(job.reference.provider.schema.user, {"userName": job.user(1).name})

    _, entries = job.cycle()

    assert [(each.status.value, each.code) for each in entries] == [("failure", "DuplicateTargetEntries")]


def test_a_second_matching_attribute_is_asked_when_the_first_finds_nobody(tenant):
    schema = default()
    rows = [replace(row, precedence=2) if row.target == "externalId" else row for row in schema.users.rows]
    job = tenant(users=1, groups=0, adopt=True, schema=replace(schema, users=replace(schema.users, rows=tuple(rows))))
    known = job.reference.provider.store.insert(
        job.reference.provider.schema.user,
        {"userName": "somebody@else.example", "externalId": job.user(1).attributes["mailNickname"], "active": True},
    )

    assert job.writes() == {"update": 1}
    assert job.seen(1)["id"] == known["id"]
    assert job.seen(1)["userName"] == job.user(1).name
