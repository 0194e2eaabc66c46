"""The mechanical part of plain English: what a back-end developer reads is checked for the usual ways to be unclear."""

import re
from pathlib import Path

import pytest

from scimproof import catalogue

ROOT = Path(__file__).parents[1]

BANNED = (
    "all the same",
    "anew",
    "came into being",
    "comes? into being",
    "for ever",
    "holds? up",
    "in vain",
    "mend(s|ed|ing)?",
    "news",
    "nobody knows",
    "of now",
    "stands? in the way",
    "stood in the way",
    "thereof",
    "whom it",
)
"""Words and phrases that read as translated or as private language, as regular expressions."""

_FIRST = (
    "Accept After Allow Answer Apply Build Change Check Compare Compress Compute Count Create Decode Delete Do Enable "
    "Enforce Evaluate Give Identify If Ignore Implement In Include Issue Keep Leave List Load Make On Parse Pass "
    "Publish Read Refuse Remove Require Resolve Return Search Send Serve Set Skip Sort Start Store Support Treat "
    "Update Use Wait When Where While Write"
)
FIRST_WORDS = frozenset(_FIRST.split())
"""How a remedy begins: with an imperative or with a condition. Add the word if it is one of the two."""

LONGEST = 40
"""Words of a sentence; code counts as one word."""

_CODE = re.compile(r"``.+?``|`[^`]+`")
_SENTENCE = re.compile(r"(?<=[.:!?])\s+(?=[A-Z⟦])")
_LOOKS_LIKE_CODE = {
    "an attribute or a keyword in camel case": re.compile(r"(?<![\w/#.@])[a-z]+[A-Z]\w*"),
    "a method with a path": re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE) /"),
    "a path of an endpoint": re.compile(
        r"(?<![\w:/.])/(?:Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk)\b"
    ),
    "a JSON fragment": re.compile(r'[{}]|"\w+":|\[\]'),
    "a URN": re.compile(r"\burn:"),
}

TEXTS = {
    (each.id, name): getattr(each, name)
    for each in catalogue.requirements().values()
    for name in ("summary", "consequence", "remedy")
}


def _without_code(text):
    return _CODE.sub("⟦code⟧", text)


def _found(judge):
    """Return what the judge says of each text of a requirement, by id and kind of text."""
    return {f"{id_}, {name}": seen for (id_, name), text in TEXTS.items() if (seen := judge(text))}


def test_code_stands_in_backquotes():
    def judge(text):
        bare = _without_code(text)
        return [f"{what}: {found[0]}" for what, look in _LOOKS_LIKE_CODE.items() if (found := look.search(bare))]

    assert _found(judge) == {}


def test_backquotes_come_in_pairs():
    assert _found(lambda text: "`" in _without_code(text)) == {}


def test_sentences_are_short():
    def judge(text):
        sentences = _SENTENCE.split(_without_code(text))
        return [f"{len(each.split())} words: {each}" for each in sentences if len(each.split()) > LONGEST]

    assert _found(judge) == {}


def test_a_remedy_is_an_instruction():
    odd = {id_: text for (id_, name), text in TEXTS.items() if name == "remedy" and text.split()[0] not in FIRST_WORDS}

    assert odd == {}


_PATTERNS = (
    "suites/**/*.py",
    "suites/*.toml",
    "fixtures/**/*.toml",
    "src/**/*.py",
    "src/**/*.html",
    "src/**/*.js",
    "ci/**/*",
    "reports/README.md",
    "*.md",
)


def _files():
    for pattern in _PATTERNS:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc")


@pytest.mark.parametrize("banned", BANNED)
def test_banned_words_are_nowhere(banned):
    look = re.compile(rf"\b{banned}\b".replace(" ", r"\s+"), re.IGNORECASE)
    found = {
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}": match[0]
        for path in _files()
        for text in [path.read_text(encoding="utf-8")]
        for match in look.finditer(text)
    }

    assert found == {}
