"""Invalid filters, and filters whose values contain code of other languages. Both find nobody."""

from __future__ import annotations

import json
from random import Random

_BROKEN = (
    "{left} and",
    "{left} or",
    "and {left}",
    "or {left}",
    "({left}",
    "{left})",
    "(({left})",
    "()",
    "{left} and ()",
    "{left} {left}",
    "{left} and and {left}",
    "{left} or or {left}",
    "{left} and or {left}",
    "userName",
    "userName eq",
    'eq "{nobody}"',
    'userName eq eq "{nobody}"',
    'userName equals "{nobody}"',
    'userName = "{nobody}"',
    'userName == "{nobody}"',
    'userName like "{nobody}"',
    'userName eq "{nobody}',
    'userName eq {nobody}"',
    "userName eq {nobody}",
    'emails[type eq "work" and value eq "{nobody}"',
    'emails type eq "work"] and {left}',
    "emails[] and {left}",
    "{left} and not",
    "{left} and not ()",
    "{left}; {left}",
    "{left} && {left}",
    "{left} # {left}",
)

_HOSTILE = (
    "' OR '1'='1",
    "' OR 1=1 --",
    "' OR ''='",
    "'; SELECT pg_sleep(0); --",
    "') OR ('x'='x",
    '" or userName pr or userName eq "',
    '" OR ""="',
    "\\",
    '\\" or userName pr or userName eq \\"',
    "*",
    "%",
    "_" * 8,
    "%25",
    "%' --",
    "*)(uid=*))(|(uid=*",
    "*)(objectClass=*",
    '{"$ne": null}',
    '"}, "$or": [{}, {"a": "a',
    "' || '1'=='1",
    ".*",
    "^.*$",
    "[a-z]+|.*",
    "(a+)+$",
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}}",
    "../../etc/passwd",
    "\x00",
    "a" * 2000,
    "ß",
    "İ",
)


def broken(random: Random, somebody: str, number: int) -> list[str]:
    """Return so many texts that are no filters; read leniently, they could only ask for a user that nobody is."""
    nobody = f"{somebody}-nobody"
    left = f"userName eq {json.dumps(nobody)}"
    chosen = random.sample(_BROKEN, min(number, len(_BROKEN)))
    return [each.replace("{left}", left).replace("{nobody}", nobody) for each in chosen]


def hostile(random: Random, somebody: str, number: int) -> list[str]:
    """Return so many filters that are valid and match nobody: their values hold what other languages would obey.

    ``somebody`` is the beginning of names that exist, so that a value that is obeyed has somebody to find.
    """
    chosen = random.sample(_HOSTILE, min(number, len(_HOSTILE)))
    operators = [random.choice(("eq", "eq", "sw", "co")) for _ in chosen]
    return [
        f"userName {operator} {json.dumps(somebody + each, ensure_ascii=False)}"
        for operator, each in zip(operators, chosen, strict=True)
    ]
