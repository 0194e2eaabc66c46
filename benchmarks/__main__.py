"""Prints what we measure: coverage, defects caught, false alarms, precision, requests and seconds. Asserts nothing.

``python -m benchmarks`` runs everything; ``python -m benchmarks coverage speed`` only those parts.
"""

from __future__ import annotations

import sys

from benchmarks import coverage, defects, foreign, fuzz, speed, strangers, sync, variants

PARTS = {
    "coverage": coverage.main,
    "speed": speed.main,
    "defects": defects.main,
    "variants": variants.main,
    "foreign": foreign.main,
    "fuzz": fuzz.main,
    "sync": sync.main,
    "strangers": strangers.main,
}


def main(names: list[str]) -> int:
    """Run the parts that were named, or all."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 4
    for name in names or PARTS:
        print(f"\n== {name}")
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
