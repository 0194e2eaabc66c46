import pytest

from scimproof.fuzz.model.filter_tree import Either, Leaf
from scimproof.fuzz.model.patch_model import Operation, Undefined, predict

WORK, HOME = {"value": "w", "type": "work", "primary": True}, {"value": "h", "type": "home", "primary": False}
USER = {"title": "a", "name": {"givenName": "g", "familyName": "f"}, "emails": [WORK, HOME]}


def _where(kind):
    return Leaf("type", "eq", kind)


@pytest.mark.parametrize(
    ("operations", "attribute", "value"),
    [
        ([Operation("replace", "title", value="b")], "title", "b"),
        ([Operation("remove", "title")], "title", None),
        ([Operation("add", "name", sub="givenName", value="x")], "name", {"givenName": "x", "familyName": "f"}),
        ([Operation("remove", "emails", _where("home"))], "emails", [WORK]),
        ([Operation("remove", "emails", Either(_where("home"), _where("work")))], "emails", None),
        (
            [Operation("replace", "emails", _where("home"), "value", value="n")],
            "emails",
            [WORK, {**HOME, "value": "n"}],
        ),
        ([Operation("add", "emails", value=[dict(HOME)])], "emails", [WORK, HOME]),
        ([Operation("replace", value={"title": "b", "active": False})], "title", "b"),
        ([Operation("remove", "title"), Operation("add", "title", value="c")], "title", "c"),
    ],
)
def test_outcomes(operations, attribute, value):
    assert predict(USER, operations).body.get(attribute) == value


def test_a_new_primary_value_takes_over():
    after = predict(USER, [Operation("replace", "emails", _where("home"), "primary", value=True)]).body["emails"]

    assert [each["primary"] for each in after] == [False, True]


def test_the_resource_itself_is_left_alone():
    predict(USER, [Operation("remove", "emails", _where("home"))])

    assert USER["emails"] == [WORK, HOME]


@pytest.mark.parametrize(
    "operation",
    [
        Operation("replace", "emails", _where("other"), "value", value="n"),
        Operation("replace", "name", value={"givenName": "x"}),
        Operation("replace", "emails", _where("home"), value={"value": "n"}),
        Operation("remove", "emails", _where("home"), "value"),
    ],
    ids=["no match", "part of a complex value", "part of an element", "an element without its value"],
)
def test_what_is_contested_is_undefined(operation):
    with pytest.raises(Undefined):
        predict(USER, [operation])


def test_json_and_back():
    operation = Operation("replace", "emails", _where("home"), "value", value="n")

    assert Operation.from_json(operation.to_json()) == operation
    assert operation.message() == {"op": "replace", "path": 'emails[type eq "home"].value', "value": "n"}
