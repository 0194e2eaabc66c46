"""How many of Entra's behaviours are verified, and how many requirements are seen red."""

from __future__ import annotations

from collections import Counter

from scimproof import catalogue, ledger
from scimproof.reference import DEFECTS, VARIANTS
from scimproof.requirements import MAY


def main() -> None:
    """Print the counts."""
    stated = catalogue.requirements()
    rows, covered = ledger.behaviours(), ledger.covering()
    verified = sum(each.id in covered for each in rows)
    excluded = len(catalogue.not_tested())
    print(f"behaviours     {verified} covered / {excluded} excluded / {len(rows)} total")
    levels = Counter(each.level for each in stated.values())
    print(f"requirements   {len(stated)}: {', '.join(f'{count} {level}' for level, count in levels.items())}")
    seeded = ledger.defects_of()
    binding = [each for each in stated.values() if each.level is not MAY]
    print(f"seen red       {sum(each.id in seeded for each in binding)} of {len(binding)} MUST and SHOULD")
    print(f"defects        {len(DEFECTS)} seeded; variants {len(VARIANTS)}")
    areas = Counter(each.area for each in stated.values())
    print(f"by area        {', '.join(f'{area} {count}' for area, count in areas.items())}")
