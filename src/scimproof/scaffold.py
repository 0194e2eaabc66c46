"""``scimproof new``: a contract test and its defect to fill in. A self-test fails while any of its marks is left."""

from __future__ import annotations

from pathlib import Path

from scimproof import catalogue, data
from scimproof.requirements import AREAS
from scimproof.settings import UsageError

MARK = "FILL-IN"
"""Stands wherever the author has to write; nothing that still holds it may land."""

_TEST = '''from scimproof.contract import ENTRA_SCIM, MUST, STOP, expect, requirement


@requirement(
    "{id}",
    level=MUST,
    source=[ENTRA_SCIM("{mark}: the section")],
    harm=STOP,  # {mark}: ACCESS, LOSS, STOP, DRIFT or FORM; scimproof.requirements.Harm says what each means
    consequence="{mark}: what a customer sees, and what Entra does next.",
    remedy="{mark}: what to change in the service provider.",
)
def test_{name}(entra, scim, a_user):
    """{mark}: the fact, in one sentence."""
    response = entra.read_user(a_user)

    expect(response).status(200)
'''

_DEFECT = '''

@defect("{slug}-{mark_word}", caught_by={{"{id}"}}, source="{mark}: owner/repo#1")
def _(provider: Provider) -> None:
    """{mark}: what this service provider does wrong."""
'''


def write(identifier: str) -> list[Path]:
    """Write the two files of a new requirement and return their paths; the defect is appended to its area's file.

    Raises:
        UsageError: not ``area.slug``, taken, or not in a clone.
    """
    area, _, slug = identifier.partition(".")
    if area not in AREAS or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise UsageError(f"{identifier!r} is not AREA.SLUG in lower-case words; areas are {', '.join(AREAS)}")
    if identifier in catalogue.requirements():
        raise UsageError(f"{identifier} exists already")
    reference = data.root() / "src" / "scimproof" / "reference" / "defects"
    if not reference.is_dir():
        raise UsageError("new works in a clone of scimproof: an installed one has no sources to add to")
    name = slug.replace("-", "_")
    words = {"id": identifier, "name": name, "slug": slug, "mark": MARK, "mark_word": MARK.lower()}
    test = data.suites() / area / f"test_{name}.py"
    test.parent.mkdir(exist_ok=True)
    test.write_text(_TEST.format(**words), encoding="utf-8")
    defects = reference / f"{area}.py"
    with defects.open("a", encoding="utf-8") as file:
        file.write(_DEFECT.format(**words))
    return [test, defects]
