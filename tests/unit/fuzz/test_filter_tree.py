import pytest

from scimproof.fuzz.model.filter_tree import (
    Both,
    Either,
    Leaf,
    Negation,
    Within,
    from_json,
    smaller,
    text,
    to_json,
    truth,
    words,
)

A, B, C = Leaf("title", "eq", "a"), Leaf("nickName", "eq", "b"), Leaf("active", "eq", value=True)
USER = {"title": "a", "nickName": "x", "active": True, "emails": [{"type": "work", "value": "w"}, {"type": "home"}]}


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (Either(A, Both(B, C)), 'title eq "a" or nickName eq "b" and active eq true'),
        (Both(Either(A, B), C), '(title eq "a" or nickName eq "b") and active eq true'),
        (Negation(Both(A, B)), 'not (title eq "a" and nickName eq "b")'),
        (
            Within("emails", Both(Leaf("type", "eq", "work"), Leaf("value", "pr"))),
            'emails[type eq "work" and value pr]',
        ),
        (Leaf("title", "eq", 'a "quote" \\'), 'title eq "a \\"quote\\" \\\\"'),
    ],
)
def test_text_has_the_fewest_brackets(tree, written):
    assert text(tree) == written


@pytest.mark.parametrize(
    ("tree", "holds"),
    [
        (A, True),
        (B, False),
        (Either(B, C), True),
        (Both(A, Negation(B)), True),
        (Within("emails", Both(Leaf("type", "eq", "work"), Leaf("value", "eq", "w"))), True),
        (Within("emails", Both(Leaf("type", "eq", "home"), Leaf("value", "eq", "w"))), False),
        (Leaf("emails.type", "eq", "home"), True),
        (Leaf("displayName", "pr"), False),
        (Leaf("title", "sw", "A"), True),
    ],
)
def test_truth(tree, holds):
    assert truth(tree, USER) is holds


@pytest.mark.parametrize(
    "tree",
    [
        Leaf("displayName", "ne", "x"),
        Negation(Leaf("displayName", "eq", "x")),
        Either(B, Negation(Leaf("displayName", "eq", "x"))),
    ],
)
def test_what_is_contested_has_no_truth(tree):
    """``ne`` and ``not`` on an attribute without a value: implementers differ, so nothing may be judged by it."""
    assert truth(tree, USER) is None


def test_a_contested_part_does_not_matter_where_the_rest_decides():
    contested = Leaf("displayName", "ne", "x")

    assert truth(Both(B, contested), USER) is False
    assert truth(Either(A, contested), USER) is True


def test_smaller_trees_end_at_leaves():
    tree = Negation(Both(A, Either(B, Within("emails", C))))

    assert Both(A, Either(B, Within("emails", C))) in list(smaller(tree))
    assert list(smaller(A)) == []


def test_json_and_back():
    tree = Negation(Both(A, Either(B, Within("emails", C))))

    assert from_json(to_json(tree)) == tree
    assert words(tree) == {"not", "and", "or", "[]", "eq"}


@pytest.mark.parametrize("written", [None, [], ["and", ["a"]], "title", {"not": 1}])
def test_what_is_no_tree_is_refused(written):
    with pytest.raises(ValueError, match="is not a filter"):
        from_json(written)


@pytest.mark.parametrize(("operator", "shown"), [("eq", 1), ("eq", "true"), ("ne", 0)])
def test_what_is_shown_in_another_type_says_nothing_of_a_filter(operator, shown):
    assert truth(Leaf("active", operator, value=True), {"active": shown}) is None
