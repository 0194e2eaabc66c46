"""Prints what we measure: coverage, defects caught, false alarms, precision, requests and seconds. Asserts nothing.

``python -m benchmarks`` runs everything; ``python -m benchmarks coverage speed`` only those parts;
``python -m benchmarks foreign-faults --help`` says which options that part takes.
"""

from __future__ import annotations

import sys

from benchmarks import coverage, defects, full, fuzz, speed, strangers, sync, variants
from benchmarks.foreign import measure

PARTS = {
    "coverage": coverage.main,
    "speed": speed.main,
    "defects": defects.main,
    "variants": variants.main,
    "full": full.main,
    "fuzz": fuzz.main,
    "sync": sync.main,
    "strangers": strangers.main,
    "foreign-faults": measure.main,
}


def main(names: list[str]) -> int:
    """Run the parts that were named, or all."""
    if names[:1] == ["foreign-faults"]:
        return measure.main(names[1:])
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 4
    for name in names or PARTS:
        print(f"\n== {name}")
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
