"""Names for test data: ordinary ones in several languages, and difficult ones."""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

LOCALES = ("en_US", "de_DE", "fr_FR", "ar_AA", "ja_JP", "pl_PL", "tr_TR", "hi_IN")
"""Languages with letters of their own. Faker has ``ar_EG`` too, but gives English names for it."""

_GIVEN = "Alex Blair Casey Dana Ellis Francis Gale Hayden Jamie Kelly Lee Morgan Noel Parker Quinn Robin Sam Taylor"
_FAMILY = "Archer Baker Carter Dale Ellison Fisher Grant Harper Jackson Knight Lane Marsh Nolan Palmer Reed Stone"
PLAIN = (tuple(_GIVEN.split()), tuple(_FAMILY.split()))
"""Given and family names of ASCII letters alone, for people whose names are not the question."""


@dataclass(frozen=True, slots=True)
class EdgeName:
    """A difficult name: an id in words, the two names, and an end for the local part of a userName, if any."""

    id: str
    given: str
    family: str
    local: str = ""


EDGE_NAMES = (
    EdgeName("apostrophe", "Siobhán", "O'Neill", "o'neill"),
    EdgeName("double quote", 'Robert "Bob"', "Miller"),
    EdgeName("backslash", "Back\\slash", "Doe\\"),
    EdgeName("plus", "Ann", "Plus", "+tag"),
    EdgeName("ampersand", "Smith & Sons", "R&D", "&co"),
    EdgeName("hash", "Sharp #1", "C#", "#1"),
    EdgeName("percent", "Hundred %", "50%25", "%41"),
    EdgeName("spaces inside", "Anna  Maria", "van  der Berg"),
    EdgeName("spaces at the ends", " Anna ", " van der Berg  "),
    EdgeName("markup", "<b>Bold</b>", "<script>alert(1)</script>"),
    EdgeName("filter words", 'x" or "1" eq "1', "and not eq pr"),
    EdgeName("right to left", "محمد", "الأحمد"),
    EdgeName("composed", unicodedata.normalize("NFC", "Zoë"), unicodedata.normalize("NFC", "Müller")),
    EdgeName("decomposed", unicodedata.normalize("NFD", "Zoë"), unicodedata.normalize("NFD", "Müller")),
    EdgeName("emoji", "Party 🎉", "👩\u200d💻 Coder"),
    EdgeName("astral letters", "𠮷田", "太郎"),
    EdgeName("dotless i", "I\u015f\u0131l", "\u0130nan"),
    EdgeName("sharp s", "Groß", "Strauß"),
    EdgeName("one letter", "X", "Æ"),
    EdgeName("the word null", "null", "None"),
    EdgeName("digits only", "007", "1e5"),
)
"""Each breaks a different habit: quoting, encoding, folding, cutting, or reading text as something else."""

PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F)).strip()
"""Every printable ASCII character; Entra allows all of them in the name of a group."""

EDGE_GROUPS = (
    "",
    " !@#$%^&*()_+=-{}][\":;'/.,?\\1",
    f" {PRINTABLE}",
    ' "quoted" and back\\slash',
    " 100% + more & more",
    " (with parentheses)",
    " Übergröße 日本 🎉",
    ' x" or displayName pr or "',
)
"""Ends for names of groups."""

LONG = "Wolfeschlegelsteinhausenbergerdorff " * 8
"""More than 256 characters, to be cut."""


def plain_names(seed: int) -> Callable[[], tuple[str, str]]:
    """Return a source of plain (given, family) names; the same seed gives the same names."""
    drawn = random.Random(seed)  # noqa: S311 - names, no secrets
    return lambda: (drawn.choice(PLAIN[0]), drawn.choice(PLAIN[1]))


def names_in(seed: int) -> Callable[[], tuple[str, str]]:
    """Return a source of (given, family) names that goes round the languages; the same seed gives the same names.

    Faker is imported here and only its names are loaded: all of it, for eight languages, costs three times as much.
    """
    from faker import Generator  # noqa: PLC0415 - see above

    def generator(locale: str) -> Any:
        made = Generator()
        provider = import_module(f"faker.providers.person.{locale}").Provider
        made.add_provider(provider(made))
        made.seed_instance(seed)
        return made

    generators = itertools.cycle([generator(each) for each in LOCALES])

    def name() -> tuple[str, str]:
        chosen = next(generators)
        return str(chosen.first_name()), str(chosen.last_name())

    return name
