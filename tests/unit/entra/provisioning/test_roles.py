"""App roles and flow types: what a mapping adds to a list, and how each dialect words it."""

import json
from dataclasses import replace

import pytest

from scimproof.entra.dialect import ROLE_TYPE, Dialect
from scimproof.entra.expressions import parse
from scimproof.entra.mapping import Apply, AttributeMapping
from scimproof.entra.mapping_file import default
from scimproof.entra.provisioning.differences import differs
from scimproof.entra.provisioning.on_demand import on_demand
from scimproof.entra.provisioning.roles import assigned, role, role_texts

SINGLE = ('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])")
COMPLEX = ("roles", "AppRoleAssignmentsComplex([appRoleAssignments])")
ASSERTIVE = ("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])")
ADMIN = {"id": "06b07648-ecfe-589f-9d2f-6325724a46ee", "value": "Admin", "displayName": "Administrator"}


def _row(target, expression, **more):
    return AttributeMapping(target=target, source=parse(expression), **more)


def _schema(*rows):
    whole = default()
    users = replace(whole.users, rows=(*whole.users.rows, *(_row(*each) for each in rows)))
    return replace(whole, users=users)


@pytest.fixture
def sent(tenant):
    """Runs a job whose second user becomes an Admin; returns the job and the operations that said so."""

    def run(row, dialect):
        job = tenant(users=2, groups=0, schema=_schema(row), dialect=dialect)
        with job.service.state.saved():
            job.service.source.define_roles([ADMIN])
        job.cycle()
        bodies = []
        job.reference.provider.http.before.append(
            lambda request: bodies.append(json.loads(request.content)) if request.method == "PATCH" else None
        )
        job.happens("assign", user="#2", role="Administrator")
        job.cycle()
        return job, [operation for body in bodies for operation in body["Operations"]]

    return run


@pytest.mark.parametrize("row", [SINGLE, COMPLEX])
def test_legacy_adds_roles_as_texts_of_json(sent, row):
    job, operations = sent(row, Dialect.LEGACY)

    assert [(each["op"], each["path"]) for each in operations] == [("Add", "roles")]
    assert [json.loads(each["value"]) for each in operations[0]["value"]] == [ADMIN]
    assert job.divergences() == []


def test_the_flag_words_a_patch_as_the_create(sent):
    job, operations = sent(COMPLEX, Dialect.FLAG)

    [added] = operations
    assert (added["op"], added["path"]) == ("add", "roles")
    assert added["value"] == [{"primary": False, "type": ROLE_TYPE, "displayName": "Administrator", "value": "Admin"}]
    assert {each["value"] for each in job.seen(2)["roles"]} == {"User", "Admin"}, "what is there stays"
    assert job.divergences() == []


def test_a_single_role_is_replaced_under_the_flag(sent):
    job, operations = sent(SINGLE, Dialect.FLAG)

    assert operations == [{"op": "replace", "path": 'roles[primary eq "True"].value', "value": "Admin"}]
    assert job.divergences() == []


@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_assertive_form_replaces_all_roles(sent, dialect):
    job, operations = sent(ASSERTIVE, dialect)

    assert [(each["op"].lower(), each["path"]) for each in operations] == [("replace", "roles")]
    assert [each["value"] for each in job.seen(2)["roles"]] == ["Admin"]
    assert job.divergences() == []


@pytest.mark.parametrize("row", [SINGLE, COMPLEX, ASSERTIVE])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_roles_that_are_there_are_not_written_again(sent, row, dialect):
    job, _ = sent(row, dialect)
    job.happens("update", user="#2", set={"jobTitle": "Lead"})

    _, entries = job.cycle()
    assert [modified.name for entry in entries for modified in entry.modified] == ["title"]


def test_a_created_user_has_its_roles_with_the_type_that_entra_gives(sent):
    job, _ = sent(SINGLE, Dialect.LEGACY)

    [held] = job.seen(1)["roles"]
    assert (held["primary"], held["type"], held["value"]) == (True, ROLE_TYPE, "User")


def test_on_demand_leaves_roles_out(tenant):
    job = tenant(users=1, groups=0, schema=_schema(COMPLEX))
    on_demand(job.service, "#1")

    assert "roles" not in job.seen(1)
    assert job.service.job.schema.users.rows[-1].target == "roles"


def test_a_role_that_is_defined_twice_stops_the_job_until_one_is_gone(tenant):
    job = tenant(users=1, groups=0)
    with job.service.state.saved():
        job.service.source.define_roles([ADMIN, {**ADMIN, "id": "2"}])

    outcome, entries = job.cycle()
    assert "defined twice: 'Admin'" in outcome.trouble
    assert [each.code for each in entries] == ["EncounteredQuarantineException"]
    assert job.service.requests == 0

    with job.service.state.saved():
        job.service.source.define_roles([ADMIN])
    assert job.cycle()[0].trouble == ""


def test_default_access_is_no_role():
    assert assigned(["", "Default Access", "admin", "Other"], [ADMIN]) == [ADMIN, role("Other")]
    assert role_texts({"appRoleAssignments": None}, single=True) == []


@pytest.mark.parametrize(
    ("apply", "held", "wanted", "flows"),
    [
        (Apply.ALWAYS, "a", "b", True),
        (Apply.INTO_NOTHING, "a", "b", False),
        (Apply.INTO_NOTHING, None, "b", True),
        (Apply.VALUES, "a", "b", True),
        (Apply.VALUES, [{"value": "a"}], ["a"], False),
        (Apply.VALUES, [{"value": "a"}, {"value": "c"}], ["a", "b"], True),
        (Apply.ELEMENTS, "a", "b", False),
        (Apply.ELEMENTS, None, "b", True),
        (Apply.ELEMENTS, [{"value": "A"}, {"value": "c"}], ["a"], False),
        (Apply.ELEMENTS, "no list", ["a"], True),
    ],
)
def test_a_flow_type_says_when_a_difference_is_written(apply, held, wanted, flows):
    assert differs({"x": held}, _row("x", "[x]", apply=apply), wanted) is flows
