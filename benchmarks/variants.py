"""False alarms: findings on targets that differ legally from the reference."""

from __future__ import annotations

from tests.support.judging import judge, red

from benchmarks.parallel import each
from scimproof.reference import VARIANTS


def main() -> None:
    """Judge every variant and print what was found and ought not to be."""
    clean = judge()
    print(f"clean target   {len(red(clean))} false alarms in {len(clean['verdicts'])} requirements")
    alarms = 0
    for name, found in each(sorted(VARIANTS), lambda name: {"variants": (name,)}):
        wrong = red(found) - set(VARIANTS[name].warns)
        alarms += bool(wrong or found["problems"] or found["errors"])
        if wrong or found["problems"] or found["errors"]:
            print(f"  {name}: {sorted(wrong)} {found['problems']} {sorted(found['errors'])}")
    print(f"variants       {alarms} with false alarms / {len(VARIANTS)}")
    throttled = judge(variants=("throttles",), settle=0.0) if "throttles" in VARIANTS else clean
    differ = {name for name in clean["verdicts"] if clean["verdicts"][name] != throttled["verdicts"].get(name)}
    print(f"throttled      {len(differ)} verdicts differ from the unthrottled run ({throttled['seconds']:.1f} s)")
