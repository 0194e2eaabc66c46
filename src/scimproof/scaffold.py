"""``scimproof new``: a contract test and its defect to fill in. A self-test fails while a mark is left."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from scimproof import __version__, catalogue, data
from scimproof.requirements import AREAS
from scimproof.settings import UsageError

MARK = "FILL-IN"
"""Stands wherever the author has to write; nothing that still holds it may land."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_TEST = '''from scimproof.contract import ENTRA_SCIM, MUST, STOP, {imports}


@requirement(
    "{id}",
    level=MUST,
    source=[ENTRA_SCIM("{mark}: the section")],
    harm=STOP,  # {mark}: ACCESS, LOSS, STOP, DRIFT or FORM; scimproof.requirements.Harm says what each means
    consequence="{mark}: what a customer sees, and what Entra does next.",
    remedy="{mark}: an instruction to a back-end developer: When a request ..., do ....",
    since="{version}",
)
def test_{name}({fixtures}):
    """{mark}: the fact in one sentence, in the present tense."""
{body}
'''

_READS_A_USER = (
    "expect, requirement",
    "entra, a_user",
    "    response = entra.read_user(a_user)\n\n    expect(response).status(200)",
)
_BODIES: Mapping[str, tuple[str, str, str]] = {
    "cycles": ("requirement", "new_job", "    job = new_job()\n    job.hire()\n    job.cycle()\n\n    job.converged()"),
    "fuzz": (
        "holds, requirement",
        "fuzz",
        '    found = fuzz.inputs("{slug}")  # {mark}: a rule of scimproof.fuzz.checks\n\n    holds(found)',
    ),
    "invariants": (
        "holds_everywhere, invariants, requirement",
        "history",
        '    holds_everywhere(history, invariants.meta.created_stays, otherwise="{mark}: what nothing showed")',
    ),
    "scale": (
        "expect, requirement",
        "entra, multitude",
        '    last = multitude[-1]\n\n    expect(entra.match_user("userName", last["userName"])).only(last.id)',
    ),
    "state": (
        "holds_everywhere, requirement, state",
        "history",
        '    holds_everywhere(history, state.existence.kept_until_deleted, otherwise="{mark}: what nothing showed")',
    ),
}
"""Of the areas whose tests do not simply send a request: what they import and ask for, and an example that holds."""

_DEFECT = '''"""{mark}: what the faults in this file have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import defect

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("{area}-{slug}-{mark_word}", caught_by={{"{id}"}}, source="{mark}: owner/repo#1")
def {function}(provider: Provider) -> None:
    """{mark}: what this service provider does wrong."""
    # {mark}: swap or wrap one method of one part; scimproof.reference lists them, and its module docstring shows how.
'''


def write(identifier: str) -> list[Path]:
    """Write the test and the defect of a new requirement, each into a file of its own, and return their paths.

    Raises:
        UsageError: not ``area.slug``, taken, not in a clone, or one of the files is there already; then nothing is
            written.
    """
    area, _, slug = identifier.partition(".")
    if area not in AREAS or not _SLUG.fullmatch(slug):
        raise UsageError(f"{identifier!r} is not AREA.SLUG in lower-case words; areas are {', '.join(AREAS)}")
    if identifier in catalogue.requirements():
        raise UsageError(f"{identifier} exists already")
    defects = data.root() / "src" / "scimproof" / "reference" / "defects"
    if not defects.is_dir():
        raise UsageError("new works in a clone of scimproof: an installed one has no sources to add to")
    name = slug.replace("-", "_")
    function = name if name.isidentifier() and not keyword.iskeyword(name) else f"defect_{name}"
    imports, fixtures, body = _BODIES.get(area, _READS_A_USER)
    words = {
        "version": __version__,
        "id": identifier,
        "area": area,
        "name": name,
        "slug": slug,
        "mark": MARK,
        "mark_word": MARK.lower(),
    }
    test = _TEST.format(imports=imports, fixtures=fixtures, body=body.format(**words), **words)
    contents = {
        data.suites() / area / f"test_{name}.py": test,
        defects / area / f"{function}.py": _DEFECT.format(function=function, **words),
    }
    for path in contents:
        if path.exists():
            shown = path.relative_to(data.root())
            raise UsageError(f"{shown} exists already: take another slug, or add to that file by hand")
    for path, content in contents.items():
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    package = defects / area / "__init__.py"
    package.touch()  # the first defect of an area makes its folder
    return list(contents)
