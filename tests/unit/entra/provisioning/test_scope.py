from dataclasses import replace

import pytest

from scimproof.entra.mapping import BadMapping
from scimproof.entra.mapping_file import default
from scimproof.entra.provisioning.cycle import restart
from scimproof.entra.provisioning.scoping import ScopingFilters


def _group(*clauses):
    return {
        "name": "f",
        "clauses": [
            {"operatorName": operator, "sourceOperandName": name, "targetOperand": {"values": [value]}}
            for name, operator, value in clauses
        ],
    }


@pytest.mark.parametrize(
    ("operator", "value", "held", "expected"),
    [
        ("EQUALS", "sales", "sales", True),
        ("EQUALS", "sales", "Sales", False),
        ("NOT EQUALS", "sales", "ops", True),
        ("NOT EQUALS", "sales", None, False),
        ("Includes", "al", "sales", True),
        ("Includes", "AL", "sales", False),
        ("ENDS_WITH", "es", "sales", True),
        ("Greater_Than", "10", "11", True),
        ("Greater_Than", "10", "9", False),
        ("Greater_Than", "10", "eleven", False),
        ("Greater_Than_OR_EQUALS", "10", "10", True),
        ("REGEX MATCH", "^s.*s$", "sales", True),
        ("NOT REGEX MATCH", "^s", "ops", True),
        ("NOT REGEX MATCH", "^s", "", False),
        ("IS TRUE", "", True, True),
        ("IS FALSE", "", "False", True),
        ("IS NULL", "", None, True),
        ("IS NULL", "", "x", False),
        ("IS NOT NULL", "", "x", True),
        ("IS NOT NULL", "", "", False),
        ("&", "sales and ops", "ops", True),
        ("!&", "sales and ops", "hr", True),
        ("!&", "sales and ops", None, False),
        ("EQUALS", "sales", ["sales"], False),
    ],
)
def test_operators(operator, value, held, expected):
    assert ScopingFilters([_group(("department", operator, value))]).admits({"department": held}) is expected


def test_clauses_must_all_hold_and_one_filter_is_enough():
    filters = ScopingFilters([_group(("a", "EQUALS", "1"), ("b", "EQUALS", "2")), _group(("c", "EQUALS", "3"))])

    assert filters.admits({"a": "1", "b": "2"})
    assert not filters.admits({"a": "1", "b": "x"})
    assert filters.admits({"c": "3"})
    assert ScopingFilters([]).admits({})


@pytest.mark.parametrize("clause", [("a", "IsMemberOf", "x"), ("a", "REGEX MATCH", "(")])
def test_what_cannot_be_evaluated_is_refused_by_name(clause):
    with pytest.raises(BadMapping, match="a: "):
        ScopingFilters([_group(clause)])


def _only_sales():
    schema = default()
    return replace(schema, users=replace(schema.users, scope=(_group(("department", "EQUALS", "Sales")),)))


def test_who_leaves_the_scope_of_a_filter_is_disabled_and_who_was_never_in_it_is_not_created(tenant):
    job = tenant(users=3, groups=0)
    job.happens("update", user="#1", set={"department": "Sales"})
    job.but(schema=_only_sales())

    assert job.writes() == {"create": 1}
    job.happens("update", user="#1", set={"department": "Operations"})
    assert job.writes() == {"disable": 1}
    assert job.seen(1)["active"] is False
    assert job.seen(1)["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"] == "Sales"


def test_skip_out_of_scope_deletions_leaves_them_active(tenant):
    job = tenant(skip_out_of_scope_deletions=True)
    job.cycle()
    job.happens("unassign", user="#2")

    assert job.writes() == {}
    assert job.seen(2)["active"] is True


def test_an_assignment_through_a_group_is_enough(tenant):
    job = tenant(users=2, groups=1)
    job.happens("unassign", user="#2")
    job.happens("group-remove", group="#1", members=["#2"])
    assert job.writes() == {"create": 2, "update": 1}

    job.happens("group-add", group="#1", members=["#2"])
    assert job.writes()["create"] == 1

    job.happens("unassign", group="#1")
    assert job.writes() == {"disable": 1, "delete": 1}


def test_sync_all_needs_no_assignment(tenant):
    job = tenant(users=2, groups=1, assigned_only=False)
    job.happens("unassign", user="#2")
    job.happens("unassign", group="#1")

    assert job.writes()["create"] == 3


def test_default_access_is_provisioned_unless_the_rule_of_before_2020_is_asked_for(tenant):
    job = tenant(users=2, groups=0, default_access=False)
    job.happens("assign", user="#2", role="Default Access")

    _, entries = job.cycle()
    reasons = [each.reason for each in entries if each.status == "skipped"]
    assert len(reasons) == 1
    assert "tutorial" in reasons[0]
    assert "Default Access" in reasons[0]

    restart(job.service)
    assert job.but().writes() == {"create": 1, "update": 1}


@pytest.mark.parametrize(("actions", "expected"), [({"update"}, {}), ({"create"}, {"create": 4, "update": 2})])
def test_target_actions_that_are_not_ticked_are_not_done(tenant, actions, expected):
    job = tenant(users=3, groups=1, actions=frozenset(actions))
    job.happens("manager", user="#2", to=None)

    done = job.writes()
    assert done.get("create", 0) == expected.get("create", 0)
    job.happens("update", user="#1", set={"jobTitle": "Lead"})
    assert job.writes() == {}


def test_a_guest_is_provisioned_under_the_address_of_the_invitation(tenant):
    job = tenant(users=1, groups=0)
    job.happens("update", user="#1", set={"userPrincipalName": "scimproof-unit01-1_partner.example#EXT#@x.example"})

    job.cycle()

    assert job.seen(1)["userName"] == "scimproof-unit01-1@partner.example"
