"""Which attributes an error is about, and whether they are missing or not accepted.

Products word refusals in their own ways, so this gives hints and no facts: whether a hint is right is found by trying.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scimproof.scim.exchange import UNPARSABLE, Exchange

_WORD = re.compile(r"[A-Za-z$][A-Za-z0-9$]*")
_MISSES = re.compile(
    r"required|missing|mandatory|at least (?:one|1)|is null"
    r"|\bmust (?:be |also )?(?:provided|present|specified|given|set|contain|have|include)"
    r"|(?:can ?not|can't|may not|must not|should not|must be) (?:be )?(?:null|blank|empty|not null|non-?empty)"
    r"|not (?:provided|specified|supplied|given)",
    re.IGNORECASE,
)
_REJECTS = re.compile(
    r"not (?:permitted|allowed|supported|accepted|recogni[sz]ed|known|writable|valid|an? )|unknown|unsupported"
    r"|unrecogni[sz]ed|unexpected|extra|additional|forbidden|read.?only|no such|does not exist|undefined|invalid",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"e-?mail|\baddress\b|@", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<![\w.-])@?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?![\w-])", re.IGNORECASE)

ALIASES = {
    "email": "emails",
    "mail": "emails",
    "emailaddress": "emails",
    "login": "userName",
    "loginname": "userName",
    "username": "userName",
    "firstname": "name.givenName",
    "lastname": "name.familyName",
    "surname": "name.familyName",
    "givenname": "name.givenName",
    "familyname": "name.familyName",
    "phone": "phoneNumbers",
    "phonenumber": "phoneNumbers",
    "telephone": "phoneNumbers",
    "role": "roles",
    "member": "members",
    "address": "addresses",
}
"""Words of refusals for attributes that SCIM calls otherwise; lower case, without what separates words."""


class Tendency(Enum):
    """What a refusal says of an attribute."""

    MISSES = "misses"
    REJECTS = "rejects"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Mention:
    """An attribute that a refusal speaks of: its path (``emails.type``), and what it says of it."""

    path: str
    tendency: Tendency


def mentions(exchange: Exchange, known: Mapping[str, str]) -> list[Mention]:
    """Return the attributes that a refusal speaks of, each once, the first first.

    Args:
        exchange: with the refusal.
        known: names of attributes in lower case (``name``, ``emails.type``) to how they are written.
    """
    found: dict[str, Mention] = {}
    for text in _texts(exchange):
        tendency = _tendency(text)
        for path in _paths(text, known):
            before = found.get(path)
            if before is None or before.tendency is Tendency.UNCLEAR:
                found[path] = Mention(path, tendency)
    # The name of a whole says nothing where one of its parts is named.
    inner = {path.rpartition(".")[0] for path in found}
    return [each for path, each in found.items() if path not in inner]


def wants_an_address(exchange: Exchange) -> bool:
    """Tell whether a refusal speaks of a userName and of e-mail addresses in one breath."""
    return any("username" in _squeezed(text) and _ADDRESS.search(text) for text in _texts(exchange))


def domains(exchange: Exchange, but: str) -> list[str]:
    """Return the domains that a refusal names, but for one; empty when it does not speak of domains."""
    told = " ".join(_texts(exchange))
    if "domain" not in told.lower() and "@" not in told:
        return []
    named = [each.lower() for each in _DOMAIN.findall(told)]
    return [each for each in dict.fromkeys(named) if each != but and not each.endswith(f".{but}")]


def speaks_of_domains(exchange: Exchange) -> bool:
    """Tell whether a refusal speaks of a domain, whether or not it names one."""
    return "domain" in " ".join(_texts(exchange)).lower()


def detail(exchange: Exchange, limit: int = 200) -> str:
    """Return what a refusal says, on one line."""
    if exchange.failure is not None:
        return exchange.failure.detail[:limit]
    said = exchange.resource.get("detail")
    text = said if isinstance(said, str) and said else exchange.text
    return " ".join(text.split())[:limit]


def _texts(exchange: Exchange) -> list[str]:
    if exchange.json is UNPARSABLE:
        return [line for line in exchange.text[:5000].splitlines() if line.strip()]
    return list(_within(exchange.json, ()))


def _within(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield each text in a refusal behind the names that lead to it: some name the attribute in a key alone."""
    if isinstance(value, dict):
        told = [each for name, each in value.items() if name not in ("schemas", "status", "input", "url", "ctx")]
        if all(isinstance(each, str | int | list) for each in told) and "loc" in value:
            yield f"{_shown(value.get('loc'))} {value.get('msg', '')} {value.get('type', '')}"
            return
        for name, each in value.items():
            if name not in ("schemas", "status"):
                yield from _within(each, (*keys, name))
    elif isinstance(value, list):
        for each in value:
            yield from _within(each, keys)
    elif isinstance(value, str):
        own = [key for key in keys if key not in ("detail", "scimType", "message", "errors", "error", "title")]
        yield " ".join([".".join(own), value])


def _shown(place: Any) -> str:
    return ".".join(str(each) for each in place) if isinstance(place, list) else str(place)


def _tendency(text: str) -> Tendency:
    if _MISSES.search(text):
        return Tendency.MISSES
    return Tendency.REJECTS if _REJECTS.search(text) else Tendency.UNCLEAR


def _paths(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield the attributes that a text names: ``displayName``, "display name", ``emails[0].type``, ``user_name``."""
    words = list(_WORD.finditer(text))
    taken = -1
    parent, end = "", 0
    for index, word in enumerate(words):
        if index <= taken:
            continue
        name = word[0].lower()
        if parent and f"{parent}.{name}".lower() in known and not re.search("[A-Za-z]", text[end : word.start()]):
            yield known[f"{parent}.{name}".lower()]
            end = word.end()
            continue
        if index + 1 < len(words) and text[word.end() : words[index + 1].start()] in (" ", "_", "-"):
            both = name + words[index + 1][0].lower()
            if both in known or ALIASES.get(both, "").lower() in known:
                taken = index + 1
                parent, end = _known(both, known), words[index + 1].end()
                yield parent
                continue
        if found := _known(name, known):
            parent, end = found, word.end()
            yield parent


def _known(name: str, known: Mapping[str, str]) -> str:
    return known.get(name) or known.get(ALIASES.get(name, "").lower(), "")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_-]", "", text.lower())
