"""False alarms: findings on targets that differ legally from the reference, and verdicts that waiting changes."""

from __future__ import annotations

from typing import Any

from tests.support.judging import VARYING, judge, red

from benchmarks.parallel import each
from scimproof.reference import VARIANTS


def main() -> None:
    """Judge every variant and print what was found and ought not to be."""
    clean = judge(fuzz="quick")
    print(f"clean target   {len(red(clean))} false alarms in {len(clean['verdicts'])} requirements")
    alarms, kept = 0, {}
    for name, found in each(sorted(VARIANTS), _judged):
        kept[name] = found
        wrong = red(found) ^ set(VARIANTS[name].warns)
        if wrong or found["problems"] or found["errors"] or found["exit"]:
            alarms += 1
            print(f"  {name}: {sorted(wrong)} {found['problems']} {sorted(found['errors'])}")
    print(f"variants       {alarms} with false alarms / {len(VARIANTS)}")
    late = [each for notes in kept["filters-lag-500ms"]["notes"].values() for each in notes if "later" in each]
    print(f"late filters   {len(late)} reads were repeated until they showed a write of half a second ago")
    for name in ("rate-limit-20", "rate-limit-200", "rate-limit-200-until-a-date", "unavailable-once"):
        print(f"throttled      {_differing(clean, kept[name])} verdicts differ ({name}, {kept[name]['seconds']:.1f} s)")
    together = judge(variants=("rate-limit-200",), workers=2)
    print(f"throttled      {_differing(clean, together)} verdicts differ (rate-limit-200, 2 workers)")


def _judged(name: str) -> dict[str, Any]:
    profile = "entra" if "entra" in VARIANTS[name].profiles else "rfc"
    asked = {"fuzz": "quick", **VARYING.get(name, {})}
    return judge(variants=(name,), profile=profile, **asked)


def _differing(clean: dict[str, Any], found: dict[str, Any]) -> int:
    both = clean["verdicts"].keys() & found["verdicts"].keys()
    return sum(clean["verdicts"][name] != found["verdicts"][name] for name in both)
