import json
import re

import pytest

from scimproof.report.text import code_spans, cut, indented, inert, one_line, plain, visible


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200f", "\u061c", "\x00", "\x1b", "\x85", "\ud800", "\u200b", "\ufeff"]
)
def test_what_a_reader_cannot_see_is_spelled_out(hidden):
    assert visible(f"a{hidden}b") == f"a⟨U+{ord(hidden):04X}⟩b"


def test_line_feeds_tabs_and_every_script_stay():
    assert visible("Žofie\r\n\tไทย 李") == "Žofie\n\tไทย 李"


@pytest.mark.parametrize(
    "body",
    ['{"a":[1,{"b":"x, }\\" [","c":[]},{}],"d":1.0e5,"d":null}', "[]", "[[1],{}]", ' {"a" : true }', '{"a":"\\ud800"}'],
)
def test_indenting_keeps_every_token(body):
    assert [each for each in indented(body) if not each.isspace()] == [each for each in body if not each.isspace()]
    assert json.loads(indented(body)) == json.loads(body)


def test_an_object_is_indented():
    assert indented('{"a":[1,{}],"b":2}') == '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": 2\n}'


@pytest.mark.parametrize("body", ["", "<html>", '{"a":', "[" * 100_000, '"just text"'])
def test_what_is_not_json_is_left_as_it_is(body):
    assert indented(body) == body


def test_one_line_is_one_line_and_no_longer_than_asked():
    assert one_line(" a\n\t b\r\nc ") == "a b c"
    assert one_line("x" * 50, 10) == "x" * 9 + "…"


def test_cut_says_what_it_left_out():
    assert cut("abcdef", 4) == ("abcd", 2)
    assert cut("abc", 4) == ("abc", 0)


def test_code_is_told_from_prose():
    assert list(code_spans("Replacing ``active`` with `x`.")) == [
        (False, "Replacing "),
        (True, "active"),
        (False, " with "),
        (True, "x"),
        (False, "."),
    ]
    assert plain("Replacing ``active``.") == "Replacing active."


@pytest.mark.parametrize(
    "command",
    [
        "::add-path::/tmp",
        "  ::error file=a::b",
        "x ##vso[task.complete result=Succeeded]",
        "##[add-path]/tmp",
        "##[section]",
    ],
)
def test_no_command_of_a_ci_system_survives(command):
    assert not re.search(r"::[a-z]|##(vso)?\[", inert(command))


def test_what_is_no_command_is_left_as_it_is():
    for text in ("http://[::1]:8080", "urn:ietf:params:scim", "## Findings", "a # b", "C#"):
        assert inert(text) == text
