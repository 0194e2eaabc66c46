import pytest
from tests.support.parts import stated

from scimproof.run.selection import asked_for, select
from scimproof.settings import Settings, UsageError

ALL = ["patch.active-as-string", "patch.active-false", "users.created", "connection.tls", "users.active"]


def chosen(**settings):
    return select(ALL, Settings(**settings), stated)


def test_without_a_wish_all_are_judged_in_the_order_of_the_report():
    assert chosen() == [
        "connection.tls",
        "users.active",
        "users.created",
        "patch.active-as-string",
        "patch.active-false",
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"select": ("users.created",)}, ["users.created"]),
        ({"select": ("patch.*", "users.created")}, ["users.created", "patch.active-as-string", "patch.active-false"]),
        ({"select": ("*.active*",), "skip": ("*-as-string",)}, ["users.active", "patch.active-false"]),
        ({"areas": "users, connection"}, ["connection.tls", "users.active", "users.created"]),
        ({"areas": "users", "select": ("*.active*",)}, ["users.active"]),
        ({"skip": ("patch.*", "connection.*")}, ["users.active", "users.created"]),
    ],
)
def test_what_was_asked_for_is_judged(settings, expected):
    assert chosen(**settings) == expected


BUILT = [
    stated("users.created"),
    stated("patch.plain", builds_on=("users.created",)),
    stated("patch.special", builds_on=("patch.plain",)),
    stated("fuzz.patch", builds_on=("patch.plain",)),
]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"select": ("patch.special",)}, ["users.created", "patch.plain", "patch.special"]),
        ({"areas": "patch"}, ["users.created", "patch.plain", "patch.special"]),
        ({"select": ("patch.special",), "skip": ("users.*",)}, ["patch.plain", "patch.special"]),
        ({"select": ("fuzz.patch",), "fuzz": "quick", "replay": "r.json"}, ["fuzz.patch"]),
    ],
)
def test_what_is_built_on_is_judged_too(settings, expected):
    assert [each.id for each in select(BUILT, Settings(**{"fuzz": "off", **settings}), lambda each: each)] == expected


def test_what_was_asked_for_is_told_from_what_it_builds_on():
    assert asked_for([each.id for each in BUILT], Settings(select=("patch.special",))) == {"patch.special"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"select": ("users.created", "users.nobody")}, "--select: 'users.nobody'"),
        ({"skip": ("nobody.*",)}, "--skip: 'nobody"),
        ({"areas": "users,nowhere"}, "--areas: 'nowhere'"),
        ({"select": ("users.created",), "skip": ("users.*",)}, "no requirement to judge"),
        ({"areas": "cycles"}, "no requirement to judge"),
        ({"select": ("users.Created",)}, "users.Created"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(settings, said):
    with pytest.raises(UsageError) as refused:
        chosen(**settings)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"fuzz": "quick"}, ["users.created", "fuzz.filters"]),
        ({"fuzz": "off", "scale": 1001}, ["users.created", "scale.total"]),
        ({"fuzz": "deep", "scale": 5000, "areas": "fuzz,scale"}, ["fuzz.filters", "scale.total"]),
    ],
)
def test_costly_areas_are_judged_when_their_option_says_so(settings, expected):
    assert select(["scale.total", "fuzz.filters", "users.created"], Settings(**settings), stated) == expected


def test_an_area_that_is_off_names_the_option_it_waits_for():
    with pytest.raises(UsageError, match="only with --scale"):
        select(["scale.total", "users.created"], Settings(areas="scale"), stated)


def test_what_is_no_contract_test_is_never_judged():
    assert select(["a", "users.created"], Settings(), lambda each: stated(each) if "." in each else None) == [
        "users.created"
    ]
