"""From outcomes to the tables of the report: the 25 rows, the overall result, and the listing checklist."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from scimproof.data import fixtures
from scimproof.gallery.run import GalleryOutcome, Word

COLUMNS = ["#", "Test", "Category", "Predicted", "Why", "Judged by", "Exchanges"]
CHECKLIST_COLUMNS = ["Row", "Level", "State", "Rests on"]

_BROKEN = ("FAIL", "WARN")
_CREDENTIALS = (21, 22)
_MANAGER = 25


@cache
def tests() -> list[dict[str, Any]]:
    """Return fixtures/gallery/tests.toml, in Microsoft's order."""
    found: list[dict[str, Any]] = _toml("tests")["test"]
    return found


@cache
def checklist() -> list[dict[str, Any]]:
    """Return fixtures/gallery/checklist.toml."""
    found: list[dict[str, Any]] = _toml("checklist")["row"]
    return found


def rows(outcomes: Mapping[int, GalleryOutcome], verdicts: Mapping[str, str]) -> list[list[str]]:
    """Return the table: one row for each test.

    Args:
        outcomes: by number.
        verdicts: requirement id to verdict, of the suites of the same run.
    """
    made = []
    for test in tests():
        outcome = outcomes[test["number"]]
        made.append(
            [
                str(test["number"]),
                test["name"],
                test["category"],
                shown(test, outcome),
                " ".join(each for each in (_sentence(outcome.reason), *_remarks(test, outcome, verdicts)) if each),
                ", ".join(test["judged_by"]),
                _ranges(outcome.exchanges),
            ]
        )
    return made


def shown(test: Mapping[str, Any], outcome: GalleryOutcome) -> str:
    """Return the word of a test: a failed optional test is a warning."""
    if outcome.word is Word.FAILED and test["category"] == "optional":
        return "WARNING"
    return outcome.word.value


def overall(outcomes: Mapping[int, GalleryOutcome], *, manager: bool) -> str:
    """Return overallLogicAppResult as the workflow would compute it, with what decides it.

    Args:
        outcomes: by number.
        manager: the target directory has a manager.
    """
    failed = [
        test
        for test in tests()
        if test["category"] == "mandatory"
        and outcomes[test["number"]].word is Word.FAILED
        and (test["number"] != _MANAGER or manager)
    ]
    names = ", ".join(test["name"] for test in failed)
    credentials = any(outcomes[number].word is Word.PASSED for number in _CREDENTIALS)
    if not failed and credentials:
        return "overallLogicAppResult predicted: Succeeded."
    why = [f"{names} FAILED" if failed else "", "" if credentials else "neither test 21 nor test 22 PASSED"]
    rest = " All other mandatory tests would pass." if not failed else ""
    return f"overallLogicAppResult predicted: Failed, because {' and '.join(each for each in why if each)}.{rest}"


def checklist_rows(
    verdicts: Mapping[str, str],
    predicted: str,
    seen: Mapping[str, bool | None],
    load: tuple[bool, str] | None = None,
) -> list[list[str]]:
    """Return the listing checklist.

    Args:
        verdicts: requirement id to verdict.
        predicted: the overall result in a sentence.
        seen: capability to whether the target shows or declares it, None where that is not known.
        load: whether the target bore a sustained load, and what was measured; None when nobody looked.
    """
    made = []
    for row in checklist():
        ids = row.get("judged_by", [])
        if row.get("overall"):
            state = predicted
        elif "capability" in row:
            state = {True: "present", False: "absent", None: "not checked"}[seen.get(row["capability"])]
        elif row.get("load") and load is not None:
            state = f"{'met' if load[0] else 'broken'}: {load[1]}"
        else:
            state = _state(row, verdicts) if ids else row["state"]
        made.append([row["name"], row["level"], state, ", ".join(ids) or row.get("note", "")])
    return made


def _remarks(test: Mapping[str, Any], outcome: GalleryOutcome, verdicts: Mapping[str, str]) -> list[str]:
    """Say where the prediction and the suites part."""
    broken = [each for each in test["judged_by"] if verdicts.get(each) in _BROKEN]
    holding = [each for each in test["judged_by"] if verdicts.get(each) == "PASS"]
    said = [f"Otherwise: {outcome.otherwise}." if outcome.otherwise else ""]
    if outcome.word is Word.PASSED and broken:
        blind = test.get("blind", "")
        said.append(f"Microsoft would pass this, but {', '.join(broken)} {_is(broken)} broken: {blind}")
    if outcome.word is Word.FAILED and holding and len(holding) == len(test["judged_by"]):
        hold = "is met" if len(holding) == 1 else "are met"
        said.append(f"Microsoft would fail this although {', '.join(holding)} {hold}: {test.get('traps', '')}")
    return said


def _state(row: Mapping[str, Any], verdicts: Mapping[str, str]) -> str:
    """Say what a run found of a row, and no more than that."""
    ids: list[str] = row["judged_by"]
    broken = [each for each in ids if verdicts.get(each) in _BROKEN]
    holding = [each for each in ids if verdicts.get(each) == "PASS"]
    beyond = f"; {row['beyond']}" if "beyond" in row else ""
    if holding and (row.get("any") or len(holding) == len(ids)):
        return f"met{beyond}"
    if broken:
        return f"broken: {', '.join(broken)}"
    return f"met as far as it was judged{beyond}" if holding else "not judged in this run"


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _ranges(numbers: list[int]) -> str:
    """Write numbers as ranges: ``4-9, 12``."""
    made: list[list[int]] = []
    for each in sorted(set(numbers)):
        if made and each == made[-1][1] + 1:
            made[-1][1] = each
        else:
            made.append([each, each])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in made)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((fixtures() / "gallery" / f"{name}.toml").read_text(encoding="utf-8"))
