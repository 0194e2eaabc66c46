import re

import pytest

from scimproof.entra.expressions import BadExpression, parse

BAD = [
    ("", "a value is missing at character 1"),
    ("Foo([a])", "unknown function 'Foo'"),
    ("tolower([a])", "unknown function 'tolower'; is 'ToLower' meant?"),
    ("[a", "cannot be read from character 1"),
    ('"a', "cannot be read from character 1"),
    ("Left([a], 3", "a comma or a closing parenthesis is missing at character 12"),
    ("Left([a] 3)", "a comma or a closing parenthesis is missing at character 10"),
    ("[a] [b]", "ends too late at character 5"),
    ("givenName", "not an attribute in brackets, a string in quotes or a function"),
    ("[a] =", "a value is missing"),
    ("Not(" * 200 + "[a]" + ")" * 200, "nested too deep"),
    ("x" * 10_001, "10000 characters"),
]


@pytest.mark.parametrize(("text", "why"), BAD, ids=[text[:30] for text, _why in BAD])
def test_what_is_no_expression_is_refused_with_the_place(text, why):
    with pytest.raises(BadExpression, match=re.escape(why)):
        parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[a]", "A"),
        ("  [ a ]  ", "A"),
        (r'"say \"hi\" \\ \d"', r'say "hi" \ \d'),
        ("-3", -3),
        ("&HFf", 255),
        ("1.5", 1.5),
        ("Coalesce(,[a])", "A"),
        ("Not(Not([t]))", True),
        ('Join(\n  "-",\n  [a], [b])', "A-B"),
        ("[nobody]", None),
    ],
)
def test_an_expression_is_read(text, value):
    assert parse(text).evaluate({"a": "A", "b": "B", "t": True}) == value


def test_it_says_which_attributes_it_reads():
    assert parse('IIF([a] = "x", Join("", [b], [a]), [c])').attributes == ("a", "b", "c")


def test_it_says_whether_the_log_hides_it():
    assert parse("Append(Redact([a]), [b])").redacted
    assert not parse("Append([a], [b])").redacted
