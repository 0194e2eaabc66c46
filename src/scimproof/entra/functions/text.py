"""Functions on text."""

from __future__ import annotations

import base64
import re
import string
import unicodedata
from typing import Any

from scimproof.entra.functions.registry import BadArguments, Context, as_list, as_number, as_text, function

_SPECIALS = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
_TURKIC = ("tr", "az")
_LETTERS = {"æ": "ae", "ø": "oe", "œ": "oe", "ß": "ss", "ł": "l", "ı": "i"}  # noqa: RUF001 - letters of other languages
_PLAIN = {**_LETTERS, **{key.upper(): value.upper() for key, value in _LETTERS.items() if len(key.upper()) == 1}}
_PLAIN["I"] = "I"  # the upper case of the dotless letter is the plain one
_MOST_RANDOM = 256


@function("Append", 2)
def append(source: Any, suffix: Any) -> str | None:
    """Return source with suffix behind it."""
    return None if source is None else as_text(source) + as_text(suffix)


@function("ConvertToBase64", 1)
def convert_to_base64(source: Any) -> str | None:
    """Return the base64 of the UTF-16 form, which is what the service means by Unicode."""
    return None if source is None else base64.b64encode(as_text(source).encode("utf-16-le")).decode("ascii")


@function("ConvertToUTF8Hex", 1)
def convert_to_utf8_hex(source: Any) -> str | None:
    """Return the UTF-8 form in hex digits."""
    return None if source is None else as_text(source).encode().hex().upper()


@function("CStr", 1)
def c_str(value: Any) -> str | None:
    """Return a number, reference or boolean as text."""
    return None if value is None else as_text(value)


@function("InStr", 2, 4)
def in_str(value: Any, wanted: Any, start: Any = None, compare: Any = None) -> int:
    """Return where wanted begins, counted from 1; 0 when nowhere."""
    text, part = as_text(value), as_text(wanted)
    if compare == "vbTextCompare":
        text, part = text.casefold(), part.casefold()
    first = 1 if start is None else as_number(start, "InStr")
    return text.find(part, max(first - 1, 0)) + 1


@function("Join", 2, None)
def join(separator: Any, *sources: Any) -> str:
    """Return all values with the separator between them: each of a multi-valued source, none of an empty one."""
    parts = [as_text(each) for source in sources for each in as_list(source)]
    return as_text(separator).join(part for part in parts if part)


@function("Left", 2)
def left(source: Any, count: Any) -> str:
    """Return the first characters; all of them for a negative number."""
    length = as_number(count, "Left")
    return as_text(source) if length < 0 else as_text(source)[:length]


@function("Mid", 3)
def mid(source: Any, start: Any, length: Any) -> str | None:
    """Return a part, counted from 1; it ends where the source ends."""
    first, count = as_number(start, "Mid"), as_number(length, "Mid")
    if first < 1 or count < 0:
        raise BadArguments("Mid counts from 1 and takes no negative length")
    return None if source is None else as_text(source)[first - 1 : first - 1 + count]


@function("NormalizeDiacritics", 1)
def normalize_diacritics(source: Any) -> str | None:
    """Return Latin letters without their marks (``ä`` is ``a``, not ``ae``); other scripts stay as they are."""
    if source is None:
        return None
    plain: list[str] = []
    for letter in unicodedata.normalize("NFD", as_text(source)):
        if unicodedata.combining(letter) and plain and plain[-1][-1:] in string.ascii_letters:
            continue
        plain.append(_PLAIN.get(letter, letter))
    return unicodedata.normalize("NFC", "".join(plain))


@function("PCase", 1, 2)
def p_case(source: Any, separators: Any = None) -> str | None:
    """Return every word with a capital; an apostrophe ends no word unless it is named as a separator."""
    if source is None:
        return None
    out, inside = "", False
    for letter in _simple(as_text(source), "lower"):
        out += letter if inside else _simple(letter, "upper")
        inside = letter not in separators if separators else letter.isalnum() or letter == "'" or _is_mark(letter)
    return out


@function("RandomString", 5, 6, context=True)
def random_string(context: Context, length: Any, *wanted: Any) -> str:
    """Return a random text with at least so many digits, special characters, capitals and small letters."""
    total = as_number(length, "RandomString")
    avoid = as_text(wanted[4]) if len(wanted) > 4 else ""  # noqa: PLR2004 - the sixth argument
    kinds = [string.digits, _SPECIALS, string.ascii_uppercase, string.ascii_lowercase]
    pools = ["".join(each for each in kind if each not in avoid) for kind in kinds]
    counts = [as_number(each, "RandomString") for each in wanted[:4]]
    if min(counts) < 0 or not sum(counts) <= total <= _MOST_RANDOM:
        raise BadArguments(f"RandomString cannot fit {sum(counts)} wanted characters into {total} (at most 256)")
    chosen = [context.random.choice(pool) for pool, count in zip(pools, counts, strict=True) for _ in range(count)]
    used = "".join(pool for pool, count in zip(pools, counts, strict=True) if count) or "".join(pools)
    chosen += [context.random.choice(used) for _ in range(total - len(chosen))]
    context.random.shuffle(chosen)
    return "".join(chosen)


@function("Redact", 1)
def redact(value: Any) -> Any:
    """Return the value; only the provisioning log hides it."""
    return value


@function("Replace", 7)
def replace(source: Any, old: Any, pattern: Any, group: Any, new: Any, other: Any, template: Any) -> str | None:
    """Replace in one of five ways, told apart by which arguments are there."""
    text = as_text(source)
    if old is not None and template is not None:
        return as_text(template).replace(as_text(old), text)
    if old is not None and new is not None:
        return None if source is None else text.replace(as_text(old), as_text(new))
    if pattern is None:
        raise BadArguments("Replace needs oldValue or regexPattern, and a replacement")
    regex = _regex(as_text(pattern))
    if group is not None and new is None:
        found = None if text else regex.search(as_text(other))
        return text or (_group(found, as_text(group)) if found else None)
    if source is None:
        return None
    if group is None:
        return regex.sub(lambda match: _expand(match, as_text(new)), text)
    return regex.sub(lambda match: _without_group(match, as_text(group), as_text(new)), text)


@function("StripSpaces", 1)
def strip_spaces(source: Any) -> str | None:
    """Return the text without spaces; other white space stays."""
    return None if source is None else as_text(source).replace(" ", "")


@function("ToLower", 1, 2)
def to_lower(source: Any, culture: Any = None) -> str | None:
    """Return small letters, by the rules of a culture."""
    text = as_text(source)
    if as_text(culture)[:2] in _TURKIC:
        text = text.replace("I", "\u0131").replace("\u0130", "i")
    return None if source is None else _simple(text, "lower")


@function("ToUpper", 1, 2)
def to_upper(source: Any, culture: Any = None) -> str | None:
    """Return capitals, by the rules of a culture."""
    text = as_text(source)
    if as_text(culture)[:2] in _TURKIC:
        text = text.replace("i", "\u0130").replace("\u0131", "I")
    return None if source is None else _simple(text, "upper")


@function("Word", 3)
def word(source: Any, number: Any, delimiters: Any) -> str:
    """Return a word by its number, from 1; empty when there is none."""
    words = [each for each in re.split(f"[{re.escape(as_text(delimiters) or ' ')}]", as_text(source)) if each]
    index = as_number(number, "Word")
    return words[index - 1] if 1 <= index <= len(words) else ""


def _simple(text: str, case: str) -> str:
    """Map letter by letter, as .NET does: a letter never becomes two."""
    changed = (getattr(letter, case)() for letter in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, changed, strict=True))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _regex(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", pattern))
    except re.error as error:
        raise BadArguments(f"Replace cannot read the pattern {pattern!r}: {error}") from None


def _expand(match: re.Match[str], template: str) -> str:
    return re.sub(r"\$\{(\w+)\}|\$(\d+)", lambda slot: _group(match, slot[1] or slot[2]), template)


def _group(match: re.Match[str], name: str) -> str:
    try:
        return match[int(name) if name.isdigit() else name] or ""
    except IndexError:
        raise BadArguments(f"the pattern of Replace has no group {name!r}") from None


def _without_group(match: re.Match[str], name: str, new: str) -> str:
    _group(match, name)
    start, end = match.span(name)
    begin = match.start()
    return match[0] if start < 0 else match[0][: start - begin] + new + match[0][end - begin :]
