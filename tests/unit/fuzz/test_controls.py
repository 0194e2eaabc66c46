"""A refusal is asked again in its plainest form: which form that is, and when there is none."""

import pytest

from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.model.controls import plainer
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.filter_tree import Leaf
from scimproof.fuzz.model.patch_model import Operation
from scimproof.fuzz.model.steps import GROUPS, Step
from scimproof.fuzz.model.tenant_model import Tenant, TrackedResource
from scimproof.scim.resource import Resource


@pytest.fixture
def tenant():
    made = Tenant()
    for name in ("u1", "u2", "u3"):
        made.enter(
            TrackedResource(name, Resource("User", "/Users", f"id-{name}", {}), {"active": True, "title": "Lead"})
        )
    group = TrackedResource("g1", Resource("Group", "/Groups", "id-g1", {}))
    group.members = {"id-u1"}
    made.enter(group)
    return made


def _members(*names):
    return [{"value": f"id-{name}"} for name in names]


@pytest.mark.parametrize(
    ("on", "operation", "plain"),
    [
        ("u1", Operation("replace", "active", value=True), Operation("replace", "active", value=False)),
        ("u1", Operation("replace", "title", value="Lead"), Operation("replace", "title", value="Lead again")),
        ("g1", Operation("add", "members", value=_members("u1")), Operation("add", "members", value=_members("u2"))),
        (
            "g1",
            Operation("add", "members", value=_members("u2", "u3")),
            Operation("add", "members", value=_members("u2")),
        ),
    ],
)
def test_what_is_said_again_or_together_has_a_plainer_form(tenant, on, operation, plain):
    assert plainer([operation], tenant.tracked[on], tenant) == plain


@pytest.mark.parametrize(
    ("on", "operations"),
    [
        ("u1", [Operation("replace", "active", value=False)]),
        ("u1", [Operation("replace", "title", value="x" * 3000)]),
        ("u1", [Operation("replace", "active", value=True), Operation("remove", "title")]),
        ("u1", [Operation("replace", "emails", Leaf("type", "eq", "work"), "value", value="x")]),
        ("g1", [Operation("add", "members", value=_members("u2"))]),
        ("g1", [Operation("add", "members", value=_members("stranger", "u2"))]),
        ("g1", [Operation("remove", "members", Leaf("value", "eq", "id-u2"))]),
    ],
)
def test_what_is_plain_already_or_may_be_refused_has_none(tenant, on, operations):
    assert plainer(operations, tenant.tracked[on], tenant) is None


def _played(bench, *steps):
    world = World(bench.client, RequestBudget(100, 60.0), "scimproof-unittest-w1-")
    try:
        return world.play(steps)
    finally:
        world.clear()


def _user(name):
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": f"${{run}}{name}", "active": True}
    return Step("create", name, body=body)


def _group(name, *members):
    listed = [{"value": f"${{{each}}}"} for each in members]
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": f"${{run}}{name}"}
    return Step("create", name, GROUPS, body | {"members": listed})


STORIES = {
    "renamed-user-not-enabled-twice": [
        _user("u1"),
        Step("patch", "u1", operations=(Operation("replace", "userName", value="${run}other"),)),
        Step("patch", "u1", operations=(Operation("replace", "active", value=True),)),
    ],
    "newcomer-beside-member-refused": [
        _user("u1"),
        _user("u2"),
        _user("u3"),
        _group("g1", "u1"),
        Step(
            "patch",
            "g1",
            GROUPS,
            operations=(Operation("add", "members", value=[{"value": "${u1}"}, {"value": "${u2}"}]),),
        ),
    ],
    "member-of-two-groups-not-deletable": [_user("u1"), _group("g1", "u1"), _group("g2", "u1"), Step("delete", "u1")],
}


@pytest.mark.parametrize("defect", STORIES)
def test_a_refusal_without_a_reason_is_a_fault(benches, defect):
    with benches(defects=[defect]) as bench:
        fault = _played(bench, *STORIES[defect])
        left = bench.left()

    assert fault is not None
    assert fault.kind == "refused"
    assert "409" in fault.mismatch.observed
    assert [each for each in left if each.get("userName", "").endswith("alone@scimproof.example")] == []


@pytest.mark.parametrize("defect", STORIES)
def test_the_same_history_is_no_fault_on_a_good_target(bench, defect):
    assert _played(bench, *STORIES[defect]) is None
    assert bench.left() == []
