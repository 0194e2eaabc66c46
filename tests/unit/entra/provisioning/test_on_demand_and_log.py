import json

import pytest

from scimproof.entra.dialect import Dialect
from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.log import Action, Identity, Log, LogEntry, Modified, Status, as_json, as_row
from scimproof.entra.provisioning.on_demand import on_demand
from scimproof.entra.provisioning.removal import remove
from scimproof.entra.provisioning.source import BadSource


def test_one_user_is_provisioned_with_the_manager_and_the_next_cycle_does_not_do_it_again(tenant):
    job = tenant(users=3, groups=0)
    on_demand(job.service, "#1")
    entries = on_demand(job.service, job.user(2).name)

    assert [(each.action.value, each.status.value) for each in entries] == [
        ("create", "success"),
        ("update", "success"),
    ]
    assert job.writes() == {"create": 1, "update": 1}
    assert job.divergences() == []


def test_a_group_comes_with_the_members_that_were_named(tenant):
    job = tenant(users=6, groups=1)
    group = job.service.source.find("Group", "#1").name
    on_demand(job.service, group, ["#1", "#3"])

    assert len(job.seen(1, "Group")["members"]) == 2
    job.cycle()
    assert len(job.seen(1, "Group")["members"]) == 3
    assert job.divergences() == []


def test_it_speaks_legacy_whatever_the_job_speaks(tenant):
    job = tenant(users=1, groups=0, dialect=Dialect.FLAG)
    on_demand(job.service, "#1")
    Changes(job.service.source).apply({"change": "update", "user": "#1", "set": {"jobTitle": "Lead"}})
    bodies = []
    job.reference.provider.http.before.append(
        lambda request: bodies.append(request.content) if request.content else None
    )

    on_demand(job.service, "#1")

    assert b'"Replace"' in bodies[0]
    assert job.service.entra.dialect is Dialect.FLAG


@pytest.mark.parametrize(
    ("who", "members", "says"),
    [("nobody", [], "no user or group"), ("#1", ["#2"], "a user"), ("team", ["#1"] * 6, "at most 5")],
)
def test_what_cannot_be_provisioned_on_demand_is_refused(tenant, who, members, says):
    job = tenant(users=2, groups=1)
    name = job.service.source.find("Group", "#1").name if who == "team" else who

    with pytest.raises(BadSource, match=says):
        on_demand(job.service, name, members)


def test_removing_takes_back_what_was_created_and_leaves_what_was_adopted(tenant):
    job = tenant(users=3, groups=1, adopt=True)
    job.reference.provider.store.insert(
        job.reference.provider.schema.user, {"userName": job.user(2).name, "active": True}
    )
    job.cycle()

    removed = remove(job.service)

    assert (removed.deleted, removed.left) == (3, [])
    assert [each["userName"] for each in job.client.get("/Users").resources] == [job.user(2).name]


def test_removing_finds_what_an_unanswered_create_made(tenant):
    job = tenant(users=1, groups=0)
    user = job.user(1)
    with job.service.state.saved():
        job.service.links.intend(user.id, "User", "userName", user.name)
    job.client.create("/Users", job.service.job.schema.users.body(job.service.attributes(user)))
    job.service.state.db.execute("DELETE FROM owned")

    assert remove(job.service).deleted == 1


def test_an_entry_has_the_shape_of_graphs_provisioning_object_summary():
    entry = LogEntry(
        action=Action.UPDATE,
        status=Status.FAILURE,
        source=Identity("s", "Jo", "User"),
        target=Identity("t", "Jo", "User"),
        modified=[Modified("title", "old", "new")],
        code="EntryConflict",
        reason="taken",
        exchanges=[3, 4],
        at="2026-01-01T00:00:00Z",
        cycle="c",
        job="j",
        duration_ms=12,
        tries=2,
    )

    written = as_json(entry)
    assert written.pop("id")
    assert written == {
        "activityDateTime": "2026-01-01T00:00:00Z",
        "jobId": "j",
        "cycleId": "c",
        "action": "Update",
        "provisioningAction": "update",
        "durationInMilliseconds": 12,
        "sourceIdentity": {"id": "s", "displayName": "Jo", "identityType": "User"},
        "targetIdentity": {"id": "t", "displayName": "Jo", "identityType": "User"},
        "modifiedProperties": [{"displayName": "title", "oldValue": "old", "newValue": "new"}],
        "provisioningStatusInfo": {
            "status": "failure",
            "errorInformation": {"errorCode": "EntryConflict", "reason": "taken"},
        },
        "exchanges": [3, 4],
        "failures": 2,
    }
    assert as_row(entry)["Modified properties"] == "title: old → new"


def test_a_log_keeps_failures_when_there_are_too_many_entries(tmp_path):
    log = Log(tmp_path / "log.jsonl", keep=3)
    for number in range(10):
        status = Status.FAILURE if number >= 8 else Status.SUCCESS
        log.add(LogEntry(action=Action.CREATE, status=status, code=str(number)))
    log.close()

    assert [each.code for each in log.kept] == ["2", "8", "9"]
    assert (log.written(), log.failed()) == (8, 2)
    assert len([json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]) == 10


def test_what_an_expression_redacts_is_not_logged(tenant):
    from scimproof.entra.mapping_file import default, read

    text = json.dumps({"synchronizationRules": [{"objectMappings": [_mapping()]}]})
    job = tenant(users=1, groups=0, schema=read(text))
    job.cycle()

    modified = {each.name: each.new for each in job.log.kept[0].modified}
    assert modified["title"] == "[redacted]"
    assert job.seen(1)["title"] == job.user(1).attributes["jobTitle"]
    assert default().users.matching


def _mapping():
    rows = {"userName": "[userPrincipalName]", "title": "Redact([jobTitle])"}
    return {
        "sourceObjectName": "User",
        "targetObjectName": "urn:ietf:params:scim:schemas:core:2.0:User",
        "attributeMappings": [
            {
                "targetAttributeName": target,
                "matchingPriority": int(target == "userName"),
                "source": {"type": "Function", "expression": expression},
            }
            for target, expression in rows.items()
        ],
    }
