"""A user's waivers and gates name requirements: what a release had stays, or the version says that it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

import scimproof
from scimproof import catalogue, releases
from scimproof.releases import Release, Released, breaking, load, may_break, misdated

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "releases").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_release_asked_for_is_asked_for_still_or_the_version_says_otherwise(path):
    before = load(path)
    changed = breaking(before, map(Released.of, catalogue.requirements().values()))

    assert path.stem == before.version
    assert not changed or may_break(before.version, scimproof.__version__), changed


def test_every_requirement_says_since_when_it_is_there():
    assert list(misdated(map(load, FILES), catalogue.requirements().values(), scimproof.__version__)) == []


def test_a_changed_level_or_profile_and_a_removed_id_are_found():
    had = [Released("a.kept", "MUST", ("rfc",)), Released("a.level", "MUST", ("rfc",))]
    had += [Released("a.profile", "MUST", ("rfc",)), Released("a.gone", "MAY", ("rfc",))]
    now = [had[0], Released("a.level", "SHOULD", ("rfc",)), Released("a.profile", "MUST", ("entra", "rfc"))]

    assert breaking(Release("0.1.0", {each.id: each for each in had}), [*now, Released("a.new", "MUST", ())]) == [
        "a.gone is gone",
        "a.level was MUST of rfc and is SHOULD of rfc",
        "a.profile was MUST of rfc and is MUST of entra, rfc",
    ]


@pytest.mark.parametrize(
    ("before", "version", "may"),
    [
        ("0.1.0", "0.1.1", False),
        ("0.1.0", "0.2.0", True),
        ("0.9.0", "0.10.0", True),
        ("0.9.0", "1.0.0", True),
        ("1.2.0", "1.3.0", False),
        ("1.2.0", "2.0.0", True),
        ("0.2.0", "0.1.9", False),
    ],
)
def test_only_a_major_version_breaks_and_below_1_a_minor_one(before, version, may):
    assert may_break(before, version) is may


def test_a_requirement_is_as_old_as_the_first_release_that_had_it():
    some = next(iter(catalogue.requirements().values()))
    release = Release("0.0.9", {some.id: Released.of(some)})

    assert list(misdated([release], [some], "0.2.0")) == [f'{some.id}: write since="0.0.9", not {some.since!r}']
    assert list(misdated([], [some], some.since)) == []


def test_the_file_of_a_release_is_made_from_what_is_required_now(tmp_path):
    path = tmp_path / "release.json"
    path.write_text(releases.as_json("9.9.9", catalogue.requirements().values()), encoding="utf-8")

    assert load(path).version == "9.9.9"
    assert breaking(load(path), map(Released.of, catalogue.requirements().values())) == []


def test_the_changelog_has_a_section_for_this_version():
    assert f"\n## {scimproof.__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_command_line_says_the_same_version():
    done = subprocess.run(
        [sys.executable, "-m", "scimproof.cli", "--version"], capture_output=True, text=True, timeout=60
    )

    assert done.stdout == f"scimproof {scimproof.__version__}\n"
