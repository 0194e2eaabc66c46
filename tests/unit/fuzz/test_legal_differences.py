"""What a target may do and fuzzing has to live with."""

from random import Random

import pytest

from scimproof.capabilities import ENTERPRISE, Capabilities
from scimproof.expect.outcome import NotApplicable, NotTestable
from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.steps import Step
from scimproof.fuzz.schema.attribute_case import spelled
from scimproof.fuzz.schema.shapes import shapes
from scimproof.reference.messages import ScimError
from scimproof.reference.registry import wrap


def test_names_are_read_in_any_letter_case():
    shown = {
        "username": "a",
        "NAME": {"givenname": "b"},
        "emails": [{"Value": "c"}],
        ENTERPRISE.upper(): {"Division": 1},
    }

    assert spelled(shown) == {
        "userName": "a",
        "name": {"givenName": "b"},
        "emails": [{"value": "c"}],
        ENTERPRISE: {"division": 1},
    }


def test_other_names_stay():
    assert spelled({"ownThing": {"SubThing": None}}) == {"ownThing": {"SubThing": None}}


@pytest.mark.parametrize(("variants", "different"), [((), False), (("display-names-unique",), True)])
def test_what_is_unique_is_never_given_twice(benches, variants, different):
    with benches(variants=variants) as bench:
        user = next(each for each in shapes(bench.capabilities) if each.endpoint == "/Users")

        names = [sample_users.user(Random(7), number, user)["displayName"] for number in (1, 2)]  # noqa: S311

        assert (names[0] != names[1]) is different


@pytest.mark.parametrize(("plain_users", "outcome"), [(True, NotApplicable), (False, NotTestable)])
def test_who_takes_no_random_user_has_rules_or_takes_nobody(bench, plain_users, outcome):
    def probe():
        return ("/Users/1", {}) if plain_users else None

    wrap(bench.provider.operations, "create", _nobody)
    bench.capabilities = Capabilities(bench.client, probe)

    with pytest.raises(outcome):
        bench.fuzzer().filters(brackets=False)


def _nobody(_original, _request):
    raise ScimError(400, "No such users here", "invalidValue")


def test_who_comes_back_may_have_the_old_id(benches):
    with benches(variants=["back-under-the-old-id"]) as bench:
        world = World(bench.client, RequestBudget(50), "scimproof-unittest-back-")
        body = sample_users.user(Random(7), 1)  # noqa: S311 - no secret
        back = [Step("create", "u1", body=body), Step("delete", "u1"), Step("create", "u2", body=body)]

        assert world.play([*back, Step("look", "u1"), Step("look", "u2")]) is None
        assert list(world.tenant.tracked) == ["u2"]
        world.clear()
