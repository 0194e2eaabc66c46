"""Never cry wolf: on each legal difference the whole suite finds nothing, under each profile that allows it."""

import tomllib
from pathlib import Path

import pytest

from scimproof import catalogue
from scimproof.reference import VARIANTS
from scimproof.requirements import Level
from tests.support.judging import VARYING, is_deep, judge, red

OPEN = tomllib.loads(Path(__file__).with_name("open_defects.toml").read_text(encoding="utf-8")).get("variants", {})
"""Variants on which something is found that is no fault, with the reason."""

SLOW = {"latency-300ms", "rate-limit-20"}
"""Those that a run has to wait for, a minute or two."""


def _marks(variant):
    marks = [pytest.mark.xfail(reason=OPEN[variant]["reason"], strict=False)] if variant in OPEN else []
    return marks + ([pytest.mark.deep] if is_deep(variant) or variant in SLOW else [])


@pytest.mark.parametrize("variant", [pytest.param(each, marks=_marks(each)) for each in sorted(VARIANTS)])
def test_a_legal_difference_is_no_finding(variant):
    legal = VARIANTS[variant]
    profile = "entra" if "entra" in legal.profiles else "rfc"

    found = judge(variants=(variant,), profile=profile, **{"fuzz": "quick", **VARYING.get(variant, {})})

    assert found["errors"] == {}, found["errors"]
    assert red(found) == set(legal.warns), {each: found["findings"][each] for each in red(found)}
    assert _failing(red(found), legal.profiles) == set()
    assert found["problems"] == {}
    assert found["exit"] == 0


TOGETHER = {
    "a directory of few fields": "names-are-derived emails-required emails-unique usernames-are-addresses no-groups "
    "no-enterprise-extension no-custom-extension absent-is-null username-kept-in-lower-case",
    "an application with rules": "no-manager default-mapping-only display-names-unique values-have-forms "
    "texts-up-to-128-characters schemas-required empty-patch-refused sort-refused discovery-needs-a-token opaque-ids "
    "create-echoes-the-minimum",
    "a database behind a framework": "department-only work-emails-only gaps-are-filled members-on-request "
    "users-without-groups external-id-in-no-schema unknown-paths-ignored patch-group-answers-200 numbers-as-ids "
    "names-in-lower-case",
    "a service that keeps memberships to itself": "members-never-shown groups-hold-users-only everybody-is-in-a-group "
    "json-for-people headers-in-capitals page-cap-50 no-etag no-sort no-bulk no-put a-hundred-members-a-request",
}
"""No product differs in one thing alone: some that differ in many."""


@pytest.mark.deep
@pytest.mark.parametrize("product", TOGETHER)
def test_legal_differences_add_up(product):
    variants = tuple(TOGETHER[product].split())

    found = judge(variants=variants)

    assert found["errors"] == {}, found["errors"]
    assert red(found) == set().union(*(VARIANTS[each].warns for each in variants)), found["findings"]
    assert found["problems"] == {}
    assert found["exit"] == 0


def test_there_are_forty_and_more():
    """A switch that is there and varies nothing would be no help; each is seen to vary in tests/unit/reference."""
    assert sum("entra" in each.profiles for each in VARIANTS.values()) >= 40


def _failing(found, profiles):
    """Which of the requirements found broken are binding under one of the profiles."""
    stated = catalogue.requirements()
    return {each for each in found if stated[each].level is Level.MUST and stated[each].profiles & profiles}
