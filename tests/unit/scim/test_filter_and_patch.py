from __future__ import annotations

import pytest

from scimproof.scim import filter as scim_filter
from scimproof.scim.patch import add, patch_body, remove, replace


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("ann", 'userName eq "ann"'),
        ('a"b\\c\n', 'userName eq "a\\"b\\\\c\\n"'),
        ("Zoë", 'userName eq "Zoë"'),
        (True, "userName eq true"),
        (None, "userName eq null"),
        (3, "userName eq 3"),
    ],
)
def test_a_string_is_quoted_and_anything_else_stands_bare(value, text):
    assert scim_filter.eq("userName", value) == text


def test_two_filters_make_a_conjunction():
    assert scim_filter.both("a eq 1", 'b sw "x"') == 'a eq 1 and b sw "x"'
    assert scim_filter.starts_with("b", "x") == 'b sw "x"'


def test_a_space_travels_as_plus_or_as_percent_20():
    text = 'emails[type eq "work"].value eq "a+b@c"'

    assert scim_filter.encode(text) == "emails%5Btype+eq+%22work%22%5D.value+eq+%22a%2Bb%40c%22"
    assert scim_filter.encode(text, "%20") == "emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22a%2Bb%40c%22"


def test_a_lone_surrogate_does_not_stop_a_filter():
    assert scim_filter.encode(scim_filter.eq("userName", "\ud800")) == "userName+eq+%22%3F%22"


def test_operations_are_what_they_say_and_nothing_more():
    assert add("members", [{"value": "1"}]) == {"op": "add", "path": "members", "value": [{"value": "1"}]}
    assert replace(None, {"active": False}) == {"op": "replace", "value": {"active": False}}
    assert replace("title", None) == {"op": "replace", "path": "title", "value": None}
    assert remove("title") == {"op": "remove", "path": "title"}
    assert remove("members", []) == {"op": "remove", "path": "members", "value": []}


def test_operations_travel_in_the_order_given():
    body = patch_body(remove("a"), remove("b"))

    assert body == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "remove", "path": "a"}, {"op": "remove", "path": "b"}],
    }
