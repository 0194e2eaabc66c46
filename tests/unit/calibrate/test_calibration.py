"""Calibrating targets that refuse what Entra sends: the reference target, with a rule in front of its creates."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from scimproof.calibrate.calibration import calibrate
from scimproof.calibrate.lab import BUDGET
from scimproof.calibrate.model import Wishes
from scimproof.capabilities import CORE_USER, ENTERPRISE, Capabilities
from scimproof.entra.directory import Directory
from scimproof.reference import serving
from scimproof.reference.messages import Response, ScimError
from scimproof.reference.registry import wrap
from scimproof.run.recording import Recorder
from scimproof.run.records import WorkerOrder, decode_order, encode
from scimproof.run.workbench import Run
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import Journal
from scimproof.settings import Settings
from scimproof.target import BearerToken, Target

PREFIX = "scimproof-test01-"


@pytest.fixture
def learn(tmp_path):
    """Calibrates the reference target: variants, a rule for each endpoint (body -> words of a refusal), wishes."""

    def calibrated(*variants, users=None, groups=None, wishes=None, people=(), hook=None):
        with learned(tmp_path, variants, users, groups, wishes or Wishes(), people, hook) as made:
            return made

    return calibrated


@contextmanager
def learned(tmp_path, variants, users, groups, wishes, people, hook):
    with serving(variants=variants) as reference:
        provider = reference.provider
        for each in people:
            provider.store.insert(provider.schema.user, {"schemas": [CORE_USER], "userName": each})
        rules = {"Users": users, "Groups": groups}

        def create(original, request):
            rule = rules.get(request.endpoint)
            if rule is not None and (said := rule(request.json)):
                raise ScimError(400, said, "invalidValue")
            return original(request)

        wrap(provider.operations, "create", create)
        if hook is not None:
            hook(provider)
        target = Target.parse(reference.url, BearerToken(reference.token))
        journal = Journal(tmp_path, "test01", base_url=target.base_url, prefix=PREFIX)
        tape = Recorder()
        client = connect(target, guard=Guard(target.base_url, journal, prefix=PREFIX), recorder=tape)
        capabilities = Capabilities(client, lambda: None)
        directory = Directory(f"{PREFIX}0")
        made = calibrate(client, directory, capabilities, wishes, 0.3)
        kept = {made.sample[0]} if made.sample else set()
        made_up = client.search("/Users", filter=f'externalId sw "{PREFIX}0"').resources
        assert {each["id"] for each in made_up} <= kept, "what calibration made is removed"
        client.close()
        yield made


def test_a_friendly_target_costs_few_requests(learn):
    made = learn()

    assert made.users.takes_default is True
    assert made.groups.takes_default is True
    assert set(made.users.body) == {"schemas", "userName", "externalId", "active", "displayName", "emails", "name"}
    assert made.users.least == {"schemas": [CORE_USER], "userName": "{upn}", "active": True}
    assert (made.users.at_fault, made.groups.at_fault, made.immutable, made.unique) == ((), (), (), ())
    assert (made.count, made.largest_count, made.members, made.lag) == (True, 1000, "shown", 0.0)
    assert made.sample is not None
    assert ENTERPRISE in made.sample[1]
    assert made.requests <= 20


def test_what_was_learned_travels_to_a_worker(learn):
    made = learn()
    run = Run(id="test01", seed=1, journal=".")

    assert decode_order(encode(WorkerOrder(Settings(), run, made))).calibration == made


def test_required_attributes_are_found_by_what_the_refusal_says(learn):
    def rule(body):
        missing = [name for name in ("userType", "password") if not body.get(name)]
        return f"{missing[0]} is required" if missing else ""

    made = learn(users=rule)

    assert made.users.takes_default is False
    assert {"userType", "password", "displayName", "emails"} <= set(made.users.body)
    assert {"userType (missing)", "password (missing)"} <= set(made.users.at_fault)
    assert made.users.attempts[0].what == "Entra's default body"
    assert set(made.users.least) == {"schemas", "userName", "active", "userType", "password"}


def test_required_attributes_are_found_without_a_word(learn):
    made = learn(users=lambda body: "" if body.get("name") and body.get("emails") and not body.get("meta") else "no")

    assert {"name", "emails", "displayName"} <= set(made.users.body)
    assert "meta" not in made.users.body
    assert made.users.at_fault == ("meta",)


def test_what_is_not_wanted_is_found_by_leaving_out(learn):
    def rule(body):
        extra = [part for each in body.get("emails", []) for part in ("type", "primary") if part in each]
        return f"emails[0].{extra[0]}: Extra inputs are not permitted" if extra else ""

    made = learn(users=rule)

    assert made.users.body["emails"] == [{"value": "{mail}"}]
    assert made.users.at_fault == ("emails.primary", "emails.type") or set(made.users.at_fault) == {
        "emails.primary",
        "emails.type",
    }


@pytest.mark.parametrize("habit", ["meta", "roles", ENTERPRISE])
def test_a_habit_of_entras_is_named_as_the_fault(learn, habit):
    made = learn(users=lambda body: "not allowed" if habit in body or habit in body["schemas"] else "")

    assert made.users.at_fault == (habit,)
    assert {"displayName", "emails", "externalId", "name"} <= set(made.users.body)


def test_an_address_that_is_the_username(learn):
    def rule(body):
        mails = [each.get("value") for each in body.get("emails", [])]
        return "" if body["userName"] in mails else "userName must be the e-mail address of the user"

    made = learn(users=rule)

    assert made.forms.mail_is_upn
    assert "emails" in made.users.body


def test_the_only_domain_is_read_from_the_refusal(learn):
    made = learn(users=lambda body: "" if body["userName"].endswith("@corp.test") else "the domain must be corp.test")

    assert made.forms.domain == "corp.test"


def test_the_only_domain_is_read_from_who_is_there(learn):
    made = learn(
        users=lambda body: "" if body["userName"].endswith("@corp.test") else "domain not verified",
        people=("jo@corp.test",),
    )

    assert made.forms.domain == "corp.test"


def test_what_the_user_says_wins(learn):
    made = learn(
        users=lambda body: "" if body["userName"].endswith("@own.test") and body.get("userType") == "Staff" else "no",
        wishes=Wishes(domain="own.test", user={"userType": "Staff"}),
    )

    assert made.forms.domain == "own.test"
    assert made.users.body["userType"] == "Staff"
    assert made.users.least["userType"] == "Staff"


def test_a_group_that_needs_a_member_with_a_reference(learn):
    def rule(body):
        members = body.get("members") or []
        if not members:
            return "members is required"
        return "" if all("$ref" in each for each in members) else "members.$ref is required"

    made = learn(groups=rule)

    assert made.needs_a_member
    assert made.groups.body["members"] == [{"value": "{member}", "$ref": "{member_ref}"}]
    assert "members (empty)" in made.groups.at_fault
    assert made.members == "shown"


def test_a_target_that_takes_nobody(learn):
    made = learn(users=lambda _: "no")

    assert made.users.body is None
    assert made.sample is None
    assert made.users.attempts[0].what == "Entra's default body"
    assert 5 < len(made.users.attempts) <= made.requests <= BUDGET


def test_a_count_that_is_too_large_is_asked_again(learn):
    def hook(provider):
        def limit(request):
            asked = request.query.get("count")
            if request.method == "GET" and asked and int(asked) > 50:
                return provider.errors.response(request, ScimError(400, "count: at most 50", "invalidValue"))
            return None

        provider.http.before.append(limit)

    assert learn(hook=hook).largest_count == 50


def test_a_count_that_breaks_the_target(learn):
    def hook(provider):
        provider.http.before.append(
            lambda request: Response(500, content=b"oops") if "count" in request.query else None
        )

    made = learn(hook=hook)

    assert made.count is False
    assert any(each.what == "count" and "500" in each.value for each in made.lines)


@pytest.mark.parametrize(("variant", "word"), [("members-on-request", "on request"), ("members-never-shown", "never")])
def test_how_members_are_shown(learn, variant, word):
    assert learn(variant).members == word


def test_what_only_one_user_may_have(learn):
    assert learn("emails-unique").unique == ("emails",)


def test_each_line_names_the_exchanges_behind_it(learn):
    made = learn()

    assert all(each.exchanges for each in made.lines)
    assert len({each.what for each in made.lines}) == len(made.lines)


def test_a_habit_of_entras_that_the_target_needs_stays(learn):
    made = learn(groups=lambda body: "" if "members" in body else "members is required")

    assert made.groups.takes_default
    assert made.groups.body["members"] == []
    assert not made.needs_a_member
    assert made.group(Directory(PREFIX).team())["members"] == []


def test_what_a_member_needs_is_found(learn):
    made = learn(groups=lambda body: "no" if any("$ref" not in each for each in body.get("members", [])) else "")

    assert made.member == ("value", "$ref")
    assert made.members == "shown"
